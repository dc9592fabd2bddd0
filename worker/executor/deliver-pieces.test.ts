import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { pieceBytesOf } from "../../common/piece-size.js";
import { queryRows } from "../../tests/support/duckdb.js";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { Engine } from "../engine/engine.js";
import { readEntries } from "../piece-file.js";
import { publishPieces, writePieces, type Partitioning, type PieceCodec } from "./deliver-pieces.js";
import { pieceRelation } from "./source-sql.js";

const folder = temporaryFolder();
const engines: Engine[] = [];

afterEach(() => engines.splice(0).forEach((engine) => engine.close()));

async function written(
  query: string,
  output: readonly { name: string; type: string }[],
  partitioning?: Partitioning,
  statisticsColumns: readonly string[] = [],
  codec: PieceCodec = "lz4",
) {
  const own = mkdtempSync(join(folder, "engine-"));
  const engine = await Engine.open({
    ...{ folder: own, files: [], memoryBytes: 2 ** 28, spillBytesMax: 2 ** 30, threads: 1 },
    ...{ timeZone: "Asia/Kathmandu", seed: 1, nowMs: 0, keepOrder: true },
  });
  engines.push(engine);
  const path = join(own, "output");
  const relation = { sql: query, columns: output.map(({ name }) => name), provenance: undefined, volatile: false };
  return {
    path,
    own,
    pieces: await writePieces(engine, relation, output, partitioning, path, codec, statisticsColumns),
  };
}

/** Rows of a partition as another process reads them: a file of its own, cut out by the index. */
async function rowsOf(path: string, partition: number, columns = "*"): Promise<unknown[][]> {
  const [entry] = readEntries(path, partition, partition + 1);
  if (entry === undefined) return [];
  const piece = readFileSync(entry.path).subarray(entry.offset, entry.offset + entry.bytes);
  expect(crc32(piece)).toBe(entry.crc32);
  const cut = join(folder, "cut.parquet");
  writeFileSync(cut, piece);
  return queryRows(`SELECT ${columns} FROM '${cut}'`);
}

const id = [{ name: "id", type: "BIGINT" }];

