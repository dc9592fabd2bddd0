import { join } from "node:path";
import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Relation } from "../../common/wire/types.js";
import { openDuckdb } from "../../tests/support/duckdb-expressions.js";
import { planInProcess } from "../../tests/support/plan-in-process.js";
import * as p from "../../tests/support/plan-messages.js";
import { runPlannedJob } from "../../tests/support/run-planned-job.js";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";

const folder = temporaryFolder();
let duckdb: DuckDBConnection;

beforeAll(async () => {
  duckdb = await openDuckdb();
  await duckdb.run("SET threads = 1");
  mkdirSync(join(folder, "t"));
  // Rows in the order of i; keys of all sorts, with NULLs, NaN and both zeros; values that cancel.
  await duckdb.run(`CREATE TABLE t AS SELECT
      i::BIGINT AS i,
      CASE WHEN i % 11 = 0 THEN NULL ELSE (i * 7919 % 13)::INTEGER END AS k,
      CASE WHEN i % 17 = 0 THEN NULL ELSE 'k' || (i % 5) END AS "näme",
      ['0', '-0', 'NaN', 'Infinity', NULL, '1.5'][1 + i % 6]::DOUBLE AS f,
      (i % 97)::SMALLINT AS a,
      1e4 + (i % 31) / 7 AS d,
      (i * 1.25 - 999)::DECIMAL(12, 3) AS m,
      (i % 1000 - 500)::FLOAT / 3 AS r,
      i % 3 = 0 AS b,
      DATE '2001-01-01' + (i % 40)::INTEGER AS day,
      TIMESTAMP '2001-01-01' + INTERVAL (i) SECOND AS ts,
      {'x': i % 4, 'y': CASE WHEN i % 9 = 0 THEN NULL ELSE 'y' || i % 3 END} AS s,
      [i % 3, NULL, i % 2] AS l
    FROM range(6000) t(i)`);
  for (const [name, from] of [
    ["a", 0],
    ["b", 3000],
  ] as const) {
    await duckdb.run(
      `COPY (FROM t WHERE i >= ${from} AND i < ${from + 3000} ORDER BY i) TO '${join(folder, "t", name)}.parquet' (ROW_GROUP_SIZE 2048)`,
    );
  }
});
afterAll(() => duckdb.closeSync());

const all = p.scan(`file://${folder}/t/`);

/** Rows and types as DuckDB's own query over the whole says them, in any order. */
async function expectSame(root: Relation, query: string, settings: Readonly<Record<string, string>> = {}) {
  const job = await planInProcess(p.plan(root), undefined, { "goldpan.sql.shuffle.partitions": "3", ...settings });
  const actual = await runPlannedJob(job);
  const read = async (text: string) => (await duckdb.runAndReadAll(text)).getRowsJson();
  const types = async (text: string) => (await read(`DESCRIBE ${text}`)).map((row) => row.slice(0, 2));
  expect(await types(actual)).toEqual(await types(query));
  const sorted = (rows: unknown[]) => rows.map((row) => JSON.stringify(row, rounded)).sort();
  expect(sorted(await read(actual))).toEqual(sorted(await read(query)));
  return job;
}

