/** What random plans (tests/fuzz) found wrong, each as a user would have met it: against one DuckDB process over the same files. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  approx_count_distinct,
  broadcast,
  col,
  count,
  countDistinct,
  expr,
  GoldpanSession,
  sum,
  type DataFrame,
} from "../../client/index.js";
import { differenceOfRows } from "../support/compare-rows.js";
import { execute, withDuckDB } from "../support/duckdb.js";
import { rowsOfArrow, rowsOfDuckDB } from "../support/exact-rows.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
let goldpan: GoldpanSession;
let tables = 0;

beforeAll(async () => {
  goldpan = await GoldpanSession.builder()
    .master("local[2]")
    .config({ "goldpan.sql.shuffle.partitions": 3, "goldpan.sql.autoBroadcastJoinThreshold": 0 })
    .config({ "goldpan.executor.memory": "512m" })
    .getOrCreate();
});

afterAll(async () => goldpan.stop());

/** A table of several files; `name` in SQL is the same rows. */
async function table(...queries: string[]): Promise<{ frame: DataFrame; name: string }> {
  const path = join(folder, `t${tables++}`);
  mkdirSync(path);
  await execute(...queries.map((query, file) => `COPY (${query}) TO '${path}/${file}.parquet'`));
  return { frame: goldpan.read.parquet(`file://${path}/`), name: `read_parquet('${path}/*.parquet')` };
}

/** Same names, types and rows. */
async function expectSame(frame: DataFrame, query: string): Promise<void> {
  await withDuckDB(async (connection) => {
    const reader = await connection.runAndReadAll(query);
    const { columns } = await frame.schema();
    expect(columns.map(({ name }) => name)).toEqual(reader.columnNames());
    expect(columns.map(({ type }) => type)).toEqual(reader.columnTypes().map(String));
    expect(differenceOfRows(rowsOfArrow(await frame.collect()), rowsOfDuckDB(reader))).toBeUndefined();
  });
}

test("semi and anti joins by name have the names first, as the other kinds", async () => {
  const { frame, name } = await table("SELECT TRUE AS a, 1 AS k", "SELECT FALSE AS a, 2 AS k");
  const one = frame.filter("k = 1").select("k");
  await expectSame(frame.join(one, "k", "left_semi"), "SELECT 1 AS k, TRUE AS a");
  await expectSame(frame.join(one, ["k"], "left_anti"), `SELECT k, a FROM ${name} WHERE k <> 1`);
});

test("rows are sorted by columns of less than eight bytes", async () => {
  const { frame, name } = await table(
    "SELECT DATE '2003-12-14' AS d, true AS b, 1::SMALLINT AS s",
    "SELECT DATE '2001-01-01' AS d, NULL::BOOLEAN AS b, 2::SMALLINT AS s",
    "SELECT NULL::DATE AS d, false AS b, 1::SMALLINT AS s",
  );
  await expectSame(frame.orderBy("d"), `SELECT * FROM ${name} ORDER BY d NULLS FIRST`);
  await expectSame(frame.orderBy(col("s").desc(), "b"), `SELECT * FROM ${name} ORDER BY s DESC, b NULLS FIRST`);
  await expectSame(frame.repartitionByRange(2, "b"), `SELECT * FROM ${name}`);
});

test("grouping sets of an aggregate that takes all rows fit into little memory", async () => {
  const { frame, name } = await table("SELECT 1 AS k, 2 AS v", "SELECT 1 AS k, 3 AS v");
  await expectSame(
    frame.rollup("k").agg(countDistinct("v").as("n")),
    `SELECT k, count(DISTINCT v) AS n FROM ${name} GROUP BY ROLLUP (k)`,
  );
});

test("lists of texts that all rows share change place", async () => {
  const { frame, name } = await table("SELECT 1 AS k", "SELECT 2 AS k UNION ALL SELECT 3");
  await expectSame(
    frame.withColumn("l", "['a', 'b', NULL]").distinct(),
    `SELECT k, ['a', 'b', NULL] AS l FROM ${name}`,
  );
});

test("counts beside a count of different values are 0 where no task has rows", async () => {
  const { frame, name } = await table("SELECT 1 AS k, 2 AS v", "SELECT 1 AS k, 3 AS v");
  const none = frame.filter("k = 2");
  const joined = none.join(frame.select(col("k").as("other")), col("k").eq(col("other")), "left_semi");
  const counts = [count("*").as("n"), countDistinct("v").as("d"), expr("count_if(v > 0)").as("c")] as const;
  const query = `SELECT count(*) AS n, count(DISTINCT v) AS d, count_if(v > 0) AS c FROM ${name} WHERE k = 2`;
  await expectSame(none.agg(...counts), query);
  await expectSame(joined.agg(...counts), query);
  await expectSame(joined.agg(countDistinct("v").as("d")), `SELECT count(DISTINCT v) AS d FROM ${name} WHERE k = 2`);
  await expectSame(
    joined.agg(count("v").as("n"), approx_count_distinct("v").as("a")),
    `SELECT count(v) AS n, approx_count_distinct(v) AS a FROM ${name} WHERE k = 2`,
  );
});

test("rows of several files come through a broadcast join in the same order in every run", async () => {
  const values = (seed: number) =>
    `SELECT (hash(i + ${seed}) % 5)::INTEGER AS k, sqrt(i + ${seed}) AS v FROM range(40) t(i)`;
  const { frame } = await table(...[1, 2, 3, 4].map((seed) => values(seed * 1_000)));
  const sides = goldpan.createDataFrame(Array.from({ length: 5 }, (_, k) => ({ side: k })));
  const joined = frame.join(broadcast(sides), col("k").eq(col("side")));
  const runs = new Set<string>();
  for (let run = 0; run < 12; run += 1) {
    const [sums, lists] = [
      await joined.groupBy("k").agg(sum("v").as("s")).toArray(),
      await joined.distinct().toArray(),
    ];
    runs.add(JSON.stringify([sums, lists], (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)));
  }
  expect(runs.size).toBe(1);
}, 240_000);
