/**
 * The port to whatever holds the bytes: an S3 bucket store or a file system. Locations are URIs (`s3a://bucket/key`,
 * `file:///absolute/path`), keys in them as they are, never percent-encoded.
 *
 * Two kinds of users: those with credentials (master, worker daemon) call ObjectStore; executors, which have none, use
 * grants that a daemon made, through `transfer.ts`.
 *
 * Every method rejects with a GoldpanError of the STORE_… family and honours deadlines, retries and the budget of the settings.
 */

export interface ObjectInfo {
  readonly uri: string;
  /** Without quotes. On files: made of inode, size and mtime. */
  readonly etag: string;
  readonly bytes: number;
  readonly modifiedAtMs: number;
  /**
   * User metadata, lower-case names without `x-amz-meta-`. Only `head` fills it, and only in buckets: files keep none, there
   * a name that is unique per attempt, with the size, has to tell.
   */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A multipart upload that is invisible until completed. */
export interface PendingUpload {
  readonly uri: string;
  readonly uploadId: string;
}

export interface UploadedPart {
  /** From 1. */
  readonly number: number;
  readonly etag: string;
  readonly bytes: number;
}

/** Leave to read one object, pinned to its etag, without credentials. The URL is a secret: never log it. */
export type ReadGrant =
  | { readonly kind: "http"; readonly uri: string; readonly etag: string; readonly url: string }
  | { readonly kind: "file"; readonly uri: string; readonly etag: string; readonly path: string };

/** Leave to upload one part. */
export type PartGrant =
  | { readonly kind: "http"; readonly uri: string; readonly number: number; readonly url: string }
  | {
      readonly kind: "file";
      readonly uri: string;
      readonly number: number;
      readonly path: string;
      readonly offset: number;
    };

export interface ObjectStore {
  /** Undefined when there is no such object. */
  head(uri: string): Promise<ObjectInfo | undefined>;
  /**
   * Objects below a folder, in ascending byte order of their keys. `folder` ends in `/`.
   * @throws STORE_BUCKET_NOT_FOUND when the bucket itself is missing
   */
  list(folder: string): AsyncIterable<ObjectInfo>;
  /** Bytes [start, end) of an object; with `etag` an object that changed since is INPUT_CHANGED. */
  read(uri: string, range: { start: number; end: number }, etag?: string): Promise<Uint8Array>;
  /** The last `bytes` bytes (or all, when it is shorter), with what a head would say: one request. */
  readSuffix(uri: string, bytes: number): Promise<{ info: ObjectInfo; data: Uint8Array }>;
  /** A small whole object; undefined when there is none. */
  readAll(uri: string): Promise<{ info: ObjectInfo; data: Uint8Array } | undefined>;
  /** Writes a small whole object. */
  put(uri: string, data: Uint8Array, contentType?: string): Promise<void>;
  /** Writes only if nothing is there: exactly one of any number of racing calls gets "written". Lost answers are looked up. */
  putIfAbsent(uri: string, data: Uint8Array): Promise<"written" | "exists">;
  /** Deleting what is not there is no error. */
  delete(uris: readonly string[]): Promise<void>;
  /** Refuses, by STORE_UNCONDITIONAL, a store that ignores If-None-Match. Asked once per process and folder's bucket. */
  assertConditionalPut(folder: string): Promise<void>;

  createUpload(uri: string, metadata: Readonly<Record<string, string>>): Promise<PendingUpload>;
  /** @throws STORE_OBJECT_NOT_FOUND when the upload is gone: it was completed, aborted, or expired */
  completeUpload(upload: PendingUpload, parts: readonly UploadedPart[]): Promise<void>;
  /** Aborting what is gone is no error. */
  abortUpload(upload: PendingUpload): Promise<void>;

  grantRead(uri: string, etag: string, validForMs: number): Promise<ReadGrant>;
  grantPart(upload: PendingUpload, number: number, offset: number, validForMs: number): Promise<PartGrant>;
  close(): void;
}
