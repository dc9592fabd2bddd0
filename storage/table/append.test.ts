/** Writes that keep what they do not replace: appends, and overwrites of single partitions. */
import { describe, expect, test } from "vitest";
import { MemoryBuckets, MemoryStore } from "../../tests/support/memory-store.js";
import { finishedTasks, uploadFile } from "../../tests/support/table-writes.js";
import type { RecordedColumn } from "./commit-record.js";
import { discover } from "./discover.js";
import { finishWrite, type FinishedWrite } from "./finish-write.js";
import { prepareWrite, type PrepareOptions } from "./prepare-write.js";
import type { PreparedMode, PreparedWrite } from "./prepared-write.js";
import { TableLog } from "./table-log.js";

const table = "s3a://gold/flights/";
const id: RecordedColumn = { name: "id", type: "BIGINT" };
const day: RecordedColumn = { name: "day", type: "VARCHAR" };
const newStore = (): MemoryStore => new MemoryStore(new MemoryBuckets());

interface Write {
  readonly store: MemoryStore;
  readonly mode: PreparedMode;
  readonly columns?: readonly RecordedColumn[];
  readonly partitionBy?: readonly string[];
  readonly mergeSchema?: boolean;
}

async function prepare({ store, mode, columns = [id], partitionBy = [], mergeSchema = false }: Write) {
  const options: PrepareOptions = { replaceForeign: false, allowEmpty: false, quarantine: false };
  return prepareWrite(store, table, mode, { ...options, columns, partitionBy, mergeSchema });
}

async function finish(
  { store, columns = [id] }: Write,
  prepared: PreparedWrite,
  applicationId: string,
  names: readonly string[],
): Promise<FinishedWrite> {
  const files = await Promise.all(
    names.map((name, partition) =>
      uploadFile(
        store,
        async (pending, data) => Promise.resolve(store.uploadPart(pending, 1, data)),
        { table, applicationId, partition },
        { name: `${name}-${applicationId}.parquet`, body: name, rows: name.endsWith("empty") ? 0 : 1 },
      ),
    ),
  );
  return finishWrite(store, prepared, { ...finishedTasks(applicationId, files), schema: { columns: [...columns] } });
}

async function write(options: Write, applicationId: string, names: readonly string[]): Promise<FinishedWrite> {
  return finish(options, await prepare(options), applicationId, names);
}

async function live(store: MemoryStore): Promise<string[]> {
  return ((await TableLog.open(store, table).snapshot())?.files ?? []).map(({ path }) => path);
}

function data(store: MemoryStore): string[] {
  const uris = store.buckets.uris().filter((uri) => uri.endsWith(".parquet"));
  return uris.map((uri) => uri.slice(table.length));
}

describe("append", () => {
  test("makes a table, and adds to what is there", async () => {
    const store = newStore();
    await write({ store, mode: "append" }, "app-1", ["a"]);
    await write({ store, mode: "append" }, "app-2", ["b"]);
    expect(await live(store)).toEqual(["a-app-1.parquet", "b-app-2.parquet"]);
    expect(data(store)).toEqual(await live(store));
  });

  test("of no rows adds no file", async () => {
    const store = newStore();
    await write({ store, mode: "append" }, "app-1", ["a"]);
    expect(await write({ store, mode: "append" }, "app-2", ["empty"])).toMatchObject({ commit: 2, files: 0 });
    expect(await live(store)).toEqual(["a-app-1.parquet"]);
  });

  test("goes on top of appends and overwrites that came meanwhile", async () => {
    const store = newStore();
    const options: Write = { store, mode: "append" };
    await write(options, "app-1", ["a"]);
    const prepared = await prepare(options);
    await write(options, "app-2", ["b"]);
    await write({ store, mode: "overwrite" }, "app-3", ["c"]);
    expect(await finish(options, prepared, "app-4", ["d"])).toMatchObject({ commit: 4 });
    expect(await live(store)).toEqual(["c-app-3.parquet", "d-app-4.parquet"]);
    expect(data(store)).toEqual(await live(store));
  });

  test("tried again finds its own commit, also below later ones", async () => {
    const store = newStore();
    const options: Write = { store, mode: "append" };
    const prepared = await prepare(options);
    await write(options, "app-0", ["z"]);
    expect(await finish(options, prepared, "app-1", ["a"])).toMatchObject({ commit: 2 });
    await write(options, "app-2", ["b"]);
    expect(await finish(options, prepared, "app-1", [])).toMatchObject({ commit: 2, files: 1 });
    expect(await live(store)).toEqual(["a-app-1.parquet", "b-app-2.parquet", "z-app-0.parquet"]);
  });

  test.each([
    ["another type", [{ name: "id", type: "INTEGER" }], "id has type BIGINT"],
    ["another spelling", [{ name: "ID", type: "BIGINT" }], "not 'ID'"],
    ["a new column", [id, day], "no column 'day'"],
    ["a missing column", [day], "no column 'day'"],
  ])("of rows with %s is refused by its name", async (_, columns, message) => {
    const store = newStore();
    await write({ store, mode: "overwrite" }, "app-1", ["a"]);
    await expect(prepare({ store, mode: "append", columns })).rejects.toMatchObject({
      code: "SCHEMA_CONFLICT",
      message: expect.stringContaining(message) as string,
    });
  });

  test("may bring and lack columns where that is asked for", async () => {
    const store = newStore();
    await write({ store, mode: "overwrite" }, "app-1", ["a"]);
    await write({ store, mode: "append", columns: [day], mergeSchema: true }, "app-2", ["b"]);
    expect((await TableLog.open(store, table).snapshot())?.record.schema).toEqual([day, id]);
  });

  test("beside files of others is refused", async () => {
    const store = newStore();
    await store.put(`${table}part-spark.parquet`, Buffer.from("x"));
    await expect(prepare({ store, mode: "append" })).rejects.toMatchObject({ code: "TABLE_HAS_FOREIGN_FILES" });
  });

  test("whose columns were changed meanwhile is refused", async () => {
    const store = newStore();
    const options: Write = { store, mode: "append" };
    await write(options, "app-1", ["a"]);
    const prepared = await prepare(options);
    await write({ store, mode: "overwrite", columns: [{ name: "id", type: "VARCHAR" }] }, "app-2", ["b"]);
    await expect(finish(options, prepared, "app-3", ["c"])).rejects.toMatchObject({ code: "SCHEMA_CONFLICT" });
    expect(data(store)).toEqual(["b-app-2.parquet"]);
  });

  // What one after the other would do, in the order of the commits or in the other one.
  test.each([
    ["the first append of a table, which had a column more", [], { mode: "append", columns: [id, day] }],
    ["the first append of a table, which had a column less", [], { mode: "append", columns: [] }],
    ["an overwrite that brought a column", [id], { mode: "overwrite", columns: [id, day] }],
  ] as const)("beside %s is refused", async (_, before, winner) => {
    const store = newStore();
    const options: Write = { store, mode: "append" };
    if (before.length > 0) await write(options, "app-1", ["a"]);
    const prepared = await prepare(options);
    await write({ store, ...winner }, "app-2", ["b"]);
    await expect(finish(options, prepared, "app-3", ["c"])).rejects.toMatchObject({ code: "SCHEMA_CONFLICT" });
    expect(data(store)).toEqual(["b-app-2.parquet"]);
  });

  test("keeps the columns that another append merged in meanwhile, and its own beside an overwrite where that is asked for", async () => {
    const store = newStore();
    await write({ store, mode: "append" }, "app-1", ["a"]);
    const schema = async () => (await TableLog.open(store, table).snapshot())?.record.schema;
    const plain = await prepare({ store, mode: "append" });
    await write({ store, mode: "append", columns: [id, day], mergeSchema: true }, "app-2", ["b"]);
    await finish({ store, mode: "append" }, plain, "app-3", ["c"]);
    expect(await schema()).toEqual([id, day]);
    const merging: Write = { store, mode: "append", columns: [id, day], mergeSchema: true };
    const merged = await prepare(merging);
    await write({ store, mode: "overwrite" }, "app-4", ["d"]);
    await finish(merging, merged, "app-5", ["e"]);
    expect(await schema()).toEqual([id, day]);
    expect(await live(store)).toEqual(["d-app-4.parquet", "e-app-5.parquet"]);
  });
});

