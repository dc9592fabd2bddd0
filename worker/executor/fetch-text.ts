/**
 * Brings a task's share of a text file here: the lines that begin in its range of bytes, whole. A line ends with `\n`, `\r\n` or `\r`,
 * as in Hadoop's readers; the end of the file ends the last one. So ranges that meet have each line once, wherever they were cut.
 */
import { open, rm } from "node:fs/promises";
import { compressionOf } from "../../common/csv/compression.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { FileSlice } from "../../common/wire/types.js";
import type { ReadGrant } from "../../storage/object-store.js";
import { fetchRangesToFile, readRange, type TransferOptions } from "../../storage/transfer.js";
import { alikeEnds, examineText, type ExaminedText } from "./examine-text.js";
import type { LocalSlice } from "./local-slice.js";
import { decode } from "./records/decode.js";
import { decompress } from "./records/decompress.js";

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

const lookBytes = 64 * 1024;
const lookBytesMax = 8 * 2 ** 20;

/**
 * @param path  of the local file to be
 * @throws INPUT_UNREADABLE naming file and byte where it is no UTF-8, INPUT_CHANGED, STORE_…, DISK_FULL
 */
export async function fetchText(
  file: FileSlice,
  grant: ReadGrant,
  path: string,
  options: TransferOptions & { readonly isCancelled: () => boolean },
): Promise<LocalSlice> {
  return localText(file, await fetchLines(file, grant, path, options), options.isCancelled);
}

/** As `fetchText`, of a whole file that shall be one row: nothing is looked for in it but what is no text. */
export async function fetchWholeText(
  file: FileSlice,
  grant: ReadGrant,
  target: string,
  options: TransferOptions & { readonly isCancelled: () => boolean },
): Promise<LocalSlice> {
  const { path } = await fetchLines(file, grant, target, options);
  const { lines, longestLineBytes, invalidAt } = await examineText(path, options.isCancelled);
  if (invalidAt !== undefined) throw notText(file, invalidAt);
  const text = { lines: Math.min(lines, 1), longestLineBytes, ends: "\n", delimiter: "", start: 0 } as const;
  return { slice: file, path, columns: ["value"], int96Columns: [], text, wholeText: true };
}

/** Text that is here. @throws INPUT_UNREADABLE */
export async function localText(
  file: FileSlice,
  { path, start, position }: FetchedLines,
  isCancelled: () => boolean,
): Promise<LocalSlice> {
  const text = await examineText(path, isCancelled);
  if (text.invalidAt !== undefined) throw notText(file, start + text.invalidAt - position);
  const delimiter = delimiterOf(file, text);
  const local = { slice: file, columns: ["value"], int96Columns: [] };
  if (text.ends !== "mixed")
    return { ...local, path, text: { ...text, ends: text.ends, delimiter, start: start - position } };
  const copy = `${path}.lines`;
  await alikeEnds(path, copy, isCancelled);
  await rm(path);
  return { ...local, path: copy, text: { ...text, ends: "\n", delimiter, start: undefined } };
}

/** Whole lines of a file, in a file here. */
export interface FetchedLines {
  readonly path: string;
  /** Their first byte in the file. */
  readonly start: number;
  /** Where that one is here: after a byte order mark that was put there. */
  readonly position: number;
}

/**
 * The lines that begin in the slice's range; of a compressed file all of them, decompressed.
 * @param encoding  of the whole file, which the slice is then; empty for UTF-8
 */
