/** Pieces that lie on this worker: read in place, or copied out of their data files; checked like those that come from afar. */
import { open, type FileHandle } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { moveFooter } from "../../storage/parquet/concatenated-file.js";
import type { LocalPiece } from "../executor-protocol.js";
import { readEntries, type PieceEntry } from "../piece-file.js";
import type { InputRange } from "./arrivals.js";
import type { GatheredFile } from "./gathered-file.js";
import { readMetadata } from "./piece-metadata.js";
import type { PieceStore } from "./piece-store.js";

const bufferBytes = 2 ** 20;
/** Below it, opening a file costs more than copying it. */
const wholeFileBytesMin = 64 * 2 ** 10;

/**
 * @returns the data files themselves, when each is nothing but the one piece wanted of it, and worth a file of its own; else undefined
 * @throws PIECES_LOST
 */
export async function wholeFiles(ranges: readonly InputRange[], store: PieceStore): Promise<LocalPiece[] | undefined> {
  const files: LocalPiece[] = [];
  for (const range of ranges) {
    const whole = await inData(range, store, async (data, entries, path) => {
      const [entry] = entries;
      if (entry === undefined) return [];
      if (entries.length > 1 || entry.bytes !== (await data.stat()).size) return undefined;
      if (ranges.length > 1 && entry.bytes < wholeFileBytesMin) return undefined;
      await checked(data, entry, range, () => Promise.resolve());
      const { rows } = moveFooter(await readMetadata(data, entry.offset, entry.bytes), entry.offset);
      return [{ path, rows }];
    });
    if (whole === undefined) return undefined;
    files.push(...whole);
  }
  return files;
}

/** @throws PIECES_LOST */
export async function copyLocal(range: InputRange, store: PieceStore, to: GatheredFile): Promise<void> {
  await inData(range, store, async (data, entries) => {
    for (const entry of entries) {
      const { partition, bytes } = entry;
      const offset = to.place(bytes);
      let done = 0;
      let whole: Buffer | undefined;
      await checked(data, entry, range, async (buffer) => {
        await to.write([buffer], offset + done);
        done += buffer.length;
        if (buffer.length === bytes) whole = buffer;
      });
      await to.add(range.map, { partition, offset, bytes }, whole);
    }
  });
}

async function inData<Result>(
  range: InputRange,
  store: PieceStore,
  use: (data: FileHandle, entries: readonly PieceEntry[], path: string) => Promise<Result>,
): Promise<Result> {
  const path = store.pathOf(range.key);
  if (path === undefined) throw lost(range);
  try {
    const entries = await readEntries(path, range.from, range.to);
    const data = await open(path);
    try {
      return await use(data, entries, path);
    } finally {
      await data.close();
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") throw lost(range);
    throw error;
  }
}

/** Gives a piece's bytes in order. @throws PIECES_LOST when they are not those that were written */
async function checked(
  data: FileHandle,
  entry: PieceEntry,
  range: InputRange,
  take: (buffer: Buffer) => Promise<void>,
): Promise<void> {
  let checksum = 0;
  for (let done = 0; done < entry.bytes;) {
    const wanted = Math.min(bufferBytes, entry.bytes - done);
    const { bytesRead, buffer } = await data.read(Buffer.allocUnsafe(wanted), 0, wanted, entry.offset + done);
    if (bytesRead < wanted) throw lost(range);
    checksum = crc32(buffer, checksum);
    await take(buffer);
    done += wanted;
  }
  if (checksum !== entry.crc32) throw lost(range);
}

function lost({ key }: InputRange): GoldpanError {
  return new GoldpanError("PIECES_LOST", "pieces of this worker are lost or damaged", { details: { missing: [key] } });
}
