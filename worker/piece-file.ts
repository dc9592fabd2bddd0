/**
 * What an attempt leaves on its worker's disk: a data file with its partitions' pieces one after the other, and beside it an index of
 * fixed-size entries, so that a reader of a few partitions reads a few entries, however many there are. The index is there first:
 * who finds the data finds both.
 */
import { closeSync, openSync, read, readSync } from "node:fs";

export interface PieceEntry {
  readonly partition: number;
  /** Of the piece's first byte in the data file. */
  readonly offset: number;
  /** 0: the partition has no piece. */
  readonly bytes: number;
  readonly crc32: number;
}

const entryBytes = 16;
/** More than any exchange has: what a request may make us read. */
const partitionsMax = 2 ** 20;

/** Path of the index that belongs to a data file. */
export function indexPath(dataPath: string): string {
  return `${dataPath}.index`;
}

/** @param entries  one per partition, ascending from 0 */
export function encodeIndex(entries: readonly PieceEntry[]): Buffer {
  const index = Buffer.alloc(entries.length * entryBytes);
  for (const [position, entry] of entries.entries()) {
    const start = position * entryBytes;
    index.writeUIntLE(entry.offset, start, 6);
    index.writeUIntLE(entry.bytes, start + 6, 6);
    index.writeUInt32LE(entry.crc32, start + 12);
  }
  return index;
}

/**
 * The pieces of partitions `from` to before `to` that have bytes, ascending. Partitions beyond the last one have none. Read at once: the
 * few bytes that were written a moment ago cost less than a turn of the thread pool.
 * @throws ENOENT without an index
 */
export function readEntries(dataPath: string, from: number, to: number): PieceEntry[] {
  const file = openSync(indexPath(dataPath), "r");
  try {
    const wanted = Buffer.alloc(Math.max(0, Math.min(to, partitionsMax) - from) * entryBytes);
    return decodeEntries(wanted.subarray(0, readSync(file, wanted, 0, wanted.length, from * entryBytes)), from);
  } finally {
    closeSync(file);
  }
}

function decodeEntries(index: Buffer, from: number): PieceEntry[] {
  const entries: PieceEntry[] = [];
  for (let start = 0; start + entryBytes <= index.length; start += entryBytes) {
    const bytes = index.readUIntLE(start + 6, 6);
    if (bytes === 0) continue;
    entries.push({
      partition: from + start / entryBytes,
      offset: index.readUIntLE(start, 6),
      bytes,
      crc32: index.readUInt32LE(start + 12),
    });
  }
  return entries;
}

/** Of a piece: what is read at once, from the system's cache as a rule, for less than a turn of the thread pool. */
const smallBytes = 2 ** 16;

/**
 * Fills a buffer with a part of a piece.
 * @param pieceBytes  of the whole piece: a large one is not waited for
 * @returns fewer bytes than the buffer has where the file ends
 */
export async function readPiece(file: number, buffer: Buffer, position: number, pieceBytes: number): Promise<number> {
  if (pieceBytes <= smallBytes) return readSync(file, buffer, 0, buffer.length, position);
  return new Promise((resolve, reject) => {
    read(file, buffer, 0, buffer.length, position, (error, bytesRead) => {
      if (error) reject(error);
      else resolve(bytesRead);
    });
  });
}