export async function fetchLines(
  file: FileSlice,
  grant: ReadGrant,
  path: string,
  options: TransferOptions,
  encoding = "",
): Promise<FetchedLines> {
  const { start, end } = await linesOf(file, grant, options);
  // The engine drops such a mark at the beginning of what it reads; within a file it is part of a line.
  const marked = start > 0 && start + byteOrderMark.length <= end && (await hasMark(grant, start, options));
  const position = marked ? byteOrderMark.length : 0;
  const target = await open(path, "w");
  try {
    if (marked) await target.write(byteOrderMark, 0, byteOrderMark.length, 0);
    if (start < end) await fetchRangesToFile(grant, [{ start, end, position }], target, options);
  } finally {
    await target.close();
  }
  if (compressionOf(file.uri) === "none" && encoding === "") return { path, start, position };
  let whole = path;
  if (compressionOf(file.uri) !== "none") {
    whole = `${path}.plain`;
    await decompress(file, path, whole);
    await rm(path);
  }
  if (encoding === "") return { path: whole, start: 0, position: 0 };
  const decoded = `${path}.utf8`;
  await decode(file, encoding, whole, decoded);
  await rm(whole);
  return { path: decoded, start: 0, position: 0 };
}

/** Where the lines that begin in the slice's range begin and end in the file. */
export async function linesOf(
  file: FileSlice,
  grant: ReadGrant,
  options: TransferOptions,
): Promise<{ readonly start: number; readonly end: number }> {
  const from = file.range?.from ?? 0;
  const to = Math.min(file.range?.to ?? file.bytes, file.bytes);
  const [start, end] = await Promise.all([
    lineStart(grant, from, to, file.bytes, options),
    lineStart(grant, to, file.bytes, file.bytes, options),
  ]);
  return { start, end };
}

/** The first byte at or after `position` with which a line begins; `size` when there is none before `limit`. */
async function lineStart(
  grant: ReadGrant,
  position: number,
  limit: number,
  size: number,
  options: TransferOptions,
): Promise<number> {
  if (position === 0) return 0;
  // A line may begin at the position itself: the byte before it tells.
  for (let at = position - 1, bytes = lookBytes; at < limit; bytes = Math.min(bytes * 4, lookBytesMax)) {
    const block = await readRange(grant, at, Math.min(at + bytes, size), options);
    const index = firstLineEnd(block);
    if (index < 0) {
      at += block.length;
      continue;
    }
    const after = at + index + 1;
    if (block[index] === lineFeed || after >= size) return after;
    const [next] = after < at + block.length ? [block[index + 1]] : await readRange(grant, after, after + 1, options);
    return next === lineFeed ? after + 1 : after;
  }
  return size;
}

function firstLineEnd(block: Buffer): number {
  const feed = block.indexOf(lineFeed);
  const ending = feed < 0 ? block.indexOf(carriageReturn) : block.subarray(0, feed).indexOf(carriageReturn);
  return ending < 0 ? feed : ending;
}

async function hasMark(grant: ReadGrant, start: number, options: TransferOptions): Promise<boolean> {
  return byteOrderMark.equals(await readRange(grant, start, start + byteOrderMark.length, options));
}

export function notText({ uri, bytes }: FileSlice, byte: number): GoldpanError {
  const problem = `byte ${String(byte)} is not UTF-8`;
  return new GoldpanError("INPUT_UNREADABLE", `${uri} is not text in UTF-8: it has another byte at ${String(byte)}`, {
    details: { files: [{ file: uri, bytes, problem }], rowGroup: -1, row: -1 },
    hint: "convert the file first, for instance with iconv -t UTF-8; by its name a compressed one ends with .gz or .zst",
  });
}

const asciiEnd = 0x7f;

/** A character that the text does not have, control characters first: the engine takes lines for rows of columns that it parts. */
function delimiterOf({ uri, bytes }: FileSlice, { used }: ExaminedText): string {
  for (let code = 1; code <= asciiEnd; code++) {
    if (used[code] === 0 && code !== lineFeed && code !== carriageReturn) return String.fromCharCode(code);
  }
  const problem = "has every character of ASCII";
  throw new GoldpanError("INPUT_UNREADABLE", `${uri} ${problem}, control characters too: this is no text`, {
    details: { files: [{ file: uri, bytes, problem }], rowGroup: -1, row: -1 },
  });
}
