import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DuckDBConnection } from "@duckdb/node-api";
import { bindInProcess, planInProcess } from "../../tests/support/plan-in-process.js";
import { openDuckdb } from "../../tests/support/duckdb-expressions.js";
import { runPlannedJob } from "../../tests/support/run-planned-job.js";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import * as p from "../../tests/support/plan-messages.js";
import type { Relation, RowFunction } from "../../common/wire/types.js";

const folder = temporaryFolder();
const events = `file://${folder}/events/`;
const old = `file://${folder}/old/`;
const parts = `file://${folder}/parts/`;
let duckdb: DuckDBConnection;

beforeAll(async () => {
  duckdb = await openDuckdb();
  await duckdb.run("SET threads = 1");
  const { mkdirSync } = await import("node:fs");
  for (const name of [
    "events",
    "old",
    "parts/day=2001-01-01",
    "parts/day=2001-01-02",
    "parts/day=__HIVE_DEFAULT_PARTITION__",
  ]) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  // Four row groups in two files, ids ascending, some NULLs.
  await duckdb.run(`CREATE TABLE events AS
    SELECT i::BIGINT AS id, (i % 100)::INTEGER AS a, CASE WHEN i % 7 = 0 THEN NULL ELSE 'n' || (i % 13) END AS "näme x",
           i / 3.0 AS d, DATE '2001-01-01' + (i / 1000)::INTEGER AS day, {'f': i % 5, 'g': 'x'} AS s, [i, i + 1] AS l,
           (i * 1.25)::DECIMAL(12,2) AS m, TIMESTAMP '2001-01-01' + INTERVAL (i) MINUTE AS ts, i % 2 = 0 AS even
    FROM range(8192) t(i)`);
  const copy = (query: string, path: string) =>
    duckdb.run(`COPY (${query}) TO '${join(folder, path)}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
  await copy("FROM events WHERE id < 4096", "events/a.parquet");
  await copy("FROM events WHERE id >= 4096", "events/b.parquet");
  await copy("SELECT id::INTEGER AS id, a, d::FLOAT AS d FROM events WHERE id < 100", "old/a.parquet");
  await copy("SELECT id + 100 AS id, d, 'new' AS extra FROM events WHERE id < 100", "old/b.parquet");
  await copy("SELECT id, 'in file' AS day FROM events WHERE id < 10", "parts/day=2001-01-01/x.parquet");
  await copy("SELECT id, 'in file' AS day FROM events WHERE id BETWEEN 10 AND 19", "parts/day=2001-01-02/x.parquet");
  await copy(
    "SELECT id, 'in file' AS day FROM events WHERE id BETWEEN 20 AND 24",
    "parts/day=__HIVE_DEFAULT_PARTITION__/x.parquet",
  );
  await duckdb.run(`CREATE VIEW old_all AS SELECT id::BIGINT AS id, a, d::DOUBLE AS d, NULL::VARCHAR AS extra
      FROM '${folder}/old/a.parquet' UNION ALL SELECT id, NULL, d::DOUBLE, extra FROM '${folder}/old/b.parquet'`);
});
afterAll(() => duckdb.closeSync());

const bundle = `import { udf } from "goldpan";
export const twice = udf("twice", (x) => x * 2, { args: ["BIGINT"], returns: "BIGINT" });
export const joinText = udf("join_text", (x, y) => x + "-" + y, { args: ["VARCHAR", "VARCHAR"], returns: "VARCHAR" });
`;
const functions: RowFunction[] = [
  p.rowFunction("twice", ["BIGINT"], "BIGINT"),
  p.rowFunction("join_text", ["VARCHAR", "VARCHAR"], "VARCHAR"),
];

/** Rows and types as DuckDB's own query over the whole says them; order counts. */
async function expectSame(root: Relation, query: string, ordered = true): Promise<void> {
  const job = await planInProcess(p.plan(root, ...functions));
  const actual = await runPlannedJob(job, { bundle });
  const read = async (text: string) => (await duckdb.runAndReadAll(text)).getRowsJson();
  const types = async (text: string) => (await read(`DESCRIBE ${text}`)).map((row) => row.slice(0, 2));
  expect(await types(actual)).toEqual(await types(query));
  expect(job.output.columns.map(({ name, type }) => [name, type])).toEqual(await types(query));
  const sort = (rows: unknown[]) => (ordered ? rows : rows.map((row) => JSON.stringify(row)).sort());
  expect(sort(await read(actual))).toEqual(sort(await read(query)));
}

const all = p.scan(events);

describe("planned jobs give what DuckDB gives over the whole", () => {
  test.each<[string, Relation, string]>([
    ["a scan", all, "FROM events"],
    [
      "select",
      p.select(all, "a + 1 AS b", ["c", 'upper("näme x")'], "s.f", "A"),
      `SELECT a + 1 AS b, upper("näme x") AS c, s.f, a FROM events`,
    ],
    ["star", p.select(all, "* EXCLUDE (l, s)"), "SELECT * EXCLUDE (l, s) FROM events"],
    ["replace", p.select(all, "* REPLACE (a * 2 AS a) "), "SELECT * REPLACE (a * 2 AS a) FROM events"],
    ["columns", p.select(all, "COLUMNS('^(id|d)$')"), "SELECT id, d FROM events"],
    [
      "lambda",
      p.select(all, ["x", "list_transform(l, lambda a: a + id)"]),
      "SELECT list_transform(l, lambda q: q + id) AS x FROM events",
    ],
    [
      "withColumns",
      p.withColumns(all, ["A", "a * 10"], ["z", "a"]),
      `SELECT id, a * 10 AS "A", * EXCLUDE (id, a), a AS z FROM events`,
    ],
    [
      "rename and drop",
      p.drop(p.rename(all, "A", "b"), "ID", "nope", "l", "s"),
      "SELECT a AS b, * EXCLUDE (id, a, l, s) FROM events",
    ],
    [
      "filter",
      p.select(p.filter(all, "id BETWEEN 3000 AND 5000 AND even"), "id"),
      "SELECT id FROM events WHERE id BETWEEN 3000 AND 5000 AND even",
    ],
    [
      "filter of text",
      p.select(p.filter(all, `"näme x" = 'n5' OR "näme x" IS NULL`), "id"),
      `SELECT id FROM events WHERE "näme x" = 'n5' OR "näme x" IS NULL`,
    ],
    ["filter by a number", p.select(p.filter(all, "a"), "id"), "SELECT id FROM events WHERE a"],
    ["limit", p.limit(p.select(all, "id"), 3000), "SELECT id FROM events ORDER BY id LIMIT 3000"],
    [
      "limit above a filter",
      p.limit(p.select(p.filter(all, "id > 4000"), "id"), 150),
      "SELECT id FROM events WHERE id > 4000 ORDER BY id LIMIT 150",
    ],
    ["limit of nothing", p.limit(all, 0), "FROM events LIMIT 0"],
    [
      "limit, then more",
      p.filter(p.limit(p.select(all, "id"), 3000), "id % 2 = 1"),
      "SELECT id FROM (SELECT id FROM events ORDER BY id LIMIT 3000) WHERE id % 2 = 1",
    ],
    ["count", p.aggregate(all, ["n", "count(*)"]), "SELECT count(*) AS n FROM events"],
    ["count of a filter", p.aggregate(p.filter(all, "a < 10"), "count(*)"), `SELECT count(*) FROM events WHERE a < 10`],
    ["count of a limit", p.aggregate(p.limit(all, 5000), "count(*)"), "SELECT count(*) FROM (FROM events LIMIT 5000)"],
    ["count above columns", p.aggregate(p.withColumns(all, ["z", "a + 1"]), "count(*)"), "SELECT count(*) FROM events"],
    [
      "exact aggregates",
      p.aggregate(
        all,
        ["s", "sum(a)"],
        ["t", "sum(m) FILTER (WHERE even)"],
        ["v", "avg(id)"],
        'min("näme x")',
        "max(ts)",
        "bool_and(a < 100)",
        "count_if(even)",
        'count("näme x")',
        "bit_xor(id)",
      ),
      `SELECT sum(a) AS s, sum(m) FILTER (WHERE even) AS t, avg(id) AS v, min("näme x"), max(ts), bool_and(a < 100), count_if(even), count("näme x"), bit_xor(id) FROM events`,
    ],
    [
      "expressions over aggregates",
      p.aggregate(all, ["r", "CAST(sum(a) AS BIGINT) / count(*) + 1"], ["q", "round(avg(a), 2)"]),
      "SELECT CAST(sum(a) AS BIGINT) / count(*) + 1 AS r, round(avg(a), 2) AS q FROM events",
    ],
    [
      "aggregates over no row",
      p.aggregate(p.filter(all, "id < 0"), ["s", "sum(a)"], ["n", "count(*)"], ["v", "avg(a)"], ["b", "bool_or(even)"]),
      "SELECT sum(a) AS s, count(*) AS n, avg(a) AS v, bool_or(even) AS b FROM events WHERE id < 0",
    ],
    [
      "inexact aggregates",
      p.aggregate(
        all,
        ["s", "round(sum(d), 4)"],
        ["n", "count(DISTINCT a)"],
        ["l", "md5(string_agg(\"näme x\", ',' ORDER BY id DESC))"],
      ),
      `SELECT round(sum(d), 4) AS s, count(DISTINCT a) AS n, md5(string_agg("näme x", ',' ORDER BY id DESC)) AS l FROM events`,
    ],
    [
      "macros of aggregates",
      p.aggregate(all, ["g", "round(geomean(id + 1), 6)"]),
      "SELECT round(geomean(id + 1), 6) AS g FROM events",
    ],
    ["a constant beside nothing", p.aggregate(all, ["one", "1"]), "SELECT 1 AS one"],
    [
      "union by position",
      p.union(p.select(all, "id", "a"), p.select(all, "a AS x", "d")),
      "SELECT id, a::DOUBLE AS a FROM (SELECT id, a FROM events UNION ALL SELECT a, d FROM events)",
    ],
    [
      "union by name",
      p.unionByName(true, p.select(all, "id", "a"), p.select(all, "d", "ID")),
      "SELECT id, a, NULL::DOUBLE AS d FROM events UNION ALL SELECT id, NULL, d FROM events",
    ],
    [
      "union of unlike branches",
      p.select(p.filter(p.union(p.select(all, "id", "a AS b"), p.select(all, "a", "a AS b")), "b = 7"), "id"),
      "SELECT id FROM events WHERE a = 7 UNION ALL SELECT a FROM events WHERE a = 7",
    ],
    ["widened files", p.scan(old), "FROM old_all"],
    ["one column of widened files", p.select(p.scan(old), "extra"), "SELECT extra FROM old_all"],
    [
      "hive partitions",
      p.filter(p.scan(parts), "day > DATE '2001-01-01'"),
      `SELECT id, DATE '2001-01-02' AS day FROM events WHERE id BETWEEN 10 AND 19`,
    ],
    [
      "a NULL partition",
      p.filter(p.scan(parts), "day IS NULL"),
      `SELECT id, NULL::DATE AS day FROM events WHERE id BETWEEN 20 AND 24`,
    ],
    [
      "expect",
      p.select(p.expectation(p.expectation(all, "a < 50"), "\"näme x\" <> 'n1'", { nullsPass: true }), "id"),
      `SELECT id FROM events WHERE a < 50 AND coalesce("näme x" <> 'n1', true)`,
    ],
    [
      "row functions",
      p.select(p.withColumns(all, ["z", "twice(a) + twice(twice(id))"]), "z", "join_text(\"näme x\", 'q') AS j"),
      `SELECT a::BIGINT * 2 + id * 4 AS z, "näme x" || '-q' AS j FROM events`,
    ],
    ["a row function in a filter", p.select(p.filter(all, "twice(a) = 10"), "id"), "SELECT id FROM events WHERE a = 5"],
    [
      "a row function in an expectation",
      p.expectation(p.select(all, "id", "a"), "twice(a) < 20"),
      "SELECT id, a FROM events WHERE a < 10",
    ],
    [
      "row functions in and around aggregates",
      p.aggregate(all, ["x", "twice(CAST(sum(twice(a)) AS BIGINT))"]),
      "SELECT sum(a)::BIGINT * 4 AS x FROM events",
    ],
    [
      "a row function of constants, counted",
      p.aggregate(p.filter(all, "twice(3) = 6"), "count(*)"),
      "SELECT count(*) FROM events",
    ],
    [
      "values",
      p.select(
        p.values({ k: "int", "t x": "text" }, { k: 1, "t x": "a" }, { k: null, "t x": "ö" }),
        "k + 1 AS k",
        '"t x"',
      ),
      `SELECT k::INTEGER + 1 AS k, t AS "t x" FROM (VALUES (1, 'a'), (NULL, 'ö')) v(k, t)`,
    ],
    [
      "a union of files, rows and limits",
      p.union(
        p.select(p.limit(all, 2500), "id"),
        p.values({ id: "BIGINT" }, { id: -1 }),
        p.select(p.limit(p.filter(all, "id > 7000"), 2), "id"),
      ),
      "SELECT id FROM events WHERE id < 2500 UNION ALL SELECT -1 UNION ALL SELECT id FROM events WHERE id IN (7001, 7002)",
    ],
  ])("%s", async (name, root, query) => {
    await expectSame(root, query, !name.startsWith("a union of files"));
  });
});

describe("pruning", () => {
  const split = async (root: Relation) => {
    const job = await planInProcess(p.plan(root));
    const [stage] = job.stages;
    const rowGroups = (stage?.fragments[0]?.splits ?? []).flatMap(({ files }) =>
      files.flatMap(({ uri, rowGroups: groups }) => groups.map(({ index }) => `${uri.slice(-9, -8)}${index}`)),
    );
    const scan = stage?.fragments[0]?.fragment.operators[0]?.scan;
    return { rowGroups, columns: scan?.columns?.columns.map(({ name }) => name), provenance: scan?.provenance };
  };
  test.each([
    ["id >= 6144", ["b1"]],
    ["id = 5", ["a0"]],
    ["5 = id", ["a0"]],
    ["id < 2048", ["a0"]],
    ["id <= 2048", ["a0", "a1"]],
    ["id BETWEEN 2000 AND 2100", ["a0", "a1"]],
    ["id IN (1, 8000)", ["a0", "b1"]],
    ["id > 6000 AND even", ["b0", "b1"]],
    ["id > 6143 OR id < 5", ["a0", "b1"]],
    ["id = 2.5", ["a0"]],
    ["id > '6143'", ["b1"]],
    ["id IS NULL", []],
    ["id IS NOT NULL", ["a0", "a1", "b0", "b1"]],
    ["day = DATE '2001-01-01'", ["a0"]],
    ["day >= '2001-01-08'", ["b1"]],
    ["ts < TIMESTAMP '2001-01-02 00:00:00'", ["a0"]],
    ["m > 10200", ["b1"]],
    ["id <> 5", ["a0", "a1", "b0", "b1"]],
    ["id + 1 = 5", ["a0", "a1", "b0", "b1"]],
    ["NOT id = 5", ["a0", "a1", "b0", "b1"]],
    // NaN would be greater than all of them, and statistics don't count it.
    ["d > 1000000", ["a0", "a1", "b0", "b1"]],
    ["d < 1", ["a0"]],
  ])("%s reads %j", async (condition, wanted) => {
    expect((await split(p.filter(all, condition))).rowGroups).toEqual(wanted);
  });

  test("goes through renames and projections, not through what is computed", async () => {
    const renamed = p.select(p.rename(all, "id", "key"), "key AS k", "a + 1 AS id");
    expect((await split(p.filter(renamed, "k < 10"))).rowGroups).toEqual(["a0"]);
    expect((await split(p.filter(renamed, "id < 0"))).rowGroups).toHaveLength(4);
  });

  test("reads only the columns that are used", async () => {
    expect((await split(p.select(p.filter(all, "even"), "a AS x"))).columns).toEqual(["a", "even"]);
    expect((await split(p.aggregate(all, "count(*)"))).columns).toEqual([]);
    expect((await split(p.select(p.withColumns(all, ["z", "d * 2"]), "id"))).columns).toEqual(["id"]);
  });

  test("never crosses an expectation, and quarantine keeps every column of its step", async () => {
    const checked = p.expectation(p.select(all, "id", "a", "even"), "a < 50", { action: "QUARANTINE" });
    const { rowGroups } = await split(p.select(p.filter(checked, "id = 5"), "id"));
    expect(rowGroups).toHaveLength(4);
    const inputs = await bindInProcess(p.plan(p.select(checked, "id")));
    const { planSink } = await import("./plan-sink.js");
    const { parseWriteOptions } = await import("./write-options.js");
    const prepared = {
      table: "file:///t/",
      mode: "error" as const,
      allowEmpty: false,
      baseCommit: 0,
      replaced: [],
      nonEmpty: false,
      partitionBy: [],
      keptColumns: [],
      quarantine: { table: "file:///_quarantine/t/", baseCommit: 0, replaced: [] },
    };
    const job = planSink(inputs, { options: parseWriteOptions({}, null), prepared, writeId: "w", callSite: null });
    const operators = job.stages[0]?.fragments[0]?.fragment.operators ?? [];
    expect(operators.map(({ operator }) => operator)).toEqual(["scan", "expect", "project"]);
    expect(operators[0]?.scan).toMatchObject({
      provenance: true,
      columns: { columns: [{ name: "id" }, { name: "a" }, { name: "even" }] },
    });
    expect(operators[1]?.expect).toMatchObject({
      expectation: 0,
      name: "a < 50",
      action: "QUARANTINE",
      columns: ["id", "a", "even"],
    });
    expect(job.stages[0]?.fragments[0]?.fragment.delivery?.sink).toMatchObject({
      compression: "zstd",
      compressionLevel: 1,
      parquetVersion: "v1",
      quarantineTable: "file:///_quarantine/t/",
    });
    expect(job.quarantineSchema?.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      "id BIGINT",
      "a INTEGER",
      "even BOOLEAN",
      "_violations VARCHAR[]",
      "_source_file VARCHAR",
      "_source_row_group BIGINT",
      "_source_row BIGINT",
      "_application VARCHAR",
    ]);
    expect(job.expectations).toEqual([{ name: "a < 50", action: "QUARANTINE", failAbove: undefined }]);
    expect(job.sink?.inputs.map(({ uri }) => uri)).toEqual([`${events}a.parquet`, `${events}b.parquet`]);
  });

  test("a limit right above a scan reads no more row groups than it needs", async () => {
    expect((await split(p.limit(p.select(all, "id"), 2049))).rowGroups).toEqual(["a0", "a1"]);
    expect((await split(p.limit(p.filter(all, "a > 5"), 1))).rowGroups).toHaveLength(4);
  });
});

test("explain names stages, columns and row groups", async () => {
  const { explain } = await planInProcess(p.plan(p.aggregate(p.filter(all, "id < 100"), ["n", "count(*)"])));
  expect(explain).toContain("filter id < 100");
  expect(explain).toContain("1 of 10 columns");
  expect(explain).toContain("1 of 4 row groups");
});
