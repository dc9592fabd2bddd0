import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { JoinKind, Operator, SetOperationKind } from "../../../common/wire/types.js";
import { at } from "../../../tests/support/executor/fragments.js";
import { OperatorBench } from "../../../tests/support/executor/operator-bench.js";

let bench: OperatorBench;

beforeAll(async () => {
  bench = await OperatorBench.open();
});

beforeEach(() => {
  bench.reset();
});

/** Rows with few different values, NULLs, NaN and −0.0 among them, the same for a seed. */
function randomRows(seed: number, rows: number): string {
  const pick = (salt: number, count: number): string =>
    `(hash(i, ${String(seed)}, ${String(salt)}) % ${String(count)})`;
  return `SELECT i AS id,
      CASE ${pick(1, 7)} WHEN 0 THEN NULL ELSE ${pick(2, 12)}::INTEGER END AS n,
      CASE ${pick(3, 9)} WHEN 0 THEN NULL WHEN 1 THEN 'NaN'::DOUBLE WHEN 2 THEN -0.0::DOUBLE WHEN 3 THEN 0.0::DOUBLE WHEN 4 THEN '-inf'::DOUBLE ELSE ${pick(4, 5)} / 4 END AS d,
      CASE ${pick(5, 6)} WHEN 0 THEN NULL WHEN 1 THEN '' ELSE 'é' || ${pick(6, 4)} END AS s,
      CASE ${pick(7, 5)} WHEN 0 THEN NULL ELSE {'a': CASE WHEN ${pick(8, 3)} = 0 THEN NULL ELSE ${pick(9, 3)} END, 'b': [${pick(10, 2)}::DOUBLE, CASE WHEN ${pick(11, 2)} = 0 THEN NULL ELSE -0.0 END]} END AS t,
      CASE ${pick(12, 5)} WHEN 0 THEN NULL WHEN 1 THEN [] ELSE [${pick(13, 3)}::INTEGER, NULL, ${pick(14, 3)}::INTEGER] END AS l,
      CASE ${pick(15, 4)} WHEN 0 THEN NULL WHEN 1 THEN MAP {} ELSE MAP {'x': ${pick(16, 3)}::BIGINT, 'y': NULL} END AS m,
      (${pick(17, 1000)} / 8)::DECIMAL(12, 3) AS c
    FROM range(${String(rows)}) r(i)`;
}

const rowsOf = [0, 1, 7, 300, 5000];

describe("aggregate", () => {
  test.each(rowsOf)("by keys over %d rows", async (rows) => {
    const a = await bench.table("a", randomRows(rows, rows));
    const keys = { k1: "n", k2: "d", k3: "t", k4: "l" };
    const aggregates = { rows: "count(*)", total: "sum(c)", least: "min(s)", distinct: "count(DISTINCT id % 3)" };
    await bench.expectRows(
      [a, at.aggregate(await bench.trees(aggregates), await bench.trees(keys))],
      `SELECT n AS k1, d AS k2, t AS k3, l AS k4, count(*) AS rows, sum(c) AS total, min(s) AS least, count(DISTINCT id % 3) AS "distinct" FROM a GROUP BY n, d, t, l`,
    );
  });

  test("a key may be a constant, and no aggregate be asked for", async () => {
    const a = await bench.table("a", randomRows(1, 100));
    await bench.expectRows(
      [a, at.aggregate({}, await bench.trees({ one: "1", n: "n" }))],
      "SELECT DISTINCT 1 AS one, n FROM a",
    );
  });

  test("without keys there is one row, whatever comes", async () => {
    const a = await bench.table("a", randomRows(1, 0));
    await bench.expectRows(
      [a, at.aggregate(await bench.trees({ rows: "count(*)", total: "sum(c)" }))],
      "SELECT count(*) AS rows, sum(c) AS total FROM a",
    );
  });
});

