/** Compressed text, whole, as plain text here. */
import { createReadStream, createWriteStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { Decompress } from "fzstd";
import { GoldpanError, isGoldpanError } from "../../../common/errors/goldpan-error.js";
import { compressionOf } from "../../../common/csv/compression.js";
import type { FileSlice } from "../../../common/wire/types.js";

/** @throws INPUT_UNREADABLE for damaged and for cut files, ENOSPC as it comes */
export async function decompress(file: FileSlice, path: string, target: string): Promise<void> {
  const stream = compressionOf(file.uri) === "gzip" ? createGunzip() : zstdStream();
  let problem: unknown;
  stream.once("error", (error) => (problem = error));
  try {
    await pipeline(createReadStream(path), stream, createWriteStream(target));
  } catch (error) {
    if (problem === undefined || isGoldpanError(error, "ATTEMPT_CANCELLED")) throw error;
    const reason = `cannot be decompressed: ${problem instanceof Error ? problem.message : "its bytes are damaged"}`;
    throw new GoldpanError("INPUT_UNREADABLE", `${file.uri} ${reason}`, {
      details: { files: [{ file: file.uri, bytes: file.bytes, problem: reason }], rowGroup: -1, row: -1 },
      hint: "write the file again, or take it out of the input",
      cause: error,
    });
  }
}

/** Node has it from release 22 on. */
function zstdStream(): Transform {
  let decoder: Decompress | undefined;
  let done = false;
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      try {
        decoder ??= new Decompress((data, isLast) => {
          this.push(Buffer.from(data));
          done = isLast === true;
        });
        decoder.push(chunk);
        callback();
      } catch (error) {
        callback(error instanceof Error ? error : new Error(String(error)));
      }
    },
    flush(callback) {
      try {
        decoder?.push(new Uint8Array(0), true);
        callback(done || decoder === undefined ? null : new Error("it ends too early"));
      } catch (error) {
        callback(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
}
