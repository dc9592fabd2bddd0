import { join } from "node:path";
import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Relation, RepartitionKind, RowFunction, SetOperationKind, SortOrder } from "../../common/wire/types.js";
import { openDuckdb } from "../../tests/support/duckdb-expressions.js";
import { bindInProcess, planInProcess } from "../../tests/support/plan-in-process.js";
import * as p from "../../tests/support/plan-messages.js";
import { runPlannedJob } from "../../tests/support/run-planned-job.js";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { planResult } from "./plan-job.js";
import { planSink } from "./plan-sink.js";
import { parseWriteOptions } from "./write-options.js";
import type { PlannedJob } from "./planned-job.js";

const folder = temporaryFolder();
let duckdb: DuckDBConnection;

beforeAll(async () => {
  duckdb = await openDuckdb();
  await duckdb.run("SET threads = 1");
  mkdirSync(join(folder, "t"));
  mkdirSync(join(folder, "u"));
  await duckdb.run(`CREATE TABLE t AS SELECT
      i::BIGINT AS i,
      CASE WHEN i % 11 = 0 THEN NULL ELSE (i * 7919 % 13)::INTEGER END AS k,
      'n' || (i % 5) AS name,
      ['0', '-0', 'NaN', 'Infinity', NULL, '1.5'][1 + i % 6]::DOUBLE AS f,
      CASE WHEN i % 7 = 0 THEN [] WHEN i % 5 = 0 THEN NULL ELSE [i % 3, NULL, i % 2] END AS l,
      MAP {'a': i % 2, 'b': 2} AS m,
      {'x': i % 4, 'y': CASE WHEN i % 9 = 0 THEN NULL ELSE 'y' || i % 3 END} AS s
    FROM range(6000) t(i)`);
  await duckdb.run(`CREATE TABLE u AS SELECT k, name, f, s FROM t WHERE i % 3 > 0 AND i < 500`);
  for (const [name, from] of [
    ["a", 0],
    ["b", 3000],
  ] as const) {
    const rows = `FROM t WHERE i >= ${from} AND i < ${from + 3000} ORDER BY i`;
    await duckdb.run(`COPY (${rows}) TO '${join(folder, "t", name)}.parquet' (ROW_GROUP_SIZE 2048)`);
  }
  await duckdb.run(`COPY u TO '${join(folder, "u", "u")}.parquet'`);
});
afterAll(() => duckdb.closeSync());

const t = p.scan(`file://${folder}/t/`);
const u = p.scan(`file://${folder}/u/`);

function relation(kind: NonNullable<Relation["relation"]>, part: Partial<Relation>): Relation {
  return { callSite: p.at(1), planId: 0, relation: kind, ...part };
}
const order = (text: string, descending = false): SortOrder => ({
  expression: p.sql(text),
  descending,
  nulls: "NULLS_LAST",
});
const deduplicate = (input: Relation, keys: string[], ...keep: SortOrder[]): Relation =>
  relation("deduplicate", { deduplicate: { input, keys, keep, mark: "" } });
const setOperation = (kind: SetOperationKind, all: boolean, left: Relation, right: Relation): Relation =>
  relation("setOperation", { setOperation: { kind, all, left, right } });
const unnest = (input: Relation, text: string, names: string[], withPosition = false, outer = false): Relation =>
  relation("unnest", { unnest: { input, expression: p.sql(text), names, withPosition, outer } });
const repartition = (input: Relation, kind: RepartitionKind, partitions: number, ...keys: SortOrder[]): Relation =>
  relation("repartition", { repartition: { input, kind, partitions, keys } });
const sample = (input: Relation, fraction: number, withReplacement = false): Relation =>
  relation("sample", { sample: { input, fraction, withReplacement, seed: 42 } });
const cache = (input: Relation, cacheId = 1): Relation => relation("cache", { cache: { input, cacheId } });

const settings = { "goldpan.sql.shuffle.partitions": "3" };

async function read(job: PlannedJob): Promise<unknown[][]> {
  return await rows(await runPlannedJob(job));
}

async function rows(query: string): Promise<unknown[][]> {
  return (await duckdb.runAndReadAll(query)).getRowsJson();
}