describe("aggregates whose states hold values", () => {
  test("are made in parts where memory is small", async () => {
    const small = await OperatorBench.open({ memoryBytes: 128 * 2 ** 20 });
    const a = await small.table(
      "a",
      "SELECT md5((i % 150000)::VARCHAR) AS k, md5(i::VARCHAR || 'a') || md5(i::VARCHAR || 'b') AS v, i % 10 AS n, i FROM range(300000) r(i)",
    );
    const aggregates = { least: "min(v)", all: "list(n ORDER BY n)", most: "max_by(v, i)", rows: "count(*)" };
    const trees = await small.trees(aggregates);
    await small.expectRows(
      [a, at.aggregate(trees, await small.trees({ k: "k" }))],
      `SELECT k, ${Object.entries(aggregates)
        .map(([name, sql]) => `${sql} AS "${name}"`)
        .join(", ")} FROM a GROUP BY k`,
    );
  });
});

describe("join", () => {
  const words: Record<JoinKind, string> = {
    INNER: "JOIN",
    LEFT: "LEFT JOIN",
    RIGHT: "RIGHT JOIN",
    FULL: "FULL JOIN",
    LEFT_SEMI: "SEMI JOIN",
    LEFT_ANTI: "ANTI JOIN",
    CROSS: "CROSS JOIN",
  };
  const kinds = Object.keys(words) as JoinKind[];

  async function sides(seed: number, leftRows: number, rightRows: number): Promise<[Operator, Operator]> {
    const left = await bench.table("a", randomRows(seed, leftRows));
    const right = await bench.table("b", `SELECT COLUMNS(*) AS 'r_\\0' FROM (${randomRows(seed + 100, rightRows)})`);
    return [left, right];
  }

  test.each(kinds.filter((kind) => kind !== "CROSS"))(
    "%s by keys, null-safe and not, with a residual",
    async (kind) => {
      for (const [leftRows, rightRows] of [
        [200, 150],
        [0, 20],
        [20, 0],
        [1, 1],
      ] as const) {
        const [left, right] = await sides(leftRows, leftRows, rightRows);
        const keys = [
          { left: await bench.tree("n"), right: await bench.tree("r_n"), nullSafe: false },
          { left: await bench.tree("d"), right: await bench.tree("r_d"), nullSafe: true },
        ];
        const residual = await bench.tree("id % 3 <> r_id % 3 AND id + r_id > 10");
        await bench.expectRows(
          [left, at.join(kind, [right], keys, residual)],
          `SELECT * FROM a ${words[kind]} b ON n = r_n AND d IS NOT DISTINCT FROM r_d AND id % 3 <> r_id % 3 AND id + r_id > 10`,
        );
        bench.reset();
      }
    },
  );

  test.each(kinds.filter((kind) => kind !== "CROSS"))("%s by nested keys and none", async (kind) => {
    const [left, right] = await sides(3, 120, 80);
    for (const [l, r] of [
      ["t", "r_t"],
      ["l", "r_l"],
      ["m", "r_m"],
      ["s", "r_s"],
      ["c", "r_c"],
    ] as const) {
      for (const nullSafe of [false, true]) {
        const keys = [{ left: await bench.tree(l), right: await bench.tree(r), nullSafe }];
        const comparison = nullSafe ? "IS NOT DISTINCT FROM" : "=";
        await bench.expectRows(
          [left, at.join(kind, [right], keys)],
          `SELECT * FROM a ${words[kind]} b ON ${l} ${comparison} ${r}`,
        );
      }
    }
    await bench.expectRows(
      [left, at.join(kind, [right], [], await bench.tree("id < r_id AND n > r_n"))],
      `SELECT * FROM a ${words[kind]} b ON id < r_id AND n > r_n`,
    );
  });

  test.each(kinds.filter((kind) => kind !== "CROSS"))("%s by conditions of every shape", async (kind) => {
    const [left, right] = await sides(8, 90, 70);
    const keys = [{ left: await bench.tree("n"), right: await bench.tree("r_n"), nullSafe: false }];
    const conditions = [
      "id + r_id > 60",
      "s LIKE '%1'",
      "r_s LIKE '%1' AND id <> r_id",
      "s LIKE r_s OR id > 70",
      "id BETWEEN r_id AND r_id + 5",
      "r_id BETWEEN id AND r_id + 5",
      "NOT (id = r_id)",
      "id < 40",
    ];
    for (const condition of conditions) {
      await bench.expectRows(
        [left, at.join(kind, [right], keys, await bench.tree(condition))],
        `SELECT * FROM a ${words[kind]} b ON n = r_n AND (${condition})`,
      );
    }
  });

  test("a cross join has every pair", async () => {
    const [left, right] = await sides(5, 30, 40);
    await bench.expectRows([left, at.join("CROSS", [right], [])], "SELECT * FROM a CROSS JOIN b");
  });

  test("the other side is a chain of its own, with joins in it", async () => {
    const [left, right] = await sides(6, 80, 60);
    const third = await bench.table("c3", "SELECT i AS c_id, i % 12 AS c_n FROM range(30) r(i)");
    const inner = [
      right,
      at.filter(await bench.tree("r_n > 2")),
      at.join(
        "LEFT",
        [third, at.limit(20)],
        [{ left: await bench.tree("r_n"), right: await bench.tree("c_n"), nullSafe: false }],
      ),
      at.project(await bench.trees({ x: "r_n", y: "c_id", z: "r_s" })),
    ];
    const keys = [{ left: await bench.tree("n"), right: await bench.tree("x"), nullSafe: false }];
    await bench.expectRows(
      [left, at.join("FULL", inner, keys), at.filter(await bench.tree("id IS NULL OR id > 3"))],
      `SELECT * FROM (SELECT * FROM a FULL JOIN (SELECT r_n AS x, c_id AS y, r_s AS z FROM (SELECT * FROM b WHERE r_n > 2)
         LEFT JOIN (SELECT * FROM c3 LIMIT 20) ON r_n = c_n) ON n = x) WHERE id IS NULL OR id > 3`,
    );
  });
});

