import { describe, expect, test } from "vitest";
import { bindRoot, relationOf, schemaOf } from "../../../tests/support/bound-plans.js";
import { queryRows } from "../../../tests/support/duckdb.js";
import * as p from "../../../tests/support/plan-messages.js";
import type { Aggregate, Pivot, Relation } from "../../../common/wire/types.js";

const rows = p.values({ k: "text", y: "int", d: "decimal(9,2)", x: "double", l: "int[]", s: "struct(f int)" });
const table = "(SELECT 'a' AS k, 1 AS y, 1.5::DECIMAL(9,2) AS d, 2.5::DOUBLE AS x, [1] AS l, {'f': 1} AS s)";
const half = p.rowFunction("half", ["DOUBLE"], "DOUBLE");
const total = {
  ...p.rowFunction("total", ["DOUBLE", "BIGINT"], "HUGEINT"),
  kind: "AGGREGATE",
  stateType: "struct(s double)",
} as const;

const bind = (root: Relation) => bindRoot(root, [half, total]);
const refusal = (root: Relation) =>
  bind(root).then(
    () => undefined,
    (error: unknown) => error as Error,
  );
const of = (root: Relation, more: Partial<Aggregate>): Relation => ({
  ...root,
  aggregate: { ...root.aggregate, ...more } as Aggregate,
});

describe("groups have the names and types of DuckDB's", () => {
  test.each<[string, string[], string[], string]>([
    ["plain keys", ["k"], ["count(*)", "sum(y)", "avg(d)"], "SELECT k, count(*), sum(y), avg(d) FROM t GROUP BY k"],
    [
      "expressions",
      ["y % 2 AS odd"],
      ["max(x) + y % 2 AS z"],
      "SELECT y % 2 AS odd, max(x) + y % 2 AS z FROM t GROUP BY y % 2",
    ],
    [
      "keys inside of what is computed",
      ["k", "y"],
      ["k || count(*)", "y + sum(y)"],
      "SELECT k, y, k || count(*), y + sum(y) FROM t GROUP BY k, y",
    ],
    [
      "structs and lists",
      ["s", "l"],
      ["s.f + count(*) AS n", "list_transform(l, v -> v + 1) AS m"],
      "SELECT s, l, s.f + count(*) AS n, list_transform(l, lambda v: v + 1) AS m FROM t GROUP BY s, l",
    ],
    [
      "filters, orders and DISTINCT",
      ["k"],
      ["list(y ORDER BY x DESC) FILTER (WHERE d > 1)", "count(DISTINCT y)", "arg_max(k, x)"],
      "SELECT k, list(y ORDER BY x DESC) FILTER (WHERE d > 1), count(DISTINCT y), arg_max(k, x) FROM t GROUP BY k",
    ],
    [
      "no keys",
      [],
      ["quantile_cont(x, 0.5)", "count(*) = 0 AS none"],
      "SELECT quantile_cont(x, 0.5), count(*) = 0 AS none FROM t",
    ],
    ["keys alone", ["k", "y"], [], "SELECT k, y FROM t GROUP BY k, y"],
    ["NULL", ["NULL AS n"], ["max(NULL) AS m"], "SELECT NULL AS n, max(NULL) AS m FROM t"],
  ])("%s", async (_, keys, values, query) => {
    const described = await queryRows(`DESCRIBE ${query.replaceAll("FROM t", `FROM ${table}`)}`);
    const expected = described.map(([name, type]) => `${name as string} ${type as string}`);
    expect(schemaOf(await bind(p.groupBy(rows, keys, ...values)))).toEqual(expected);
  });
});