/** Rows and types as DuckDB's own query over the whole says them, in any order. */
async function expectSame(
  root: Relation,
  query: string,
  more: Readonly<Record<string, string>> = {},
): Promise<PlannedJob> {
  const job = await planInProcess(p.plan(root), undefined, { ...settings, ...more });
  const actual = await runPlannedJob(job);
  const types = async (text: string) => (await rows(`DESCRIBE ${text}`)).map((row) => row.slice(0, 2));
  expect(await types(actual)).toEqual(await types(query));
  const sorted = (found: unknown[][]) => found.map((row) => JSON.stringify(row)).sort();
  expect(sorted(await rows(actual))).toEqual(sorted(await rows(query)));
  return job;
}

describe("one row per key", () => {
  test.each<[string, Relation, string]>([
    ["distinct rows", deduplicate(p.select(t, "k", "name", "s"), []), "SELECT DISTINCT k, name, s FROM t"],
    [
      "distinct doubles",
      p.select(deduplicate(p.select(t, "f"), []), "isnan(f) AS n", "f + 0 AS g"),
      "SELECT isnan(f) AS n, f + 0 AS g FROM (SELECT DISTINCT f FROM t)",
    ],
    [
      "the latest",
      deduplicate(t, ["k", "name"], order("i", true)),
      "SELECT DISTINCT ON (k, name) * FROM t ORDER BY k, name, i DESC",
    ],
    ["the first as they come", deduplicate(p.select(t, "i", "k"), ["k"]), "SELECT min(i) AS i, k FROM t GROUP BY k"],
    [
      "few columns of it",
      p.select(deduplicate(t, ["k"], order("i", true)), "i"),
      "SELECT max(i) AS i FROM t GROUP BY k",
    ],
    [
      "a filter above",
      p.filter(deduplicate(p.select(t, "i", "k"), ["k"], order("i")), "i > 5 AND k = 3"),
      "SELECT min(i) AS i, k FROM t WHERE k = 3 GROUP BY k HAVING min(i) > 5",
    ],
    [
      "distinct, counted",
      p.aggregate(deduplicate(p.select(t, "name"), []), ["n", "count(*)"]),
      "SELECT count(DISTINCT name) AS n FROM t",
    ],
  ])("%s", async (_, root, query) => {
    await expectSame(root, query);
  });
});

describe("sets", () => {
  const left = p.select(p.filter(t, "i < 1000"), "k", "name", "f", "s");
  test.each<[string, SetOperationKind, boolean]>([
    ["intersect", "INTERSECT", false],
    ["intersect all", "INTERSECT", true],
    ["except", "EXCEPT", false],
    ["except all", "EXCEPT", true],
  ])("%s", async (name, kind, all) => {
    const [a, b] = ["SELECT k, name, f, s FROM t WHERE i < 1000", "SELECT * FROM u"];
    await expectSame(setOperation(kind, all, left, u), `(${a}) ${name} (${b})`);
    await expectSame(
      p.filter(setOperation(kind, all, left, u), "k < 5"),
      `SELECT * FROM ((${a}) ${name} (${b})) WHERE k < 5`,
    );
    const renamed = p.select(u, "k::BIGINT AS q", "name AS r");
    await expectSame(
      p.select(setOperation(kind, all, p.select(left, "k", "name"), renamed), "name"),
      `SELECT name FROM ((SELECT k::BIGINT AS k, name FROM (${a})) ${name} (SELECT k, name FROM u))`,
    );
  });
});