describe("set operations", () => {
  const cases: [SetOperationKind, boolean][] = [
    ["INTERSECT", false],
    ["INTERSECT", true],
    ["EXCEPT", false],
    ["EXCEPT", true],
  ];

  test.each(cases)("%s, all: %s", async (kind, all) => {
    const some = (seed: number, rows: number): string =>
      `SELECT n, d, s, t, l, m FROM (${randomRows(seed, rows)}) WHERE id % 3 > 0 UNION ALL SELECT NULL, 'NaN', s, NULL, l, m FROM (${randomRows(seed, 30)})`;
    const left = await bench.table("a", `${some(1, 300)} UNION ALL ${some(2, 200)} UNION ALL ${some(1, 100)}`);
    const right = await bench.table("b", `${some(1, 200)} UNION ALL ${some(3, 50)}`);
    await bench.expectRows(
      [left, at.set(kind, all, [right])],
      `SELECT * FROM a ${kind}${all ? " ALL" : ""} SELECT * FROM b`,
    );
    await bench.expectRows(
      [left, at.set(kind, all, [right, at.filter(await bench.tree("false"))])],
      `SELECT * FROM a ${kind}${all ? " ALL" : ""} SELECT * FROM b WHERE false`,
    );
  });
});

describe("deduplicate", () => {
  test.each(rowsOf)("keeps the first of %d rows by the order, ties as they came", async (rows) => {
    const a = await bench.table("a", randomRows(rows, rows));
    const keep = [await bench.sortKey("c DESC NULLS LAST"), await bench.sortKey("s ASC NULLS FIRST")];
    await bench.expectRows(
      [a, at.deduplicate(["n", "d", "t"], keep)],
      `SELECT * EXCLUDE (r) FROM (SELECT *, row_number() OVER (PARTITION BY n, d, t ORDER BY c DESC NULLS LAST, s ASC NULLS FIRST, rowid) AS r FROM a) WHERE r = 1`,
    );
  });

  const valuesOf: Readonly<Record<string, string>> = {
    BOOLEAN: "h % 2 = 0",
    TINYINT: "(h % 7)::TINYINT",
    UBIGINT: "h",
    HUGEINT: "(h % 40)::HUGEINT * 18446744073709551616",
    FLOAT: "CASE h % 5 WHEN 0 THEN 'NaN'::FLOAT WHEN 1 THEN -0.0::FLOAT WHEN 2 THEN 0.0::FLOAT ELSE (h % 9)::FLOAT END",
    DOUBLE: "CASE h % 5 WHEN 0 THEN 'NaN'::DOUBLE WHEN 1 THEN '-Infinity'::DOUBLE ELSE (h % 9)::DOUBLE END",
    "DECIMAL(38,2)": "(h % 40)::DECIMAL(38,2) - 20",
    DATE: "DATE '1969-12-28' + (h % 9)::INTEGER",
    TIME: "TIME '00:00:01' + INTERVAL (h % 9) MINUTE",
    TIMESTAMP: "CASE h % 9 WHEN 0 THEN 'infinity' ELSE TIMESTAMP '1969-12-31' + INTERVAL (h % 40) HOUR END",
    TIMESTAMPTZ: "TIMESTAMPTZ '1969-12-31 00:00:00+00' + INTERVAL (h % 40) HOUR",
    VARCHAR: "repeat('x', (h % 30)::INTEGER)",
    INTERVAL: "INTERVAL (h % 40) DAY",
    "INTEGER[]": "[(h % 3)::INTEGER, NULL]",
  };
  const orders = ["DESC NULLS LAST", "ASC NULLS FIRST", "DESC NULLS FIRST", "ASC NULLS LAST"];

  test.each(Object.entries(valuesOf))(
    "keeps the first by a %s, of rows as they lie and of others",
    async (type, value) => {
      const rows = `SELECT i, h % 211 AS k, CASE WHEN h % 4 > 0 THEN ${value} END::${type} AS v FROM (SELECT i, hash(i) AS h FROM range(900) t(i))`;
      const a = await bench.table("a", rows, 3);
      const all = at.filter(await bench.tree("i >= 0"));
      for (const order of orders) {
        const expected = `SELECT i, k, v FROM (SELECT *, row_number() OVER (PARTITION BY k ORDER BY v ${order}, rowid) AS r FROM a) WHERE r = 1`;
        const keep = [await bench.sortKey(`v ${order}`)];
        await bench.expectRows([a, at.deduplicate(["k"], keep)], expected);
        await bench.expectRows([a, all, at.deduplicate(["k"], keep)], expected);
      }
    },
  );

  test("keeps the first that came without an order", async () => {
    const a = await bench.table("a", randomRows(1, 3000));
    await bench.expectRows(
      [a, at.deduplicate(["n", "l"])],
      `SELECT * FROM a WHERE rowid IN (SELECT min(rowid) FROM a GROUP BY n, l)`,
    );
    const places = await bench.table("a", "SELECT i % 7 AS place, i % 11 AS rank, i FROM range(100) t(i)");
    await bench.expectRows([places, at.deduplicate(["place", "rank"])], "SELECT * FROM a WHERE i < 77");
    await bench.expectRows([places, at.deduplicate(["place"])], "SELECT * FROM a WHERE i < 7");
  });

  test("over all columns keeps each row once", async () => {
    const a = await bench.table("a", `SELECT n, d, s, t FROM (${randomRows(1, 3000)})`);
    await bench.expectRows([a, at.deduplicate(["n", "D", "s", "t"])], "SELECT DISTINCT * FROM a");
  });
});

