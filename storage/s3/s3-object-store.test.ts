import { createHash, randomBytes } from "node:crypto";
import { open, readFile, writeFile } from "node:fs/promises";
import { connect, createServer, type AddressInfo, type Server } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import {
  getObject,
  listKeys,
  makeBucket,
  minioStartTimeoutMs,
  putObject,
  startMinio,
  type TestMinio,
} from "../../tests/support/minio.js";
import type { ObjectInfo } from "../object-store.js";
import { fetchRangesToFile, readRange, streamRange, uploadPart } from "../transfer.js";
import { rememberAnswer } from "./endpoint-memory.js";
import { defaultRetryPolicy, type S3Config } from "./s3-config.js";
import { S3ObjectStore } from "./s3-object-store.js";

let minio: TestMinio;
let store: S3ObjectStore;
let bucket: string;
const folder = temporaryFolder();
const found = await startMinio();

function configOf(server: { endpoint: string; accessKey: string; secretKey: string }): S3Config {
  return {
    endpoint: server.endpoint,
    region: "us-east-1",
    accessKey: server.accessKey,
    secretKey: server.secretKey,
    sessionToken: undefined,
    pathStyle: true,
    connectionsMax: 32,
    retry: defaultRetryPolicy,
  };
}

const awkwardKeys = [
  "plain.parquet",
  "with space.parquet",
  "quote'and\"double.parquet",
  "day=2001-01-01/percent%20not decoded.parquet",
  "plus+sign/a&b?c#d;e,f.parquet",
  "ünïcödé/日本/🥇.parquet",
  "star*paren(1)!~@$.parquet",
  "__HIVE=%2F%3D/[bracket]{brace}|pipe\\back^caret`tick.parquet",
  "<less>/a.parquet",
];

