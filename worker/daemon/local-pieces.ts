/** Pieces that lie on this worker: read in place, or copied out of their data files; checked like those that come from afar. */
import { closeSync, fstatSync, openSync } from "node:fs";
import { crc32 } from "node:zlib";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { moveFooter } from "../../storage/parquet/concatenated-file.js";
import type { LocalPiece } from "../executor-protocol.js";
import type { PieceTaker } from "../grpc/piece-client.js";
import { readEntries, readPiece, type PieceEntry } from "../piece-file.js";
import type { InputRange } from "./arrivals.js";
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
      if (entries.length > 1 || entry.bytes !== fstatSync(data).size) return undefined;
      if (ranges.length > 1 && entry.bytes < wholeFileBytesMin) return undefined;
      await checked(data, entry, range, () => Promise.resolve());
      const { rows } = moveFooter(readMetadata(data, entry.offset, entry.bytes), entry.offset);
      return [{ path, rows }];
    });
    if (whole === undefined) return undefined;
    files.push(...whole);
  }
  return files;
}

/** Gives the pieces of a range as a peer would. @throws PIECES_LOST */
export async function copyLocal(range: InputRange, store: PieceStore, taker: PieceTaker<InputRange>): Promise<void> {
  await inData(range, store, async (data, entries) => {
    for (const entry of entries) {
      const piece = { range, partition: entry.partition, bytes: entry.bytes };
      try {
        await checked(data, entry, range, (buffer) => taker.write(piece, buffer));
      } catch (error) {
        taker.discard();
        throw error;
      }
      await taker.finish(piece);
    }
  });
}

async function inData<Result>(
  range: InputRange,
  store: PieceStore,
  use: (data: number, entries: readonly PieceEntry[], path: string) => Promise<Result>,
): Promise<Result> {
  const path = store.pathOf(range.key);
  if (path === undefined) throw lost(range);
  let data: number | undefined;
  try {
    const entries = readEntries(path, range.from, range.to);
    data = openSync(path, "r");
    return await use(data, entries, path);
  } catch (error) {
    if (data === undefined && error instanceof Error && "code" in error && error.code === "ENOENT") throw lost(range);
    throw error;
  } finally {
    if (data !== undefined) closeSync(data);
  }
}

/** Gives a piece's bytes in order. @throws PIECES_LOST when they are not those that were written */
async function checked(
  data: number,
  entry: PieceEntry,
  range: InputRange,
  take: (buffer: Buffer) => Promise<void>,
): Promise<void> {
  let checksum = 0;
  for (let done = 0; done < entry.bytes;) {
    const buffer = Buffer.allocUnsafe(Math.min(bufferBytes, entry.bytes - done));
    if ((await readPiece(data, buffer, entry.offset + done, entry.bytes)) < buffer.length) throw lost(range);
    checksum = crc32(buffer, checksum);
    await take(buffer);
    done += buffer.length;
  }
  if (checksum !== entry.crc32) throw lost(range);
}

function lost({ key }: InputRange): GoldpanError {
  return new GoldpanError("PIECES_LOST", "pieces of this worker are lost or damaged", { details: { missing: [key] } });
}
