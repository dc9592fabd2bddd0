import { describe, expect, test } from "vitest";
import { MemoryBuckets, MemoryStore } from "../../tests/support/memory-store.js";
import { finishedTasks, testNowMs, uploadFile, type TestFile } from "../../tests/support/table-writes.js";
import { discover } from "./discover.js";
import { finishWrite, uploadAgeMaxMs, type AcceptedFile, type FinishedWrite } from "./finish-write.js";
import { prepareWrite, type PrepareOptions } from "./prepare-write.js";
import { reclaim } from "./reclaim.js";
import { TableLog } from "./table-log.js";
import { quarantineTableOf, tableFolder, tableOfQuarantine } from "./table-path.js";

const table = "s3a://gold/flights/";
const options: PrepareOptions = { replaceForeign: false, allowEmpty: false, quarantine: false };

async function upload(store: MemoryStore, applicationId: string, files: readonly TestFile[]): Promise<AcceptedFile[]> {
  const part = async (pending: { uri: string; uploadId: string }, data: Uint8Array) =>
    Promise.resolve(store.uploadPart(pending, 1, data));
  return Promise.all(
    files.map((file, partition) => uploadFile(store, part, { table, applicationId, partition }, file)),
  );
}

async function overwrite(
  store: MemoryStore,
  applicationId: string,
  files: readonly TestFile[],
  also: Partial<PrepareOptions> = {},
): Promise<FinishedWrite> {
  const prepared = await prepareWrite(store, table, "overwrite", { ...options, ...also });
  return finishWrite(store, prepared, finishedTasks(applicationId, await upload(store, applicationId, files)));
}

const file = (name: string, rows = 1): TestFile => ({ name: `${name}.parquet`, body: name, rows });
const newStore = (): MemoryStore => new MemoryStore(new MemoryBuckets());
const dataUris = (store: MemoryStore): string[] => store.buckets.uris().filter((uri) => uri.endsWith(".parquet"));

describe("before a write", () => {
  test("roots, files, and other schemes are refused as tables", async () => {
    const store = newStore();
    await store.put("s3a://gold/file", Buffer.from("x"));
    for (const path of ["s3a://gold", "s3a://gold/", "s3a://gold//", "file:///", "file:////", "s3a://gold/file"]) {
      await expect(prepareWrite(store, path, "overwrite", options), path).rejects.toMatchObject({
        code: "TABLE_NOT_A_FOLDER",
      });
    }
    await expect(prepareWrite(store, "hdfs://gold/t", "error", options)).rejects.toMatchObject({
      code: "PATH_REFUSED",
    });
  });

  test("mode error refuses whatever is there", async () => {
    const store = newStore();
    expect(await prepareWrite(store, table, "error", options)).toMatchObject({ baseCommit: 0, replaced: [] });
    await store.put(`${table}stray.csv`, Buffer.from("x"));
    await expect(prepareWrite(store, table, "error", options)).rejects.toMatchObject({ code: "TABLE_EXISTS" });
    await store.delete([`${table}stray.csv`]);
    await overwrite(store, "app-1", [file("a")]);
    await expect(prepareWrite(store, table, "error", options)).rejects.toMatchObject({
      code: "TABLE_EXISTS",
      details: { commit: 1 },
    });
  });

  test("files of others are refused by name, and removed where that is asked for", async () => {
    const store = newStore();
    for (const name of ["part-spark.parquet", "_delta_log/0.json", "x", "y"])
      await store.put(table + name, Buffer.from("x"));
    await expect(overwrite(store, "app-1", [file("a")])).rejects.toMatchObject({
      code: "TABLE_HAS_FOREIGN_FILES",
      message: expect.stringContaining("_delta_log/0.json, part-spark.parquet, x and 1 more") as string,
    });
    await overwrite(store, "app-1", [file("a")], { replaceForeign: true });
    expect(store.buckets.uris()).toEqual([
      `${table}_SUCCESS`,
      `${table}_goldpan/applied/1.json`,
      `${table}_goldpan/commits/1.json`,
      `${table}a.parquet`,
    ]);
  });

  test("a folder inside another table, or around one, is refused by that table's name", async () => {
    const store = newStore();
    await overwrite(store, "app-1", [file("a")]);
    const nested = (other: string, words: string): object => ({
      code: "TABLE_NESTED",
      message: expect.stringContaining(`${words} the table ${other}`) as string,
      details: { table: other },
    });
    await expect(prepareWrite(store, `${table}2024/01/`, "error", options)).rejects.toMatchObject(
      nested(table, "lies inside"),
    );
    const inner = "s3a://gold/a/b/t/";
    await store.put(`${inner}_goldpan/commits/1.json`, Buffer.from("{}"));
    for (const mode of ["error", "overwrite"] as const) {
      await expect(
        prepareWrite(store, "s3a://gold/a/", mode, { ...options, replaceForeign: true }),
      ).rejects.toMatchObject(nested(inner, "holds"));
    }
    // Beside it, and under a name that only begins like it.
    await prepareWrite(store, "s3a://gold/a/b/t2/", "error", options);
    await prepareWrite(store, "s3a://gold/flights-2/", "error", options);
  });

  test("a file that an earlier commit listed is ours, though its deletion failed", async () => {
    const store = newStore();
    await overwrite(store, "app-1", [file("a")]);
    await overwrite(store, "app-2", [file("b")]);
    await store.put(`${table}a.parquet`, Buffer.from("a"));
    await overwrite(store, "app-3", [file("c")]);
    expect(dataUris(store)).toEqual([`${table}c.parquet`]);
  });
});

