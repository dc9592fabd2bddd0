/** One ObjectStore for all schemes: `s3a://` and `s3://` go to the S3 adapter, which opens on first use, `file://` to files. */
import type { Config } from "../common/config/config.js";
import { FileObjectStore } from "./file/file-object-store.js";
import { parseLocation } from "./location.js";
import type { ObjectInfo, ObjectStore, PartGrant, PendingUpload, ReadGrant, UploadedPart } from "./object-store.js";
import type { S3ObjectStore } from "./s3/s3-object-store.js";
import { s3ConfigOf, type S3Config, type StoreRetry } from "./s3/s3-config.js";

export interface StoreConfig {
  readonly s3: S3Config;
}

/** @throws CONFIG_INVALID for an endpoint that is no URL */
export function storeConfigOf(config: Config): StoreConfig {
  return { s3: s3ConfigOf(config) };
}

/**
 * Makes no request; a missing credential is refused when a bucket is first asked for. The caller closes it.
 * @param onRetry  told of requests that are tried again: a store in trouble is not silent
 */
export function openObjectStore({ s3 }: StoreConfig, onRetry?: (retry: StoreRetry) => void): ObjectStore {
  return new RoutingObjectStore({ s3: onRetry === undefined ? s3 : { ...s3, retry: { ...s3.retry, onRetry } } });
}

/**
 * For who has nothing better to do: loads what the first request would wait for, 50 ms of CPU, if the configuration names a store.
 * Returns at once.
 */
export function preloadStores({ s3 }: StoreConfig): void {
  if (s3.endpoint === undefined && s3.accessKey === undefined) return;
  // The request that needs it hears of a failure.
  importS3().catch(() => undefined);
}

/** minio-js is a megabyte of JavaScript: whoever works on files starts without it. */
async function importS3() {
  return import("./s3/s3-object-store.js");
}

class RoutingObjectStore implements ObjectStore {
  private readonly files = new FileObjectStore();
  private s3: S3ObjectStore | undefined;

  constructor(private readonly config: StoreConfig) {}

  private async storeOf(uri: string): Promise<ObjectStore> {
    if (parseLocation(uri).scheme === "file") return this.files;
    const { S3ObjectStore } = await importS3();
    this.s3 ??= new S3ObjectStore(this.config.s3);
    return this.s3;
  }

  async head(uri: string): Promise<ObjectInfo | undefined> {
    return (await this.storeOf(uri)).head(uri);
  }

  async *list(folder: string): AsyncIterable<ObjectInfo> {
    yield* (await this.storeOf(folder)).list(folder);
  }

  async read(uri: string, range: { start: number; end: number }, etag?: string): Promise<Uint8Array> {
    return (await this.storeOf(uri)).read(uri, range, etag);
  }

  async readSuffix(uri: string, bytes: number): Promise<{ info: ObjectInfo; data: Uint8Array }> {
    return (await this.storeOf(uri)).readSuffix(uri, bytes);
  }

  async readAll(uri: string): Promise<{ info: ObjectInfo; data: Uint8Array } | undefined> {
    return (await this.storeOf(uri)).readAll(uri);
  }

  async put(uri: string, data: Uint8Array, contentType?: string): Promise<void> {
    return (await this.storeOf(uri)).put(uri, data, contentType);
  }

  async putIfAbsent(uri: string, data: Uint8Array): Promise<"written" | "exists"> {
    return (await this.storeOf(uri)).putIfAbsent(uri, data);
  }

  async delete(uris: readonly string[]): Promise<void> {
    const groups = new Map<ObjectStore, string[]>();
    for (const uri of uris) {
      const store = await this.storeOf(uri);
      const group = groups.get(store);
      if (group === undefined) groups.set(store, [uri]);
      else group.push(uri);
    }
    for (const [store, group] of groups) await store.delete(group);
  }

  async assertConditionalPut(folder: string): Promise<void> {
    return (await this.storeOf(folder)).assertConditionalPut(folder);
  }

  async createUpload(uri: string, metadata: Readonly<Record<string, string>>): Promise<PendingUpload> {
    return (await this.storeOf(uri)).createUpload(uri, metadata);
  }

  async completeUpload(upload: PendingUpload, parts: readonly UploadedPart[]): Promise<void> {
    return (await this.storeOf(upload.uri)).completeUpload(upload, parts);
  }

  async abortUpload(upload: PendingUpload): Promise<void> {
    return (await this.storeOf(upload.uri)).abortUpload(upload);
  }

  async grantRead(uri: string, etag: string, validForMs: number): Promise<ReadGrant> {
    return (await this.storeOf(uri)).grantRead(uri, etag, validForMs);
  }

  async grantPart(upload: PendingUpload, number: number, offset: number, validForMs: number): Promise<PartGrant> {
    return (await this.storeOf(upload.uri)).grantPart(upload, number, offset, validForMs);
  }

  close(): void {
    this.s3?.close();
    this.s3 = undefined;
  }
}
