/** Compressed text, whole, as plain text here: damaged bytes, a cut end and what follows the end are never passed over. */
import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { compressionOf } from "../../../common/csv/compression.js";
import { decompressZstd, ZstdDamage } from "../../../common/csv/zstd.js";
import { GoldpanError } from "../../../common/errors/goldpan-error.js";
import type { FileSlice } from "../../../common/wire/types.js";

/** @throws INPUT_UNREADABLE for damaged and for cut files, ENOSPC as it comes */
export async function decompress(file: FileSlice, path: string, target: string): Promise<void> {
  const problem = compressionOf(file.uri) === "gzip" ? await gunzip(path, target) : await unzstd(path, target);
  if (problem === undefined) return;
  const reason = `cannot be decompressed: ${problem}`;
  throw new GoldpanError("INPUT_UNREADABLE", `${file.uri} ${reason}`, {
    details: { files: [{ file: file.uri, bytes: file.bytes, problem: reason }], rowGroup: -1, row: -1 },
    hint: "write the file again, or take it out of the input",
  });
}

/** @returns what is wrong with the file */
async function gunzip(path: string, target: string): Promise<string | undefined> {
  const stream = createGunzip();
  const { size } = await stat(path);
  try {
    await pipeline(createReadStream(path), stream, createWriteStream(target));
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    if (code.startsWith("Z_")) return (error as Error).message;
    if (code !== "ERR_STREAM_PREMATURE_CLOSE" || stream.bytesWritten === size) throw error;
  }
  // What follows a zero byte after a member is nothing to zlib, and to zlib alone.
  return stream.bytesWritten === size ? undefined : `its end is at byte ${stream.bytesWritten} of ${size}`;
}

async function unzstd(path: string, target: string): Promise<string | undefined> {
  try {
    await pipeline(createReadStream(path), (parts) => decompressZstd(parts), createWriteStream(target));
    return undefined;
  } catch (error) {
    if (error instanceof ZstdDamage) return error.message;
    throw error;
  }
}
