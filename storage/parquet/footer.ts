/** Footers of files in an object store: read by one request for the end of the file, kept per etag, bad files named with their reason. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { inParallel } from "../../common/in-parallel.js";
import type { ObjectInfo, ObjectStore, ReadGrant } from "../object-store.js";
import { readRange, type TransferOptions } from "../transfer.js";
import { magic, ParquetFooter } from "./parquet-footer.js";
import { notParquet, unreadableFiles, type BadFile } from "../../common/errors/unreadable-files.js";

export { emptyFile, ParquetFooter } from "./parquet-footer.js";
export type { RowGroup } from "./row-group.js";

export interface ReadFooter {
  readonly info: ObjectInfo;
  readonly footer: ParquetFooter;
}

/** Most footers are smaller; the rest takes a second request. */
const suffixBytes = 64 * 1024;
/** Length and magic. */
const trailerBytes = 8;
const smallestFileBytes = 12;
const cacheBytesMax = 64 * 1024 * 1024;
const parallelDefault = 16;

export class FooterReader {
  /** Least recently used first. */
  private readonly cache = new Map<string, ParquetFooter>();
  private cachedBytes = 0;

  /**
   * @param object  a URI, or what a listing said: then a footer that is known takes no request
   * @throws INPUT_UNREADABLE for a file that is empty, truncated, encrypted, damaged or not Parquet; INPUT_CHANGED when it is
   *   not the one that was listed
   */
  async read(store: ObjectStore, object: string | ObjectInfo): Promise<ReadFooter> {
    const listed = typeof object === "string" ? undefined : object;
    const uri = typeof object === "string" ? object : object.uri;
    const known = listed === undefined ? undefined : this.recall(listed);
    if (known !== undefined && listed !== undefined) return { info: listed, footer: known };
    if (listed?.bytes === 0) throw unreadable(listed, "it is empty (0 bytes)");
    const { info, data } = await store.readSuffix(uri, suffixBytes);
    if (listed !== undefined && listed.etag !== info.etag) throw changed(uri);
    const footer = this.recall(info) ?? (await parse(store, info, data));
    this.remember(info, footer);
    return { info, footer };
  }

  /**
   * Reads many, several at once, in the order given.
   * @throws INPUT_UNREADABLE naming every bad file
   */
  async readAll(
    store: ObjectStore,
    objects: readonly (string | ObjectInfo)[],
    parallel = parallelDefault,
  ): Promise<ReadFooter[]> {
    const found = await this.readEach(store, objects, parallel);
    const bad = found.filter((file) => "problem" in file);
    if (bad.length > 0) throw unreadableFiles(bad);
    return found.filter((file) => "footer" in file);
  }

  /** Reads many, several at once: of each its footer, or what is bad about it. */
  async readEach(
    store: ObjectStore,
    objects: readonly (string | ObjectInfo)[],
    parallel = parallelDefault,
  ): Promise<(ReadFooter | BadFile)[]> {
    return await inParallel(objects, parallel, async (object) => {
      try {
        return await this.read(store, object);
      } catch (error) {
        if (!(error instanceof GoldpanError) || error.code !== "INPUT_UNREADABLE") throw error;
        const [bad] = (error as GoldpanError<"INPUT_UNREADABLE">).details?.files ?? [];
        const uri = typeof object === "string" ? object : object.uri;
        return { file: uri, bytes: Number(bad?.bytes ?? 0), problem: bad?.problem ?? error.message };
      }
    });
  }

  private recall(info: ObjectInfo): ParquetFooter | undefined {
    const key = cacheKey(info);
    const footer = this.cache.get(key);
    if (footer === undefined) return undefined;
    this.cache.delete(key);
    this.cache.set(key, footer);
    return footer;
  }

  private remember(info: ObjectInfo, footer: ParquetFooter): void {
    const key = cacheKey(info);
    if (this.cache.has(key)) return;
    this.cache.set(key, footer);
    this.cachedBytes += footer.footerBytes;
    for (const [oldest, { footerBytes }] of this.cache) {
      if (this.cachedBytes <= cacheBytesMax || oldest === key) break;
      this.cache.delete(oldest);
      this.cachedBytes -= footerBytes;
    }
  }
}

/**
 * The footer of a granted file whose sizes a split already says.
 * @param sizes  `bytes` of the file, `footerBytes` from the metadata's first byte to the end, as ParquetFooter has it
 * @throws INPUT_CHANGED, INPUT_UNREADABLE
 */
export async function readGrantedFooter(
  grant: ReadGrant,
  sizes: { readonly bytes: number; readonly footerBytes: number },
  options: TransferOptions = {},
): Promise<ParquetFooter> {
  const tail = await readRange(grant, sizes.bytes - sizes.footerBytes, sizes.bytes, options);
  return parseTail({ uri: grant.uri, bytes: sizes.bytes }, tail);
}

interface FileSize {
  readonly uri: string;
  readonly bytes: number;
}

async function parse(store: ObjectStore, info: ObjectInfo, suffix: Uint8Array): Promise<ParquetFooter> {
  const problem = problemOfEnd(info, suffix);
  if (problem !== undefined) {
    const start = info.bytes < 4 ? suffix : await store.read(info.uri, { start: 0, end: 4 }, info.etag);
    const begun = Buffer.from(start).equals(magic) && info.bytes >= 4;
    throw unreadable(info, begun ? "it is truncated: it begins as Parquet but has no footer" : problem);
  }
  const footerBytes = footerBytesOf(info, suffix);
  if (footerBytes <= suffix.length) return parseTail(info, suffix.subarray(suffix.length - footerBytes));
  const rest = { start: info.bytes - footerBytes, end: info.bytes - suffix.length };
  const head = await store.read(info.uri, rest, info.etag);
  return parseTail(info, Buffer.concat([head, suffix]));
}

/** What the last bytes rule out; an encrypted footer is not worth another look. */
function problemOfEnd(info: ObjectInfo, suffix: Uint8Array): string | undefined {
  if (info.bytes === 0) throw unreadable(info, "it is empty (0 bytes)");
  const end = Buffer.from(suffix.subarray(-4)).toString("latin1");
  if (end === "PARE") throw unreadable(info, "its footer is encrypted");
  return end === "PAR1" && info.bytes >= smallestFileBytes ? undefined : notParquet;
}

function footerBytesOf(file: FileSize, suffix: Uint8Array): number {
  const trailer = Buffer.from(suffix.subarray(-trailerBytes));
  const footerBytes = trailer.readUInt32LE(0) + trailerBytes;
  if (footerBytes + magic.length <= file.bytes) return footerBytes;
  throw unreadable(file, "its footer is damaged: it says to be larger than the file");
}

function parseTail(file: FileSize, tail: Uint8Array): ParquetFooter {
  const metadata = tail.subarray(0, tail.length - trailerBytes);
  return ParquetFooter.parse(metadata, { uri: file.uri, fileBytes: file.bytes, footerBytes: tail.length });
}

function cacheKey(info: ObjectInfo): string {
  return `${info.etag} ${info.uri}`;
}

function unreadable(file: FileSize, problem: string): GoldpanError<"INPUT_UNREADABLE"> {
  return unreadableFiles([{ file: file.uri, bytes: file.bytes, problem }]);
}

function changed(uri: string): GoldpanError<"INPUT_CHANGED"> {
  return new GoldpanError("INPUT_CHANGED", `${uri} changed after it was listed`, {
    hint: "run it again when nothing else writes there",
    details: { key: uri },
  });
}
