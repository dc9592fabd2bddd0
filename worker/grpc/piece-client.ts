/**
 * Pulls pieces from one peer into files: many pieces per call, back pressure by the stream's window, each piece checked against
 * its CRC-32. A broken call is tried again with what is still missing.
 */
import { open, type FileHandle } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { asGoldpanError, GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { createClient, errorFromStatus, waitForReady } from "../../common/grpc/client.js";
import { withoutSilence } from "../../common/grpc/silence.js";
import { contract } from "../../common/wire/load.js";
import type { AttemptKey, PieceChunk } from "../../common/wire/types.js";
import { isDiskFull } from "../../storage/file/disk-full.js";

const readyDeadlineMs = 2_000;
const tries = 3;

export interface WantedPiece {
  readonly key: AttemptKey;
  /** Where to put it. */
  readonly path: string;
}

export interface PeerOptions {
  readonly token: string | undefined;
  readonly signal: AbortSignal;
  /** Longest wait for a chunk. */
  readonly silenceMs?: number;
}

/**
 * @param address  `host:port` of the peer's piece server
 * @throws PIECES_LOST naming the pieces that the peer lacks, or all that are left when it cannot be reached; ATTEMPT_CANCELLED when the signal is given
 */
export async function pullPieces(address: string, pieces: readonly WantedPiece[], options: PeerOptions): Promise<void> {
  let left = pieces;
  for (let round = 1; left.length > 0; round++) {
    try {
      await pullOnce(address, left, options, (piece) => {
        left = left.filter((other) => other !== piece);
      });
    } catch (error) {
      if (options.signal.aborted) throw new GoldpanError("ATTEMPT_CANCELLED", "the attempt was cancelled");
      if (isGoldpanError(error, "PIECES_LOST", "TOKEN_REFUSED") || isDiskFull(error)) throw error;
      if (round === tries) {
        const missing = left.map(({ key }) => key);
        throw new GoldpanError("PIECES_LOST", `${address} does not deliver ${missing.length} pieces`, {
          details: { missing },
          cause: asGoldpanError(error),
        });
      }
      await delay(200 * 4 ** (round - 1));
    }
  }
}

async function pullOnce(
  address: string,
  pieces: readonly WantedPiece[],
  options: PeerOptions,
  onPiece: (piece: WantedPiece) => void,
): Promise<void> {
  const client = createClient(contract.PieceService, address, options.token);
  try {
    await waitForReady(client, address, readyDeadlineMs, "worker");
    const call = client.fetch({ keys: pieces.map(({ key }) => key) });
    call.on("error", () => undefined);
    const abort = () => {
      call.cancel();
    };
    options.signal.addEventListener("abort", abort);
    try {
      const chunks = withoutSilence(call as AsyncIterable<PieceChunk>, address, options.silenceMs);
      await receive(chunks, pieces, onPiece);
    } catch (error) {
      throw isStatus(error) ? errorFromStatus(error, address, "worker") : error;
    } finally {
      options.signal.removeEventListener("abort", abort);
      call.cancel();
    }
  } finally {
    client.close();
  }
}

async function receive(
  chunks: AsyncIterable<PieceChunk>,
  pieces: readonly WantedPiece[],
  onPiece: (piece: WantedPiece) => void,
): Promise<void> {
  let file: FileHandle | undefined;
  let done = 0;
  let checksum = 0;
  try {
    for await (const chunk of chunks) {
      const piece = pieces[done];
      if (piece === undefined || chunk.index !== done) {
        throw new GoldpanError("INTERNAL", `piece ${chunk.index} came where ${done} was due`);
      }
      file ??= await open(piece.path, "w");
      await file.appendFile(chunk.data);
      checksum = crc32(chunk.data, checksum);
      if (!chunk.lastOfPiece) continue;
      await file.close();
      file = undefined;
      if (checksum !== chunk.crc32) throw new GoldpanError("INTERNAL", "a piece arrived damaged");
      checksum = 0;
      done += 1;
      onPiece(piece);
    }
  } finally {
    await file?.close();
  }
  if (done < pieces.length) throw new GoldpanError("INTERNAL", `${pieces.length - done} pieces did not come`);
}

function isStatus(error: unknown): boolean {
  return typeof error === "object" && error !== null && "metadata" in error && "details" in error;
}
