/**
 * What an attempt leaves on its worker's disk: a data file with its partitions' pieces one after the other, and beside it an index of
 * fixed-size entries, so that a reader of a few partitions reads a few entries, however many there are. The index is there first:
 * who finds the data finds both.
 */
import { open, type FileHandle } from "node:fs/promises";

export interface PieceEntry {
  readonly partition: number;
  /** Of the piece's first byte in the data file. */
  readonly offset: number;
  /** 0: the partition has no piece. */
  readonly bytes: number;
  readonly crc32: number;
}

const entryBytes = 16;

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
 * The pieces of partitions `from` to before `to` that have bytes, ascending. Partitions beyond the last one have none.
 * @throws ENOENT without an index
 */
export async function readEntries(dataPath: string, from: number, to: number): Promise<PieceEntry[]> {
  const file = await open(indexPath(dataPath));
  try {
    return decodeEntries(await readAt(file, from * entryBytes, Math.max(0, to - from) * entryBytes), from);
  } finally {
    await file.close();
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

/** @returns fewer bytes than asked for where the file ends */
async function readAt(file: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const { size } = await file.stat();
  const wanted = Math.max(0, Math.min(bytes, size - position));
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(wanted), 0, wanted, position);
  return buffer.subarray(0, bytesRead);
}
