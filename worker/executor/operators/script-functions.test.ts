import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { RowFunction } from "../../../common/wire/types.js";
import { at } from "../../../tests/support/executor/fragments.js";
import { OperatorBench } from "../../../tests/support/executor/operator-bench.js";

const bundle = `
import { mapPartitions, udaf } from "goldpan";
udaf("mean", {
  args: ["DOUBLE"], state: "STRUCT(total DOUBLE, count BIGINT)", returns: "DOUBLE",
  init: () => ({ total: 0, count: 0 }),
  add: (state, value) => ({ total: state.total + value, count: state.count + 1 }),
  merge: (state, other) => ({ total: state.total + other.total, count: state.count + other.count }),
  finish: ({ total, count }) => (count === 0 ? null : total / count),
});
udaf("ids", {
  args: ["BIGINT", "VARCHAR"], state: "BIGINT[]", returns: "BIGINT[]", onNull: "call", bigint: true,
  init: () => [],
  add: (state, id, text) => { if (id === 777n) throw new RangeError("not this one"); state.push(text === null ? -id : id); return state; },
  merge: (state, other) => { state.push(...other); return state; },
  finish: (state) => state,
});
mapPartitions("evens", (rows) => rows.filter((row) => row.id % 2 === 0).map(({ id, s }) => ({ id, twice: s === null ? null : s + s })), { returns: "id BIGINT, twice VARCHAR, none INTEGER" });
mapPartitions("numbered", async function* (batches) {
  let number = 0;
  for await (const rows of batches) yield rows.map((row) => ({ number: number++, id: row.id }));
  yield [{ number: -1, id: null }];
}, { returns: "number BIGINT, id BIGINT", per: "partition" });
mapPartitions("first_one", async function* (batches) { for await (const rows of batches) { yield rows.slice(0, 1); return; } }, { returns: "id BIGINT", per: "partition" });
mapPartitions("copies", function* (rows) { for (const row of rows) { yield row; yield row; } }, { returns: "id BIGINT, t STRUCT(a BIGINT, b DOUBLE[])" });
mapPartitions("at_once", async function* (batches) {
  const all = [];
  for await (const rows of batches) for (const { id } of rows) for (let part = 0; part < 16; part++) all.push({ id: 16 * id + part });
  yield all;
}, { returns: "id BIGINT", per: "partition" });
mapPartitions("refuses", () => { throw new Error("no"); }, { returns: "id BIGINT" });
mapPartitions("mistyped", (rows) => rows.map(() => ({ id: "one" })), { returns: "id BIGINT" });
`;

let bench: OperatorBench;

beforeAll(async () => {
  bench = await OperatorBench.open({ bundle });
});

beforeEach(() => {
  bench.reset();
});

afterAll(async () => {
  await bench.bench.tools.endFunctions();
});

const rows = `SELECT i AS id, CASE WHEN i % 10 = 0 THEN NULL ELSE i % 7 END AS k, CASE WHEN i % 5 = 0 THEN NULL ELSE 'é' || i END AS s,
  (i % 100) / 4 AS x, {'a': i, 'b': [0.5, NULL]} AS t FROM range(50000) r(i)`;

const mean: Partial<RowFunction> & { name: string } = {
  name: "mean",
  argumentTypes: ["DOUBLE"],
  stateType: "STRUCT(total DOUBLE, count BIGINT)",
  returnType: "DOUBLE",
};
const ids: Partial<RowFunction> & { name: string } = {
  name: "ids",
  argumentTypes: ["BIGINT", "VARCHAR"],
  stateType: "BIGINT[]",
  returnType: "BIGINT[]",
  callOnNull: true,
  bigint: true,
};

