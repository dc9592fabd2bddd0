import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DuckDBInstance } from "@duckdb/node-api";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import type { SinkDelivery } from "../../common/wire/types.js";
import { Engine } from "../engine/engine.js";
import { writeSinkData } from "./deliver-sink.js";

let folder: string;
let engine: Engine;

beforeEach(async () => {
  folder = temporaryFolder();
  engine = await Engine.open({
    ...{ folder, files: [], memoryBytes: 200e6, spillBytesMax: 1e9, threads: 1 },
    ...{ timeZone: "UTC", seed: 1, nowMs: 0, keepOrder: false },
  });
});

afterEach(() => {
  engine.close();
});

function sinkBy(...partitionBy: string[]): SinkDelivery {
  return {
    ...{ table: "s3a://gold/t/", compression: "zstd", compressionLevel: 1, parquetVersion: "v1", rowGroupRows: 0 },
    ...{ quarantineTable: "", writeId: "w", quarantine: null, partitionBy },
    ...{ text: null, fileRowsMax: 0, fileBytesTarget: 0, hashRows: false },
  };
}

async function write(sql: string, sink: SinkDelivery, filesMax = 100) {
  const data = mkdtempSync(join(folder, "data-"));
  return await writeSinkData(engine, sql, sink, { folder: data, name: "part-0", filesMax });
}

/** Rows of a file as another DuckDB reads them. */
async function rowsOf(path: string): Promise<unknown[]> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const reader = await connection.runAndReadAll(
    `SELECT * FROM read_parquet('${path}', hive_partitioning = false) ORDER BY ALL`,
  );
  return reader.getRowsJson();
}

describe("a partitioned sink", () => {
  test("writes a file per value, without the column, in folders named as Hive names them", async () => {
    const files = await write(
      `SELECT * FROM (VALUES (1, 'a/b', DATE '2001-01-01'), (2, 'a/b', DATE '2001-01-01'), (3, NULL, DATE '2001-01-02'),
         (4, '001', NULL)) t(id, k, d)`,
      sinkBy("d", "k"),
    );
    const written = await Promise.all(
      files.map(async ({ uri, path }) => [uri.replace(/-\d+\.parquet$/, ""), await rowsOf(path)]),
    );
    expect(written.sort()).toEqual([
      ["s3a://gold/t/d=2001-01-01/k=a%2Fb/part-0", [[1], [2]]],
      ["s3a://gold/t/d=2001-01-02/k=__HIVE_DEFAULT_PARTITION__/part-0", [[3]]],
      ["s3a://gold/t/d=__HIVE_DEFAULT_PARTITION__/k=001/part-0", [[4]]],
    ]);
    expect(files.reduce((rows, file) => rows + file.rows, 0)).toBe(4);
    expect(new Set(files.map(({ uri }) => uri)).size).toBe(files.length);
  });

  test("keeps NULL and '' apart from other values in one folder, and loses neither", async () => {
    const files = await write(`SELECT * FROM (VALUES (1, ''), (2, NULL), (3, 'x')) t(id, k)`, sinkBy("k"));
    expect(files.map(({ uri, rows }) => [uri.split("/").at(-2), rows]).sort()).toEqual([
      ["k=__HIVE_DEFAULT_PARTITION__", 1],
      ["k=__HIVE_DEFAULT_PARTITION__", 1],
      ["k=x", 1],
    ]);
  });

  test("writes nothing without rows", async () => {
    expect(await write(`SELECT 1 AS id, 'a' AS k WHERE false`, sinkBy("k"))).toEqual([]);
  });

  test("refuses a value that stands for NULL", async () => {
    await expect(write(`SELECT 1 AS id, '__HIVE_DEFAULT_PARTITION__' AS k`, sinkBy("k"))).rejects.toMatchObject({
      code: "DATA_ERROR",
      message: expect.stringContaining("'k'") as string,
    });
  });

  test("refuses more partitions than a write may make files", async () => {
    await expect(write(`SELECT i AS id, i AS k FROM range(11) t(i)`, sinkBy("k"), 10)).rejects.toMatchObject({
      code: "DATA_ERROR",
      message: expect.stringContaining("11 different values of k") as string,
    });
  });

  test("writes 300 partitions in one pass", async () => {
    const files = await write(`SELECT i AS id, i % 300 AS k FROM range(3000) t(i)`, sinkBy("k"), 1000);
    expect(new Set(files.map(({ uri }) => uri.split("/").at(-2))).size).toBe(300);
    expect(files.reduce((rows, file) => rows + file.rows, 0)).toBe(3000);
  });
});

describe("a data file", () => {
  const rows = "SELECT i AS id, hash(i) AS h FROM range(300000) t(i)";

  test("is cut where it has more rows than it may, and each part goes on where the last one ended", async () => {
    const files = await write(rows, { ...sinkBy(), fileRowsMax: 120_000 });
    expect(files.map(({ uri, rows: count }) => [uri, count])).toEqual([
      ["s3a://gold/t/part-0-00000.parquet", 120_000],
      ["s3a://gold/t/part-0-00001.parquet", 120_000],
      ["s3a://gold/t/part-0-00002.parquet", 60_000],
    ]);
    const ids = (await Promise.all(files.map(({ path }) => rowsOf(path)))).flat().map((row) => (row as string[])[0]);
    expect(ids).toEqual(Array.from({ length: 300_000 }, (_, id) => String(id)));
  });

  test("is cut where it is much larger than its target", async () => {
    const [whole] = await write(rows, sinkBy());
    const bytes = whole?.bytes ?? 0;
    const cut = await write(rows, { ...sinkBy(), fileBytesTarget: Math.floor(bytes / 3) });
    expect(cut.map((file) => file.rows)).toEqual([100_000, 100_000, 100_000]);
    expect(await write(rows, { ...sinkBy(), fileBytesTarget: Math.floor(bytes / 1.4) })).toHaveLength(1);
  });

  test("of a partition is cut as well", async () => {
    const files = await write("SELECT i AS id, i % 2 AS k FROM range(10) t(i)", { ...sinkBy("k"), fileRowsMax: 3 });
    expect(files.map(({ uri, rows: count }) => [uri.replace("s3a://gold/t/", ""), count]).sort()).toEqual([
      ["k=0/part-0-0-00000.parquet", 3],
      ["k=0/part-0-0-00001.parquet", 2],
      ["k=1/part-0-1-00000.parquet", 3],
      ["k=1/part-0-1-00001.parquet", 2],
    ]);
  });

  test("is not cut by a column of its own", async () => {
    const writing = write("SELECT 7 - i AS file_row_number FROM range(7) t(i)", { ...sinkBy(), fileRowsMax: 2 });
    await expect(writing).rejects.toMatchObject({ code: "DATA_ERROR", details: { column: "file_row_number" } });
  });

  test("is one of at most so many", async () => {
    const writing = write("SELECT i AS id FROM range(10) t(i)", { ...sinkBy(), fileRowsMax: 1 }, 9);
    await expect(writing).rejects.toMatchObject({ code: "DATA_ERROR", message: /10 files/ });
  });
});