test.each([
  ["more partitions than files may be open by default", "id % 301", 302],
  ["partitions of which DuckDB keeps some rows back", "(hash(id) >> 32) % 32", 32],
  ["one heavy partition", "CASE WHEN id % 100 = 0 THEN 1 + id % 3 ELSE 0 END", 4],
])("each partition has its rows, the same bytes at every run: %s", async (_, sql, partitions) => {
  const scattered = "SELECT (i * 7919) % 30011 AS id FROM range(30011) r(i)";
  const { path, pieces } = await written(scattered, id, { sql, partitions });
  expect(pieces).toMatchObject({ rows: 30_011, bytes: readFileSync(path).length });
  expect(pieces.pieceSizes).toHaveLength(partitions);
  const entries = readEntries(path, 0, partitions);
  for (const { partition, bytes } of entries) {
    expect(pieceBytesOf(pieces.pieceSizes[partition]!)).toBeGreaterThanOrEqual(bytes);
  }
  const there = entries.map(({ partition }) => partition);
  expect(there).toEqual(
    (await queryRows(`SELECT DISTINCT (${sql})::INTEGER AS p FROM (${scattered}) ORDER BY p`)).flat(),
  );
  for (const partition of [there[0]!, there[Math.floor(there.length / 2)]!, there.at(-1)!]) {
    const expected = await queryRows(
      `SELECT id::INTEGER AS id FROM (${scattered}) WHERE (${sql}) = ${partition} ORDER BY id`,
    );
    const rows = await rowsOf(path, partition, "id::INTEGER");
    expect(rows.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual(expected);
  }
  const again = await written(scattered, id, { sql, partitions });
  expect(readFileSync(again.path).equals(readFileSync(path))).toBe(true);
});

test.each([
  ["lz4", "LZ4_RAW"],
  ["snappy", "SNAPPY"],
  ["zstd", "ZSTD"],
] as const)("pieces are compressed by %s", async (codec, name) => {
  const texts = "SELECT repeat('one two three ', 1 + i::INTEGER % 3) AS text FROM range(5000) t(i)";
  const { path } = await written(texts, [{ name: "text", type: "VARCHAR" }], undefined, [], codec);
  expect(await queryRows(`SELECT DISTINCT compression FROM parquet_metadata('${path}')`)).toEqual([[name]]);
});

test("without partitions rows stay in the order in which they came", async () => {
  const { path } = await written("SELECT (i * 7919) % 30011 AS id FROM range(30011) r(i)", id);
  const expected = Array.from({ length: 30_011 }, (_, index) => [(index * 7919) % 30_011]);
  expect(await rowsOf(path, 0, "id::INTEGER")).toEqual(expected);
});

test("large partitions are put together with small ones", async () => {
  const wide = "SELECT i AS id, repeat(sha256(i::VARCHAR), 8) AS text FROM range(12000) r(i)";
  const output = [...id, { name: "text", type: "VARCHAR" }];
  const { path } = await written(wide, output, {
    sql: "CASE WHEN id < 5 THEN id WHEN id < 10 THEN 7 ELSE 6 END",
    partitions: 8,
  });
  for (const partition of [0, 4, 5, 6, 7]) {
    const where = `CASE WHEN id < 5 THEN id WHEN id < 10 THEN 7 ELSE 6 END = ${partition}`;
    expect(await rowsOf(path, partition)).toEqual(await queryRows(`SELECT * FROM (${wide}) WHERE ${where}`));
  }
});

test("without partitions all rows are partition 0, and no rows no bytes", async () => {
  const { path, pieces } = await written("SELECT i AS id FROM range(3) r(i)", id);
  expect(await rowsOf(path, 0, "id::INTEGER")).toEqual([[0], [1], [2]]);
  expect(pieces.rows).toBe(3);
  const empty = await written("SELECT i AS id FROM range(0) r(i)", id);
  expect(empty.pieces).toEqual({ rows: 0, bytes: 0, pieceSizes: Buffer.from([0]), statistics: [] });
  expect(readEntries(empty.path, 0, 1)).toEqual([]);
  const parted = await written("SELECT i AS id FROM range(0) r(i)", id, { sql: "id % 2", partitions: 2 });
  expect(parted.pieces).toEqual({ rows: 0, bytes: 0, pieceSizes: Buffer.from([0, 0]), statistics: [] });
});

test("a row that belongs to no partition is an error, never a loss", async () => {
  for (const sql of ["NULL", "-1", "2"]) {
    await expect(written("SELECT 1 AS id", id, { sql, partitions: 2 })).rejects.toThrow();
  }
});

test("rows that fail midway leave nothing to serve", async () => {
  const failing = "SELECT CASE WHEN i = 9000 THEN error('row 9000') ELSE i END::BIGINT AS id FROM range(10000) r(i)";
  await expect(written(failing, id, { sql: "id % 2", partitions: 2 })).rejects.toThrow("row 9000");
  const served = join(folder, "served");
  mkdirSync(served);
  const { path } = await written("SELECT 1 AS id", id);
  await publishPieces(path, served, "token");
  expect([readdirSync(served).sort(), existsSync(path)]).toEqual([["token", "token.index"], false]);
});

test.each([
  ["BIGINT", ["-9223372036854775808", "0", "9223372036854775807"]],
  ["HUGEINT", ["-170141183460469231731687303715884105727", "5"]],
  ["UTINYINT", ["3", "255"]],
  ["DECIMAL(18,3)", ["-0.001", "999999999999999.999"]],
  ["DOUBLE", ["-0.1", "0.30000000000000004", "inf"]],
  ["FLOAT", ["1e-45", "16777216"]],
  ["DATE", ["0001-01-01 (BC)", "2001-02-03", "infinity"]],
  ["TIMESTAMP", ["1969-12-31 23:59:59.999999", "290000-01-01 00:00:00"]],
  ["TIMESTAMPTZ", ["1900-01-01 00:00:00+00", "2001-02-03 04:05:06.789+01"]],
  ["TIMESTAMP_NS", ["2001-02-03 04:05:06.789012345", "2001-02-03 04:05:06.789012346"]],
  ["VARCHAR", ["", "it's", '"ä\n🦆']],
  ["UUID", ["00000000-0000-0000-0000-000000000001", "ffffffff-ffff-ffff-ffff-ffffffffffff"]],
  ["BOOLEAN", ["false", "true"]],
])("the range of %s is told as texts that are those values", async (type, texts) => {
  const literals = texts.map((text) => `('${text.replaceAll("'", "''")}'::${type})`);
  const values = `SELECT v FROM (VALUES ${[...literals, "(NULL)"].join(", ")}) t(v)`;
  for (const partitioning of [undefined, { sql: "(hash(v) >> 32) % 3", partitions: 3 }]) {
    const { pieces } = await written(values, [{ name: "v", type }], partitioning, ["v"]);
    const [{ min = "", max = "", nulls } = {}] = pieces.statistics;
    const told = [min, max].map((text) => `'${text.replaceAll("'", "''")}'::${type}`);
    const same = `SELECT min(v) = ${told[0]}, max(v) = ${told[1]}, ${nulls} FROM (${values})`;
    expect(await queryRows(same)).toEqual([[true, true, 1]]);
  }
});

test("no range is told where there is none to rely on", async () => {
  const columns = {
    nan: ["DOUBLE", "'nan'::DOUBLE"],
    nulls: ["BIGINT", "NULL::BIGINT"],
    long: ["VARCHAR", "repeat('x', 300)"],
  };
  const output = Object.entries(columns).map(([name, [type]]) => ({ name, type: type! }));
  const list = Object.entries(columns).map(([name, [, sql]]) => `${sql} AS ${name}`);
  const nested = [
    { name: "list", type: "BIGINT[]" },
    { name: "blob", type: "BLOB" },
  ];
  const query = `SELECT ${list.join(", ")}, [1] AS list, 'x'::BLOB AS blob FROM range(2)`;
  const { pieces } = await written(query, [...output, ...nested], undefined, [...Object.keys(columns), "list", "blob"]);
  expect(pieces.statistics).toEqual([
    { column: "nan", nulls: 0 },
    { column: "nulls", nulls: 2 },
    { column: "long", nulls: 0 },
  ]);
});

test("few values are told one by one", async () => {
  const told = async (query: string, type: string) => {
    const { pieces } = await written(query, [{ name: "v", type }], undefined, ["v"]);
    return pieces.statistics[0]?.valuesJson;
  };
  expect(await told("SELECT i % 3 * 10 AS v FROM range(9) t(i) UNION ALL SELECT NULL", "BIGINT")).toBe(
    '["0","10","20"]',
  );
  expect(await told("SELECT 'é\"' AS v UNION ALL SELECT ''", "VARCHAR")).toBe('["","é\\""]');
  expect(await told("SELECT DATE '2001-02-03' AS v", "DATE")).toBe('["2001-02-03"]');
  expect(await told("SELECT i AS v FROM range(101) t(i)", "BIGINT")).toBeUndefined();
  expect(await told("SELECT 1 AS v FROM range(50001) t(i)", "INTEGER")).toBeUndefined();
  expect(await told("SELECT NULL::BIGINT AS v", "BIGINT")).toBeUndefined();
});

test.each([
  ["DOUBLE", "v"],
  ["FLOAT", "v"],
  ["DOUBLE[]", "[v, 1, NULL]"],
  ["STRUCT(a DOUBLE, b STRUCT(c FLOAT))", "{ a: v, b: { c: -v } }"],
  ["MAP(VARCHAR, DOUBLE)", "MAP { 'k': v }"],
])("a zero of type %s that only travels keeps its sign", async (type, value) => {
  const zeros = `SELECT i, CAST(CASE i % 4 WHEN 0 THEN 0.0::DOUBLE WHEN 1 THEN -(0.0::DOUBLE) WHEN 2 THEN i END AS DOUBLE) AS v FROM range(5000) t(i)`;
  const query = `SELECT i AS id, CAST(${value} AS ${type}) AS v FROM (${zeros})`;
  const output = [...id, { name: "v", type }];
  const { path, pieces } = await written(query, output, { sql: "id % 3", partitions: 3 });
  expect(pieces.rows).toBe(5000);
  for (const partition of [0, 1, 2]) {
    await rowsOf(path, partition);
    const { sql } = pieceRelation([{ path: join(folder, "cut.parquet"), rows: 0 }], output);
    const texts = "id::INTEGER, CAST(v AS VARCHAR)";
    expect(await queryRows(`SELECT ${texts} FROM (${sql}) ORDER BY id`)).toEqual(
      await queryRows(`SELECT ${texts} FROM (${query}) WHERE id % 3 = ${partition} ORDER BY id`),
    );
  }
});