describe("windows", () => {
  test.each<[string, Relation, string]>([
    [
      "ranks",
      p.withColumns(p.select(t, "i", "k"), ["n", "row_number() OVER (PARTITION BY k ORDER BY i)"]),
      "SELECT i, k, row_number() OVER (PARTITION BY k ORDER BY i) AS n FROM t",
    ],
    [
      "frames, several at once",
      p.select(
        t,
        "i",
        ["a", "sum(i) OVER (PARTITION BY name ORDER BY i ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)"],
        ["b", "lag(i, 2, -1) OVER (PARTITION BY k, name ORDER BY i DESC)"],
      ),
      "SELECT i, sum(i) OVER (PARTITION BY name ORDER BY i ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS a, lag(i, 2, -1) OVER (PARTITION BY k, name ORDER BY i DESC) AS b FROM t",
    ],
    [
      "by an expression",
      p.select(t, ["r", "rank() OVER (PARTITION BY i % 3 + 1 ORDER BY name)"]),
      "SELECT rank() OVER (PARTITION BY i % 3 + 1 ORDER BY name) AS r FROM t",
    ],
    [
      "by struct and double",
      p.select(t, "i", ["c", "count(*) OVER (PARTITION BY s, f)"]),
      "SELECT i, count(*) OVER (PARTITION BY s, f) AS c FROM t",
    ],
    [
      "filtered above",
      p.filter(
        p.withColumns(p.select(t, "i", "k"), ["n", "row_number() OVER (PARTITION BY k ORDER BY i)"]),
        "n = 1 AND k > 3",
      ),
      "SELECT i, k, row_number() OVER (PARTITION BY k ORDER BY i) AS n FROM t WHERE k > 3 QUALIFY n = 1",
    ],
    [
      "left out",
      p.select(p.withColumns(t, ["n", "row_number() OVER (PARTITION BY k ORDER BY i)"]), "i"),
      "SELECT i FROM t",
    ],
  ])("%s", async (_, root, query) => {
    await expectSame(root, query);
  });

  test("after a group-by of the same key nothing changes place again", async () => {
    const grouped = p.groupBy(t, ["k", "name"], ["n", "count(*)"]);
    const job = await expectSame(
      p.withColumns(p.groupBy(grouped, ["k", "name"], ["n", "sum(n)"]), [
        "r",
        "rank() OVER (PARTITION BY k, name ORDER BY n)",
      ]),
      "SELECT k, name, n, rank() OVER (PARTITION BY k, name ORDER BY n) AS r FROM (SELECT k, name, sum(n) AS n FROM (SELECT k, name, count(*) AS n FROM t GROUP BY ALL) GROUP BY ALL)",
    );
    expect(job.stages).toHaveLength(2);
  });

  test("without PARTITION BY they need a setting", async () => {
    const root = p.select(t, "i", ["n", "row_number() OVER (ORDER BY i DESC)"]);
    await expect(planInProcess(p.plan(root))).rejects.toMatchObject({
      code: "PLAN_REFUSED",
      message: expect.stringContaining("window without PARTITION BY") as string,
      hint: expect.stringContaining("goldpan.sql.singleTask.enabled") as string,
    });
    const query = "SELECT i, row_number() OVER (ORDER BY i DESC) AS n FROM t";
    const job = await expectSame(root, query, { "goldpan.sql.singleTask.enabled": "true" });
    expect(job.notices.map(({ code }) => code)).toEqual(["SINGLE_TASK"]);
  });
});

describe("rows of lists", () => {
  const some = p.select(t, "i", "l", "m");
  test.each<[string, Relation, string]>([
    ["elements", p.drop(unnest(some, "l", ["e"]), "l", "m"), "SELECT i, unnest(l) AS e FROM t"],
    [
      "outer",
      p.select(unnest(some, "l", ["e"], false, true), "i", "e"),
      "SELECT i, unnest(CASE WHEN len(l) > 0 THEN l ELSE [NULL] END) AS e FROM t",
    ],
    [
      "with positions",
      p.select(unnest(some, "l", ["p", "e"], true), "i", "p::INTEGER AS p", "e"),
      "SELECT i, unnest(range(len(l)))::INTEGER AS p, unnest(l) AS e FROM t",
    ],
    [
      "maps",
      p.select(unnest(some, "m", ["a", "b"]), "i", "a", "b"),
      "SELECT i, e.key AS a, e.value AS b FROM (SELECT i, unnest(map_entries(m)) AS e FROM t)",
    ],
    [
      "counted",
      p.groupBy(unnest(some, "l", ["e"]), ["e"], ["n", "count(*)"]),
      "SELECT e, count(*) AS n FROM (SELECT unnest(l) AS e FROM t) GROUP BY e",
    ],
  ])("%s", async (_, root, query) => {
    await expectSame(root, query);
  });
});

describe("places", () => {
  const narrow = p.select(t, "i", "k");
  test.each<[string, Relation, number | undefined]>([
    ["as many as one asks for", repartition(narrow, "ROUND_ROBIN", 4), 4],
    ["by hash", repartition(narrow, "HASH", 5, order("k")), undefined],
    ["by an expression's hash", repartition(narrow, "HASH", 0, order("k % 2")), undefined],
    ["by range", repartition(narrow, "RANGE", 4, order("i")), undefined],
    ["fewer splits", repartition(narrow, "COALESCE", 2), 2],
    ["fewer after an exchange", repartition(repartition(narrow, "ROUND_ROBIN", 5), "COALESCE", 2), 2],
  ])("%s", async (_, root, tasks) => {
    const job = await expectSame(root, "SELECT i, k FROM t");
    if (tasks === undefined) return;
    const { PlanRunner } = await import("../../tests/support/run-planned-job.js");
    const ran = await (await PlanRunner.open()).run(job);
    expect(ran.tasks.filter(({ stageId }) => stageId === job.stages.length - 1)).toHaveLength(tasks);
  });
});

