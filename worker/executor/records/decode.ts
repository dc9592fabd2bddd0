/** Text in another encoding, whole, as UTF-8 here. */
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { TextDecoding } from "../../../common/csv/encoding.js";
import type { FileSlice } from "../../../common/wire/types.js";

const blockBytes = 2 ** 20;

/** @throws INPUT_UNREADABLE naming the first character that is none, ENOSPC as it comes */
export async function decode(file: FileSlice, encoding: string, path: string, target: string): Promise<void> {
  const decoding = new TextDecoding(encoding, file);
  async function* decoded(blocks: AsyncIterable<Buffer>): AsyncGenerator<string> {
    for await (const block of blocks) yield decoding.add(block);
    yield decoding.end();
  }
  await pipeline(createReadStream(path, { highWaterMark: blockBytes }), decoded, createWriteStream(target));
}