describe("a commit", () => {
  test("leaves out files without rows and aborts their uploads; one stays where all are empty", async () => {
    const store = newStore();
    expect(await overwrite(store, "app-1", [file("a", 0), file("b", 2), file("c", 0)])).toEqual({
      commit: 1,
      files: 1,
      bytes: 1,
      rows: 2,
      quarantineFiles: 0,
      quarantineRows: 0,
    });
    expect(dataUris(store)).toEqual([`${table}b.parquet`]);
    expect(store.buckets.uploads.size).toBe(0);
    await overwrite(store, "app-2", [file("d", 0), file("e", 0)], { allowEmpty: true });
    expect(dataUris(store)).toEqual([`${table}d.parquet`]);
  });

  test("of zero rows over some is refused unless allowed, and its uploads go", async () => {
    const store = newStore();
    await overwrite(store, "app-0", [file("none", 0)]);
    await overwrite(store, "app-1", [file("a")]);
    await expect(overwrite(store, "app-2", [file("b", 0)])).rejects.toMatchObject({ code: "TABLE_WOULD_BE_EMPTIED" });
    expect(store.buckets.uploads.size).toBe(0);
    expect(dataUris(store)).toEqual([`${table}a.parquet`]);
  });

  test("that quarantines nothing empties the quarantine of the one it replaces", async () => {
    const store = newStore();
    const quarantine = quarantineTableOf(table);
    const prepared = await prepareWrite(store, table, "overwrite", { ...options, quarantine: true });
    const part = async (pending: { uri: string; uploadId: string }, data: Uint8Array) =>
      Promise.resolve(store.uploadPart(pending, 1, data));
    const at = { applicationId: "app-1", partition: 0 };
    const bad = { ...file("bad", 2), quarantine: true };
    const files = [
      await uploadFile(store, part, { ...at, table }, file("good")),
      await uploadFile(store, part, { ...at, table: quarantine }, bad),
    ];
    await finishWrite(store, prepared, finishedTasks("app-1", files));
    expect(dataUris(store)).toEqual([`${quarantine}bad.parquet`, `${table}good.parquet`]);
    await overwrite(store, "app-2", [file("b")]);
    expect(dataUris(store)).toEqual([`${table}b.parquet`]);
    const emptied = await TableLog.open(store, quarantine).snapshot();
    expect(emptied).toMatchObject({ files: [], record: { commit: 2, schema: [{ name: "id", type: "BIGINT" }] } });
    await overwrite(store, "app-3", [file("c")]);
    expect(await TableLog.open(store, quarantine).latest()).toBe(2);
  });

  test("of uploads older than 20 h is refused", async () => {
    const store = newStore();
    const prepared = await prepareWrite(store, table, "error", options);
    const accepted = await upload(store, "app-1", [file("a")]);
    const late = { ...finishedTasks("app-1", accepted), nowMs: testNowMs + uploadAgeMaxMs + 1 };
    await expect(finishWrite(store, prepared, late)).rejects.toMatchObject({ code: "TABLE_UPLOADS_EXPIRED" });
    expect(store.buckets.uris()).toEqual([]);
  });

  test("loses to one that came first, by name, and leaves nothing behind", async () => {
    const store = newStore();
    await overwrite(store, "app-1", [file("a")]);
    const prepared = await prepareWrite(store, table, "overwrite", options);
    const accepted = await upload(store, "app-late", [file("late")]);
    await overwrite(store, "app-2", [file("b")]);
    await expect(finishWrite(store, prepared, finishedTasks("app-late", accepted))).rejects.toMatchObject({
      code: "TABLE_CONFLICT",
      message: expect.stringContaining("app-2") as string,
      details: { table, commit: 2, applicationId: "app-2" },
    });
    expect(dataUris(store)).toEqual([`${table}b.parquet`]);
    expect(store.buckets.uploads.size).toBe(0);
  });

  test("of mode ignore leaves the table of a write that was faster", async () => {
    const store = newStore();
    const prepared = await prepareWrite(store, table, "error", { ...options, leavesOthers: true });
    const accepted = await upload(store, "app-late", [file("late")]);
    await overwrite(store, "app-1", [file("a")]);
    expect(await finishWrite(store, prepared, finishedTasks("app-late", accepted))).toMatchObject({
      commit: 0,
      files: 0,
    });
    expect(dataUris(store)).toEqual([`${table}a.parquet`]);
    expect(store.buckets.uploads.size).toBe(0);
  });

  test("whose upload was dropped by the store is said to be unfinished", async () => {
    const store = newStore();
    const prepared = await prepareWrite(store, table, "error", options);
    const accepted = await upload(store, "app-1", [file("a")]);
    store.buckets.uploads.clear();
    await expect(finishWrite(store, prepared, finishedTasks("app-1", accepted))).rejects.toMatchObject({
      code: "TABLE_COMMIT_UNFINISHED",
      cause: { code: "TABLE_DAMAGED", message: expect.stringContaining("a.parquet") as string },
    });
  });

  test("whose upload was dropped fails its readers, and is replaced by the next overwrite", async () => {
    const store = newStore();
    await overwrite(store, "app-1", [file("a")]);
    const prepared = await prepareWrite(store, table, "overwrite", options);
    const accepted = await upload(store, "app-2", [file("b"), file("lost")]);
    const lost = accepted.find(({ file: { upload: pending } }) => pending?.uri.includes("lost") === true);
    store.buckets.uploads.delete(lost?.file.upload?.uploadId ?? "");
    await expect(finishWrite(store, prepared, finishedTasks("app-2", accepted))).rejects.toMatchObject({
      code: "TABLE_COMMIT_UNFINISHED",
      hint: expect.stringContaining("overwrite the table") as string,
    });
    await expect(discover(store, table)).rejects.toMatchObject({ code: "TABLE_DAMAGED" });
    await expect(prepareWrite(store, table, "append", options)).rejects.toMatchObject({ code: "TABLE_DAMAGED" });
    await overwrite(store, "app-3", [file("c")]);
    expect((await discover(store, table)).files.map(({ info }) => info.uri)).toEqual([`${table}c.parquet`]);
    expect(dataUris(store)).toEqual([`${table}c.parquet`]);
  });

  test("records what happened, without anything secret", async () => {
    const store = newStore();
    await overwrite(store, "app-1", [file("a b='ü'%=", 3)]);
    const record = await TableLog.open(store, table).record(1);
    expect(record).toMatchObject({
      format: "goldpan/1",
      commit: 1,
      mode: "overwrite",
      committedAt: "2026-01-02T03:04:05.000Z",
      applicationId: "app-1",
      timeZone: "UTC",
      added: [{ path: "a b='ü'%=.parquet", rows: 3, statistics: [{ column: "id", min: "1", max: "3", nulls: 0 }] }],
      inputs: [{ uri: "s3a://raw/in.parquet", etag: "e", bytes: 7 }],
    });
  });
});

