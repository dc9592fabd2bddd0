import { describe, expect, test } from "vitest";
import { MemoryBuckets, MemoryStore } from "../../tests/support/memory-store.js";
import { finishedTasks, uploadFile } from "../../tests/support/table-writes.js";
import { discover } from "./discover.js";
import { finishWrite } from "./finish-write.js";
import { prepareWrite } from "./prepare-write.js";

async function storeWith(objects: Readonly<Record<string, string>>): Promise<MemoryStore> {
  const store = new MemoryStore(new MemoryBuckets());
  for (const [uri, body] of Object.entries(objects)) await store.put(uri, Buffer.from(body));
  return store;
}

const names = async (store: MemoryStore, path: string | string[]): Promise<string[]> =>
  (await discover(store, path)).files.map((file) => file.info.uri.replace("s3a://raw/", ""));

/** Commits one file `name` with `body`; no file when the body is undefined. */
async function writeTable(store: MemoryStore, table: string, name: string, body: string | undefined): Promise<void> {
  const options = { replaceForeign: true, allowEmpty: true, quarantine: false };
  const prepared = await prepareWrite(store, table, "overwrite", options);
  const part = async (pending: { uri: string; uploadId: string }, data: Uint8Array) =>
    Promise.resolve(store.uploadPart(pending, 1, data));
  const at = { table: prepared.table, applicationId: `app-${name}`, partition: 0 };
  const files = body === undefined ? [] : [await uploadFile(store, part, at, { name, body, rows: 1 })];
  await finishWrite(store, prepared, finishedTasks(`app-${name}`, files));
}

describe("paths", () => {
  const objects = {
    "s3a://raw/t/": "",
    "s3a://raw/t/b.parquet": "b",
    "s3a://raw/t/a.parquet": "a",
    "s3a://raw/t/_SUCCESS": "",
    "s3a://raw/t/_temporary/0/x.parquet": "x",
    "s3a://raw/t/.a.parquet.crc": "c",
    "s3a://raw/t/sub_$folder$": "",
    "s3a://raw/t/sub/c d='e'%20ü.parquet": "c",
    "s3a://raw/tt/z.parquet": "z",
    "s3a://raw/odd[1]/f.parquet": "f",
    "s3a://raw/_private/p.parquet": "p",
    "s3a://raw/hidden/_only": "h",
    "s3a://raw/empty/": "",
  };
  test.each([
    ["s3a://raw/t", ["t/a.parquet", "t/b.parquet", "t/sub/c d='e'%20ü.parquet"]],
    ["s3://raw/t/", ["t/a.parquet", "t/b.parquet", "t/sub/c d='e'%20ü.parquet"]],
    ["s3a://raw/t/a.parquet", ["t/a.parquet"]],
    ["s3a://raw/t/sub/c d='e'%20ü.parquet", ["t/sub/c d='e'%20ü.parquet"]],
    ["s3a://raw/t/_temporary/0/x.parquet", ["t/_temporary/0/x.parquet"]],
    ["s3a://raw/_private/", ["_private/p.parquet"]],
    ["s3a://raw/t/*.parquet", ["t/a.parquet", "t/b.parquet"]],
    ["s3a://raw/t*", ["t/a.parquet", "t/b.parquet", "t/sub/c d='e'%20ü.parquet", "tt/z.parquet"]],
    ["s3a://raw/odd[1]", ["odd[1]/f.parquet"]],
  ])("%s", async (path, found) => {
    expect(await names(await storeWith(objects), path)).toEqual(found);
  });

  test("several paths keep their order, a path given twice is read twice", async () => {
    const store = await storeWith(objects);
    const twice = ["s3a://raw/tt/", "s3a://raw/t/a.parquet", "s3a://raw/tt/"];
    expect(await names(store, twice)).toEqual(["tt/z.parquet", "t/a.parquet", "tt/z.parquet"]);
  });

  test.each([
    "s3a://raw/nothing",
    "s3a://raw/nothing.parquet",
    "s3a://raw/t/*.orc",
    "s3a://raw/hidden/",
    "s3a://raw/empty",
  ])("%s is refused by name", async (path) => {
    const refused = discover(await storeWith(objects), path);
    await expect(refused).rejects.toMatchObject({
      code: "INPUT_NOT_FOUND",
      message: expect.stringContaining(path) as string,
    });
  });

  test("every key=value folder counts, however the path to it is given", async () => {
    const store = await storeWith({ "s3a://raw/p/y=1/m=2/a": "a", "s3a://raw/p/y=3/m=4/b": "b" });
    const columns = async (path: string): Promise<string[]> =>
      (await discover(store, path)).partitionColumns.map(({ name, type }) => `${name} ${type}`);
    for (const path of ["p", "p/y=1/", "p/y=1/*/*", "p/*/m=2/*", "p/y=*/m=*/*", "p/y=1/m=2/a"])
      expect(await columns(`s3a://raw/${path}`), path).toEqual(["y INTEGER", "m INTEGER"]);
  });
});