describe("aggregates of the script", () => {
  const calls = [
    { function: mean, arguments: ["x"], output: "mean" },
    { function: ids, arguments: ["id", "s"], output: "all" },
  ];
  const expected = (keys: string): string =>
    `SELECT ${keys}avg(x) AS mean, list(CASE WHEN s IS NULL THEN -id ELSE id END ORDER BY id) AS "all" FROM a WHERE id <> 777`;

  test("whole, by groups", async () => {
    const a = await bench.table("a", rows);
    const filter = at.filter(await bench.tree("id <> 777"));
    await bench.expectRows([a, filter, at.aggregateFunction("WHOLE", ["k"], calls)], `${expected("k, ")} GROUP BY k`);
  });

  test("in parts, states put together in order", async () => {
    const a = await bench.table("a", rows);
    const states = [
      { name: "k", type: "BIGINT" },
      { name: "mean", type: mean.stateType ?? "" },
      { name: "all", type: ids.stateType ?? "" },
    ];
    const parts = [];
    for (const [index, condition] of ["id < 20000", "id >= 20000"].entries()) {
      const part = [
        at.filter(await bench.tree(`id <> 777 AND ${condition}`)),
        at.aggregateFunction("PARTIAL", ["k"], calls),
      ];
      const token = `part-${String(index)}`;
      const report = await bench.run([a, ...part], states, { token });
      parts.push({ path: bench.bench.piecePath(token), rows: report.rowsOut });
    }
    const input = bench.input(parts);
    const final = at.aggregateFunction(
      "FINAL",
      ["k"],
      [
        { function: mean, arguments: ["mean"], output: "mean" },
        { function: ids, arguments: ["all"], output: "all" },
      ],
    );
    await bench.expectRows([at.pieces(states, input), final], `${expected("k, ")} GROUP BY k`);
  });

  test("without keys there is one row, of no rows as well", async () => {
    const a = await bench.table("a", rows);
    await bench.expectRows(
      [a, at.aggregateFunction("WHOLE", [], [calls[0] ?? { function: mean, arguments: [], output: "" }])],
      "SELECT avg(x) AS mean FROM a",
    );
    const none = [a, at.filter(await bench.tree("false"))];
    await bench.expectRows(
      [...none, at.aggregateFunction("WHOLE", [], calls)],
      'SELECT NULL::DOUBLE AS mean, []::BIGINT[] AS "all"',
    );
    await bench.expectRows(
      [...none, at.aggregateFunction("PARTIAL", [], [{ function: mean, arguments: ["x"], output: "mean" }])],
      "SELECT {'total': 0::DOUBLE, 'count': 0::BIGINT} AS mean",
    );
    await bench.expectRows(
      [...none, at.aggregateFunction("WHOLE", ["k"], calls)],
      'SELECT k, 0.5::DOUBLE AS mean, [1]::BIGINT[] AS "all" FROM a WHERE false',
    );
  });

  test("one that throws is named", async () => {
    const a = await bench.table("a", rows);
    const output = [{ name: "all", type: "BIGINT[]" }];
    const failure = bench.run([a, at.aggregateFunction("WHOLE", [], calls.slice(1))], output);
    await expect(failure).rejects.toMatchObject({ code: "ROW_FUNCTION_FAILED", retry: "never" });
    await expect(failure).rejects.toThrow("row function 'ids': RangeError: not this one");
  });
});

describe("functions from rows to rows", () => {
  test("get batches, and give fewer rows with other columns", async () => {
    const a = await bench.table("a", rows);
    const output = await bench.reference.columns("SELECT 1::BIGINT AS id, '' AS twice, 1::INTEGER AS \"none\"");
    await bench.expectRows(
      [a, at.mapPartitions("evens", output)],
      'SELECT id, s || s AS twice, NULL::INTEGER AS "none" FROM a WHERE id % 2 = 0',
      { ordered: true },
    );
  });

  test("keep something from batch to batch, and give rows at the end", async () => {
    const a = await bench.table("a", rows);
    const output = await bench.reference.columns("SELECT 1::BIGINT AS number, 1::BIGINT AS id");
    await bench.expectRows(
      [a, at.project(await bench.trees({ id: "id * 2" })), at.mapPartitions("numbered", output)],
      "(SELECT id AS number, id * 2 AS id FROM a ORDER BY id) UNION ALL SELECT -1, NULL",
      { ordered: true },
    );
    await bench.expectRows(
      [a, at.filter(await bench.tree("false")), at.mapPartitions("numbered", output)],
      "SELECT -1::BIGINT AS number, NULL::BIGINT AS id",
    );
  });

  test("may end before their input, or give more than came, nested values among it", async () => {
    const a = await bench.table("a", rows);
    await bench.expectRows(
      [a, at.mapPartitions("first_one", [{ name: "id", type: "BIGINT" }])],
      "SELECT 0::BIGINT AS id",
    );
    const output = await bench.reference.columns("SELECT id, t FROM a");
    await bench.expectRows(
      [a, at.mapPartitions("copies", output)],
      "SELECT id, t FROM a UNION ALL SELECT id, t FROM a",
    );
  });

  test("may give all their rows at once", async () => {
    const a = await bench.table("a", rows);
    await bench.expectRows(
      [a, at.mapPartitions("at_once", [{ name: "id", type: "BIGINT" }])],
      "SELECT i AS id FROM range(16 * 50000) r(i)",
    );
  });

  test("fail by name", async () => {
    const a = await bench.table("a", rows);
    const output = [{ name: "id", type: "BIGINT" }];
    await expect(bench.run([a, at.mapPartitions("refuses", output)], output)).rejects.toThrow(
      "row function 'refuses': Error: no",
    );
    await expect(bench.run([a, at.mapPartitions("mistyped", output)], output)).rejects.toThrow(
      `row function 'mistyped': returned "one", which is no BIGINT`,
    );
    // The thread works on.
    await bench.expectRows([a, at.mapPartitions("first_one", output)], "SELECT 0::BIGINT AS id");
  });
});