describe("a record", () => {
  test("that would delete outside its table is refused", async () => {
    const store = newStore();
    await overwrite(store, "app-1", [file("a")]);
    const uri = `${table}_goldpan/commits/1.json`;
    const text = Buffer.from((await store.readAll(uri))?.data ?? []).toString();
    await store.put(uri, Buffer.from(text.replace('"removed":[]', '"removed":["../other/x"]')));
    await expect(TableLog.open(store, table).record(1)).rejects.toMatchObject({ code: "TABLE_DAMAGED" });
  });
});

test("the janitor takes only what a commit has removed, and what is not written again since", async () => {
  const store = newStore();
  await overwrite(store, "app-1", [file("a"), file("b")]);
  await overwrite(store, "app-2", [file("c")]);
  expect(await reclaim(store, table)).toEqual([]);
  for (const name of ["a", "b", "foreign"]) await store.put(`${table}${name}.parquet`, Buffer.from("back"));
  store.modifiedAtMs = (uri) => (uri.endsWith("b.parquet") ? testNowMs + 60_000 : 0);
  expect(await reclaim(store, table)).toEqual([`${table}a.parquet`]);
  expect(dataUris(store)).toEqual(["b", "c", "foreign"].map((name) => `${table}${name}.parquet`));
});

test("quarantine lies beside, never inside, the table", () => {
  expect(quarantineTableOf("s3://gold/a/flights")).toBe("s3a://gold/_quarantine/a/flights/");
  for (const table of ["s3a://gold/a/flights/", "file:///data/gold/flights/", "file:///flights/"]) {
    expect(tableOfQuarantine(quarantineTableOf(table))).toBe(table);
    expect(tableOfQuarantine(table)).toBeUndefined();
  }
  expect(quarantineTableOf("file:///data/gold/flights/")).toBe("file:///data/gold/_quarantine/flights/");
  expect(tableFolder("file:///data/./x/..//gold")).toBe("file:///data/gold/");
});