test("keys are over the input, what stands beside calls is over the keys, and calls come with their types", async () => {
  const root = await bind(p.groupBy(rows, ["k", ["odd", "y % 2"]], ["z", "sum(d) + y % 2"], ["n", "count(*)"]));
  const aggregate = relationOf(root, "aggregate");
  expect(aggregate.keys.map(({ name, type, expression }) => [name, type, expression.sql])).toEqual([
    ["__goldpan_key_0", "VARCHAR", "k"],
    ["__goldpan_key_1", "INTEGER", "y % 2"],
  ]);
  expect(aggregate.columns.map(({ expression }) => expression.json.match(/__goldpan_key_\d/g) ?? [])).toEqual([
    ["__goldpan_key_0"],
    ["__goldpan_key_1"],
    ["__goldpan_key_1"],
    [],
  ]);
  expect(Object.values(aggregate.calls)).toEqual([
    { returns: "DECIMAL(38,2)", arguments: ["DECIMAL(9,2)"] },
    { returns: "BIGINT", arguments: [] },
  ]);
  expect(aggregate.groupingSets).toBeUndefined();
});

test("a lambda's parameter hides a key", async () => {
  const root = await bind(
    p.groupBy(rows, ["l", "y"], ["a", "list_transform(l, y -> y + 1)"], ["b", "list_transform(l, q -> q + y)"]),
  );
  const columns = relationOf(root, "aggregate").columns.map(({ expression }) => expression.json);
  expect(columns[2]).not.toContain("__goldpan_key_1");
  expect(columns[3]).toContain("__goldpan_key_1");
});

test("Spark's sum is a BIGINT, within groups too", async () => {
  const summed = p.groupBy(rows, ["k"], ["s", "sum(y)"]);
  for (const column of summed.aggregate?.aggregates ?? []) column.hugeintAsBigint = true;
  expect(schemaOf(await bind(summed))).toEqual(["k VARCHAR", "s BIGINT"]);
});

test("the script's aggregates bind by their types", async () => {
  const root = await bind(p.groupBy(rows, ["k"], ["t", "total(y, 1) + count(*)"]));
  expect(schemaOf(root)).toEqual(["k VARCHAR", "t HUGEINT"]);
  expect(Object.values(relationOf(root, "aggregate").calls)).toContainEqual({
    returns: "HUGEINT",
    arguments: ["INTEGER", "INTEGER"],
  });
});

describe("grouping sets", () => {
  const kinds = p.groupBy(rows, ["k", "y"], ["g", "grouping(k, y)"], ["n", "count(*)"]);
  test.each<[string, Partial<Aggregate>, number[][]]>([
    ["rollup", { kind: "ROLLUP" }, [[0, 1], [0], []]],
    ["cube", { kind: "CUBE" }, [[0, 1], [0], [1], []]],
    ["sets", { kind: "GROUPING_SETS", sets: [{ keys: [1] }, { keys: [] }, { keys: [1] }] }, [[1], [], [1]]],
  ])("%s", async (_, more, expected) => {
    const aggregate = relationOf(await bind(of(kinds, more)), "aggregate");
    expect(aggregate.groupingSets).toEqual(expected);
    expect(schemaOf(aggregate)).toEqual(["k VARCHAR", "y INTEGER", "g BIGINT", "n BIGINT"]);
    expect(aggregate.columns[2]?.expression.json).toContain("__goldpan_grouping_set");
  });

  test("too many are refused", async () => {
    const keys = Array.from({ length: 13 }, (_, index): [string, string] => [`k${index}`, `y + ${index}`]);
    await expect(bind(of(p.groupBy(rows, keys, "count(*)"), { kind: "CUBE" }))).rejects.toMatchObject({
      code: "PLAN_REFUSED",
      hint: expect.stringContaining("GROUPING SETS") as string,
    });
  });
});

