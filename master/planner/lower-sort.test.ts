import { join } from "node:path";
import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DuckDBConnection } from "@duckdb/node-api";
import { planInProcess } from "../../tests/support/plan-in-process.js";
import { openDuckdb } from "../../tests/support/duckdb-expressions.js";
import { PlanRunner, runPlannedJob } from "../../tests/support/run-planned-job.js";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import * as p from "../../tests/support/plan-messages.js";
import type { Relation } from "../../common/wire/types.js";

const folder = temporaryFolder();
let duckdb: DuckDBConnection;

beforeAll(async () => {
  duckdb = await openDuckdb();
  await duckdb.run("SET threads = 1");
  await duckdb.run(`CREATE TABLE t AS
    SELECT i AS id, CASE WHEN i % 10 < 6 THEN 7 ELSE (i * 7919) % 1000 END AS heavy, CASE WHEN i % 3 = 0 THEN NULL ELSE i % 50 END AS n,
           chr(97 + (i % 26)::INTEGER) || CASE WHEN i % 4 = 0 THEN 'é' WHEN i % 4 = 1 THEN '' ELSE '🦆' END AS s,
           CASE i % 7 WHEN 0 THEN NULL WHEN 1 THEN 'NaN'::DOUBLE WHEN 2 THEN '-inf'::DOUBLE ELSE (i % 97) / 3.0 END AS d,
           (i % 40 * 1.25)::DECIMAL(9, 2) AS m, TIMESTAMP '2001-01-01' + INTERVAL ((i * 31) % 900) MINUTE AS ts,
           {'a': i % 5, 'b': 'x' || (i % 3)} AS st, [i % 3, i % 2] AS li
    FROM range(3000) r(i)`);
  mkdirSync(join(folder, "t"));
  for (const part of [0, 1]) {
    await duckdb.run(
      `COPY (SELECT * FROM t WHERE id % 2 = ${part}) TO '${folder}/t/${part}.parquet' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
    );
  }
}, 60_000);
afterAll(() => duckdb.closeSync());

const all = p.scan(`file://${folder}/t/`);
const limits = { maxBytes: 1, openCostBytes: 0, slots: 2 };
const into = (partitions: number) => ({ "goldpan.sql.shuffle.partitions": String(partitions) });

async function rowsOf(query: string): Promise<string[]> {
  return (await duckdb.runAndReadAll(query)).getRowsJson().map((row) => JSON.stringify(row));
}

async function expectInOrder(root: Relation, query: string, settings: Readonly<Record<string, string>>): Promise<void> {
  const job = await planInProcess(p.plan(root), limits, settings);
  expect(await rowsOf(await runPlannedJob(job))).toEqual(await rowsOf(query));
}

describe.each([
  [5, 9],
  [1, 1],
  [2, 2],
  [17, 3],
])("sorted into %i partitions", (partitions, cases) => {
  const sorts: [string, Parameters<typeof p.sort>, string][] = [
    ["a heavy key", [all, "heavy", "id"], "heavy, id"],
    ["NULLs first", [all, "n", p.order("id", true)], "n ASC NULLS FIRST, id DESC"],
    ["descending, NULLs last", [all, p.order("n", true, "NULLS_LAST"), "id"], "n DESC NULLS LAST, id"],
    ["integers", [all, "id"], "id"],
    ["ascending, NULLs last", [all, p.order("n", false, "NULLS_LAST"), "id"], "n ASC NULLS LAST, id"],
    ["descending, NULLs first", [all, p.order("n", true, "NULLS_FIRST"), "id"], "n DESC NULLS FIRST, id"],
    ["unicode and NaN", [all, p.order("s", true), "d", "id"], "s DESC, d ASC NULLS FIRST, id"],
    ["an expression", [all, p.order("(id * 7919) % 1000", true), "id"], "(id * 7919) % 1000 DESC, id"],
    ["decimals, times and nested values", [all, "m", p.order("ts", true), "st", "li", "id"], "m, ts DESC, st, li, id"],
  ];
  test.each(sorts.slice(0, cases))("%s", async (_, sort, order) => {
    await expectInOrder(p.sort(...sort), `SELECT * FROM t ORDER BY ${order}`, into(partitions));
  });
});

describe("sorts", () => {
  test("of what is no scan: joined, grouped, filtered by an expectation", async () => {
    const grouped = p.groupBy(all, [["k", "n"]], ["c", "count(*)"]);
    await expectInOrder(
      p.sort(grouped, p.order("c", true), "k"),
      "SELECT n AS k, count(*) AS c FROM t GROUP BY n ORDER BY c DESC, k NULLS FIRST",
      into(3),
    );
    const joined = p.join(all, p.select(grouped, ["k2", "k"], "c"), "n = k2");
    await expectInOrder(
      p.select(p.sort(joined, p.order("c"), p.order("id", true)), "id", "c"),
      "SELECT id, c FROM t JOIN (SELECT n AS k2, count(*) AS c FROM t GROUP BY n) ON n = k2 ORDER BY c, id DESC",
      into(4),
    );
    await expectInOrder(
      p.sort(p.expectation(p.select(all, "id", "heavy"), "id % 3 > 0"), p.order("heavy", true), "id"),
      "SELECT id, heavy FROM t WHERE id % 3 > 0 ORDER BY heavy DESC, id",
      into(3),
    );
  });

  test("of a union, by a column that nobody else wants", async () => {
    const twice = p.union(
      p.select(all, "id", "heavy", "s"),
      p.select(p.filter(all, "id < 50"), "id + 3000", "heavy", "s"),
    );
    await expectInOrder(
      p.select(p.sort(twice, p.order("heavy", true), "id"), "s"),
      `SELECT s FROM (SELECT id, heavy, s FROM t UNION ALL SELECT id + 3000, heavy, s FROM t WHERE id < 50) ORDER BY heavy DESC, id`,
      into(6),
    );
  });

  test("of nothing, and of one row", async () => {
    await expectInOrder(p.sort(p.filter(all, "id < 0"), "id"), "FROM t WHERE id < 0", into(4));
    await expectInOrder(p.sort(p.filter(all, "id = 5"), "id"), "FROM t WHERE id = 5", into(4));
  });

  test("a small input is sorted in one task, without sampling", async () => {
    const job = await planInProcess(p.plan(p.sort(p.select(all, "id"), p.order("id", true))), limits);
    expect(job.stages).toHaveLength(2);
    expect(await rowsOf(await runPlannedJob(job))).toEqual(await rowsOf("SELECT id FROM t ORDER BY id DESC"));
  });

  test("partitions are about as large as each other, a heavy key among several", async () => {
    const job = await planInProcess(p.plan(p.sort(p.select(all, "heavy", "id"), "heavy")), limits, {
      ...into(8),
      "goldpan.sql.adaptive.enabled": "false",
    });
    const ran = await (await PlanRunner.open()).run(job);
    const last = ran.tasks.filter(({ stageId }) => stageId === job.stages.length - 1);
    expect(last.length).toBe(8);
    for (const { report } of last) expect(report.rowsOut).toBeLessThan((3000 / 8) * 2);
  });

  test("within partitions each is in order", async () => {
    const job = await planInProcess(
      p.plan(p.sortWithinPartitions(p.select(all, "id", "heavy"), p.order("id", true))),
      limits,
    );
    expect(job.stages).toHaveLength(1);
    const ids = (await rowsOf(await runPlannedJob(job))).map((row) => Number((JSON.parse(row) as string[])[0]));
    const sorted = (from: number) =>
      ids.slice(from, from + 1500).every((id, index, own) => index === 0 || id < (own[index - 1] ?? 0));
    expect([ids.length, sorted(0), sorted(1500)]).toEqual([3000, true, true]);
  });

  test("a sort below another, or below a join, is left out", async () => {
    const below = p.sort(p.select(all, "id", "heavy"), "heavy");
    const job = await planInProcess(p.plan(p.sort(below, "id")), limits);
    const sorts = job.stages.flatMap(({ fragments }) => fragments.flatMap(({ fragment }) => fragment.operators));
    expect(sorts.filter(({ operator }) => operator === "sort")).toHaveLength(1);
    const joined = await planInProcess(p.plan(p.joinUsing(below, p.select(all, "id", "s"), ["id"])), limits);
    const operators = joined.stages.flatMap(({ fragments }) => fragments.flatMap(({ fragment }) => fragment.operators));
    expect(operators.filter(({ operator }) => operator === "sort")).toEqual([]);
    const both = await planInProcess(p.plan(p.sortWithinPartitions(below, "id")), limits, into(3));
    const kept = both.stages.flatMap(({ fragments }) => fragments.flatMap(({ fragment }) => fragment.operators));
    expect(kept.filter(({ operator }) => operator === "sort")).toHaveLength(2);
  });
});

describe("the first rows in order", () => {
  test.each<[string, Relation, string]>([
    [
      "limit",
      p.limit(p.sort(all, p.order("d", true, "NULLS_LAST"), "id"), 10),
      "SELECT * FROM t ORDER BY d DESC NULLS LAST, id LIMIT 10",
    ],
    [
      "limit and offset",
      p.limit(p.sort(all, "heavy", "id"), 20, 1790),
      "SELECT * FROM t ORDER BY heavy, id LIMIT 20 OFFSET 1790",
    ],
    [
      "beyond the end",
      p.limit(p.sort(p.filter(all, "id < 5"), p.order("id", true)), 20, 3),
      "SELECT * FROM t WHERE id < 5 ORDER BY id DESC LIMIT 20 OFFSET 3",
    ],
    [
      "through a projection",
      p.limit(p.select(p.sort(all, p.order("n", true), "id"), ["x", "id + 1"]), 7),
      "SELECT id + 1 AS x FROM t ORDER BY n DESC, id LIMIT 7",
    ],
    [
      "by an expression",
      p.limit(p.sort(p.select(all, "id", "s"), p.order("length(s) + id % 11", true), "id"), 9),
      "SELECT id, s FROM t ORDER BY length(s) + id % 11 DESC, id LIMIT 9",
    ],
    [
      "of all, and then more",
      p.aggregate(p.limit(p.sort(all, "id"), 100, 50), ["s", "sum(id)"]),
      "SELECT sum(id) AS s FROM (FROM t ORDER BY id LIMIT 100 OFFSET 50)",
    ],
  ])("%s", async (_, root, query) => {
    await expectInOrder(root, query, into(4));
  });

  test("each task sends no more than that", async () => {
    const job = await planInProcess(p.plan(p.limit(p.sort(p.select(all, "id"), "id"), 10)), limits);
    const ran = await (await PlanRunner.open()).run(job);
    expect(job.stages).toHaveLength(2);
    for (const { report } of ran.tasks) expect(report.rowsOut).toBeLessThanOrEqual(10);
  });
});
