import { describe, expect, test } from "vitest";
import { MemoryBuckets, MemoryStore } from "../../tests/support/memory-store.js";
import { finishedTasks, uploadFile } from "../../tests/support/table-writes.js";
import { finishWrite } from "../../storage/table/finish-write.js";
import { prepareWrite } from "../../storage/table/prepare-write.js";
import { inspectTable } from "./inspect-table.js";
import { formatTableReport } from "./table-report.js";

const table = "s3a://gold/flights/";
const quarantineTable = "s3a://gold/_quarantine/flights/";

async function write(store: MemoryStore, applicationId: string, rows: number, commitWith = store): Promise<void> {
  const options = { replaceForeign: false, allowEmpty: false, quarantine: true };
  const prepared = await prepareWrite(store, table, "overwrite", options);
  const part = async (pending: { uri: string; uploadId: string }, data: Uint8Array) =>
    Promise.resolve(store.uploadPart(pending, 1, data));
  const at = { applicationId, partition: 0 };
  const name = `part-00000-${applicationId}-1.parquet`;
  const files = [
    await uploadFile(store, part, { ...at, table }, { name, body: "x".repeat(rows), rows }),
    await uploadFile(store, part, { ...at, table: quarantineTable }, { name, body: "bad", rows: 2, quarantine: true }),
  ];
  await finishWrite(commitWith, prepared, finishedTasks(applicationId, files));
}

const look = { repair: false, history: false, files: false };

test("--verify of text: what is missing, of another size, or written by somebody else", async () => {
  const store = new MemoryStore(new MemoryBuckets());
  const options = { replaceForeign: false, allowEmpty: false, quarantine: false };
  const dataFormat = { format: "csv", options: {} };
  const prepared = await prepareWrite(store, table, "overwrite", { ...options, dataFormat });
  const part = async (pending: { uri: string; uploadId: string }, data: Uint8Array) =>
    Promise.resolve(store.uploadPart(pending, 1, data));
  const names = ["a", "b", "c", "d"].map((letter) => `part-${letter}.csv`);
  const at = { applicationId: "app-1", table };
  const files = await Promise.all(
    names.map(async (name, partition) =>
      uploadFile(store, part, { ...at, partition }, { name, body: "1\n2\n", rows: 2 }),
    ),
  );
  await finishWrite(store, prepared, finishedTasks("app-1", files));
  const verified = async () => (await inspectTable(store, table, { ...look, verify: true })).problems;
  expect(await verified()).toEqual([]);
  await store.delete([`${table}part-b.csv`]);
  await store.put(`${table}part-c.csv`, Buffer.from("1\n"));
  await store.put(`${table}part-d.csv`, Buffer.from("9\n9\n"));
  expect((await verified())?.map(({ uri, problem }) => [uri.slice(table.length), problem])).toEqual([
    ["part-b.csv", "is missing"],
    ["part-c.csv", "has 2 bytes instead of 4"],
    ["part-d.csv", "has the size that the log says, and was written by somebody else"],
  ]);
});