describe("samples and caches", () => {
  test("a sample is the same in every run, and about as large as asked for", async () => {
    const job = await planInProcess(p.plan(p.select(sample(t, 0.1), "i")), undefined, settings);
    const first = await read(job);
    expect(await read(job)).toEqual(first);
    expect(first.length).toBeGreaterThan(400);
    expect(first.length).toBeLessThan(800);
    expect(new Set(first.flat()).size).toBe(first.length);
  });

  test("with replacement rows come several times", async () => {
    const found = await read(await planInProcess(p.plan(p.select(sample(t, 2, true), "i"))));
    expect(found.length).toBeGreaterThan(11_000);
    expect(new Set(found.flat()).size).toBeLessThan(found.length);
  });

  test("a cache is one stage, whatever reads it", async () => {
    const cached = cache(p.select(p.filter(t, "i % 2 = 0"), "i", "k"));
    const both = p.union(p.select(cached, "i"), p.select(p.filter(cached, "k = 1"), "i"));
    const job = await expectSame(
      both,
      "SELECT i FROM t WHERE i % 2 = 0 UNION ALL SELECT i FROM t WHERE i % 2 = 0 AND k = 1",
    );
    const keys = job.stages.flatMap((stage) => stage.cache ?? []);
    expect(keys).toEqual([{ cacheId: 1, key: expect.stringMatching(/^[0-9a-f]{64}$/) as string }]);
    const other = await planInProcess(p.plan(p.aggregate(cached, ["n", "max(i)"])), undefined, settings);
    expect(other.stages.flatMap((stage) => stage.cache ?? [])).toEqual(keys);
    const changed = await planInProcess(p.plan(cache(p.select(p.filter(t, "i % 2 = 1"), "i", "k"))));
    expect(changed.stages.flatMap((stage) => stage.cache?.key ?? [])).not.toEqual(keys.map(({ key }) => key));
  });

  test("a cache of grouped rows has its key from all that is upstream", async () => {
    const keyOf = async (text: string) => {
      const job = await planInProcess(
        p.plan(cache(p.groupBy(p.filter(t, text), ["k"], ["n", "count(*)"]))),
        undefined,
        settings,
      );
      return job.stages.flatMap((stage) => stage.cache?.key ?? []);
    };
    expect(await keyOf("i > 1")).toEqual(await keyOf("i > 1"));
    expect(await keyOf("i > 1")).not.toEqual(await keyOf("i > 2"));
  });
});

test("a window partitioned by a constant is one without partitions", async () => {
  const root = p.select(t, ["n", "row_number() OVER (PARTITION BY 1 ORDER BY i)"]);
  await expect(planInProcess(p.plan(root))).rejects.toMatchObject({ code: "PLAN_REFUSED" });
});

test("explain tells how rows change place", async () => {
  const grouped = p.groupBy(p.select(deduplicate(t, ["k"], order("i")), "k", "name"), ["name"], ["n", "count(*)"]);
  const { explain } = planResult(await bindInProcess(p.plan(grouped), undefined, "UTC", settings), { formatted: true });
  expect(explain).toContain("deduplicate at job.ts:1: by hash, 3 partitions");
  expect(explain).toContain("aggregate at job.ts:1: a part in each task, then groups by hash, 3 partitions");
});

