import { describe, expect, test } from "vitest";
import { bindRoot, relationOf, relationsOf, schemaOf } from "../../../tests/support/bound-plans.js";
import { queryRows } from "../../../tests/support/duckdb.js";
import * as p from "../../../tests/support/plan-messages.js";
import type { Relation } from "../../../common/wire/types.js";

const rows = p.values({ k: "text", y: "int", d: "decimal(9,2)", ts: "timestamp" });
const table = "(SELECT 'a' AS k, 1 AS y, 1.5::DECIMAL(9,2) AS d, TIMESTAMP '2020-01-01' AS ts)";
const half = p.rowFunction("half", ["DOUBLE"], "DOUBLE");
const bind = (root: Relation) => bindRoot(root, [half]);

describe("names and types are DuckDB's", () => {
  test.each([
    "row_number() OVER (PARTITION BY k ORDER BY ts DESC NULLS LAST)",
    "sum(d) OVER (PARTITION BY k ORDER BY y ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES)",
    "avg(y) OVER (PARTITION BY k ORDER BY ts RANGE BETWEEN INTERVAL 1 DAY PRECEDING AND CURRENT ROW)",
    "lag(y, 2, 0) OVER (PARTITION BY k ORDER BY ts) + 1",
    "last_value(d IGNORE NULLS) OVER (PARTITION BY k ORDER BY y ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)",
    "count(DISTINCT y) FILTER (WHERE d > 1) OVER (PARTITION BY k)",
    "d / sum(d) OVER (PARTITION BY k) AS share",
    "CASE WHEN rank() OVER (PARTITION BY k ORDER BY y) = 1 THEN 'first' ELSE k END AS place",
    "ntile(4) OVER (PARTITION BY k ORDER BY y)",
    "list(y) OVER (PARTITION BY k ORDER BY y GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS l",
  ])("%s", async (text) => {
    const [[name, type] = []] = await queryRows(`DESCRIBE SELECT ${text} FROM ${table}`);
    const root = await bind(p.select(rows, text));
    expect(schemaOf(root)).toEqual([`${name as string} ${type as string}`]);
    const window = relationOf(root, "window");
    expect(window.columns).toHaveLength(1);
    expect(window.schema).toEqual([
      ...window.input.schema,
      ...window.columns.map(({ name: own, type: of }) => ({ name: own, type: of })),
    ]);
  });
});

test("one relation for each way of partitioning; a window that is written twice is computed once", async () => {
  const root = await bind(
    p.withColumns(
      rows,
      ["a", "sum(y) OVER (PARTITION BY k, y) + sum(y) OVER (PARTITION BY k, y)"],
      ["b", "max(y) OVER (PARTITION BY y, k ORDER BY ts)"],
      ["c", "sum(y) OVER ()"],
    ),
  );
  expect(relationsOf(root, "window").map(({ partitionBy, columns }) => [partitionBy.length, columns.length])).toEqual([
    [0, 1],
    [2, 2],
  ]);
  expect(schemaOf(root)).toEqual([
    "k VARCHAR",
    "y INTEGER",
    "d DECIMAL(9,2)",
    "ts TIMESTAMP",
    "a HUGEINT",
    "b INTEGER",
    "c HUGEINT",
  ]);
});

test("functions of the script and volatile ones inside of windows are columns below", async () => {
  const root = await bind(
    p.select(rows, ["a", "half(sum(half(y)) OVER (PARTITION BY half(y), random() ORDER BY half(half(y))))"]),
  );
  const window = relationOf(root, "window");
  const [column] = window.columns;
  expect(window.partitionBy.map(({ json }) => json).join() + (column?.expression.json ?? "")).not.toMatch(
    /half|random/,
  );
  expect(window.input.schema.map(({ type }) => type).slice(4)).toEqual(["DOUBLE", "DOUBLE", "DOUBLE"]);
  expect(root.kind === "project" ? root.columns[0]?.expression.json : "").toContain("half");
});

test("orders may have windows", async () => {
  const root = await bind(p.sort(rows, "row_number() OVER (PARTITION BY k ORDER BY ts)", p.order("half(y)", true)));
  expect(schemaOf(root)).toEqual(schemaOf(await bind(rows)));
  const sort = relationOf(root, "sort");
  expect(sort.orders.map(({ type, descending, nullsFirst }) => [type, descending, nullsFirst])).toEqual([
    ["BIGINT", false, true],
    ["DOUBLE", true, false],
  ]);
  expect(sort.orders.map(({ expression }) => expression.json).join()).not.toMatch(/half|WINDOW/);
});

test("windows see both sides of a join", async () => {
  const join = p.joinUsing(p.alias(rows, "a"), p.alias(rows, "b"), ["k"]);
  const root = await bind(
    p.select(p.withColumns(join, ["r", "rank() OVER (PARTITION BY a.y ORDER BY b.ts)"]), "r", "b.y"),
  );
  expect(schemaOf(root)).toEqual(["r BIGINT", "y INTEGER"]);
});