/** Six digits: the last ones depend on the order of a sum, more of them where it nearly cancels out. Exact types are texts here. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === "number" ? value.toPrecision(6) : value;
}

describe("groups", () => {
  test.each<[string, string[], string[]]>([
    ["counts and sums", ["k"], ["count(*)", "sum(a)", "sum(m)", "sum(d)", "avg(a)", "avg(d)", "avg(m)"]],
    ["without aggregates", ["k", "b"], []],
    ["extremes", ["näme"], ["min(d)", "max(ts)", "min(s)", "max(l)", "bool_and(b)", "bit_xor(i)", "any_value(day)"]],
    ["of doubles", ["f"], ["count(*)", "sum(i)", "min(r)"]],
    ["of structs and lists", ["s", "l"], ["count(*)", "max(i)"]],
    ["of expressions", ["k % 2", "year(day)", "NULL"], ["sum(a) + count(*)", "max(k) FILTER (WHERE b)"]],
    [
      "of hugeints and times",
      ["(a % 7)::HUGEINT * 10000000000000000000000", "ts - INTERVAL 1 DAY", "INTERVAL (a % 3) MONTH"],
      ["count(*)"],
    ],
    ["variances", ["k"], ["stddev(d)", "var_pop(d)", "var_samp(r)", "stddev_pop(a)", "variance(i)"]],
    ["of one value each", ["k"], ["stddev(k / 10.0 + 12.01)", "var_pop(k * 1.1)", "covar_samp(k / 7.0, r)"]],
    ["of one row each", ["i"], ["stddev(d)", "var_pop(d)", "covar_samp(d, r)", "sum(d)"]],
    [
      "covariances",
      ["näme"],
      ["covar_pop(d, r)", "covar_samp(a, i)", "covar_pop(f, d) FILTER (WHERE i % 6 IN (0, 5))"],
    ],
    ["first and last", ["k"], ["first(i)", "last(näme)", "first(näme) FILTER (WHERE b)", "last(a ORDER BY d DESC, i)"]],
    ["first by order", ["k"], ["first(näme ORDER BY d, i DESC)", "first(i ORDER BY ts DESC NULLS LAST)"]],
    ["the value beside", ["k"], ["arg_min(i, m)", "max_by(näme, ts)", "arg_max(s, r) FILTER (WHERE NOT b)"]],
    ["distinct", ["k"], ["count(DISTINCT a)", "sum(DISTINCT a)", "count(*)", "avg(d)", "stddev(r)"]],
    ["distinct of two", ["k"], ["count(DISTINCT a)", "count(DISTINCT day)", "sum(a)"]],
    ["distinct structs", ["b"], ["count(DISTINCT s)", "count(DISTINCT s) + 1"]],
    ["whole", ["k"], ["median(d)", "quantile_cont(r, 0.25)", "mode(a)", "string_agg(näme, ',' ORDER BY i)", "sum(a)"]],
    ["lists", ["b"], ["list(a ORDER BY i)", "list(DISTINCT k ORDER BY k)", "list(i)", "histogram(a)"]],
    ["correlations", ["k"], ["corr(d, r)", "regr_slope(a, i)", "skewness(r)", "kurtosis(r)"]],
    ["approximate", ["k"], ["approx_count_distinct(a)", "count(*)"]],
  ])("%s", async (_, keys, aggregates) => {
    const quoted = (text: string) => text.replaceAll("näme", '"näme"');
    const list = [...keys, ...aggregates].map((text, index) => [`c${index}`, quoted(text)] as const);
    const query = `SELECT ${list.map(([name, text]) => `${text} AS ${name}`).join(", ")} FROM t GROUP BY ${keys.map((_, index) => index + 1).join(", ")}`;
    const root = p.groupBy(all, list.slice(0, keys.length), ...list.slice(keys.length));
    await expectSame(root, query);
    await expectSame(root, query, { "goldpan.sql.adaptive.enabled": "false", "goldpan.sql.shuffle.partitions": "7" });
  });
});

describe("without keys", () => {
  test.each<[string, string[]]>([
    ["sums and variances", ["sum(d)", "avg(r)", "avg(m)", "stddev(d)", "covar_pop(d, d + r)", "count(*)", "first(i)"]],
    [
      "first and last",
      ["first(i ORDER BY d, i)", "last(näme)", "arg_max(i, r)", "any_value(s)", "first(k) FILTER (WHERE false)"],
    ],
    ["distinct", ["count(DISTINCT a)", "sum(DISTINCT a)", "sum(i)", "max(day)", "avg(a)"]],
    ["distinct beside variances", ["count(DISTINCT k)", "stddev(d)"]],
    ["distinct structs", ["count(DISTINCT s)"]],
    ["quantiles", ["median(d)", "list(k ORDER BY i)[3]"]],
  ])("%s", async (_, aggregates) => {
    const list = aggregates.map((text, index) => [`c${index}`, text.replaceAll("näme", '"näme"')] as const);
    const select = list.map(([name, text]) => `${text} AS ${name}`).join(", ");
    await expectSame(p.aggregate(all, ...list), `SELECT ${select} FROM t`);
    await expectSame(p.aggregate(p.filter(all, "i < 0"), ...list), `SELECT ${select} FROM t WHERE i < 0`);
  });

  test("all values in one task are refused beyond a size", async () => {
    const root = p.aggregate(all, ["x", "median(d)"]);
    const small = { "goldpan.sql.singleTask.maxBytes": "1k" };
    await expect(planInProcess(p.plan(root), undefined, small)).rejects.toMatchObject({
      code: "PLAN_REFUSED",
      message: expect.stringContaining("median without keys needs all values in one task") as string,
      hint: expect.stringContaining("goldpan.sql.singleTask.maxBytes") as string,
    });
    const { notices } = await planInProcess(p.plan(root));
    expect(notices.map(({ code }) => code)).toEqual(["SINGLE_TASK"]);
  });
});

describe("grouping sets", () => {
  const grouped = (kind: "ROLLUP" | "CUBE", input: Relation, keys: string[], ...texts: string[]): Relation => {
    const relation = p.groupBy(input, keys, ...texts.map((text, index) => [`c${index}`, text] as const));
    return relation.aggregate ? { ...relation, aggregate: { ...relation.aggregate, kind } } : relation;
  };
  test.each<[string, "ROLLUP" | "CUBE", string[]]>([
    ["partials", "ROLLUP", ["count(*)", "sum(m)", "avg(d)", "max(day)"]],
    ["a cube", "CUBE", ["count(k)", "sum(a) FILTER (WHERE NOT b)", "stddev(r)"]],
    ["rows themselves", "CUBE", ["median(a)", "count(*)", "list(i ORDER BY i)[1]"]],
    ["distinct values", "ROLLUP", ["count(DISTINCT a)", "count(*)"]],
  ])("%s", async (_, kind, aggregates) => {
    const list = aggregates.map((text, index) => `${text} AS c${index}`).join(", ");
    await expectSame(
      grouped(kind, all, ["k", "b"], ...aggregates),
      `SELECT k, b, ${list} FROM t GROUP BY ${kind} (k, b)`,
    );
    const none = p.filter(all, "i < 0");
    await expectSame(
      grouped(kind, none, ["k", "b"], ...aggregates),
      `SELECT k, b, ${list} FROM t WHERE i < 0 GROUP BY ${kind} (k, b)`,
    );
  });
});

describe("where groups are already", () => {
  test("one task has them all", async () => {
    const root = p.groupBy(p.groupBy(all, ["k", "b"], ["n", "count(*)"]), ["k", "b"], ["m", "max(n)"]);
    const job = await expectSame(
      root,
      "SELECT k, b, max(n) AS m FROM (SELECT k, b, count(*) n FROM t GROUP BY ALL) GROUP BY ALL",
    );
    expect(job.stages).toHaveLength(2);
  });

  test("more keys than those that rows are parted by", async () => {
    const inner = p.select(p.groupBy(all, ["k"], ["n", "count(*)"]), "k AS q", "n");
    const job = await expectSame(
      p.groupBy(inner, ["n", "q"], ["m", "count(*)"]),
      "SELECT n, k AS q, count(*) AS m FROM (SELECT k, count(*) n FROM t GROUP BY k) GROUP BY ALL",
    );
    expect(job.stages).toHaveLength(2);
  });

  test("not where a key was computed anew", async () => {
    const inner = p.select(p.groupBy(all, ["k"], ["n", "count(*)"]), "k % 3 AS k", "n");
    const job = await expectSame(
      p.groupBy(inner, ["k"], ["m", "sum(n)"]),
      "SELECT k, sum(n) AS m FROM (SELECT k % 3 AS k, count(*) n FROM t GROUP BY t.k) GROUP BY ALL",
    );
    expect(job.stages).toHaveLength(3);
  });
});

test("a filter on keys above is applied before the exchange", async () => {
  const root = p.filter(p.groupBy(all, ["i"], ["n", "count(*)"]), "i < 100");
  const job = await expectSame(root, "SELECT i, count(*) AS n FROM t WHERE i < 100 GROUP BY i");
  expect(job.stages[0]?.fragments[0]?.splits).toHaveLength(1);
});

test("a keyless aggregate is one row to a cross join", async () => {
  const total = p.aggregate(all, ["n", "max(i)"]);
  const root = p.select(p.crossJoin(p.select(all, "i"), total), "i", "n");
  await expectSame(root, "SELECT i, (SELECT max(i) FROM t) AS n FROM t", { "goldpan.sql.crossJoin.maxRows": "10000" });
});

describe("functions of the script", () => {
  const bundle = `import { udaf } from "goldpan";
export const longest = udaf("longest", { args: ["VARCHAR"], state: "VARCHAR", returns: "VARCHAR",
  init: () => "", add: (state, value) => value.length > state.length ? value : state,
  merge: (state, other) => other.length > state.length ? other : state, finish: (state) => state });
export const total = udaf("total", { args: ["BIGINT", "INTEGER"], state: "STRUCT(s BIGINT, n BIGINT)", returns: "BIGINT",
  init: () => ({ s: 0, n: 0 }), add: (state, a, b) => ({ s: state.s + a * b, n: state.n + 1 }),
  merge: (state, other) => ({ s: state.s + other.s, n: state.n + other.n }), finish: ({ s, n }) => n === 0 ? null : s });
`;
  const base = { module: "bundle.mjs", kind: "AGGREGATE" } as const;
  const functions = [
    { ...p.rowFunction("longest", ["VARCHAR"], "VARCHAR"), ...base, stateType: "VARCHAR" },
    { ...p.rowFunction("total", ["BIGINT", "INTEGER"], "BIGINT"), ...base, stateType: "STRUCT(s BIGINT, n BIGINT)" },
  ];
  test.each<[string, Relation, string]>([
    ["by key", p.groupBy(all, ["k"], ["t", "total(i, a)"]), "SELECT k, sum(i * a)::BIGINT AS t FROM t GROUP BY k"],
    [
      "several, in expressions",
      p.groupBy(all, ["b"], ["t", "total(i, a) + 1"], ["u", "total(a, 2)"]),
      "SELECT b, sum(i * a)::BIGINT + 1 AS t, sum(a * 2)::BIGINT AS u FROM t GROUP BY b",
    ],
    ["without keys", p.aggregate(all, ["t", "total(i, a)"]), "SELECT sum(i * a)::BIGINT AS t FROM t"],
    ["of no rows", p.aggregate(p.filter(all, "i < 0"), ["t", "total(i, a)"]), "SELECT NULL::BIGINT AS t"],
    [
      "beside SQL's own",
      p.groupBy(all, ["k", "f"], ["t", "total(i, a)"], ["n", "count(*)"], ["m", "median(a)"]),
      "SELECT k, f, sum(i * a)::BIGINT AS t, count(*) AS n, median(a) AS m FROM t GROUP BY k, f",
    ],
    [
      "beside SQL's own, without keys",
      p.aggregate(p.filter(all, "i < 0"), ["t", "total(i, a)"], ["n", "count(*)"]),
      "SELECT NULL::BIGINT AS t, count(*) AS n FROM t WHERE i < 0",
    ],
    [
      "the first as they come",
      p.groupBy(p.select(all, "b", ["v", `"näme" || repeat('x', k)`]), ["b"], ["l", "longest(v)"]),
      `SELECT b, first(v ORDER BY length(v) DESC, i) AS l FROM (SELECT b, i, "näme" || repeat('x', k) AS v FROM t) WHERE v IS NOT NULL GROUP BY b`,
    ],
  ])("%s", async (name, root, query) => {
    const job = await planInProcess(p.plan(root, ...functions), undefined, { "goldpan.sql.shuffle.partitions": "3" });
    const actual = await runPlannedJob(job, { bundle });
    const read = async (text: string) => (await duckdb.runAndReadAll(text)).getRowsJson();
    const sorted = (rows: unknown[]) => rows.map((row) => JSON.stringify(row, rounded)).sort();
    expect(sorted(await read(actual)), name).toEqual(sorted(await read(query)));
  });
});