test("functions from rows to rows see all columns, wherever the rows came from", async () => {
  const bundle = `import { mapPartitions } from "goldpan";
export const spread = mapPartitions("spread", function* (rows) {
  for (const { k, n } of rows) for (let i = 0; i < (k ?? 0) % 3; i++) yield { key: k, part: i, n };
}, { returns: { key: "INTEGER", part: "INTEGER", n: "BIGINT" } });`;
  const spread: RowFunction = { ...p.rowFunction("spread", [], ""), module: "bundle.mjs", kind: "PARTITIONS" };
  const output = {
    columns: [
      ["key", "INTEGER"],
      ["part", "INTEGER"],
      ["n", "BIGINT"],
    ].map(([name = "", type = ""]) => ({ name, type })),
  };
  const input = p.groupBy(t, ["k"], ["n", "count(*)"]);
  const mapped = relation("mapPartitions", { mapPartitions: { input, function: spread, output } });
  const job = await planInProcess(p.plan(p.select(mapped, "part", "n"), spread), undefined, settings);
  const found = await rows(await runPlannedJob(job, { bundle }));
  const expected = await rows(
    "SELECT unnest(range(k % 3))::INTEGER AS part, n FROM (SELECT k, count(*) AS n FROM t GROUP BY k)",
  );
  expect(found.map(String).sort()).toEqual(expected.map(String).sort());
});

describe("offsets", () => {
  test("the rows after the first ones", async () => {
    const job = await planInProcess(p.plan(p.limit(p.select(t, "i"), 10, 4000)), undefined, settings);
    expect(await read(job)).toEqual(await rows("SELECT i FROM t ORDER BY i LIMIT 10 OFFSET 4000"));
  });

  test("without a limit they would take everything to one task", async () => {
    const root = p.limit(p.select(t, "i"), undefined, 5990);
    await expect(planInProcess(p.plan(root))).rejects.toMatchObject({ code: "PLAN_REFUSED" });
    const job = await planInProcess(p.plan(root), undefined, { "goldpan.sql.singleTask.enabled": "true" });
    expect(await read(job)).toEqual(await rows("SELECT i FROM t ORDER BY i OFFSET 5990"));
  });
});

describe("expectations above exchanges", () => {
  test("rows still tell where they came from", async () => {
    const latest = deduplicate(p.select(t, "i", "k"), ["k"], order("i", true));
    const root = p.select(p.expectation(latest, "i > 5990", { action: "FAIL" }), "i");
    const job = await planInProcess(p.plan(root), undefined, settings);
    await expect(read(job)).rejects.toMatchObject({
      code: "EXPECTATION_FAILED",
      message: expect.stringMatching(/b\.parquet, row group \d, row \d+/) as string,
    });
  });

  test("quarantine above an exchange keeps every column and where rows came from", async () => {
    const latest = deduplicate(t, ["k"], order("i", true));
    const root = p.select(p.expectation(latest, "i > 5995", { action: "QUARANTINE" }), "i");
    const window = p.withColumns(root, ["n", "row_number() OVER (PARTITION BY i % 2)"]);
    const prepared = {
      ...{
        table: "file:///t/",
        mode: "error" as const,
        allowEmpty: false,
        baseCommit: 0,
        replaced: [],
        nonEmpty: false,
      },
      ...{ partitionBy: [], keptColumns: [] },
      quarantine: { table: "file:///_quarantine/t/", baseCommit: 0, replaced: [] },
    };
    const inputs = await bindInProcess(p.plan(window), undefined, "UTC", settings);
    const job = planSink(inputs, { options: parseWriteOptions({}, null), prepared, writeId: "w", callSite: null });
    const names = ["i", "k", "name", "f", "l", "m", "s"];
    const [scanned, checked, last] = job.stages.map(({ fragments }) => fragments[0]?.fragment);
    expect(scanned?.output?.columns.map(({ name }) => name)).toEqual([
      ...names,
      ...["_source_file", "_source_row_group", "_source_row"],
    ]);
    expect(scanned?.delivery?.pieces?.quarantine).toBeNull();
    expect(checked?.operators.map(({ operator }) => operator)).toEqual(["pieces", "deduplicate", "expect", "project"]);
    expect(checked?.operators[2]?.expect?.columns).toEqual(names);
    // Its rows leave from here; those that go on tell no longer where they came from.
    expect(checked?.delivery?.pieces?.quarantine?.quarantineTable).toBe("file:///_quarantine/t/");
    expect(checked?.output?.columns.map(({ name }) => name)).toEqual(["i"]);
    expect(last?.delivery?.sink?.table).toBe("file:///t/");
  });

  test("they count and drop", async () => {
    const grouped = p.groupBy(t, ["k"], ["n", "count(*)"]);
    await expectSame(
      p.expectation(grouped, "n > 420", { action: "DROP", name: "many" }),
      "SELECT k, count(*) AS n FROM t GROUP BY k HAVING count(*) > 420",
    );
  });
});
