import { readFileSync } from "node:fs";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Operator, SortKey } from "../../common/wire/types.js";
import { at } from "../../tests/support/executor/fragments.js";
import { OperatorBench } from "../../tests/support/executor/operator-bench.js";

let bench: OperatorBench;

beforeAll(async () => {
  bench = await OperatorBench.open();
});

beforeEach(() => {
  bench.reset();
});

async function partRows(partitions: number, columns: string): Promise<Record<string, unknown>[][]> {
  const parts = bench.parts(partitions);
  return await Promise.all(
    parts.map(async (part) =>
      part === undefined ? [] : await bench.reference.rows(`SELECT ${columns} FROM read_parquet('${part.path}')`),
    ),
  );
}

/** A key of each type that may be one, with values that are equal though they differ in bits. */
const keyTypes: [string, string][] = [
  ["BOOLEAN", "i % 2 = 0"],
  ["TINYINT", "i % 100"],
  ["UBIGINT", "i * 100000000000"],
  ["HUGEINT", "i::HUGEINT * 1000000000000000000000"],
  ["UHUGEINT", "i::UHUGEINT * 1000000000000000000000"],
  ["BIGNUM", "(i * 100000000000)::VARCHAR"],
  ["FLOAT", "CASE i % 5 WHEN 0 THEN 0.0::FLOAT WHEN 1 THEN -0.0::FLOAT WHEN 2 THEN 'nan'::FLOAT ELSE i / 2 END"],
  ["DOUBLE", "CASE i % 5 WHEN 0 THEN 0.0 WHEN 1 THEN -0.0::DOUBLE WHEN 2 THEN 'nan'::DOUBLE ELSE i / 2 END"],
  ["DECIMAL(9,2)", "i / 4"],
  ["DECIMAL(38,10)", "i / 4"],
  ["VARCHAR", "CASE WHEN i % 9 = 0 THEN '' ELSE 'é' || i END"],
  ["BLOB", "encode('b' || i)"],
  ["DATE", "DATE '1969-12-01' + (i % 60)::INTEGER"],
  ["TIME", "TIME '00:00:00' + to_seconds(i)"],
  ["TIME WITH TIME ZONE", "CASE i % 2 WHEN 0 THEN '12:00:00+02'::TIMETZ ELSE '11:00:00+01'::TIMETZ END"],
  ["TIMESTAMP", "TIMESTAMP '1969-12-31' + to_hours(i)"],
  ["TIMESTAMP_NS", "TIMESTAMP '1969-12-31' + to_hours(i)"],
  ["TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ '1969-12-31 00:00:00+02' + to_hours(i)"],
  [
    "INTERVAL",
    "CASE i % 3 WHEN 0 THEN INTERVAL 24 HOUR WHEN 1 THEN INTERVAL 1 DAY ELSE to_days((i % 50)::INTEGER) END",
  ],
  ["UUID", "uuid_of(i)"],
  ["BIT", "(i % 64)::INTEGER::BIT"],
  ["ENUM('a', 'b', 'c')", "['a', 'b', 'c'][1 + i % 3]"],
  ["DOUBLE[]", "[CASE i % 3 WHEN 0 THEN -0.0::DOUBLE WHEN 1 THEN 0.0 ELSE i END, NULL]"],
  ["INTEGER[2]", "[]"],
  ["STRUCT(a DOUBLE, b VARCHAR)", "{'a': CASE i % 3 WHEN 0 THEN -0.0::DOUBLE WHEN 1 THEN 0.0 END, 'b': NULL}"],
  ["MAP(VARCHAR, INTEGER)", "MAP {'k': (i % 5)::INTEGER}"],
];

function keyed(type: string, sql: string): string {
  const value = sql.replace("uuid_of(i)", "('00000000-0000-0000-0000-' || lpad((i % 99)::VARCHAR, 12, '0'))::UUID");
  // Of lists of a fixed size no CASE chooses.
  const isArray = type.endsWith("[2]");
  const chosen = isArray ? `(CASE WHEN i % 11 = 0 THEN NULL ELSE [(i % 7)::INTEGER, NULL] END)::${type}` : undefined;
  return `SELECT i AS id, ${chosen ?? `CASE WHEN i % 11 = 0 THEN NULL ELSE (${value})::${type} END`} AS k FROM range(400) r(i)`;
}

