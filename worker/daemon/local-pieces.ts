/** Pieces that lie on this host: read in place, or copied out of their data files; checked like those that come from afar. */
import { fstatSync } from "node:fs";
import { crc32 } from "node:zlib";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { moveFooter } from "../../storage/parquet/concatenated-file.js";
import type { LocalPiece } from "../executor-protocol.js";
import type { PieceTaker } from "../grpc/piece-client.js";
import { OpenFile, readEntries, readPiece, type PieceEntry } from "../piece-file.js";
import type { InputRange } from "./arrivals.js";
import { readMetadata } from "./piece-metadata.js";

const bufferBytes = 2 ** 20;

/** Pieces of a map output on this host. */
export interface LocalRange extends InputRange {
  /** Of its data file. */
  readonly path: string;
}

/** A piece in its open file. */
export interface StoredPiece {
  readonly range: LocalRange;
  readonly entry: PieceEntry;
  readonly file: number;
}

/**
 * Calls for each piece of a range, ascending by partition.
 * @throws PIECES_LOST when they are not there; what `use` throws
 */
export async function forEachPiece(range: LocalRange, use: (piece: StoredPiece) => Promise<void>): Promise<void> {
  const files = new OpenFile();
  try {
    for (const entry of found(range, () => readEntries(range.path, range.from, range.to))) {
      await use({ range, entry, file: found(range, () => files.open(entry.path)) });
    }
  } finally {
    files.close();
  }
}

/** Whether it is a file by itself. */
export function isWholeFile({ entry, file }: StoredPiece): boolean {
  return entry.bytes === fstatSync(file).size;
}

/** A piece that is a file by itself, where it is. @throws PIECES_LOST */
export async function inPlace(piece: StoredPiece): Promise<LocalPiece> {
  await checked(piece);
  const { entry, file } = piece;
  const { rows } = moveFooter(readMetadata(file, entry.offset, entry.bytes), entry.offset);
  return { path: entry.path, rows };
}

/** Gives a piece as a peer would. @throws PIECES_LOST */
export async function copyPiece(stored: StoredPiece, taker: PieceTaker<InputRange>): Promise<void> {
  const { range, entry } = stored;
  const piece = { range, partition: entry.partition, bytes: entry.bytes };
  try {
    await checked(stored, (buffer) => taker.write(piece, buffer));
  } catch (error) {
    taker.discard();
    throw error;
  }
  await taker.finish(piece);
}

/** Reads a piece, and gives its bytes in order where someone takes them. @throws PIECES_LOST when they are not those that were written */
async function checked({ range, entry, file }: StoredPiece, take?: (buffer: Buffer) => Promise<void>): Promise<void> {
  let checksum = 0;
  let buffer = Buffer.alloc(0);
  for (let done = 0; done < entry.bytes; done += buffer.length) {
    const wanted = Math.min(bufferBytes, entry.bytes - done);
    // Who takes a buffer may keep it.
    buffer = take === undefined && buffer.length >= wanted ? buffer.subarray(0, wanted) : Buffer.allocUnsafe(wanted);
    if ((await readPiece(file, buffer, entry.offset + done, entry.bytes)) < wanted) throw lost(range);
    checksum = crc32(buffer, checksum);
    await take?.(buffer);
  }
  if (checksum !== entry.crc32) throw lost(range);
}

function found<Result>(range: InputRange, look: () => Result): Result {
  try {
    return look();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") throw lost(range);
    throw error;
  }
}

function lost({ key }: InputRange): GoldpanError {
  return new GoldpanError("PIECES_LOST", "pieces on this host are lost or damaged", { details: { missing: [key] } });
}
