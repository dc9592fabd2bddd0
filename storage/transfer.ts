/**
 * How an executor, which has no credentials, moves bytes: by grants that its daemon made. Reads are pinned to an etag and
 * checked for their length; URLs are secrets and never appear in an error.
 */
import { createReadStream, writeSync } from "node:fs";
import { open, stat, type FileHandle } from "node:fs/promises";
import { GoldpanError } from "../common/errors/goldpan-error.js";
import { inParallel } from "../common/in-parallel.js";
import { isDiskFull } from "./file/disk-full.js";
import { assertUnchanged, fileEtag } from "./file/file-object-store.js";
import { fileError } from "./file/file-errors.js";
import { parseLocation } from "./location.js";
import type { PartGrant, ReadGrant, UploadedPart } from "./object-store.js";
import { Connections } from "./s3/connections.js";
import { endpointOfUrl, exchange, makeAgents, NoAnswer, readBody, type Agents } from "./s3/http-exchange.js";
import { takeInOrder, type FetchPart, type Take } from "./parts-in-order.js";
import { getRange, getRangeBuffer, type RangedGet } from "./s3/ranged-get.js";
import { retryRequest } from "./s3/retry-request.js";
import { defaultRetryPolicy, type RetryPolicy } from "./s3/s3-config.js";
import type { RequestSubject } from "./s3/store-errors.js";

/** A range of an object and where its first byte goes in the local file. */
export interface RangeToFile {
  readonly start: number;
  readonly end: number;
  readonly position: number;
}

export interface TransferOptions {
  /** Requests at once; 4 unless set. */
  readonly parallel?: number;
  readonly retry?: RetryPolicy;
  /** Called with the bytes of each chunk that arrived. */
  readonly onBytes?: (bytes: number) => void;
}

const parallelDefault = 4;
const connectionsMax = 16;
const copyBytes = 1024 * 1024;
/** Less is not worth a write. */
const gatheredBytes = 256 * 1024;
/** Larger ranges are fetched by several requests. */
const requestBytesMax = 16 * 1024 * 1024;
/**
 * The same where parts are held in memory until it is their turn, and how many there are at once. They are cut at multiples of it: stores
 * read and check whole blocks, MinIO of a MiB.
 */
const heldBytesMax = 8 * 1024 * 1024;
const parallelInOrder = 2;

let sharedAgents: Agents | undefined;
let sharedConnections: Connections | undefined;

function agents(): Agents {
  sharedAgents ??= makeAgents(connectionsMax);
  return sharedAgents;
}

function connections(): Connections {
  sharedConnections ??= new Connections(connectionsMax);
  return sharedConnections;
}

/**
 * Bytes [start, end) as a buffer of its own.
 * @throws INPUT_CHANGED when the object is not the one that was granted
 */
export async function readRange(
  grant: ReadGrant,
  start: number,
  end: number,
  options: TransferOptions = {},
): Promise<Buffer> {
  if (grant.kind === "file") {
    return withGrantedFile(grant, async (source) => {
      const buffer = Buffer.allocUnsafeSlow(end - start);
      await readFully(source, buffer, start, grant.uri);
      return buffer;
    });
  }
  return withLeave(grant.url, grant.uri, () => getRangeBuffer(rangedGet(grant, { start, end }, options)));
}

/**
 * Writes ranges of an object into an open local file, each at its position, several at once.
 * @throws INPUT_CHANGED when the object is not the one that was granted; ENOSPC as it comes: whoever chose the folder names it
 */
export async function fetchRangesToFile(
  grant: ReadGrant,
  ranges: readonly RangeToFile[],
  target: FileHandle,
  options: TransferOptions = {},
): Promise<void> {
  if (grant.kind === "file") {
    await withGrantedFile(grant, async (source) => {
      for (const range of ranges) await copyRange(source, target, range, grant.uri, options);
    });
    return;
  }
  await withLeave(grant.url, grant.uri, async () => {
    await inParallel(ranges.flatMap(splitRange), options.parallel ?? parallelDefault, async (range) => {
      const sink = new FileSink(target, range.position);
      await getRange(rangedGet(grant, range, options), (chunk) => {
        sink.add(chunk);
        options.onBytes?.(chunk.length);
      });
      sink.flush();
    });
  });
}

/**
 * Bytes [start, end) of an object as they come, in order, as long as `take` wants more; several requests fetch them.
 * @throws INPUT_CHANGED when the object is not the one that was granted; what `take` throws
 */
