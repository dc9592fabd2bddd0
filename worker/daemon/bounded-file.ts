/** Writes a stream to a file, up to a limit: what comes after is left out, and said to be. */
import { createWriteStream } from "node:fs";
import type { Readable } from "node:stream";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { formatBytes } from "../../common/units.js";

/** Resolves when the stream has ended and all that fits is on its way to the disk. Always reads to the end. */
export async function writeBounded(source: Readable, path: string, bytesMax: number): Promise<void> {
  let bytes = 0;
  const bound = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const room = bytesMax - bytes;
      bytes += chunk.length;
      if (room < 0) done();
      else if (chunk.length <= room) done(null, chunk);
      else done(null, Buffer.concat([chunk.subarray(0, room), leftOut(bytesMax)]));
    },
  });
  await pipeline(source, bound, createWriteStream(path));
}

function leftOut(bytesMax: number): Buffer {
  return Buffer.from(
    `\ngoldpan: what is printed beyond ${formatBytes(bytesMax)} is left out (goldpan.driver.output.maxBytes)\n`,
  );
}