describe.each(keyTypes)("keys of %s", (type, sql) => {
  test("go where equal keys go, group and join as in one query", async () => {
    const a = await bench.table("a", keyed(type, sql));
    const output = [{ name: "id", type: "BIGINT" }];
    await bench.run([a], output, { delivery: { hash: { keys: [await bench.tree("k")], partitions: 7 } } });
    const rows = await partRows(7, "id::BIGINT AS id");
    const values = rows.flatMap((part, partition) => part.map(({ id }) => `(${String(partition)}, ${String(id)})`));
    expect(values).toHaveLength(400);
    const apart = `SELECT k FROM (VALUES ${values.join(", ")}) v(p, id) JOIN a USING (id) GROUP BY k HAVING count(DISTINCT p) > 1`;
    expect(await bench.reference.rows(apart)).toEqual([]);

    const trees = await bench.trees({ k: "k" });
    await bench.expectRows(
      [a, at.aggregate(await bench.trees({ n: "count(*)", least: "min(id)" }), trees)],
      "SELECT k, count(*) AS n, min(id) AS least FROM a GROUP BY k",
    );
    const b = await bench.table("b", `SELECT id AS b_id, k AS b_k FROM (${keyed(type, sql)}) WHERE id % 3 = 0`);
    for (const nullSafe of [false, true]) {
      const key = { left: await bench.tree("k"), right: await bench.tree("b_k"), nullSafe };
      await bench.expectRows(
        [a, at.join("FULL", [b], [key])],
        `SELECT * FROM a FULL JOIN b ON k ${nullSafe ? "IS NOT DISTINCT FROM" : "="} b_k`,
      );
    }
    await bench.expectRows(
      [a, at.deduplicate(["k"], [await bench.sortKey("id DESC")])],
      "SELECT max(id) AS id, k FROM a GROUP BY k",
    );
  });

  test.each(["ASC NULLS FIRST", "DESC NULLS LAST"])("in ranges, %s", async (order) => {
    const a = await bench.table("a", keyed(type, sql));
    await expectRanges(a, [await bench.sortKey(`k ${order}`)], `k ${order}`, 5);
  });
});

/** Samples keys, makes bounds and ranges of them, and expects the sorted ranges one after the other to be the sorted rows. */
async function expectRanges(a: Operator, keys: SortKey[], order: string, partitions: number): Promise<number[]> {
  const output = await bench.reference.columns("SELECT * FROM a");
  const key = [{ name: "__goldpan_sort_key", type: "BLOB" }];
  const { rowsOut } = await bench.run([a, at.sampleKeys(keys, 200)], key, { token: "sample" });
  const sample = bench.input(rowsOut === 0 ? [] : [{ path: bench.bench.piecePath("sample"), rows: rowsOut }]);
  const bound = [{ name: "__goldpan_bound", type: "BLOB" }];
  const bounds = await bench.run([at.pieces(key, sample), at.bounds(partitions)], bound, { token: "bounds" });
  expect(bounds.rowsOut).toBeLessThan(partitions);
  const boundsInput = bench.input(bounds.rowsOut === 0 ? [] : [{ path: bench.bench.piecePath("bounds"), rows: 1 }]);
  const report = await bench.run([a], output, {
    delivery: { range: { keys, partitions, boundsInput } },
    token: "ranges",
  });
  const parts = bench.parts(partitions, "ranges").flatMap((part) => (part === undefined ? [] : [part]));
  const sorted = [at.pieces(output, bench.input(parts)), at.project(await bench.trees({ id: "id", k: "k" }))];
  await bench.run(sorted, output, { token: "back" });
  // Each range by itself sorted, one after the other.
  const ranges = parts.map(
    ({ path }, index) => `SELECT ${String(index)} AS part, k, id FROM (${bench.rowsOf(output, path)})`,
  );
  if (ranges.length > 0) {
    const all = `SELECT part, create_sort_key(k, '${order.replace(/^k /, "")}') AS key FROM (${ranges.join(" UNION ALL ")})`;
    const overlaps = await bench.reference.rows(
      `SELECT l.part FROM (SELECT part, max(key) AS greatest FROM (${all}) GROUP BY part) l JOIN (SELECT part, min(key) AS least FROM (${all}) GROUP BY part) r ON l.part < r.part AND l.greatest > r.least`,
    );
    expect(overlaps).toEqual([]);
  }
  await bench.expectSame(bench.left(output, report, "back"), "SELECT * FROM a");
  const counts = parts.map(
    async ({ path }) => (await bench.reference.rows(`SELECT count(*) AS n FROM read_parquet('${path}')`))[0]?.["n"],
  );
  return (await Promise.all(counts)).map(Number);
}