export async function streamRange(
  grant: ReadGrant,
  { start, end }: { readonly start: number; readonly end: number },
  take: Take,
  options: TransferOptions = {},
): Promise<void> {
  if (grant.kind === "file") {
    await withGrantedFile(grant, (source) => readBlocks(source, { start, end }, grant.uri, take));
    return;
  }
  const parts = alignedParts(start, end).map((range): FetchPart => {
    return (use) => getRange(rangedGet(grant, range, options), use);
  });
  const bytesMax = Math.min(heldBytesMax, end - start);
  await withLeave(grant.url, grant.uri, () => takeInOrder(parts, { parallelMax: parallelInOrder, bytesMax }, take));
}

/**
 * Uploads bytes [start, end) of a local file as one part.
 * @throws STORE_OBJECT_NOT_FOUND when the upload is gone
 */
export async function uploadPart(
  grant: PartGrant,
  path: string,
  start: number,
  end: number,
  options: TransferOptions = {},
): Promise<UploadedPart> {
  const bytes = end - start;
  const { size } = await stat(path);
  if (size < end) throw new GoldpanError("INTERNAL", `${path} has ${size} bytes, ${end} were to be uploaded`);
  if (grant.kind === "file") return copyPart(grant, path, start, bytes, options);
  const subject = subjectOf(grant.url, grant.uri, "write to");
  return withLeave(grant.url, grant.uri, () =>
    retryRequest(options.retry ?? defaultRetryPolicy, subject, async ({ timeoutMs }) => {
      const response = await exchange({
        method: "PUT",
        url: grant.url,
        body: { bytes, open: () => createReadStream(path, { start, end: end - 1, highWaterMark: copyBytes }) },
        agents: agents(),
        timeoutMs,
      });
      await readBody(response, copyBytes);
      const etag = (response.headers.etag ?? "").replaceAll('"', "");
      if (etag === "") throw new NoAnswer("an answer without an etag", "HPE_INVALID_ANSWER");
      options.onBytes?.(bytes);
      return { number: grant.number, etag, bytes };
    }),
  );
}

type HttpReadGrant = Extract<ReadGrant, { kind: "http" }>;
type FileReadGrant = Extract<ReadGrant, { kind: "file" }>;
type FilePartGrant = Extract<PartGrant, { kind: "file" }>;

function rangedGet(grant: HttpReadGrant, range: { start: number; end: number }, options: TransferOptions): RangedGet {
  return {
    subject: subjectOf(grant.url, grant.uri, "read"),
    policy: options.retry ?? defaultRetryPolicy,
    connections: connections(),
    sign: () => Promise.resolve(grant.url),
    etag: grant.etag,
    start: range.start,
    end: range.end,
  };
}

function subjectOf(url: string, uri: string, action: string): RequestSubject {
  const location = parseLocation(uri);
  const named = location.scheme === "s3a" ? location : { bucket: "", key: uri };
  return { endpoint: endpointOfUrl(url), bucket: named.bucket, key: named.key, action };
}

/** What a worker can't reach or may no longer do, another one or a new grant may: such failures are retried elsewhere. */
async function withLeave<T>(url: string, uri: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GoldpanError)) throw error;
    if (error.code === "STORE_UNREACHABLE") {
      throw new GoldpanError("STORE_UNREACHABLE", error.message, {
        retry: "other-worker",
        hint: error.hint,
        cause: error,
      });
    }
    if (error.code === "STORE_ACCESS_DENIED" && hasExpired(url)) {
      throw new GoldpanError("STORE_FAILED", `the leave to use ${uri} ran out`, {
        hint: "it is tried again",
        cause: error,
      });
    }
    throw error;
  }
}

function hasExpired(url: string): boolean {
  const query = new URLSearchParams(url.slice(url.indexOf("?") + 1));
  const signed = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get("X-Amz-Date") ?? "");
  if (signed === null) return false;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = signed.slice(1).map(Number);
  const signedAtMs = Date.UTC(year, month - 1, day, hour, minute, second);
  return Date.now() > signedAtMs + Number(query.get("X-Amz-Expires") ?? 0) * 1000;
}

function splitRange(range: RangeToFile): RangeToFile[] {
  const requests = Math.max(1, Math.ceil((range.end - range.start) / requestBytesMax));
  const bytes = Math.ceil((range.end - range.start) / requests);
  return Array.from({ length: requests }, (_, index) => {
    const start = range.start + index * bytes;
    return { start, end: Math.min(range.end, start + bytes), position: range.position + index * bytes };
  });
}

