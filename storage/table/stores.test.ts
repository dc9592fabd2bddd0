import { readdirSync, readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Config } from "../../common/config/config.js";
import { makeBucket, minioStartTimeoutMs, startMinio, type TestMinio } from "../../tests/support/minio.js";
import { finishedTasks, uploadFile, type TestFile } from "../../tests/support/table-writes.js";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import type { ObjectStore, PendingUpload, UploadedPart } from "../object-store.js";
import { openObjectStore, storeConfigOf } from "../open-object-store.js";
import { discover } from "./discover.js";
import { finishWrite, type AcceptedFile, type FinishedWrite } from "./finish-write.js";
import { prepareWrite, type PrepareOptions } from "./prepare-write.js";
import { quarantineTableOf, tableFolder } from "./table-path.js";
import { TableLog } from "./table-log.js";

const grantMs = 60_000;
const options: PrepareOptions = { replaceForeign: false, allowEmpty: false, quarantine: true };

/** One part, as a worker's upload sends it. */
async function sendPart(store: ObjectStore, upload: PendingUpload, data: Uint8Array): Promise<UploadedPart> {
  const grant = await store.grantPart(upload, 1, 0, grantMs);
  if (grant.kind === "file") {
    const handle = await open(grant.path, "r+");
    await handle.write(data, 0, data.length, grant.offset);
    await handle.close();
    return { number: 1, etag: "", bytes: data.length };
  }
  const answer = await fetch(grant.url, { method: "PUT", body: Buffer.from(data) });
  expect(answer.status).toBe(200);
  return { number: 1, etag: (answer.headers.get("etag") ?? "").replaceAll('"', ""), bytes: data.length };
}

interface Begun {
  readonly commit: (store?: ObjectStore) => Promise<FinishedWrite>;
  readonly uploads: readonly PendingUpload[];
}

/** Everything up to the commit point. */
async function begin(
  store: ObjectStore,
  path: string,
  applicationId: string,
  files: readonly TestFile[],
): Promise<Begun> {
  const table = tableFolder(path);
  const prepared = await prepareWrite(store, table, "overwrite", options);
  const accepted: AcceptedFile[] = [];
  for (const [partition, file] of files.entries()) {
    const at = { table: file.quarantine ? quarantineTableOf(table) : table, applicationId, partition };
    accepted.push(await uploadFile(store, (upload, data) => sendPart(store, upload, data), at, file));
  }
  return {
    commit: (by = store) => finishWrite(by, prepared, finishedTasks(applicationId, accepted)),
    uploads: accepted.flatMap(({ file }) => (file.upload === null ? [] : [file.upload])),
  };
}

async function bodies(store: ObjectStore, path: string): Promise<string[]> {
  const { files } = await discover(store, path);
  const read = await Promise.all(
    files.map(({ info }) => store.read(info.uri, { start: 0, end: info.bytes }, info.etag)),
  );
  return read.map((data) => Buffer.from(data).toString());
}

const file = (name: string, body: string): TestFile => ({ name, body, rows: 1 });
const quarantined = (name: string, body: string): TestFile => ({ name, body, rows: 1, quarantine: true });

/** A store whose Complete fails from the nth on, as a process that is killed there. */
function killedAtComplete(store: ObjectStore, nth: number): ObjectStore {
  let completes = 0;
  const dead = (): never => {
    throw new Error("killed");
  };
  return new Proxy(store, {
    get(target, name) {
      if (name === "completeUpload") {
        return async (upload: PendingUpload, parts: readonly UploadedPart[]) => {
          completes += 1;
          return completes >= nth ? dead() : target.completeUpload(upload, parts);
        };
      }
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...args: unknown[]): unknown => (completes >= nth ? dead() : Reflect.apply(member, target, args));
    },
  });
}

