/**
 * Pulls pieces from one peer: many pieces per call, back pressure by the stream's window, each piece checked against its CRC-32. A
 * broken call is tried again with what is still missing.
 */
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
  readonly rows: number;
}

/** Takes pieces as they come: each whole before the next, in the order asked for. */
export interface PieceTaker<Range extends WantedRange> {
  write(piece: ArrivingPiece<Range>, data: Buffer): Promise<void>;
  /** The piece is whole and as it was written. */
  finish(piece: ArrivingPiece<Range>): Promise<void>;
  /** What was written of the unfinished piece is void: it comes again from its beginning, or not at all. */
  discard(): Promise<void>;
}

export interface PeerOptions {
  readonly token: string | undefined;
  readonly signal: AbortSignal;
  /** Longest wait for a chunk. */
  readonly silenceMs?: number;
}

/** How far a pull is: all before `next` of the range at `position` has come. */
interface Place {
  position: number;
  next: number;
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
  options: PeerOptions,
): Promise<void> {
  const place: Place = { position: 0, next: ranges[0]?.from ?? 0 };
  for (let round = 1; place.position < ranges.length; round++) {
    try {
      await pullOnce(address, ranges, place, taker, options);
    } catch (error) {
      if (options.signal.aborted) throw new GoldpanError("ATTEMPT_CANCELLED", "the attempt was cancelled");
      if (isGoldpanError(error, "PIECES_LOST", "TOKEN_REFUSED", "DISK_FULL") || isDiskFull(error)) throw error;
      if (round === tries) {
        const missing = ranges.slice(place.position).map(({ key }) => key);
        throw new GoldpanError("PIECES_LOST", `${address} does not deliver the pieces of ${missing.length} attempts`, {
          details: { missing },
          cause: asGoldpanError(error),
        });
      }
      await delay(200 * 4 ** (round - 1));
    }
  }
}

async function pullOnce<Range extends WantedRange>(
  address: string,
  ranges: readonly Range[],
  place: Place,
  taker: PieceTaker<Range>,
  options: PeerOptions,
): Promise<void> {
  const client = createClient(contract.PieceService, address, options.token);
  try {
    await waitForReady(client, address, readyDeadlineMs, "worker");
    const left = ranges.slice(place.position).map(({ key, from, to }) => ({ key, from, to }));
    const [first] = left;
    if (first !== undefined) first.from = place.next;
    const call = client.fetch({ ranges: left });
    call.on("error", () => undefined);
    const abort = () => {
      call.cancel();
    };
    options.signal.addEventListener("abort", abort);
    try {
      const chunks = withoutSilence(call as AsyncIterable<PieceChunk>, address, options.silenceMs);
      await receive(chunks, ranges, place, taker);
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

async function receive<Range extends WantedRange>(
  chunks: AsyncIterable<PieceChunk>,
  ranges: readonly Range[],
  place: Place,
  taker: PieceTaker<Range>,
): Promise<void> {
  const first = place.position;
  let checksum = 0;
  let unfinished = false;
  try {
    for await (const { index, partition, bytes, rows, data, lastOfPiece, crc32: expected } of chunks) {
      const position = first + index;
      const range = ranges[position];
      const due = position > place.position || (position === place.position && partition >= place.next);
      if (range === undefined || !due || partition < range.from || partition >= range.to) {
        throw new GoldpanError("INTERNAL", `partition ${partition} of range ${position} came out of order`);
      }
      unfinished = true;
      const piece = { range, partition, bytes, rows };
      await taker.write(piece, data);
      checksum = crc32(data, checksum);
      if (!lastOfPiece) continue;
      if (checksum !== expected) throw new GoldpanError("INTERNAL", "a piece arrived damaged");
      checksum = 0;
      await taker.finish(piece);
      unfinished = false;
      place.position = position;
      place.next = partition + 1;
    }
    if (unfinished) throw new GoldpanError("INTERNAL", "a piece ended before its last chunk");
  } finally {
    if (unfinished) await taker.discard();
  }
  place.position = ranges.length;
}

function isStatus(error: unknown): boolean {
  return typeof error === "object" && error !== null && "metadata" in error && "details" in error;
}