function alignedParts(start: number, end: number): { readonly start: number; readonly end: number }[] {
  const first = Math.floor(start / heldBytesMax);
  return Array.from({ length: Math.ceil(end / heldBytesMax) - first }, (_, index) => {
    const at = (first + index) * heldBytesMax;
    return { start: Math.max(start, at), end: Math.min(end, at + heldBytesMax) };
  });
}

/**
 * Chunks that follow each other, small ones gathered. Written synchronously: a copy into the page cache, without waiting for a thread
 * that the engine's queries hold.
 */
class FileSink {
  private held: Buffer | undefined;
  private heldBytes = 0;

  constructor(
    private readonly target: FileHandle,
    private position: number,
  ) {}

  /** @param chunk  not kept */
  add(chunk: Buffer): void {
    if (this.heldBytes + chunk.length > gatheredBytes) this.flush();
    if (chunk.length > gatheredBytes / 2) {
      this.flush();
      this.write(chunk);
      return;
    }
    this.held ??= Buffer.allocUnsafeSlow(gatheredBytes);
    this.heldBytes += chunk.copy(this.held, this.heldBytes);
  }

  flush(): void {
    const { held, heldBytes } = this;
    this.heldBytes = 0;
    if (held !== undefined && heldBytes > 0) this.write(held.subarray(0, heldBytes));
  }

  private write(bytes: Buffer): void {
    writeFully(this.target, bytes, this.position);
    this.position += bytes.length;
  }
}

function writeFully(target: FileHandle, chunk: Buffer, position: number): void {
  let written = 0;
  while (written < chunk.length) {
    written += writeSync(target.fd, chunk, written, chunk.length - written, position + written);
  }
}

async function withGrantedFile<T>(grant: FileReadGrant, use: (source: FileHandle) => Promise<T>): Promise<T> {
  try {
    const source = await open(grant.path, "r");
    try {
      const stats = await source.stat({ bigint: true });
      const info = {
        uri: grant.uri,
        etag: fileEtag(stats),
        bytes: Number(stats.size),
        modifiedAtMs: Number(stats.mtimeMs),
      };
      assertUnchanged(info, grant.etag);
      return await use(source);
    } finally {
      await source.close();
    }
  } catch (error) {
    // Reading fills no disk: it is the one that is copied to.
    throw isDiskFull(error) ? error : fileError(error, grant.uri, "read");
  }
}

async function readFully(source: FileHandle, buffer: Buffer, start: number, uri: string): Promise<void> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await source.read(buffer, filled, buffer.length - filled, start + filled);
    if (bytesRead === 0) {
      throw new GoldpanError("STORE_FAILED", `${uri} ends before byte ${start + buffer.length}`, {
        retry: "never",
        details: { key: uri },
      });
    }
    filled += bytesRead;
  }
}

async function readBlocks(
  source: FileHandle,
  { start, end }: { readonly start: number; readonly end: number },
  uri: string,
  take: Take,
): Promise<void> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(copyBytes, Math.max(0, end - start)));
  for (let at = start; at < end; at += buffer.length) {
    const block = buffer.subarray(0, Math.min(buffer.length, end - at));
    await readFully(source, block, at, uri);
    if (!take(block)) return;
  }
}

async function copyRange(
  source: FileHandle,
  target: FileHandle,
  range: RangeToFile,
  uri: string,
  options: TransferOptions,
): Promise<void> {
  let { position } = range;
  await readBlocks(source, range, uri, (block) => {
    writeFully(target, block, position);
    position += block.length;
    options.onBytes?.(block.length);
    return true;
  });
}

async function copyPart(
  grant: FilePartGrant,
  path: string,
  start: number,
  bytes: number,
  options: TransferOptions,
): Promise<UploadedPart> {
  try {
    const target = await open(grant.path, "r+");
    try {
      const source = await open(path, "r");
      try {
        const range = { start, end: start + bytes, position: grant.offset };
        await copyRange(source, target, range, path, options);
      } finally {
        await source.close();
      }
    } finally {
      await target.close();
    }
  } catch (error) {
    throw fileError(error, grant.uri, "write");
  }
  return { number: grant.number, etag: `part-${grant.number}`, bytes };
}
