import { join } from "node:path";
import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DuckDBConnection } from "@duckdb/node-api";
import { planInProcess } from "../../tests/support/plan-in-process.js";
import { openDuckdb } from "../../tests/support/duckdb-expressions.js";
import { PlanRunner, runPlannedJob } from "../../tests/support/run-planned-job.js";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import * as p from "../../tests/support/plan-messages.js";
import type { JoinKind, Relation } from "../../common/wire/types.js";

const folder = temporaryFolder();
let duckdb: DuckDBConnection;

/** A table in DuckDB and the same as files of several row groups. */
async function table(name: string, query: string, files = 2): Promise<void> {
  await duckdb.run(`CREATE TABLE ${name} AS ${query}`);
  mkdirSync(join(folder, name));
  for (let file = 0; file < files; file++) {
    const path = join(folder, name, `${file}.parquet`);
    await duckdb.run(
      `COPY (SELECT * FROM ${name} WHERE rowid % ${files} = ${file}) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
    );
  }
}

const scan = (name: string): Relation => p.scan(`file://${folder}/${name}/`);

beforeAll(async () => {
  duckdb = await openDuckdb();
  await duckdb.run("SET threads = 1");
  await table(
    "l",
    `SELECT i AS id, CASE WHEN i % 11 = 0 THEN NULL ELSE i % 40 END AS k, (i % 7)::INTEGER AS k2, 'é' || (i % 23) AS t,
            CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN 'NaN'::DOUBLE WHEN 2 THEN -0.0 ELSE i % 3 END AS d, i % 13 AS v
     FROM range(300) t(i)`,
  );
  await table(
    "r",
    `SELECT i AS rid, CASE WHEN i % 9 = 0 THEN NULL ELSE i % 55 END AS rk, (i % 5)::BIGINT AS rk2, 'é' || (i % 31) AS rt,
            CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN 'NaN'::DOUBLE WHEN 2 THEN 0.0 ELSE i % 3 END AS rd, i % 17 AS w
     FROM range(120) t(i)`,
  );
  await table(
    "nothing",
    "SELECT i AS rid, i AS rk, i AS rk2, 'x' AS rt, 1.5::DOUBLE AS rd, i AS w FROM range(10) t(i) WHERE i > 10",
  );
  await table(
    "skewed",
    `SELECT i AS rid, CASE WHEN i % 10 < 8 THEN 5 ELSE i % 60 END AS rk, i % 5 AS rk2, 'x' AS rt, 0.5::DOUBLE AS rd, i % 17 AS w
     FROM range(400) t(i)`,
  );
  await table("big", "SELECT i AS id, i % 100 AS v FROM range(8192) t(i) ORDER BY i", 1);
  await table(
    "typed",
    `SELECT i AS id, {'a': i % 5, 'b': CASE WHEN i % 3 = 0 THEN NULL ELSE 'x' END} AS s, [i % 4, NULL] AS li,
            (i % 6 * 1.5)::DECIMAL(9, 1) AS de, TIMESTAMP '2001-01-01' + INTERVAL (i % 8) HOUR AS ts, (i % 3)::UBIGINT AS h,
            INTERVAL (i % 3 * 30) DAY AS iv, (i % 2 = 0) AS bo, ('0' || i % 4)::BLOB AS bl
     FROM range(60) t(i)`,
  );
  await table(
    "typed_too",
    `SELECT i AS rid, {'a': i % 4, 'b': CASE WHEN i % 2 = 0 THEN NULL ELSE 'x' END} AS rs, [i % 5, NULL] AS rli,
            (i % 6 * 1.50)::DECIMAL(12, 3) AS rde, TIMESTAMPTZ '2001-01-01' + INTERVAL (i % 8) HOUR AS rts, (i % 4)::DECIMAL(20, 2) AS rh,
            INTERVAL (i % 2) MONTH AS riv, (i % 3 = 0) AS rbo, ('0' || i % 5)::BLOB AS rbl
     FROM range(50) t(i)`,
  );
}, 60_000);
afterAll(() => duckdb.closeSync());

type Settings = Readonly<Record<string, string>>;
const byBroadcast: Settings = { "goldpan.sql.autoBroadcastJoinThreshold": "1g" };
const byHash = (partitions: number): Settings => ({
  "goldpan.sql.autoBroadcastJoinThreshold": "0",
  "goldpan.sql.shuffle.partitions": String(partitions),
});

/** With how many of the conditions: the first ones tell most. */
const strategies: [string, Settings, number][] = [
  ["broadcast", byBroadcast, 8],
  ["hash into 5", byHash(5), 8],
  ["hash into 1", byHash(1), 2],
  ["hash into 17", byHash(17), 2],
  [
    "hash into 4 that never changes",
    { ...byHash(4), "goldpan.sql.adaptive.enabled": "false", "goldpan.sql.runtimeFilter.enabled": "false" },
    2,
  ],
];

async function rowsOf(text: string): Promise<string[]> {
  return (await duckdb.runAndReadAll(text)).getRowsJson().map((row) => JSON.stringify(row));
}

async function expectSame(root: Relation, query: string, settings: Settings = {}): Promise<void> {
  const job = await planInProcess(p.plan(root), { maxBytes: 1, openCostBytes: 0, slots: 2 }, settings);
  expectRows(await rowsOf(await runPlannedJob(job)), await rowsOf(query));
}

/** Few of them where they differ: all would say less. */
function expectRows(actual: readonly string[], expected: readonly string[]): void {
  const without = (all: readonly string[], some: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const row of some) counts.set(row, (counts.get(row) ?? 0) + 1);
    return all.filter((row) => {
      const count = counts.get(row) ?? 0;
      counts.set(row, count - 1);
      return count <= 0;
    });
  };
  const missing = without(expected, actual).slice(0, 3);
  expect({ rows: actual.length, missing }).toEqual({ rows: expected.length, missing: [] });
}

const kinds: [JoinKind, string][] = [
  ["INNER", "INNER JOIN"],
  ["LEFT", "LEFT JOIN"],
  ["RIGHT", "RIGHT JOIN"],
  ["FULL", "FULL JOIN"],
  ["LEFT_SEMI", "SEMI JOIN"],
  ["LEFT_ANTI", "ANTI JOIN"],
];

const conditions: [string, string][] = [
  ["a key and a residual", "k = rk AND v < w"],
  ["a null-safe key", "k IS NOT DISTINCT FROM rk AND k2 = rk2"],
  ["one key", "k = rk"],
  ["two keys of different types", "k = rk AND k2 = rk2"],
  ["unicode text", "t = rt"],
  ["doubles with NaN and -0.0", "d = rd AND k2 = rk2"],
  ["a key and conditions on one side", "k = rk AND v > 3 AND w < 12"],
  ["computed keys", "k + 1 = rk * 2 AND k2 = rk2 + 1"],
];

describe.each(strategies)("joins by %s give what DuckDB gives", (_, settings, count) => {
  describe.each(kinds)("%s", (kind, words) => {
    test.each(conditions.slice(0, count))("by %s", async (_name, on) => {
      const select = kind === "LEFT_SEMI" || kind === "LEFT_ANTI" ? "l.*" : "*";
      await expectSame(p.join(scan("l"), scan("r"), on, kind), `SELECT ${select} FROM l ${words} r ON ${on}`, settings);
    });
  });
});

const by5 = byHash(5);

describe("joins of other shapes", () => {
  test.each<[string, Relation, string]>([
    ["structs", p.join(scan("typed"), scan("typed_too"), "s = rs"), "FROM typed JOIN typed_too ON s = rs"],
    [
      "lists",
      p.join(scan("typed"), scan("typed_too"), "li = rli", "FULL"),
      "FROM typed FULL JOIN typed_too ON li = rli",
    ],
    [
      "decimals of two scales",
      p.join(scan("typed"), scan("typed_too"), "de = rde", "LEFT"),
      "FROM typed LEFT JOIN typed_too ON de = rde",
    ],
    [
      "timestamps with and without zone",
      p.join(scan("typed"), scan("typed_too"), "ts = rts"),
      "FROM typed JOIN typed_too ON ts = rts",
    ],
    [
      "wide integers and decimals",
      p.join(scan("typed"), scan("typed_too"), "h = rh"),
      "FROM typed JOIN typed_too ON h = rh",
    ],
    ["intervals", p.join(scan("typed"), scan("typed_too"), "iv = riv"), "FROM typed JOIN typed_too ON iv = riv"],
    [
      "blobs and booleans",
      p.join(scan("typed"), scan("typed_too"), "bl = rbl AND bo = rbo", "LEFT_ANTI"),
      "SELECT typed.* FROM typed ANTI JOIN typed_too ON bl = rbl AND bo = rbo",
    ],
    ["a side without rows", p.join(scan("l"), scan("nothing"), "k = rk", "LEFT"), "FROM l LEFT JOIN nothing ON k = rk"],
    ["no rows to look up", p.join(scan("nothing"), scan("l"), "k = rk"), "FROM nothing JOIN l ON k = rk"],
    ["no rows on one side", p.join(scan("nothing"), scan("l"), "k = rk", "FULL"), "FROM nothing FULL JOIN l ON k = rk"],
    ["a heavy key", p.join(scan("l"), scan("skewed"), "k = rk"), "FROM l JOIN skewed ON k = rk"],
    ["a heavy key to stay", p.join(scan("skewed"), scan("l"), "k = rk", "LEFT"), "FROM skewed LEFT JOIN l ON k = rk"],
    [
      "a table and itself",
      p.select(
        p.join(p.alias(scan("l"), "x"), p.alias(scan("l"), "y"), "x.k = y.k AND x.id < y.id"),
        ["a", "x.id"],
        ["b", "y.id"],
      ),
      "SELECT x.id AS a, y.id AS b FROM l x JOIN l y ON x.k = y.k AND x.id < y.id",
    ],
    [
      "several joins",
      p.join(p.join(scan("l"), scan("r"), "k = rk", "LEFT"), p.select(scan("typed"), "id AS tid", "de"), "w = tid"),
      "SELECT l.*, r.*, typed.id AS tid, de FROM l LEFT JOIN r ON k = rk JOIN typed ON w = typed.id",
    ],
    [
      "a union",
      p.join(p.union(scan("r"), scan("skewed")), scan("l"), "rk = k"),
      "FROM (FROM r UNION ALL FROM skewed) JOIN l ON rk = k",
    ],
    [
      "counted only",
      p.aggregate(p.join(scan("l"), scan("r"), "k = rk"), ["n", "count(*)"]),
      "SELECT count(*) AS n FROM l JOIN r ON k = rk",
    ],
    [
      "filtered above",
      p.filter(p.join(scan("l"), scan("r"), "k = rk", "LEFT"), "w IS NULL AND v < 5 AND k > 3"),
      "FROM l LEFT JOIN r ON k = rk WHERE w IS NULL AND v < 5 AND k > 3",
    ],
    [
      "filtered above by the key",
      p.filter(p.join(scan("l"), scan("r"), "k = rk", "RIGHT"), "rk IN (3, 4) OR rk IS NULL"),
      "FROM l RIGHT JOIN r ON k = rk WHERE rk IN (3, 4) OR rk IS NULL",
    ],
  ])("%s", async (_, root, query) => {
    const select = query.startsWith("SELECT") ? query : `SELECT * ${query}`;
    await expectSame(root, select, by5);
    await expectSame(root, select, byBroadcast);
  });
});

describe("joins without an equality", () => {
  test.each(kinds.filter(([kind]) => kind !== "FULL"))("%s", async (kind, words) => {
    const select = kind === "LEFT_SEMI" || kind === "LEFT_ANTI" ? "l.*" : "*";
    const on = "id < rid AND v = 3";
    await expectSame(p.join(scan("l"), scan("r"), on, kind), `SELECT ${select} FROM l ${words} r ON ${on}`, by5);
  });

  test("each row with each", async () => {
    await expectSame(p.crossJoin(scan("l"), scan("nothing")), "SELECT * FROM l, nothing", by5);
    await expectSame(p.aggregate(p.crossJoin(scan("l"), scan("r")), "count(*)"), "SELECT count(*) FROM l, r", by5);
  });

  test("too many pairs are refused, with both sizes", async () => {
    const planned = planInProcess(p.plan(p.crossJoin(scan("l"), scan("r"))), undefined, {
      "goldpan.sql.crossJoin.maxRows": "10000",
    });
    await expect(planned).rejects.toMatchObject({
      code: "PLAN_REFUSED",
      message: expect.stringContaining("a cross join of about 300 rows with about 120 rows") as string,
    });
  });

  test("an aggregate without keys is one row", async () => {
    const root = p.crossJoin(scan("l"), p.aggregate(p.crossJoin(scan("l"), scan("nothing")), "count(*)"));
    const query = "SELECT * FROM l, (SELECT count(*) FROM l, nothing)";
    await expectSame(root, query, { "goldpan.sql.crossJoin.maxRows": "1000" });
  });

  test("a full join of all rows in one task has to be allowed", async () => {
    const root = p.join(scan("l"), scan("r"), "id < rid", "FULL");
    await expect(planInProcess(p.plan(root))).rejects.toMatchObject({
      code: "PLAN_REFUSED",
      hint: expect.stringContaining("goldpan.sql.singleTask.enabled") as string,
    });
    await expectSame(root, "SELECT * FROM l FULL JOIN r ON id < rid", { "goldpan.sql.singleTask.enabled": "true" });
  });
});

describe("sides that are grouped by the keys stay where they are", () => {
  const byKeys = (name: string, keys: readonly string[]) => {
    const [as, n] = name === "l" ? ["", "n"] : ["r", "m"];
    const named = keys.map((key) => [as + key, as + key] as const);
    return p.groupBy(scan(name), named, [n, "count(*)"]);
  };
  const fixed = (partitions: number): Settings => ({
    ...byHash(partitions),
    "goldpan.sql.adaptive.enabled": "false",
  });
  const groups = (name: string, keys: string, n: string) =>
    `(SELECT ${keys}, count(*) AS ${n} FROM ${name} GROUP BY ALL)`;
  const settings = [fixed(5), by5];

  test.each(kinds)("%s, both sides", async (kind, words) => {
    const root = p.join(byKeys("l", ["k"]), byKeys("r", ["k"]), "k = rk", kind);
    const select = kind === "LEFT_SEMI" || kind === "LEFT_ANTI" ? "a.*" : "*";
    const query = `SELECT ${select} FROM ${groups("l", "k", "n")} a ${words} ${groups("r", "rk", "m")} b ON k = rk`;
    for (const conf of settings) await expectSame(root, query, conf);
    const job = await planInProcess(p.plan(root), undefined, fixed(5));
    expect(job.stages.map(({ name }) => name)).toHaveLength(3);
  });

  test.each(kinds)("%s, one side, by some of the keys", async (kind, words) => {
    const root = p.join(byKeys("l", ["k"]), scan("r"), "k = rk AND n = rk2", kind);
    const select = kind === "LEFT_SEMI" || kind === "LEFT_ANTI" ? "a.*" : "*";
    const query = `SELECT ${select} FROM ${groups("l", "k", "n")} a ${words} r ON k = rk AND n = rk2`;
    for (const conf of settings) await expectSame(root, query, conf);
    const mirrored = p.join(scan("r"), byKeys("l", ["k"]), "k = rk AND n = rk2", kind);
    const selected = kind === "LEFT_SEMI" || kind === "LEFT_ANTI" ? "r.*" : "*";
    const other = `SELECT ${selected} FROM r ${words} ${groups("l", "k", "n")} a ON k = rk AND n = rk2`;
    for (const conf of settings) await expectSame(mirrored, other, conf);
    const job = await planInProcess(p.plan(root), undefined, fixed(5));
    expect(job.stages.map(({ name }) => name)).toHaveLength(3);
  });

  test("keys of another type, or in partitions of too few, change place", async () => {
    const root = p.join(byKeys("l", ["k2"]), byKeys("r", ["k2"]), "k2 = rk2");
    const query = `SELECT * FROM ${groups("l", "k2", "n")} JOIN ${groups("r", "rk2", "m")} ON k2 = rk2`;
    for (const conf of settings) await expectSame(root, query, conf);
    const job = await planInProcess(p.plan(root), undefined, fixed(5));
    // The right side's BIGINTs are what both are compared as; the left side's INTEGERs are sent to them.
    expect(job.stages.map(({ name }) => name)).toHaveLength(4);
  });
});

/** Its size is not known before it runs. */
const grouped = (name: string): Relation => p.groupBy(scan(name), [["gk", "rk"]], ["n", "count(*)"]);

describe("what changes once sizes are known", () => {
  test.each(kinds)("%s: the main side's tasks join themselves when the build side is small", async (kind, words) => {
    const root = p.join(scan("l"), grouped("r"), "k = gk AND n < v", kind);
    const select = kind === "LEFT_SEMI" || kind === "LEFT_ANTI" ? "l.*" : "*";
    const query = `SELECT ${select} FROM l ${words} (SELECT rk AS gk, count(*) AS n FROM r GROUP BY rk) r ON k = gk AND n < v`;
    const job = await planInProcess(p.plan(root), { maxBytes: 1, openCostBytes: 0, slots: 2 });
    const runner = await PlanRunner.open();
    const ran = await runner.run(job);
    expectRows(await rowsOf(ran.query), await rowsOf(query));
    // Rows of both sides of a full join stay. The left side of a right join is small from the start.
    expect(ran.fused).toHaveLength(kind === "FULL" || kind === "RIGHT" ? 0 : 1);
    const unfused = await runner.run(job, { fuse: false });
    expectRows(await rowsOf(unfused.query), await rowsOf(query));
  });

  test("a join of joins runs in the tasks of the first scan", async () => {
    const second = p.select(grouped("skewed"), "gk AS hk", "n AS m");
    const root = p.join(p.join(scan("l"), grouped("r"), "k = gk"), second, "k2 = hk", "LEFT");
    const query = `SELECT * FROM l JOIN (SELECT rk AS gk, count(*) AS n FROM r GROUP BY rk) ON k = gk
      LEFT JOIN (SELECT rk AS hk, count(*) AS m FROM skewed GROUP BY rk) ON k2 = hk`;
    const job = await planInProcess(p.plan(root), { maxBytes: 1, openCostBytes: 0, slots: 2 });
    const ran = await (await PlanRunner.open()).run(job);
    expect(ran.fused).toHaveLength(2);
    expectRows(await rowsOf(ran.query), await rowsOf(query));
  });

  test("rows with NULL keys that stay are spread over the partitions", async () => {
    const nulls = p.withColumns(scan("big"), ["key", "CASE WHEN id % 10 = 0 THEN id END"]);
    const settings = { ...by5, "goldpan.sql.adaptive.enabled": "false" };
    for (const kind of ["LEFT", "FULL", "LEFT_ANTI"] as const) {
      const job = await planInProcess(p.plan(p.join(nulls, scan("r"), "key = rk", kind)), undefined, settings);
      const ran = await (await PlanRunner.open()).run(job);
      const last = ran.tasks.filter(({ stageId }) => stageId === job.stages.length - 1);
      expect(last).toHaveLength(5);
      for (const { report } of last) expect(report.rowsRead).toBeLessThan(8192 / 3);
    }
  });

  test("a heavy partition is split, with all of the other side in each part", async () => {
    const settings = {
      ...by5,
      "goldpan.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes": "1",
      "goldpan.sql.adaptive.skewJoin.skewedPartitionFactor": "1",
      "goldpan.sql.adaptive.advisoryPartitionSizeInBytes": "1",
    };
    const root = p.join(scan("skewed"), scan("l"), "rk = k", "LEFT");
    await expectSame(root, "SELECT * FROM skewed LEFT JOIN l ON rk = k", settings);
    const inner = p.join(scan("skewed"), scan("l"), "rk = k");
    await expectSame(inner, "SELECT * FROM skewed JOIN l ON rk = k", settings);
    const lastTasks = async (more: Readonly<Record<string, string>>) => {
      const job = await planInProcess(p.plan(inner), undefined, { ...settings, ...more });
      const { tasks } = await (await PlanRunner.open()).run(job);
      return tasks.filter(({ stageId }) => stageId === job.stages.length - 1).length;
    };
    expect(await lastTasks({})).toBeGreaterThan(5);
    expect(await lastTasks({ "goldpan.sql.adaptive.skewJoin.enabled": "false" })).toBe(5);
  });
});

describe("the scan of the main side is pruned by the keys of the build side", () => {
  const few = p.filter(grouped("r"), "gk BETWEEN 3 AND 9");
  const none = p.filter(grouped("r"), "gk > 100");
  const query = (side: string, words: string) =>
    `SELECT ${words.startsWith("SEMI") ? "big.*" : "*"} FROM big ${words} (SELECT rk AS gk, count(*) AS n FROM r WHERE ${side} GROUP BY rk) ON id = gk`;
  const range = "rk BETWEEN 3 AND 9";

  test.each<[string, Relation, string, number]>([
    ["inner", p.join(scan("big"), few, "id = gk"), query(range, "JOIN"), 2048],
    ["semi", p.join(scan("big"), few, "id = gk", "LEFT_SEMI"), query(range, "SEMI JOIN"), 2048],
    ["no rows", p.join(scan("big"), none, "id = gk"), query("rk > 100", "JOIN"), 0],
    ["left keeps all rows", p.join(scan("big"), few, "id = gk", "LEFT"), query(range, "LEFT JOIN"), 8192],
    [
      "an expectation counts all rows",
      p.join(p.expectation(scan("big"), "v >= 0"), few, "id = gk"),
      query(range, "JOIN"),
      8192,
    ],
    [
      "a projection between",
      p.join(p.select(p.filter(scan("big"), "v < 50"), "id", "v"), few, "id = gk"),
      `${query(range, "JOIN")} WHERE v < 50`,
      2048,
    ],
  ])("%s", async (_, root, expected, rowsRead) => {
    const runner = await PlanRunner.open();
    for (const settings of [{}, { "goldpan.sql.shuffle.partitions": "3" }]) {
      const job = await planInProcess(p.plan(root), { maxBytes: 1, openCostBytes: 0, slots: 2 }, settings);
      const scans = job.stages.flatMap(({ stageId, fragments }) =>
        fragments.some(({ splits }) => splits.some(({ files }) => files.some(({ uri }) => uri.includes("/big/"))))
          ? [stageId]
          : [],
      );
      for (const fuse of [true, false]) {
        const ran = await runner.run(job, { fuse });
        expectRows(await rowsOf(ran.query), await rowsOf(expected));
        const readers = ran.tasks.filter(
          ({ stageId, shape }) => scans.includes(stageId) || (ran.fused.length > 0 && shape.reads.length === 1),
        );
        const read = readers.reduce((sum, { report }) => sum + report.rowsRead, 0);
        // What a fused join reads of its build side counts as well.
        expect(read).toBeGreaterThanOrEqual(rowsRead);
        expect(read).toBeLessThanOrEqual(rowsRead + 200);
      }
    }
  });
});

describe("row functions", () => {
  const twice = p.rowFunction("twice", ["BIGINT"], "BIGINT");
  const bundle = `import { udf } from "goldpan";
    export const twice = udf("twice", (x) => x * 2, { args: ["BIGINT"], returns: "BIGINT" });`;
  const named = { ...twice, bundleSha256: "bundle" };

  test("in keys are called before the exchange, in an inner join's condition after it", async () => {
    const root = p.join(scan("l"), scan("r"), "twice(k) = rk AND twice(v + w) < 30");
    const job = await planInProcess(p.plan(root, named), { maxBytes: 1, openCostBytes: 0, slots: 2 }, by5);
    const operators = job.stages.map(({ fragments }) =>
      fragments.map(({ fragment }) => fragment.operators.map(({ operator }) => operator)),
    );
    expect(operators.flat().filter((chain) => chain.includes("mapFunction"))).toHaveLength(2);
    expect(operators.at(-1)?.[0]?.indexOf("join")).toBeLessThan(operators.at(-1)?.[0]?.indexOf("mapFunction") ?? -1);
    const actual = await rowsOf(await runPlannedJob(job, { bundle }));
    expectRows(actual, await rowsOf("SELECT * FROM l JOIN r ON k * 2 = rk AND (v + w) * 2 < 30"));
  });

  test("in the condition of an outer join are refused", async () => {
    const root = p.join(scan("l"), scan("r"), "k = rk AND twice(v + w) < 9", "LEFT");
    await expect(planInProcess(p.plan(root, named))).rejects.toMatchObject({ code: "PLAN_REFUSED" });
  });
});