describe("sort", () => {
  test.each(rowsOf)("%d rows, ties as they came", async (rows) => {
    const a = await bench.table("a", randomRows(rows, rows), 3);
    const orders = ["d DESC NULLS FIRST", "s ASC NULLS LAST", "t ASC NULLS FIRST"];
    const keys = await Promise.all(orders.map((order) => bench.sortKey(order)));
    await bench.expectRows([a, at.sort(keys)], `SELECT * FROM a ORDER BY ${orders.join(", ")}, rowid`, {
      ordered: true,
    });
  });
});

describe("window", () => {
  test("appends columns", async () => {
    const a = await bench.table("a", randomRows(4, 2000));
    const expressions = {
      rank: "rank() OVER (PARTITION BY n ORDER BY c DESC NULLS LAST)",
      running: "sum(c) OVER (PARTITION BY s ORDER BY id ROWS BETWEEN 3 PRECEDING AND CURRENT ROW)",
      before: "lag(id, 1) OVER (PARTITION BY n ORDER BY id)",
    };
    await bench.expectRows(
      [a, at.window(await bench.trees(expressions))],
      `SELECT *, ${Object.entries(expressions)
        .map(([name, sql]) => `${sql} AS ${name}`)
        .join(", ")} FROM a`,
    );
  });
});

