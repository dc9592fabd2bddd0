/**
 * Pulls pieces from one peer: many pieces per call, back pressure by the stream's window, each piece checked against its CRC-32. A
 * broken call is tried again with what is still missing.
 */
import { setTimeout as delay } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { asGoldpanError, GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { createClient, errorFromStatus, unaryCall, waitForReady, within } from "../../common/grpc/client.js";
import { withoutSilence } from "../../common/grpc/silence.js";
import { contract } from "../../common/wire/load.js";
import type { AttemptKey, PieceChunk, PieceFolder } from "../../common/wire/types.js";

const readyDeadlineMs = 2_000;
const answerDeadlineMs = 5_000;
const tries = 3;

/** Partitions `from` to before `to` of an attempt's pieces. */
export interface WantedRange {
  readonly key: AttemptKey;
  readonly from: number;
  readonly to: number;
}

export interface ArrivingPiece<Range extends WantedRange> {
  readonly range: Range;
  readonly partition: number;
  /** Of the whole piece. */
  readonly bytes: number;
}

/** Takes pieces as they come: each whole before the next, in the order asked for. */
export interface PieceTaker<Range extends WantedRange> {
  write(piece: ArrivingPiece<Range>, data: Buffer): Promise<void>;
  /** The piece is whole and as it was written. */
  finish(piece: ArrivingPiece<Range>): Promise<void>;
  /** What was written of the unfinished piece is void: it comes again from its beginning, or not at all. */
  discard(): void;
}

export interface PullOptions {
  readonly peers: PeerConnections;
  readonly signal: AbortSignal;
  /** Longest wait for a chunk. */
  readonly silenceMs?: number;
}

type PieceClient = InstanceType<typeof contract.PieceService>;

/** One connection per peer, made anew after a failure; closed by whoever made this. */
export class PeerConnections {
  private readonly clients = new Map<string, PieceClient>();
  private closed = false;

  constructor(private readonly token: string | undefined) {}

  /** @throws WORKER_LOST when the peer does not answer */
  async connect(address: string): Promise<PieceClient> {
    if (this.closed) throw new GoldpanError("ATTEMPT_CANCELLED", "nobody waits for these pieces any more");
    const client = this.clients.get(address) ?? createClient(contract.PieceService, address, this.token);
    this.clients.set(address, client);
    await waitForReady(client, address, readyDeadlineMs, "worker");
    return client;
  }

  /** Of the same client alone: another pull may have made a new one already. */
  drop(address: string, client: PieceClient | undefined): void {
    if (client !== undefined && this.clients.get(address) !== client) return;
    this.clients.get(address)?.close();
    this.clients.delete(address);
  }

  close(): void {
    this.closed = true;
    for (const client of this.clients.values()) client.close();
    this.clients.clear();
  }
}

/** Where a peer's pieces lie, on whichever host. @throws WORKER_LOST; what the peer answers instead */
export async function locatePieces(address: string, peers: PeerConnections): Promise<PieceFolder> {
  const client = await peers.connect(address);
  return await unaryCall((callback) => client.locate({}, within(answerDeadlineMs), callback), address, "worker");
}

/** What the taker could not do with a piece: another try would not mend it. */
class TakerFailure extends Error {
  override readonly name = "TakerFailure";
}

/**
 * @param address  `host:port` of the peer's piece server
 * @throws PIECES_LOST naming the attempts whose pieces the peer lacks, or all that are left when it cannot be reached or sends damaged
 *   ones; ATTEMPT_CANCELLED when the signal is given; what the taker throws
 */
export async function pullPieces<Range extends WantedRange>(
  address: string,
  ranges: readonly Range[],
  taker: PieceTaker<Range>,
  options: PullOptions,
): Promise<void> {
  const pull = new Pull(address, ranges, taker, options);
  for (let round = 1; ; round++) {
    try {
      await pull.run();
      return;
    } catch (error) {
      if (options.signal.aborted) throw new GoldpanError("ATTEMPT_CANCELLED", "the attempt was cancelled");
      if (error instanceof TakerFailure) throw error.cause;
      if (isGoldpanError(error, "PIECES_LOST", "TOKEN_REFUSED", "ATTEMPT_CANCELLED")) throw error;
      if (round === tries) {
        const missing = pull.left().map(({ key }) => key);
        throw new GoldpanError("PIECES_LOST", `${address} does not deliver the pieces of ${missing.length} attempts`, {
          details: { missing },
          cause: asGoldpanError(error),
        });
      }
      await delay(200 * 4 ** (round - 1));
    }
  }
}

/** All before partition `next` of the range at `position` has come. */
class Pull<Range extends WantedRange> {
  private position = 0;
  private next = 0;

  constructor(
    private readonly address: string,
    private readonly ranges: readonly Range[],
    private readonly taker: PieceTaker<Range>,
    private readonly options: PullOptions,
  ) {}

  /** What has not come yet. */
  left(): WantedRange[] {
    return this.ranges.slice(this.position).flatMap(({ key, from, to }, index) => {
      const rest = index === 0 ? Math.max(from, this.next) : from;
      return rest < to ? [{ key, from: rest, to }] : [];
    });
  }

  /** Asks for all that is left. */
  async run(): Promise<void> {
    const { address, options } = this;
    let client: PieceClient | undefined;
    try {
      client = await options.peers.connect(address);
      const call = client.fetch({ ranges: this.left() });
      call.on("error", () => undefined);
      const abort = () => {
        call.cancel();
      };
      options.signal.addEventListener("abort", abort);
      try {
        await this.receive(withoutSilence(call as AsyncIterable<PieceChunk>, address, options.silenceMs));
      } finally {
        options.signal.removeEventListener("abort", abort);
        call.cancel();
      }
    } catch (error) {
      const known = isStatus(error) ? errorFromStatus(error, address, "worker") : error;
      if (isGoldpanError(known, "WORKER_LOST")) options.peers.drop(address, client);
      throw known;
    }
  }

  private async receive(chunks: AsyncIterable<PieceChunk>): Promise<void> {
    // The first range asked for may be one further on than the one where the last try ended.
    const first = this.position + (this.next >= (this.ranges[this.position]?.to ?? Infinity) ? 1 : 0);
    let checksum = 0;
    let unfinished = false;
    try {
      for await (const chunk of chunks) {
        const piece = this.pieceOf(chunk, first + chunk.index);
        unfinished = true;
        await taken(this.taker.write(piece, chunk.data));
        checksum = crc32(chunk.data, checksum);
        if (!chunk.lastOfPiece) continue;
        if (checksum !== chunk.crc32) throw new GoldpanError("INTERNAL", "a piece arrived damaged");
        checksum = 0;
        await taken(this.taker.finish(piece));
        unfinished = false;
        this.position = first + chunk.index;
        this.next = chunk.partition + 1;
      }
      if (unfinished) throw new GoldpanError("INTERNAL", "a piece ended before its last chunk");
    } finally {
      if (unfinished) this.taker.discard();
    }
  }

  private pieceOf({ partition, bytes }: PieceChunk, position: number): ArrivingPiece<Range> {
    const range = this.ranges[position];
    const due = position > this.position || (position === this.position && partition >= this.next);
    if (range !== undefined && due && partition >= range.from && partition < range.to) {
      return { range, partition, bytes };
    }
    throw new GoldpanError("INTERNAL", `partition ${partition} of range ${position} came out of order`);
  }
}

async function taken(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    throw new TakerFailure("a piece was not taken", { cause: error });
  }
}

function isStatus(error: unknown): boolean {
  return typeof error === "object" && error !== null && "metadata" in error && "details" in error;
}
