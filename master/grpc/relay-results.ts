/** Brings result partitions from the workers that hold them to whoever asks, in order, at the pace of the reader. */
import { crc32 } from "node:zlib";
import { GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { createClient, errorFromStatus, waitForReady } from "../../common/grpc/client.js";
import { withoutSilence } from "../../common/grpc/silence.js";
import { contract } from "../../common/wire/load.js";
import type { AttemptKey, PieceChunk, PieceRefInput, ResultChunkInput } from "../../common/wire/types.js";

const readyTimeoutMs = 3_000;

export interface RelayRequest {
  /** All result partitions, ascending. */
  readonly pieces: readonly PieceRefInput[];
  readonly fromPartition: number;
  readonly token: string | undefined;
  readonly bytesMax: number;
}

/**
 * @throws PIECES_LOST naming what a worker no longer has or can no longer deliver
 * @throws RESULT_TOO_LARGE
 */
export async function* relayResults(request: RelayRequest): AsyncGenerator<ResultChunkInput, void, undefined> {
  const peers = new Peers(request.token);
  let bytes = 0;
  try {
    for (const run of runsByWorker(request)) {
      for await (const chunk of fetchRun(run, peers)) {
        bytes += chunk.arrowIpc.length;
        if (bytes > request.bytesMax) throw tooLarge(bytes, request.bytesMax);
        yield chunk;
      }
    }
  } finally {
    peers.close();
  }
}

type PieceClient = InstanceType<typeof contract.PieceService>;

/** One connection per worker for as long as a relay takes. */
class Peers {
  private readonly clients = new Map<string, PieceClient>();

  constructor(private readonly token: string | undefined) {}

  async connect(address: string): Promise<PieceClient> {
    const client = this.clients.get(address) ?? createClient(contract.PieceService, address, this.token);
    this.clients.set(address, client);
    await waitForReady(client, address, readyTimeoutMs, "worker");
    return client;
  }

  close(): void {
    for (const client of this.clients.values()) client.close();
  }
}

interface Run {
  readonly address: string;
  readonly firstPartition: number;
  readonly pieces: readonly PieceRefInput[];
}

/** Neighbouring partitions on one worker are asked for in one call. */
function runsByWorker({ pieces, fromPartition }: RelayRequest): Run[] {
  const runs: { address: string; firstPartition: number; pieces: PieceRefInput[] }[] = [];
  for (const [partition, piece] of pieces.entries()) {
    if (partition < fromPartition) continue;
    const address = piece.address ?? "";
    const last = runs.at(-1);
    if (last?.address === address) last.pieces.push(piece);
    else runs.push({ address, firstPartition: partition, pieces: [piece] });
  }
  return runs;
}

async function* fetchRun(
  run: Run,
  peers: Peers,
): AsyncGenerator<{ partition: number; arrowIpc: Buffer; lastOfPartition: boolean }, void, undefined> {
  let done = 0;
  try {
    const client = await peers.connect(run.address);
    const call = client.fetch({ ranges: run.pieces.map(({ key }) => ({ key: key ?? {}, from: 0, to: 1 })) });
    // Without a listener the error of a call that is cancelled below would end the process.
    call.on("error", () => undefined);
    try {
      let checksum = 0;
      for await (const chunk of withoutSilence(call as AsyncIterable<PieceChunk>, run.address)) {
        checksum = crc32(chunk.data, checksum);
        if (chunk.lastOfPiece && checksum !== chunk.crc32) throw lost(run, done, undefined);
        yield { partition: run.firstPartition + chunk.index, arrowIpc: chunk.data, lastOfPartition: chunk.lastOfPiece };
        if (!chunk.lastOfPiece) continue;
        checksum = 0;
        done += 1;
      }
    } finally {
      call.cancel();
    }
    if (done < run.pieces.length) throw lost(run, done, undefined);
  } catch (error) {
    const known = errorFromStatus(error, run.address, "worker");
    throw isGoldpanError(known, "PIECES_LOST", "TOKEN_REFUSED") ? known : lost(run, done, known);
  }
}

/** A worker that breaks off has lost everything that it has not delivered: what is not lost after all is found on the next try. */
function lost({ address, pieces }: Run, done: number, cause: unknown): GoldpanError<"PIECES_LOST"> {
  const missing = pieces.slice(done).flatMap(({ key }) => (key ? [key as AttemptKey] : []));
  const message = `${missing.length} result partitions could not be had from ${address === "" ? "a lost worker" : address}`;
  return new GoldpanError("PIECES_LOST", message, { details: { missing }, cause });
}

function tooLarge(bytes: number, limit: number): GoldpanError<"RESULT_TOO_LARGE"> {
  return new GoldpanError("RESULT_TOO_LARGE", `the result has more than ${limit} bytes`, {
    details: { setting: "goldpan.driver.maxResultSize", limit, actual: bytes },
    hint: "write the rows to a table, take fewer of them, or raise goldpan.driver.maxResultSize",
  });
}