describe("unnest", () => {
  const integer = { name: "e", type: "INTEGER" };
  const position = { name: "p", type: "INTEGER" };

  test("lists, with positions, empty ones kept or not", async () => {
    const a = await bench.table("a", randomRows(5, 500));
    const tree = await bench.tree("l");
    await bench.expectRows([a, at.unnest(tree, [integer])], "SELECT *, unnest(l) AS e FROM a");
    await bench.expectRows(
      [a, at.unnest(tree, [position, integer], { withPosition: true })],
      "SELECT a.*, p::INTEGER AS p, l[p + 1] AS e FROM a, range(10) r(p) WHERE p < len(l)",
    );
    await bench.expectRows(
      [a, at.unnest(tree, [position, integer], { withPosition: true, outer: true })],
      `SELECT a.*, p::INTEGER AS p, l[p + 1] AS e FROM a, range(10) r(p) WHERE p < len(l)
       UNION ALL SELECT *, NULL, NULL FROM a WHERE l IS NULL OR l = []`,
    );
  });

  test("maps, structs and lists of a fixed size", async () => {
    const a = await bench.table("a", randomRows(5, 500));
    const entry = [
      { name: "k", type: "VARCHAR" },
      { name: "v", type: "BIGINT" },
    ];
    await bench.expectRows(
      [a, at.unnest(await bench.tree("m"), entry, { outer: true })],
      `SELECT *, 'x' AS k, m['x'] AS v FROM a WHERE cardinality(m) > 0 UNION ALL SELECT *, 'y', NULL FROM a WHERE cardinality(m) > 0
       UNION ALL SELECT *, NULL, NULL FROM a WHERE m IS NULL OR cardinality(m) = 0`,
    );
    await bench.expectRows(
      [a, at.unnest(await bench.tree("[t, t]"), [{ name: "e", type: "STRUCT(a BIGINT, b DOUBLE[])" }])],
      "SELECT *, t AS e FROM a UNION ALL SELECT *, t FROM a",
    );
    await bench.expectRows(
      [a, at.unnest(await bench.tree("array_value(n, id)"), [{ name: "e", type: "BIGINT" }])],
      "SELECT *, n::BIGINT AS e FROM a UNION ALL SELECT *, id FROM a",
    );
  });
});

describe("limit", () => {
  test("leaves out rows at the beginning, and takes all after them without a count", async () => {
    const a = await bench.table("a", randomRows(5, 500));
    await bench.expectRows([a, at.limit(20, 90)], "SELECT * FROM a WHERE rowid BETWEEN 90 AND 109", { ordered: true });
    await bench.expectRows([a, at.limit(undefined, 90)], "SELECT * FROM a WHERE rowid >= 90", { ordered: true });
  });
});