describe.skipIf(found === undefined)("objects in MinIO", () => {
  beforeAll(async () => {
    if (found === undefined) return;
    minio = found;
    store = new S3ObjectStore(configOf(minio));
    bucket = await makeBucket(minio);
  }, minioStartTimeoutMs);
  afterAll(async () => {
    store.close();
    await minio.stop();
  });

  test("a key of any shape is put, headed, listed, read, granted and deleted", async () => {
    const prefix = `s3a://${bucket}/keys/`;
    for (const key of awkwardKeys) await store.put(`${prefix}${key}`, Buffer.from(`body of ${key}`));
    const listed = (await collect(store.list(prefix))).map(({ uri }) => uri);
    const expected = awkwardKeys.map((key) => `${prefix}${key}`);
    expect(listed).toEqual([...expected].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    expect(await listKeys(minio, bucket, "keys/")).toEqual(awkwardKeys.map((key) => `keys/${key}`).sort());
    for (const uri of expected) {
      const body = Buffer.from(`body of ${uri.slice(prefix.length)}`);
      const info = await store.head(uri);
      expect(info).toMatchObject({ uri, bytes: body.length, etag: createHash("md5").update(body).digest("hex") });
      expect(Buffer.from(await store.read(uri, { start: 0, end: 4 }, info?.etag))).toEqual(Buffer.from("body"));
      const grant = await store.grantRead(uri, info?.etag ?? "", 60_000);
      expect(await readRange(grant, 8, body.length)).toEqual(body.subarray(8));
      const upload = await store.createUpload(`${uri}.upload`, {});
      const path = join(folder, "awkward");
      await writeFile(path, body);
      const part = await uploadPart(await store.grantPart(upload, 1, 0, 60_000), path, 0, body.length);
      await store.completeUpload(upload, [part]);
      expect(Buffer.from((await store.readAll(`${uri}.upload`))?.data ?? [])).toEqual(body);
      expect(await store.putIfAbsent(uri, body)).toBe("exists");
    }
    await store.delete([...expected, ...expected.map((uri) => `${uri}.upload`)]);
    expect(await collect(store.list(prefix))).toEqual([]);
  });

  test("a suffix comes with what a head would say", async () => {
    const uri = `s3a://${bucket}/suffix`;
    const body = randomBytes(10_000);
    await store.put(uri, body);
    for (const bytes of [8, 10_000, 20_000]) {
      const { info, data } = await store.readSuffix(uri, bytes);
      expect(Buffer.from(data)).toEqual(body.subarray(Math.max(0, body.length - bytes)));
      expect(info).toMatchObject({ uri, bytes: 10_000, etag: (await store.head(uri))?.etag ?? "" });
    }
    await store.put(uri, new Uint8Array(0));
    expect((await store.readSuffix(uri, 8)).info.bytes).toBe(0);
  });

  test("a read of an object that changed is refused", async () => {
    const uri = `s3a://${bucket}/changed`;
    await store.put(uri, Buffer.from("first"));
    const { etag } = (await store.head(uri)) ?? { etag: "" };
    await store.put(uri, Buffer.from("other"));
    await expect(store.read(uri, { start: 0, end: 3 }, etag)).rejects.toMatchObject({
      code: "INPUT_CHANGED",
      details: { key: "changed" },
    });
    const grant = await store.grantRead(uri, etag, 60_000);
    await expect(readRange(grant, 0, 3)).rejects.toMatchObject({ code: "INPUT_CHANGED" });
  });

  test("more than a thousand objects are listed in byte order", async () => {
    const prefix = `s3a://${bucket}/many/`;
    const keys = Array.from({ length: 1_203 }, (_, index) => `many/${index}`);
    for (let from = 0; from < keys.length; from += 50) {
      await Promise.all(keys.slice(from, from + 50).map((key) => putObject(minio, { bucket, key, body: "" })));
    }
    expect((await collect(store.list(prefix))).map(({ uri }) => uri)).toEqual(
      [...keys].sort().map((key) => `s3a://${bucket}/${key}`),
    );
    await store.delete(keys.map((key) => `s3a://${bucket}/${key}`));
    expect(await collect(store.list(prefix))).toEqual([]);
  });

  test("of racing conditional puts one is written", async () => {
    const uri = `s3a://${bucket}/_goldpan/commits/1.json`;
    const bodies = Array.from({ length: 20 }, (_, index) => `writer ${index}`);
    const answers = await Promise.all(bodies.map((body) => store.putIfAbsent(uri, Buffer.from(body))));
    expect(answers.filter((answer) => answer === "written")).toHaveLength(1);
    const winner = bodies[answers.indexOf("written")];
    expect((await getObject(minio, bucket, "_goldpan/commits/1.json")).toString()).toBe(winner);
  });

  test("the probe of conditional puts leaves nothing behind", async () => {
    await store.assertConditionalPut(`s3a://${bucket}/probe/`);
    await store.assertConditionalPut(`s3a://${bucket}/probe/`);
    expect(await listKeys(minio, bucket, "probe/")).toEqual([]);
  });

  test("an upload is invisible until completed, carries its metadata, and completes once", async () => {
    const uri = `s3a://${bucket}/gold/part-0.parquet`;
    const body = randomBytes(11 * 1024 * 1024);
    const path = join(folder, "part-0");
    await writeFile(path, body);
    const upload = await store.createUpload(uri, { "goldpan-attempt": "application-1/0/0" });
    const cut = 6 * 1024 * 1024;
    const parts = await Promise.all([
      uploadPart(await store.grantPart(upload, 1, 0, 60_000), path, 0, cut),
      uploadPart(await store.grantPart(upload, 2, cut, 60_000), path, cut, body.length),
    ]);
    expect(await store.head(uri)).toBeUndefined();
    expect(await collect(store.list(`s3a://${bucket}/gold/`))).toEqual([]);
    await store.completeUpload(upload, [...parts].reverse());
    expect(await store.head(uri)).toMatchObject({
      bytes: body.length,
      metadata: { "goldpan-attempt": "application-1/0/0" },
    });
    expect((await getObject(minio, bucket, "gold/part-0.parquet")).equals(body)).toBe(true);
    await expect(store.completeUpload(upload, parts)).rejects.toMatchObject({ code: "STORE_OBJECT_NOT_FOUND" });
    await store.abortUpload(upload);
    const aborted = await store.createUpload(uri, {});
    await store.abortUpload(aborted);
    await expect(store.completeUpload(aborted, parts)).rejects.toMatchObject({ code: "STORE_OBJECT_NOT_FOUND" });
  });

  test("a completion whose client is gone before the answer happens whole, or can be made again", async () => {
    const path = join(folder, "abandoned");
    await writeFile(path, "rows");
    const uploads = await Promise.all(
      Array.from({ length: 160 }, async (_, index) => {
        const upload = await store.createUpload(`s3a://${bucket}/abandoned/${index}`, {});
        return { upload, parts: [await uploadPart(await store.grantPart(upload, 1, 0, 60_000), path, 0, 4)] };
      }),
    );
    const cut = await cutShort(minio.endpoint);
    rememberAnswer(cut.endpoint);
    const retry = { ...defaultRetryPolicy, budgetMs: 0 };
    const dying = new S3ObjectStore({ ...configOf({ ...minio, endpoint: cut.endpoint }), retry });
    const outcomes: string[] = [];
    for (let next = 0; next < uploads.length; next += 16) {
      const some = uploads.slice(next, next + 16);
      const settled = await Promise.allSettled(some.map(({ upload, parts }) => dying.completeUpload(upload, parts)));
      outcomes.push(...settled.map(({ status }) => status));
    }
    dying.close();
    cut.server.close();
    expect(outcomes).toEqual(uploads.map(() => "rejected"));
    expect(cut.connections()).toBe(uploads.length);
    const lost: string[] = [];
    for (const { upload, parts } of uploads) {
      await store.completeUpload(upload, parts).catch(() => undefined);
      if ((await store.head(upload.uri)) === undefined) lost.push(upload.uri);
    }
    expect(lost).toEqual([]);
  });

  test("ranges land in a file at their positions", async () => {
    const uri = `s3a://${bucket}/ranges`;
    const body = randomBytes(40 * 1024 * 1024);
    await store.put(uri, body);
    const info = (await store.head(uri)) as ObjectInfo;
    const grant = await store.grantRead(uri, info.etag, 60_000);
    const path = join(folder, "ranges");
    const target = await open(path, "w");
    let bytes = 0;
    const ranges = [
      { start: 5, end: 35_000_000, position: 4 },
      { start: 36_000_000, end: 40_000_000, position: 34_999_999 },
    ];
    await fetchRangesToFile(grant, ranges, target, { onBytes: (count) => (bytes += count) });
    await target.close();
    const expected = Buffer.concat([
      Buffer.alloc(4),
      body.subarray(5, 35_000_000),
      body.subarray(36_000_000, 40_000_000),
    ]);
    expect((await readFile(path)).equals(expected)).toBe(true);
    expect(bytes).toBe(expected.length - 4);
  });

  test("a range comes in order, as long as more is wanted", async () => {
    const uri = `s3a://${bucket}/stream`;
    const body = randomBytes(30 * 1024 * 1024);
    await store.put(uri, body);
    const info = (await store.head(uri)) as ObjectInfo;
    const grant = await store.grantRead(uri, info.etag, 60_000);
    const range = { start: 3, end: body.length - 5 };
    let at = range.start;
    await streamRange(grant, range, (chunk) => {
      if (!chunk.equals(body.subarray(at, at + chunk.length))) throw new Error(`other bytes at ${at}`);
      at += chunk.length;
      return true;
    });
    expect(at).toBe(range.end);
    let bytes = 0;
    await streamRange(grant, range, (chunk) => {
      bytes += chunk.length;
      return bytes < 9_000_000;
    });
    expect(bytes).toBeGreaterThanOrEqual(9_000_000);
    expect(bytes).toBeLessThan(18_000_000);
  });

  test("what is not there is told from a missing bucket", async () => {
    expect(await store.head(`s3a://${bucket}/nothing`)).toBeUndefined();
    expect(await store.readAll(`s3a://${bucket}/nothing`)).toBeUndefined();
    expect(await collect(store.list(`s3a://${bucket}/nothing/`))).toEqual([]);
    await store.delete([`s3a://${bucket}/nothing`]);
    await expect(store.readSuffix(`s3a://${bucket}/nothing`, 8)).rejects.toMatchObject({
      code: "STORE_OBJECT_NOT_FOUND",
    });
    const missing = { code: "STORE_BUCKET_NOT_FOUND", message: expect.stringContaining("no-such-bucket") as string };
    const uri = "s3a://no-such-bucket/x";
    await expect(store.head(uri)).rejects.toMatchObject(missing);
    await expect(store.readAll(uri)).rejects.toMatchObject(missing);
    await expect(store.readSuffix(uri, 8)).rejects.toMatchObject(missing);
    await expect(collect(store.list("s3a://no-such-bucket/"))).rejects.toMatchObject(missing);
    await expect(store.put(uri, Buffer.from("x"))).rejects.toMatchObject(missing);
    await expect(store.putIfAbsent(uri, Buffer.from("x"))).rejects.toMatchObject(missing);
    await expect(store.createUpload(uri, {})).rejects.toMatchObject(missing);
    await expect(store.delete([uri])).rejects.toMatchObject(missing);
  });

  test("wrong and missing credentials are named at once, by every call", async () => {
    const uri = `s3a://${bucket}/x`;
    const wrongKey = new S3ObjectStore({ ...configOf(minio), accessKey: "somebody" });
    const wrongSecret = new S3ObjectStore({ ...configOf(minio), secretKey: "not-the-secret" });
    const none = new S3ObjectStore({ ...configOf(minio), accessKey: undefined, secretKey: undefined });
    const cases = [
      { store: wrongKey, message: "does not know the access key" },
      { store: wrongSecret, message: "refuses the secret key" },
      { store: none, message: "no credentials" },
    ];
    for (const { store: refused, message } of cases) {
      const denied = { code: "STORE_ACCESS_DENIED", message: expect.stringContaining(message) as string };
      await expect(refused.head(uri)).rejects.toMatchObject(denied);
      await expect(refused.readSuffix(uri, 8)).rejects.toMatchObject(denied);
      await expect(collect(refused.list(`s3a://${bucket}/`))).rejects.toMatchObject(denied);
      await expect(refused.createUpload(uri, {})).rejects.toMatchObject(denied);
      await expect(refused.putIfAbsent(uri, Buffer.from("x"))).rejects.toMatchObject(denied);
      refused.close();
    }
  });

  test("a restart of the store is waited out", async () => {
    const uri = `s3a://${bucket}/restart`;
    await store.put(uri, Buffer.from("kept"));
    await minio.kill();
    const pending = [store.readAll(uri), store.head(uri), store.putIfAbsent(`${uri}-new`, Buffer.from("x"))] as const;
    await minio.restart();
    const [whole, info, written] = await Promise.all(pending);
    expect(Buffer.from(whole?.data ?? []).toString()).toBe("kept");
    expect(info?.bytes).toBe(4);
    expect(written).toBe("written");
  }, 30_000);
});

/** The way to a store on which no answer comes back: each connection ends as a killed process's does, 2 to 18 ms after its request. */
async function cutShort(to: string): Promise<{ endpoint: string; server: Server; connections: () => number }> {
  const { hostname, port } = new URL(to);
  let connections = 0;
  const server = createServer((client) => {
    const lastsMs = 2 + connections / 10;
    connections += 1;
    const store = connect(Number(port), hostname);
    for (const socket of [client, store]) socket.on("error", () => undefined);
    store.resume();
    client.pipe(store);
    client.once("data", () => {
      setTimeout(() => {
        client.destroy();
        store.destroy();
      }, lastsMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    connections: () => connections,
  };
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