describe("tables of ours", () => {
  test("are read by their latest commit, also inside the folder or glob that was named", async () => {
    const store = await storeWith({ "s3a://raw/other.parquet": "o" });
    await writeTable(store, "s3a://raw/t", "one.parquet", "1");
    await writeTable(store, "s3a://raw/t", "two.parquet", "22");
    await store.put("s3a://raw/t/stray.parquet", Buffer.from("not committed"));
    const found = await discover(store, "s3a://raw/t");
    expect(found.files.map(({ info, rows }) => [info.uri, info.bytes, rows])).toEqual([
      ["s3a://raw/t/two.parquet", 2, 1],
    ]);
    expect(found.tables.map(({ table, record }) => [table, record.commit])).toEqual([["s3a://raw/t/", 2]]);
    expect(await names(store, "s3a://raw/")).toEqual(["other.parquet", "t/two.parquet"]);
    expect(await names(store, "s3a://raw/t/*.parquet")).toEqual(["t/two.parquet"]);
    expect(await names(store, "s3a://raw/*.parquet")).toEqual(["other.parquet"]);
  });

  test("inside another one are none of its rows, and are read where they are named", async () => {
    const store = await storeWith({});
    await writeTable(store, "s3a://raw/x/t/Sub", "upper.parquet", "1");
    await writeTable(store, "s3a://raw/x/t/sub", "inner.parquet", "2");
    // As written by a version that did not look above and below.
    const other = await storeWith({});
    await writeTable(other, "s3a://raw/x/t", "own.parquet", "3");
    for (const uri of other.buckets.uris()) await store.put(uri, (await other.readAll(uri))?.data ?? new Uint8Array());
    expect(await names(store, "s3a://raw/x/t")).toEqual(["x/t/own.parquet"]);
    expect(await names(store, "s3a://raw/x/t/*.parquet")).toEqual(["x/t/own.parquet"]);
    expect(await names(store, "s3a://raw/x/")).toEqual(["x/t/own.parquet"]);
    expect(await names(store, "s3a://raw/x/t/sub")).toEqual(["x/t/sub/inner.parquet"]);
    expect(await names(store, "s3a://raw/x/t/s*/")).toEqual(["x/t/sub/inner.parquet"]);
    const { tables } = await discover(store, "s3a://raw/x/t/s*/");
    expect(tables.map(({ table }) => table)).toEqual(["s3a://raw/x/t/sub/"]);
    await writeTable(store, "s3a://raw/x/u", "u.parquet", "4");
    expect(await names(store, "s3a://raw/x/")).toEqual(["x/t/own.parquet", "x/u/u.parquet"]);
  });

  test("without files have their schema", async () => {
    const store = await storeWith({});
    await writeTable(store, "s3a://raw/t", "none", undefined);
    const found = await discover(store, "s3a://raw/t");
    expect(found.files).toEqual([]);
    expect(found.tables[0]?.record.schema).toEqual([{ name: "id", type: "BIGINT" }]);
  });

  test("where Hadoop has written since are listed", async () => {
    const store = await storeWith({});
    await writeTable(store, "s3a://raw/t", "one.parquet", "1");
    await store.put("s3a://raw/t/part-spark.parquet", Buffer.from("s"));
    await store.put("s3a://raw/t/_SUCCESS", new Uint8Array());
    expect(await names(store, "s3a://raw/t")).toEqual(["t/one.parquet", "t/part-spark.parquet"]);
    expect((await discover(store, "s3a://raw/t")).tables).toEqual([]);
  });

  test("with a file lost or changed, a record cut short or of another format are refused by name", async () => {
    const store = await storeWith({});
    await writeTable(store, "s3a://raw/t", "one.parquet", "1");
    await store.put("s3a://raw/t/one.parquet", Buffer.from("changed"));
    await expect(discover(store, "s3a://raw/t")).rejects.toMatchObject({
      code: "TABLE_DAMAGED",
      message: expect.stringContaining("one.parquet") as string,
    });
    await store.delete(["s3a://raw/t/one.parquet"]);
    await expect(discover(store, "s3a://raw/t")).rejects.toMatchObject({
      code: "TABLE_DAMAGED",
      message: expect.stringContaining("missing") as string,
    });
    await store.put("s3a://raw/t/_goldpan/commits/1.json", Buffer.from('{"format":"goldpan/1",'));
    await expect(discover(store, "s3a://raw/t")).rejects.toMatchObject({ code: "TABLE_DAMAGED" });
    await store.put("s3a://raw/t/_goldpan/commits/1.json", Buffer.from('{"format":"goldpan/2"}'));
    await expect(discover(store, "s3a://raw/t")).rejects.toMatchObject({
      message: expect.stringContaining("goldpan/2") as string,
    });
  });

  test("overwritten again and again while they are read are seen whole", async () => {
    const store = await storeWith({});
    await writeTable(store, "s3a://raw/t", "w-0.parquet", "0");
    const written = new Set<number>();
    const writer = (async () => {
      for (let n = 1; n <= 30; n++) {
        await writeTable(store, "s3a://raw/t", `w-${n}.parquet`, String(n));
        written.add(n);
      }
    })();
    let reads = 0;
    const reader = new MemoryStore(store.buckets);
    while (written.size < 30) {
      expect(await names(reader, "s3a://raw/t")).toHaveLength(1);
      reads += 1;
    }
    await writer;
    expect(reads).toBeGreaterThan(5);
  });
});