describe("goldpan table", () => {
  test("tells the latest commit, its history and its files", async () => {
    const store = new MemoryStore(new MemoryBuckets());
    await write(store, "app-1", 1_000);
    await write(store, "app-2", 2_500);
    const report = await inspectTable(store, "s3a://gold/flights", { repair: true, history: true, files: true });
    expect(formatTableReport(report)).toBe(
      [
        "table       s3a://gold/flights/",
        "commit      2 (overwrite), 2026-01-02T03:04:05.000Z, by app-2",
        "state       finished; there was nothing to repair",
        "rows        2,500",
        "size        2.50 kB in 1 file",
        `written by  goldpan ${report.goldpanVersion}, ${report.engineVersion}, time zone UTC`,
        "quarantine  2 rows in s3a://gold/_quarantine/flights/",
        "",
        "schema",
        "  id BIGINT",
        "",
        "inputs",
        "  s3a://raw/in.parquet (7 B)",
        "",
        "expectations",
        "  id is positive (quarantine): 2 of 10 rows violated it, 0 more by NULL",
        "",
        "+------+------------------------+---------+-----------+-----+-------+-----+-------+",
        "|commit|committed at            |mode     |application|rows |size   |added|removed|",
        "+------+------------------------+---------+-----------+-----+-------+-----+-------+",
        "|1     |2026-01-02T03:04:05.000Z|overwrite|app-1      |1,000|1.00 kB|1    |0      |",
        "|2     |2026-01-02T03:04:05.000Z|overwrite|app-2      |2,500|2.50 kB|1    |1      |",
        "+------+------------------------+---------+-----------+-----+-------+-----+-------+",
        "",
        "+--------------------------+-----+-------+",
        "|file                      |rows |size   |",
        "+--------------------------+-----+-------+",
        "|part-00000-app-2-1.parquet|2,500|2.50 kB|",
        "+--------------------------+-----+-------+",
        "",
      ].join("\n"),
    );
    expect(report).toMatchObject({ table, commit: 2, rows: 2_500, bytes: 2_500, fileCount: 1, finished: true });
  });

  test("marks files of an earlier version that are not there any more", async () => {
    const store = new MemoryStore(new MemoryBuckets());
    await write(store, "app-1", 1_000);
    await write(store, "app-2", 2_500);
    const report = await inspectTable(store, table, { ...look, files: true, version: 1 });
    expect(report).toMatchObject({ goneFiles: 1, files: [{ path: "part-00000-app-1-1.parquet", gone: true }] });
    expect(formatTableReport(report)).toContain("gone        1 of these files: replaced since");
    expect(formatTableReport(report)).toContain("part-00000-app-1-1.parquet (gone)");
    expect(await inspectTable(store, table, { ...look, version: 1 })).toMatchObject({ goneFiles: 1 });
    expect(await inspectTable(store, table, { ...look, files: true })).not.toHaveProperty("goneFiles");
  });

  test("says that a commit was interrupted, and finishes it when asked", async () => {
    const store = new MemoryStore(new MemoryBuckets());
    await write(store, "app-1", 10);
    // The second call is the one that makes the commit: find, putIfAbsent, then everything fails.
    const killed = new MemoryStore(store.buckets, { at: 3, effect: "before" });
    await expect(write(store, "app-2", 20, killed)).rejects.toMatchObject({ code: "TABLE_COMMIT_UNFINISHED" });
    const before = await inspectTable(store, table, look);
    expect([before.finished, before.commit]).toEqual([false, 2]);
    expect(formatTableReport(before)).toContain("--repair");
    const repaired = await inspectTable(store, table, { ...look, repair: true });
    expect([repaired.finished, repaired.repaired]).toEqual([true, true]);
    expect(formatTableReport(repaired)).toContain("it is finished now");
    expect(store.buckets.uris().filter((uri) => uri.endsWith(".parquet"))).toEqual([
      `${quarantineTable}part-00000-app-2-1.parquet`,
      `${table}part-00000-app-2-1.parquet`,
    ]);
  });

  test("deletes replaced files that still lie there, quarantined ones too, and names them", async () => {
    const store = new MemoryStore(new MemoryBuckets());
    await write(store, "app-1", 10);
    await write(store, "app-2", 20);
    const left = [table, quarantineTable].map((folder) => `${folder}part-00000-app-1-1.parquet`);
    for (const uri of left) await store.put(uri, Buffer.from("left behind"));
    expect(await inspectTable(store, table, look)).not.toHaveProperty("deletedFiles");
    const report = await inspectTable(store, table, { ...look, repair: true });
    expect(report).toMatchObject({ repaired: false, finished: true, deletedFiles: left });
    expect(formatTableReport(report)).toContain(
      `deleted: replaced by earlier commits, but left behind\n  ${left[0] ?? ""}\n  ${left[1] ?? ""}\n`,
    );
    expect(store.buckets.uris().filter((uri) => uri.endsWith(".parquet"))).toEqual([
      `${quarantineTable}part-00000-app-2-1.parquet`,
      `${table}part-00000-app-2-1.parquet`,
    ]);
  });

  test("refuses by name a folder without commits", async () => {
    const store = new MemoryStore(new MemoryBuckets());
    await expect(inspectTable(store, "s3a://gold/none", look)).rejects.toMatchObject({
      code: "INPUT_NOT_FOUND",
      message: "s3a://gold/none/ has no commit of goldpan",
    });
  });
});