describe("ranges", () => {
  test("are of like sizes, and a heavy key is dealt to several of them", async () => {
    const even = await bench.table("a", "SELECT i AS id, hash(i) AS k FROM range(20000) r(i)");
    const counts = await expectRanges(even, [await bench.sortKey("k")], "k ASC NULLS FIRST", 8);
    expect(counts).toHaveLength(8);
    expect(Math.max(...counts)).toBeLessThan(2 * 2500);
    bench.reset();
    const heavy = await bench.table(
      "a",
      "SELECT i AS id, CASE WHEN i % 10 < 6 THEN NULL WHEN i % 10 = 6 THEN -1 ELSE i END AS k FROM range(20000) r(i)",
    );
    const dealt = await expectRanges(heavy, [await bench.sortKey("k DESC NULLS FIRST")], "k DESC NULLS FIRST", 8);
    expect(Math.max(...dealt)).toBeLessThan(2 * 2500);
  });

  test("of no rows, of one and of few", async () => {
    for (const rows of [0, 1, 3]) {
      bench.reset();
      const a = await bench.table("a", `SELECT i AS id, i AS k FROM range(${String(rows)}) r(i)`);
      await expectRanges(a, [await bench.sortKey("k")], "k ASC NULLS FIRST", 4);
    }
  });
});

describe("round robin", () => {
  test("deals rows evenly, beginning where the task's seed says", async () => {
    const a = await bench.table("a", "SELECT i AS id FROM range(1000) r(i)");
    const output = [{ name: "id", type: "BIGINT" }];
    await bench.run([a], output, { delivery: { roundRobin: { partitions: 8 } }, seed: 3 });
    const parts = await partRows(8, "id::INTEGER AS id");
    expect(parts.map((part) => part.length)).toEqual(Array.from({ length: 8 }, () => 125));
    expect(parts[4]?.[0]).toEqual({ id: 0 });
  });
});

describe("a task that runs again", () => {
  test("leaves the same bytes, whatever its operators", async () => {
    const a = await bench.table(
      "a",
      "SELECT i AS id, hash(i) % 5000 AS n, (hash(i, 1) % 1000) / 7 AS x, 't' || hash(i, 2) % 300 AS s FROM range(60000) r(i)",
      3,
    );
    const b = await bench.table("b", "SELECT i AS b_id, hash(i, 3) % 5000 AS b_n FROM range(20000) r(i)");
    const key = { left: await bench.tree("n"), right: await bench.tree("b_n"), nullSafe: false };
    const chains: [Operator[], string][] = [
      [
        [at.aggregate(await bench.trees({ total: "sum(x)", mean: "avg(x)" }), await bench.trees({ n: "n", s: "s" }))],
        "n, s, total, mean",
      ],
      [[at.join("FULL", [b], [key])], "id, x, b_id"],
      [[at.deduplicate(["n"])], "id, n"],
      [[at.project(await bench.trees({ n: "n", s: "s" })), at.deduplicate(["n", "s"])], "n, s"],
      [[at.sort([await bench.sortKey("s")])], "id, s"],
      [[at.window(await bench.trees({ r: "row_number() OVER (PARTITION BY s ORDER BY n)" }))], "id, r"],
      [[at.sample(0.3, 5)], "id"],
      [[at.sampleKeys([await bench.sortKey("x")], 500)], "__goldpan_sort_key"],
    ];
    const types: Record<string, string> = {
      total: "DOUBLE",
      mean: "DOUBLE",
      x: "DOUBLE",
      s: "VARCHAR",
      __goldpan_sort_key: "BLOB",
    };
    for (const [chain, names] of chains) {
      const output = names.split(", ").map((name) => ({ name, type: types[name] ?? "BIGINT" }));
      const bytes = [];
      for (const token of ["once", "again"]) {
        await bench.run([a, ...chain], output, { token, delivery: { roundRobin: { partitions: 5 } } });
        bytes.push(readFileSync(bench.bench.piecePath(token)));
      }
      expect(bytes[0]?.equals(bytes[1] ?? Buffer.alloc(0)), names).toBe(true);
    }
  });
});
