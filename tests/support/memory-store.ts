/**
 * An ObjectStore in memory for tests of what stands on one, with faults: it may fail at its nth call, before or after the call
 * took effect, as a process that is killed or an answer that is lost.
 */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type {
  ObjectInfo,
  ObjectStore,
  PartGrant,
  PendingUpload,
  ReadGrant,
  UploadedPart,
} from "../../storage/object-store.js";

interface StoredObject {
  readonly data: Uint8Array;
  readonly etag: string;
  readonly metadata: Readonly<Record<string, string>>;
}

interface PendingObject {
  readonly uri: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly parts: Map<number, Uint8Array>;
}

/** What several stores see together: the truth behind them. */
export class MemoryBuckets {
  readonly objects = new Map<string, StoredObject>();
  readonly uploads = new Map<string, PendingObject>();
  private count = 0;

  next(): string {
    this.count += 1;
    return `id-${this.count}`;
  }

  uris(): string[] {
    return [...this.objects.keys()].sort();
  }
}

export class InjectedFault extends Error {}

/** Fails at call number `at`, from 1, and at every later one: the process is gone. */
export interface Fault {
  readonly at: number;
  readonly effect: "before" | "after";
}

export class MemoryStore implements ObjectStore {
  calls = 0;
  readonly log: string[] = [];
  /** Of every object as this store tells it. */
  modifiedAtMs: (uri: string) => number = () => 0;

  constructor(
    readonly buckets: MemoryBuckets,
    private readonly fault?: Fault,
  ) {}

  private async call<Result>(name: string, run: () => Result): Promise<Result> {
    this.calls += 1;
    this.log.push(name);
    await new Promise((resolve) => setImmediate(resolve));
    const { fault, calls } = this;
    if (fault === undefined || calls < fault.at) return run();
    if (fault.effect === "after" && calls === fault.at) run();
    throw new InjectedFault(name);
  }

  private info(uri: string, object: StoredObject): ObjectInfo {
    return { uri, etag: object.etag, bytes: object.data.length, modifiedAtMs: this.modifiedAtMs(uri) };
  }

  private write(uri: string, data: Uint8Array, metadata: Readonly<Record<string, string>> = {}): void {
    this.buckets.objects.set(uri, { data, etag: this.buckets.next(), metadata });
  }

  head(uri: string): Promise<ObjectInfo | undefined> {
    return this.call("head", () => {
      const object = this.buckets.objects.get(uri);
      return object === undefined ? undefined : { ...this.info(uri, object), metadata: object.metadata };
    });
  }

  async *list(folder: string): AsyncIterable<ObjectInfo> {
    const found = await this.call("list", () => this.buckets.uris().filter((uri) => uri.startsWith(folder)));
    for (const uri of found) {
      const object = this.buckets.objects.get(uri);
      if (object !== undefined) yield this.info(uri, object);
    }
  }

  read(uri: string, range: { start: number; end: number }): Promise<Uint8Array> {
    return this.call("read", () => this.mustFind(uri).data.slice(range.start, range.end));
  }

  readSuffix(uri: string, bytes: number): Promise<{ info: ObjectInfo; data: Uint8Array }> {
    return this.call("readSuffix", () => {
      const object = this.mustFind(uri);
      return { info: this.info(uri, object), data: object.data.slice(-bytes) };
    });
  }

  readAll(uri: string): Promise<{ info: ObjectInfo; data: Uint8Array } | undefined> {
    return this.call("readAll", () => {
      const object = this.buckets.objects.get(uri);
      return object === undefined ? undefined : { info: this.info(uri, object), data: object.data };
    });
  }

  put(uri: string, data: Uint8Array): Promise<void> {
    return this.call("put", () => this.write(uri, data));
  }

  putIfAbsent(uri: string, data: Uint8Array): Promise<"written" | "exists"> {
    return this.call("putIfAbsent", () => {
      if (this.buckets.objects.has(uri)) return "exists";
      this.write(uri, data);
      return "written";
    });
  }

  async delete(uris: readonly string[]): Promise<void> {
    for (const uri of uris) await this.call("delete", () => this.buckets.objects.delete(uri));
  }

  assertConditionalPut(): Promise<void> {
    return this.call("assertConditionalPut", () => undefined);
  }

  createUpload(uri: string, metadata: Readonly<Record<string, string>>): Promise<PendingUpload> {
    return this.call("createUpload", () => {
      const uploadId = this.buckets.next();
      this.buckets.uploads.set(uploadId, { uri, metadata, parts: new Map() });
      return { uri, uploadId };
    });
  }

  /** What a part grant does elsewhere. */
  uploadPart(upload: PendingUpload, number: number, data: Uint8Array): UploadedPart {
    this.buckets.uploads.get(upload.uploadId)?.parts.set(number, data);
    return { number, etag: `part-${number}`, bytes: data.length };
  }

  completeUpload(upload: PendingUpload, parts: readonly UploadedPart[]): Promise<void> {
    return this.call("completeUpload", () => {
      const pending = this.buckets.uploads.get(upload.uploadId);
      if (pending === undefined) throw new GoldpanError("STORE_OBJECT_NOT_FOUND", `no upload ${upload.uploadId}`);
      const data = Buffer.concat(parts.map((part) => pending.parts.get(part.number) ?? new Uint8Array()));
      this.buckets.uploads.delete(upload.uploadId);
      this.write(upload.uri, data, pending.metadata);
    });
  }

  abortUpload(upload: PendingUpload): Promise<void> {
    return this.call("abortUpload", () => {
      this.buckets.uploads.delete(upload.uploadId);
    });
  }

  grantRead(uri: string): Promise<ReadGrant> {
    return Promise.reject(new Error(`no grants in memory: ${uri}`));
  }

  grantPart(upload: PendingUpload): Promise<PartGrant> {
    return Promise.reject(new Error(`no grants in memory: ${upload.uri}`));
  }

  close(): void {
    this.log.push("close");
  }

  private mustFind(uri: string): StoredObject {
    const object = this.buckets.objects.get(uri);
    if (object === undefined) throw new GoldpanError("STORE_OBJECT_NOT_FOUND", uri);
    return object;
  }
}
