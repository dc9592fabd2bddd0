import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DuckDBInstance } from "@duckdb/node-api";
import type { SinkDelivery } from "../../common/wire/types.js";
import { Engine } from "../engine/engine.js";
import { writePartitionedSink } from "./deliver-sink.js";

let folder: string;
let engine: Engine;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "goldpan-test-"));
  engine = await Engine.open({
    ...{ folder, files: [], memoryBytes: 200e6, spillBytesMax: 1e9, threads: 1 },
    ...{ timeZone: "UTC", seed: 1, nowMs: 0, keepOrder: false },
  });
});

afterEach(() => {
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

function sinkBy(...partitionBy: string[]): SinkDelivery {
  return {
    ...{ table: "s3a://gold/t/", compression: "zstd", compressionLevel: 1, parquetVersion: "v1", rowGroupRows: 0 },
    ...{ quarantineTable: "", writeId: "w", quarantine: null, partitionBy },
  };
}

async function write(sql: string, sink: SinkDelivery, filesMax = 100) {
  return await writePartitionedSink(engine, sql, sink, { folder: join(folder, "data"), name: "part-0", filesMax });
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