function behaves(name: string, setUp: () => Promise<{ store: ObjectStore; base: string }>): void {
  describe(name, () => {
    let store: ObjectStore;
    let base: string;
    let count = 0;
    const newTable = (): string => `${base}table-${++count}/`;
    beforeAll(async () => {
      ({ store, base } = await setUp());
    }, minioStartTimeoutMs);
    afterAll(() => store.close());

    test("of racing overwrites exactly one wins; the others fail naming it, and nothing is mixed", async () => {
      const table = newTable();
      await (await begin(store, table, "app-first", [file("first.parquet", "first")])).commit();
      const racers = [0, 1, 2, 3, 4, 5];
      const begun = await Promise.all(
        racers.map((n) =>
          begin(store, table, `app-${n}`, [file(`a-${n}.parquet`, `a${n}`), file(`b-${n}.parquet`, `b${n}`)]),
        ),
      );
      const outcomes = await Promise.allSettled(begun.map((write) => write.commit()));
      const winners = racers.filter((n) => outcomes[n]?.status === "fulfilled");
      expect(winners).toHaveLength(1);
      const winner = winners[0] ?? -1;
      for (const outcome of outcomes) {
        if (outcome.status === "fulfilled") continue;
        expect(outcome.reason).toMatchObject({
          code: "TABLE_CONFLICT",
          message: expect.stringContaining(`app-${winner} (commit 2`) as string,
        });
      }
      expect(await bodies(store, table)).toEqual([`a${winner}`, `b${winner}`]);
      const objects: string[] = [];
      for await (const object of store.list(table)) objects.push(object.uri.slice(table.length));
      expect(objects.filter((path) => path.endsWith(".parquet"))).toEqual([
        `a-${winner}.parquet`,
        `b-${winner}.parquet`,
      ]);
    });

    test.each(["reader", "writer", "repair"])(
      "a kill between the commit point and the last Complete: the next %s finishes it",
      async (who) => {
        const table = newTable();
        await (
          await begin(store, table, "app-old", [file("old.parquet", "old"), quarantined("q-old.parquet", "qold")])
        ).commit();
        const files = [1, 2, 3].map((n) => file(`new-${n}.parquet`, `new${n}`));
        const write = await begin(store, table, "app-new", [...files, quarantined("q-new.parquet", "qnew")]);
        await expect(write.commit(killedAtComplete(store, 2))).rejects.toMatchObject({
          code: "TABLE_COMMIT_UNFINISHED",
        });
        expect(await TableLog.open(store, table).state()).toEqual({ latest: 2, applied: false });
        if (who === "writer") await begin(store, table, "app-next", []);
        if (who === "repair") {
          expect(await TableLog.open(store, table).rollForward()).toEqual({ latest: 2, finished: true });
        }
        expect(await bodies(store, table)).toEqual(["new1", "new2", "new3"]);
        expect(await bodies(store, quarantineTableOf(table))).toEqual(["qnew"]);
        expect(await TableLog.open(store, table).state()).toEqual({ latest: 2, applied: true });
        expect(await store.head(`${table}old.parquet`)).toBeUndefined();
      },
    );

    test("many finish the same commit at once", async () => {
      const table = newTable();
      const files = Array.from({ length: 12 }, (_, n) =>
        file(`part-${String(n).padStart(2, "0")}.parquet`, `body ${n}`),
      );
      const write = await begin(store, table, "app-1", files);
      await expect(write.commit(killedAtComplete(store, 1))).rejects.toMatchObject({ code: "TABLE_COMMIT_UNFINISHED" });
      const read = await Promise.all([1, 2, 3, 4].map(() => bodies(store, table)));
      for (const seen of read) expect(seen).toEqual(files.map(({ body }) => body));
    });

    test("names with spaces, quotes, unicode, = and % work", async () => {
      const table = `${newTable()}a b'"ü=%41%/日本 +&?#[x]{y}*/`;
      const name = `part 1'"é=%20%.parquet`;
      await (await begin(store, table, "app-1", [file(name, "odd"), quarantined(name, "bad")])).commit();
      expect(await bodies(store, table)).toEqual(["odd"]);
      expect(await bodies(store, quarantineTableOf(table))).toEqual(["bad"]);
      expect(await bodies(store, table + name)).toEqual(["odd"]);
      await (await begin(store, table, "app-2", [file("next.parquet", "next")])).commit();
      expect(await bodies(store, table)).toEqual(["next"]);
    });

    test("an upload of a job that lost leaves nothing to read", async () => {
      const table = newTable();
      const write = await begin(store, table, "app-1", [file("a.parquet", "a")]);
      for (const upload of write.uploads) await store.abortUpload(upload);
      await expect(discover(store, table)).rejects.toMatchObject({ code: "INPUT_NOT_FOUND" });
    });
  });
}

const folder = temporaryFolder();
behaves("tables on files", () =>
  Promise.resolve({ store: openObjectStore(storeConfigOf(Config.resolve([]))), base: `file://${folder}/` }),
);

const minio: TestMinio | undefined = await startMinio();
afterAll(() => minio?.stop());
describe.skipIf(minio === undefined)("with MinIO", () => {
  behaves("tables in buckets", async () => {
    if (minio === undefined) throw new Error("skipped without MinIO");
    const values = {
      "goldpan.hadoop.fs.s3a.endpoint": minio.endpoint,
      "goldpan.hadoop.fs.s3a.access.key": minio.accessKey,
      "goldpan.hadoop.fs.s3a.secret.key": minio.secretKey,
    };
    const config = Config.resolve([{ source: "test", values }]);
    return { store: openObjectStore(storeConfigOf(config)), base: `s3a://${await makeBucket(minio)}/` };
  });

  test("a missing bucket is named", async () => {
    if (minio === undefined) return;
    const values = {
      "goldpan.hadoop.fs.s3a.endpoint": minio.endpoint,
      "goldpan.hadoop.fs.s3a.access.key": minio.accessKey,
      "goldpan.hadoop.fs.s3a.secret.key": minio.secretKey,
    };
    const store = openObjectStore(storeConfigOf(Config.resolve([{ source: "test", values }])));
    for (const path of ["s3a://no-such-bucket/t/", "s3a://no-such-bucket/t", "s3a://no-such-bucket/t/*"]) {
      await expect(discover(store, path)).rejects.toMatchObject({
        code: "STORE_BUCKET_NOT_FOUND",
        message: expect.stringContaining("no-such-bucket") as string,
      });
    }
    await expect(prepareWrite(store, "s3a://no-such-bucket/t/", "error", options)).rejects.toMatchObject({
      code: "STORE_BUCKET_NOT_FOUND",
    });
    store.close();
  });
});

test("no temporary file stays in a table's folder", () => {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  expect(names.filter((name) => name.includes(".goldpan-put-"))).toEqual([]);
  const success = names.find((name) => name.endsWith("table-1/_SUCCESS")) ?? "";
  expect(JSON.parse(readFileSync(join(folder, success), "utf8"))).toMatchObject({ format: "goldpan/1", commit: 2 });
});