describe("sample", () => {
  const output = [{ name: "i", type: "BIGINT" }];

  async function sampleOf(fraction: number, seed: number, withReplacement: boolean, taskSeed = 7): Promise<number[]> {
    bench.reset();
    const a = await bench.table("a", "SELECT i FROM range(100000) r(i)");
    const report = await bench.run([a, at.sample(fraction, seed, withReplacement)], output, { seed: taskSeed });
    return (await bench.reference.rows(bench.left(output, report))).map((row) => Number(row["i"]));
  }

  test("takes the share of rows, the same ones again, others for other seeds", async () => {
    const some = await sampleOf(0.1, 1, false);
    expect(Math.abs(some.length - 10_000)).toBeLessThan(400);
    expect(new Set(some).size).toBe(some.length);
    expect(await sampleOf(0.1, 1, false)).toEqual(some);
    const both = (other: number[]): number => other.filter((value) => some.includes(value)).length;
    expect(Math.abs(both(await sampleOf(0.1, 2, false)) - 1_000)).toBeLessThan(150);
    expect(Math.abs(both(await sampleOf(0.1, 1, false, 8)) - 1_000)).toBeLessThan(150);
    expect(await sampleOf(0, 1, false)).toEqual([]);
    expect(await sampleOf(1, 1, false)).toHaveLength(100_000);
  });

  test.each([0.3, 2.5, 70])("with replacement takes rows %d times on average, as Poisson has it", async (mean) => {
    const counts = new Array<number>(1_000).fill(0);
    bench.reset();
    const a = await bench.table("a", "SELECT i FROM range(20000) r(i)");
    const report = await bench.run([a, at.sample(mean, 3, true)], output);
    const rows = await bench.reference.rows(
      `SELECT n, count(*) AS c FROM (SELECT count(s.i) AS n FROM range(20000) r(i) LEFT JOIN (${bench.left(output, report)}) s USING (i) GROUP BY i) GROUP BY n`,
    );
    for (const row of rows) counts[Number(row["n"])] = Number(row["c"]);
    const average = counts.reduce((sum, count, n) => sum + count * n, 0) / 20_000;
    const variance = counts.reduce((sum, count, n) => sum + count * (n - average) ** 2, 0) / 20_000;
    expect(Math.abs(average / mean - 1)).toBeLessThan(0.03);
    expect(Math.abs(variance / mean - 1)).toBeLessThan(0.06);
  });
});

describe("a value that fails", () => {
  test("is named with the step and what it read, in rows of earlier stages and of joins", async () => {
    const a = await bench.table(
      "a",
      "SELECT i AS id, CASE WHEN i = 777 THEN 'x' ELSE '1' END AS s FROM range(3000) r(i)",
    );
    const b = await bench.table("b", "SELECT i AS b_id FROM range(3000) r(i)");
    const bad = at.project(await bench.trees({ n: "CAST(s AS INTEGER) + id" }));
    const output = [{ name: "n", type: "BIGINT" }];
    const key = { left: await bench.tree("id"), right: await bench.tree("b_id"), nullSafe: false };
    for (const operators of [
      [a, bad],
      [a, at.join("INNER", [b], [key]), bad],
    ]) {
      const failure = bench.run(operators, output);
      await expect(failure).rejects.toMatchObject({
        code: "DATA_ERROR",
        retry: "never",
        details: { column: "n", value: 'id = "777", s = "x"', row: -1 },
      });
      await expect(failure).rejects.toThrow(`(column 'n': id = "777", s = "x")`);
    }
    const failing = at.sort([await bench.sortKey("CAST(s AS INTEGER) DESC")]);
    await expect(bench.run([a, failing], await bench.reference.columns("SELECT * FROM a"))).rejects.toThrow(
      `(column 'sort key 1': s = "x")`,
    );
  });
});
