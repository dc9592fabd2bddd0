import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DuckDBConnection } from "@duckdb/node-api";
import fc from "fast-check";
import { openDuckdb } from "../../../tests/support/duckdb-expressions.js";
import { planInProcess } from "../../../tests/support/plan-in-process.js";
import * as p from "../../../tests/support/plan-messages.js";
import { runPlannedJob } from "../../../tests/support/run-planned-job.js";
import type { Relation } from "../../../common/wire/types.js";
import { analyse } from "../analyse.js";

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
  await duckdb.run("CREATE MACRO half(x) AS x / 2");
});
afterAll(() => duckdb.closeSync());

const rows = p.values({ a: "BIGINT", b: "BIGINT", l: "BIGINT[]" }, { a: 1, b: 10, l: [1, 2] }, { a: 2, b: 20, l: [3] });
const table = "(SELECT * FROM (VALUES (1::BIGINT, 10::BIGINT, [1, 2]::BIGINT[]), (2, 20, [3])) t(a, b, l))";
const half = p.rowFunction("half", ["DOUBLE"], "DOUBLE");

const bundle = `import { udf } from "goldpan";
export const half = udf("half", (x) => x / 2, { args: ["DOUBLE"], returns: "DOUBLE" });
`;

const plan = (root: Relation) => p.plan(root, half);
const read = async (query: string) => (await duckdb.runAndReadAll(query)).getRowsJson();

async function result(root: Relation) {
  return read(await runPlannedJob(await planInProcess(plan(root)), { bundle }));
}

async function projections(root: Relation): Promise<number> {
  let count = 0;
  let { root: bound } = await analyse({ plan: plan(root), scans: [], timeZone: "UTC" });
  for (; "input" in bound; bound = bound.input) if (bound.kind === "project") count++;
  return count;
}

const add = (input: Relation, name: string, text: string) => p.withColumns(input, [name, text]);

describe("neighbouring projections", () => {
  test.each<[string, Relation, string, number]>([
    ["new columns", add(add(rows, "c", "a + 1"), "d", "a + b"), `SELECT *, a + 1, a + b FROM ${table}`, 1],
    [
      "a replaced column that a later one reads",
      add(add(rows, "a", "a + 1"), "c", "a * 2"),
      `SELECT a + 1, b, l, (a + 1) * 2 FROM ${table}`,
      2,
    ],
    ["the same column twice", add(add(rows, "a", "a + 1"), "a", "a + 1"), `SELECT a + 2, b, l FROM ${table}`, 2],
    [
      "swapped columns",
      p.withColumns(p.withColumns(rows, ["a", "b"], ["b", "a"]), ["c", "a"], ["d", "a - b"]),
      `SELECT b, a, l, b, b - a FROM ${table}`,
      1,
    ],
    ["a rename, then its use", add(p.rename(rows, "a", "x"), "y", "x + b"), `SELECT *, a + b FROM ${table}`, 1],
    [
      "a name that is given away and taken again",
      add(p.rename(p.rename(rows, "a", "x"), "b", "a"), "c", "a - x"),
      `SELECT *, b - a FROM ${table}`,
      1,
    ],
    ["a computed column, renamed", p.rename(add(rows, "c", "a + 1"), "c", "d"), `SELECT *, a + 1 FROM ${table}`, 1],
    ["a column that is dropped", p.drop(add(rows, "c", "a + 1"), "a"), `SELECT b, l, a + 1 FROM ${table}`, 1],
    [
      "a computed column, selected twice",
      p.select(add(rows, "c", "a + 1"), ["x", "c"], ["y", "c"]),
      `SELECT a + 1, a + 1 FROM ${table}`,
      2,
    ],
    [
      "a lambda whose parameter has the new column's old name",
      add(p.rename(rows, "a", "x"), "m", "list_transform(l, lambda a: a + x)"),
      `SELECT a, b, l, list_transform(l, lambda v: v + a) FROM ${table}`,
      2,
    ],
    [
      "a lambda over columns that keep their names",
      add(add(rows, "c", "b"), "m", "list_transform(l, lambda v: v + a)"),
      `SELECT a, b, l, b, list_transform(l, lambda v: v + a) FROM ${table}`,
      1,
    ],
    [
      "a function that is written like a column which is gone",
      add(p.drop(add(rows, "current_catalog", "'x'"), "a"), "c", "b"),
      `SELECT b, l, 'x', b FROM ${table}`,
      1,
    ],
    ["row functions", add(add(rows, "c", "half(a)"), "d", "half(b)"), `SELECT *, a / 2, b / 2 FROM ${table}`, 1],
    [
      "a row function of another",
      add(add(rows, "c", "half(a)"), "d", "half(c)"),
      `SELECT *, a / 2, a / 4 FROM ${table}`,
      2,
    ],
    [
      "a filter between",
      add(p.filter(add(rows, "c", "a + 1"), "c > 2"), "d", "a"),
      `SELECT *, a + 1, a FROM ${table} WHERE a > 1`,
      2,
    ],
  ])("%s", async (_what, root, query, count) => {
    expect(await result(root)).toEqual(await read(query));
    expect(await projections(root)).toBe(count);
  });

  test("a column that is random is computed once, whatever it is called", async () => {
    const twice = p.select(add(rows, "r", "random()"), ["x", "r"], ["y", "r"]);
    for (const [x, y] of await result(twice)) expect(x).toEqual(y);
    const used = add(p.rename(add(rows, "r", "random()"), "r", "q"), "same", "q = q + 0");
    expect((await result(used)).map((row) => row.at(-1))).toEqual([true, true]);
  });

  test("any chain gives the rows of the queries as they are written", async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("add"), name: fc.constantFrom("a", "b", "c"), by: fc.constantFrom("a", "b") }),
      fc.record({ kind: fc.constant("copy"), name: fc.constantFrom("a", "b", "c"), by: fc.constantFrom("a", "b") }),
      fc.record({ kind: fc.constant("swap"), name: fc.constant("a"), by: fc.constant("b") }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        let root: Relation = p.select(rows, "a", "b", ["c", "0::BIGINT"]);
        let query = `SELECT a, b, 0::BIGINT AS c FROM ${table}`;
        for (const { kind, name, by } of steps) {
          const changes: [string, string][] =
            kind === "swap"
              ? [
                  ["a", "b"],
                  ["b", "a"],
                ]
              : [[name, kind === "add" ? `${by} * 3 + 1` : by]];
          root = p.withColumns(root, ...changes);
          const replaced = changes.map(([column, text]) => `${text} AS ${column}`).join(", ");
          query = `SELECT * REPLACE (${replaced}) FROM (${query})`;
        }
        expect(await result(root)).toEqual(await read(query));
      }),
      { numRuns: 25 },
    );
  });

  test("that grow without end are refused by name of the line", async () => {
    let root: Relation = p.values({ c0: "BIGINT" });
    for (let index = 1; index < 600; index++) root = add(root, `c${index}`, `c${index - 1} + 1`);
    await expect(analyse({ plan: p.plan(root), scans: [], timeZone: "UTC" })).rejects.toMatchObject({
      code: "PLAN_REFUSED",
      details: { callSite: { file: "job.ts" } },
    });
  });
});
