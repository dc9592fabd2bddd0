/** A local text file: what the engine must be told to read it line by line, whether it is text at all, and its lines' ends made alike. */
import { isUtf8 } from "node:buffer";
import { open } from "node:fs/promises";
import { GoldpanError } from "../../common/errors/goldpan-error.js";

export interface ExaminedText {
  readonly lines: number;
  readonly longestLineBytes: number;
  /** By code of ASCII: 1 where the text has the character. */
  readonly used: Uint8Array;
  /** How lines end: the engine reads files in which all do so in one way, and no `\r` is the end by itself. */
  readonly ends: "\n" | "\r\n" | "mixed";
  /** The first byte that is no UTF-8. */
  readonly invalidAt: number | undefined;
}

const blockBytes = 2 ** 20;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** @throws ATTEMPT_CANCELLED */
export async function examineText(path: string, isCancelled: () => boolean): Promise<ExaminedText> {
  const lines = new LineCount();
  const invalidAt = await forEachBlock(path, isCancelled, (block) => {
    lines.add(block);
    return 0;
  });
  return lines.result(invalidAt);
}

/**
 * What is done with a block, which is valid until then.
 * @returns how many bytes at the block's end are to come again, with what follows them; of the last block none may
 */
type UseBlock = (block: Buffer, isLast: boolean) => number;

/** Makes blocks of whole characters of a text that comes in parts, up to the first byte that is no UTF-8. */
export class TextBlocks {
  /** Of the next block's first byte. */
  private position = 0;
  private length = 0;
  /** Where that byte is; nothing is taken after it. */
  invalidAt: number | undefined;

  /** @param buffer  for the blocks, all of which begin where it does */
  constructor(
    private readonly buffer: Buffer,
    private readonly use: UseBlock,
  ) {}

  /** To be filled with what follows. */
  get free(): Buffer {
    return this.buffer.subarray(this.length);
  }

  /** So many bytes of `free` have come: they are used at once. */
  filled(bytes: number): void {
    this.length += bytes;
    this.flush(false);
  }

  /** Copies what follows; it is used when the buffer is full. */
  add(part: Buffer): void {
    for (let at = 0; at < part.length;) {
      const bytes = part.copy(this.buffer, this.length, at);
      at += bytes;
      this.length += bytes;
      if (this.length === this.buffer.length) this.flush(false);
    }
  }

  end(): void {
    this.flush(true);
  }

  private flush(isLast: boolean): void {
    if (this.invalidAt !== undefined) {
      this.length = 0;
      return;
    }
    const all = this.buffer.subarray(0, this.length);
    const block = isLast ? all : all.subarray(0, completeEnd(all));
    if (!isUtf8(block)) {
      this.invalidAt = this.position + firstInvalid(block);
      return;
    }
    const used = block.length - this.use(block, isLast);
    this.buffer.copyWithin(0, used, this.length);
    this.position += used;
    this.length -= used;
  }
}

/**
 * @param buffer  for the blocks
 * @returns where the first byte is that is no UTF-8
 * @throws ATTEMPT_CANCELLED
 */
export async function forEachBlock(
  path: string,
  isCancelled: () => boolean,
  use: UseBlock,
  buffer = Buffer.allocUnsafe(blockBytes),
): Promise<number | undefined> {
  const blocks = new TextBlocks(buffer, use);
  const file = await open(path);
  try {
    for (let position = 0; ;) {
      if (isCancelled()) throw new GoldpanError("ATTEMPT_CANCELLED", "the attempt was cancelled");
      const { free } = blocks;
      const { bytesRead } = await file.read(free, 0, free.length, position);
      if (bytesRead === 0) break;
      blocks.filled(bytesRead);
      if (blocks.invalidAt !== undefined) break;
      position += bytesRead;
    }
  } finally {
    await file.close();
  }
  blocks.end();
  return blocks.invalidAt;
}

class LineCount {
  private readonly used = new Uint8Array(128);
  private ended = 0;
  private longest = 0;
  private length = 0;
  private afterReturn = false;
  private returns = 0;
  private pairs = 0;

  add(block: Uint8Array): void {
    const { used } = this;
    let { length, afterReturn } = this;
    for (const byte of block) {
      if (byte === lineFeed || byte === carriageReturn) {
        if (byte === carriageReturn) this.returns++;
        if (afterReturn && byte === lineFeed) this.pairs++;
        else {
          this.ended++;
          if (length > this.longest) this.longest = length;
        }
        length = 0;
        afterReturn = byte === carriageReturn;
      } else {
        length++;
        afterReturn = false;
        if (byte < 128) used[byte] = 1;
      }
    }
    this.length = length;
    this.afterReturn = afterReturn;
  }

  result(invalidAt: number | undefined): ExaminedText {
    return {
      lines: this.ended + (this.length > 0 ? 1 : 0),
      longestLineBytes: Math.max(this.longest, this.length),
      used: this.used,
      ends: this.returns === 0 ? "\n" : this.returns === this.pairs && this.pairs === this.ended ? "\r\n" : "mixed",
      invalidAt,
    };
  }
}

/** Copies a text, all of whose lines end with `\n` in the copy. @throws ATTEMPT_CANCELLED */
export async function alikeEnds(path: string, copy: string, isCancelled: () => boolean): Promise<void> {
  const [from, to] = [await open(path), await open(copy, "w")];
  try {
    const buffer = Buffer.allocUnsafe(blockBytes);
    for (let afterReturn = false; ;) {
      if (isCancelled()) throw new GoldpanError("ATTEMPT_CANCELLED", "the attempt was cancelled");
      const { bytesRead } = await from.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return;
      // What was `\r` before it is a line's end already.
      const first = afterReturn && buffer[0] === lineFeed ? 1 : 0;
      const text = buffer.toString("latin1", first, bytesRead).replace(/\r\n?/g, "\n");
      await to.write(Buffer.from(text, "latin1"));
      afterReturn = buffer[bytesRead - 1] === carriageReturn;
    }
  } finally {
    await from.close();
    await to.close();
  }
}

const continuation = 0b1000_0000;
const continuationMask = 0b1100_0000;

/** Where a character begins that the block has no more than the beginning of; its length when it has none. */
function completeEnd(block: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, block.length); back++) {
    const byte = block[block.length - back] ?? 0;
    if ((byte & continuationMask) === continuation) continue;
    return characterBytes(byte) > back ? block.length - back : block.length;
  }
  return block.length;
}

function characterBytes(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}

/** The first byte of the first character that is none, by halving. @param block  with such a character */
function firstInvalid(block: Buffer): number {
  let valid = 0;
  let end = block.length;
  while (end - valid > 1) {
    const middle = valid + Math.ceil((end - valid) / 2);
    const part = block.subarray(valid, middle);
    if (isUtf8(part.subarray(0, completeEnd(part)))) {
      const complete = completeEnd(part);
      if (complete === 0) break;
      valid += complete;
    } else end = middle;
  }
  return valid;
}
