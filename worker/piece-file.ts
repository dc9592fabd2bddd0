/**
 * What an attempt leaves on its worker's disk: a data file with its partitions' small pieces one after the other, large ones each in a
 * file of its own beside it, and an index of fixed-size entries, so that a reader of a few partitions reads a few entries, however many
 * there are. The data file comes last: who finds it finds all of them.
 */
import { closeSync, openSync, read, readFileSync, readSync } from "node:fs";

export interface PieceEntry {
  readonly partition: number;
  /** The file that it lies in. */
  readonly path: string;
  /** Of the piece's first byte in that file. */
  readonly offset: number;
  /** 0: the partition has no piece. */
  readonly bytes: number;
  readonly crc32: number;
}

/** An entry without a path: of a piece in the data file, unless it has a file of its own. */
export type IndexEntry = Omit<PieceEntry, "path" | "offset"> & { readonly offset: number | "own file" };

const entryBytes = 16;
/** No data file is as long. */
const ownFileOffset = 2 ** 48 - 1;
/** More than any exchange has: what a request may make us read. */
const partitionsMax = 2 ** 20;

/** Path of the index that belongs to a data file. */
export function indexPath(dataPath: string): string {
  return `${dataPath}.index`;
}

/** Path of a piece that has a file of its own. */
export function ownPiecePath(dataPath: string, partition: number): string {
  return `${dataPath}.${partition}`;
}

/** Paths of the pieces that have files of their own. @throws ENOENT without an index */
export function ownPiecePaths(dataPath: string): string[] {
  const entries = decodeEntries(readFileSync(indexPath(dataPath)), dataPath, 0);
  return entries.flatMap(({ path }) => (path === dataPath ? [] : [path]));
}

/** @param entries  one per partition, ascending from 0 */
export function encodeIndex(entries: readonly IndexEntry[]): Buffer {
  const index = Buffer.alloc(entries.length * entryBytes);
  for (const [position, entry] of entries.entries()) {
    const start = position * entryBytes;
    index.writeUIntLE(entry.offset === "own file" ? ownFileOffset : entry.offset, start, 6);
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
    return decodeEntries(
      wanted.subarray(0, readSync(file, wanted, 0, wanted.length, from * entryBytes)),
      dataPath,
      from,
    );
  } finally {
    closeSync(file);
  }
}

function decodeEntries(index: Buffer, dataPath: string, from: number): PieceEntry[] {
  const entries: PieceEntry[] = [];
  for (let start = 0; start + entryBytes <= index.length; start += entryBytes) {
    const bytes = index.readUIntLE(start + 6, 6);
    if (bytes === 0) continue;
    const partition = from + start / entryBytes;
    const offset = index.readUIntLE(start, 6);
    const place =
      offset === ownFileOffset ? { path: ownPiecePath(dataPath, partition), offset: 0 } : { path: dataPath, offset };
    entries.push({
      partition,
      ...place,
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

/** One file at a time, open for as long as the same one is asked for. */
export class OpenFile {
  private current: { readonly path: string; readonly file: number } | undefined;

  /** @returns its descriptor, good until another one is opened. @throws ENOENT */
  open(path: string): number {
    if (this.current?.path !== path) {
      this.close();
      this.current = { path, file: openSync(path, "r") };
    }
    return this.current.file;
  }

  close(): void {
    if (this.current !== undefined) closeSync(this.current.file);
    this.current = undefined;
  }
}