describe("pivot", () => {
  const pivot: Pivot = {
    column: p.sql("k"),
    values: [
      { name: "a", expression: p.sql("'a'"), hugeintAsBigint: false },
      { name: "", expression: p.sql("'b c'"), hugeintAsBigint: false },
    ],
  };

  test("one aggregate: columns are called as the values", async () => {
    const root = of(p.groupBy(rows, ["y"], "sum(x)"), { pivot });
    expect(schemaOf(await bind(root))).toEqual(["y INTEGER", "a DOUBLE", "'b c' DOUBLE"]);
  });

  test("several: as both", async () => {
    const root = of(p.groupBy(rows, ["y"], ["s", "sum(x)"], ["n", "count(*)"]), { pivot });
    expect(schemaOf(await bind(root))).toEqual([
      "y INTEGER",
      "a_s DOUBLE",
      "a_n BIGINT",
      // Of a value that is called nothing, as '' is.
      "_s DOUBLE",
      "_n BIGINT",
    ]);
  });

  test("without values it is refused", async () => {
    const root = of(p.groupBy(rows, ["y"], "sum(x)"), { pivot: { column: p.sql("k"), values: [] } });
    await expect(bind(root)).rejects.toMatchObject({ code: "PLAN_REFUSED" });
  });
});

test.each<[string, Relation, string, RegExp, RegExp]>([
  [
    "an ungrouped column",
    p.groupBy(rows, ["k"], "y"),
    "TYPE_MISMATCH",
    /"y" must appear in the GROUP BY/,
    /GROUP BY list, or use "ANY_VALUE/,
  ],
  [
    "an ungrouped column in an expression",
    p.groupBy(rows, ["k"], "sum(x) + y"),
    "TYPE_MISMATCH",
    /"y" must appear/,
    /GROUP BY list, or use "ANY_VALUE/,
  ],
  [
    "an ungrouped column of a join's side",
    p.groupBy(p.joinUsing(p.alias(rows, "a"), p.alias(rows, "b"), ["k"]), ["k"], "b.y"),
    "TYPE_MISMATCH",
    /column "y" must appear/,
    /ANY_VALUE\("?y"?\)/,
  ],
  ["a position", p.groupBy(rows, ["1"], "sum(x)"), "EXPRESSION_REFUSED", /numbered/, /name/],
  ["an aggregate as a key", p.groupBy(rows, ["sum(x)"], "count(*)"), "EXPRESSION_REFUSED", /aggregate/, /agg/],
  [
    "a window as a key",
    p.groupBy(rows, ["row_number() OVER ()"], "count(*)"),
    "EXPRESSION_REFUSED",
    /window/,
    /withColumn/,
  ],
  ["an aggregate of an aggregate", p.groupBy(rows, ["k"], "sum(count(*))"), "EXPRESSION_REFUSED", /nested/, /^$/],
  [
    "a window beside aggregates",
    p.groupBy(rows, ["k"], "rank() OVER (ORDER BY sum(x))"),
    "EXPRESSION_REFUSED",
    /window/,
    /withColumn/,
  ],
  ["two columns of one name", p.groupBy(rows, ["k"], "count(*) AS K"), "AMBIGUOUS_COLUMN", /'K'/, /AS or alias/],
  [
    "the script's aggregate outside of agg",
    p.withColumns(rows, ["t", "total(x, y)"]),
    "EXPRESSION_REFUSED",
    /aggregate/,
    /agg/,
  ],
  ["a column beside aggregates in select", p.select(rows, "k", "sum(x)"), "TYPE_MISMATCH", /GROUP BY/, /GROUP BY/],
  [
    "the script's aggregate of the wrong type",
    p.groupBy(rows, ["y"], "total(k, y)"),
    "TYPE_MISMATCH",
    /total/,
    /total/,
  ],
  [
    "the script's aggregate with DISTINCT",
    p.groupBy(rows, ["k"], "total(DISTINCT x, y)"),
    "EXPRESSION_REFUSED",
    /DISTINCT/,
    /dropDuplicates/,
  ],
  ["an aggregate of nothing", p.aggregate(rows), "PLAN_REFUSED", /nothing|no column/, /^|keep/],
])("refused: %s", async (_, root, code, message, hint) => {
  expect(await refusal(root)).toMatchObject({
    code,
    message: expect.stringMatching(message) as string,
    hint: expect.stringMatching(hint) as string,
  });
});