describe("an overwrite of partitions", () => {
  const partitioned = (store: MemoryStore, mode: PreparedMode): Write => ({
    store,
    mode,
    columns: [id, day],
    partitionBy: ["day"],
  });

  test("replaces those that it writes to, and no others", async () => {
    const store = newStore();
    await write(partitioned(store, "overwrite"), "app-1", ["day=001/a", "day=002/b"]);
    await write(partitioned(store, "dynamic"), "app-2", ["day=002/c", "day=003/d"]);
    const expected = ["day=001/a-app-1.parquet", "day=002/c-app-2.parquet", "day=003/d-app-2.parquet"];
    expect(await live(store)).toEqual(expected);
    expect(data(store)).toEqual(expected);
  });

  test("of different partitions commute", async () => {
    const store = newStore();
    await write(partitioned(store, "overwrite"), "app-1", ["day=001/a", "day=002/b"]);
    const prepared = await prepare(partitioned(store, "dynamic"));
    await write(partitioned(store, "dynamic"), "app-2", ["day=002/c"]);
    await finish(partitioned(store, "dynamic"), prepared, "app-3", ["day=001/d"]);
    expect(await live(store)).toEqual(["day=001/d-app-3.parquet", "day=002/c-app-2.parquet"]);
    expect(data(store)).toEqual(await live(store));
  });

  test("of one partition by two writes: the second fails and names the first", async () => {
    const store = newStore();
    await write(partitioned(store, "overwrite"), "app-1", ["day=001/a"]);
    for (const mode of ["dynamic", "append", "overwrite"] as const) {
      const prepared = await prepare(partitioned(store, "dynamic"));
      await write(partitioned(store, mode), `app-${mode}`, ["day=001/b"]);
      await expect(finish(partitioned(store, "dynamic"), prepared, "app-3", ["day=001/d"])).rejects.toMatchObject({
        code: "TABLE_CONFLICT",
        message: expect.stringContaining(`app-${mode}`) as string,
      });
      expect(data(store)).toEqual(await live(store));
    }
  });

  test("is refused with other partition columns than the table's", async () => {
    const store = newStore();
    await write(partitioned(store, "overwrite"), "app-1", ["day=001/a"]);
    await expect(prepare({ ...partitioned(store, "append"), partitionBy: [] })).rejects.toMatchObject({
      code: "SCHEMA_CONFLICT",
      message: expect.stringContaining("partition columns are day, not none") as string,
    });
  });

  test("partition values are read with the types that were written", async () => {
    const store = newStore();
    await write(partitioned(store, "overwrite"), "app-1", ["day=001/a", "day=__HIVE_DEFAULT_PARTITION__/b"]);
    const found = await discover(store, table);
    expect(found.partitionColumns).toEqual([day]);
    expect(found.files.map(({ partitionValues }) => partitionValues.get("day"))).toEqual(["001", null]);
  });
});
