/** Scripts that build long chains of relations, end to end: as many columns and filters as DuckDB's own answer has. */
import { describe, expect, test } from "vitest";
import { difference, execute } from "../support/duckdb.js";
import { script, submit } from "../support/submit.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const rows = `${folder}/rows.parquet`;

async function run(body: string) {
  await execute(`COPY (SELECT i AS id, i * 2 AS twice FROM range(1000) t(i)) TO '${rows}'`);
  return submit({ script: script(body), master: "local[1]" });
}

const written = `SELECT * FROM '${folder}/out/*.parquet'`;
const same = { missing: 0, extra: 0 };
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe("long chains", () => {
  test.each([300, 900])("%d columns that do not build on each other", async (count) => {
    const outcome = await run(`
      let df = goldpan.read.parquet("${rows}");
      for (let i = 0; i < ${count}; i++) df = df.withColumn("c" + i, "id + " + i);
      await df.write.mode("overwrite").parquet("${folder}/out/");`);
    expect(outcome.code, outcome.stderr).toBe(0);
    const columns = numbers(count).map((i) => `id + ${i} AS c${i}`);
    expect(await difference(written, `SELECT *, ${columns.join(", ")} FROM '${rows}'`)).toMatchObject(same);
  });

  test("300 columns of which each is computed from the one before", async () => {
    const outcome = await run(`
      let df = goldpan.read.parquet("${rows}").withColumn("c0", "id");
      for (let i = 1; i < 300; i++) df = df.withColumn("c" + i, "c" + (i - 1) + " + 1");
      await df.write.mode("overwrite").parquet("${folder}/out/");`);
    expect(outcome.code, outcome.stderr).toBe(0);
    const columns = numbers(300).map((i) => `id + ${i} AS c${i}`);
    expect(await difference(written, `SELECT *, ${columns.join(", ")} FROM '${rows}'`)).toMatchObject(same);
  });

  test("900 filters, and 900 times the same column", async () => {
    const outcome = await run(`
      let df = goldpan.read.parquet("${rows}");
      for (let i = 0; i < 450; i++) df = df.filter("id <> " + i).withColumn("id", "id + 0");
      await df.write.mode("overwrite").parquet("${folder}/out/");`);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(await difference(written, `SELECT * FROM '${rows}' WHERE id >= 450`)).toMatchObject(same);
  });

  test("views of views, 30 deep", async () => {
    const outcome = await run(`
      let df = goldpan.read.parquet("${rows}");
      for (let i = 0; i < 30; i++) {
        df.createOrReplaceTempView("t");
        df = goldpan.sql("SELECT *, id + " + i + " AS c" + i + " FROM t WHERE id <> " + i + " ORDER BY id");
      }
      await df.write.mode("overwrite").parquet("${folder}/out/");`);
    expect(outcome.code, outcome.stderr).toBe(0);
    const columns = numbers(30).map((i) => `id + ${i} AS c${i}`);
    expect(await difference(written, `SELECT *, ${columns.join(", ")} FROM '${rows}' WHERE id >= 30`)).toMatchObject(
      same,
    );
  });

  test("a table joined with its own groups 12 times", async () => {
    const outcome = await run(`
      let df = goldpan.read.parquet("${rows}").withColumn("k", "id % 7");
      for (let i = 0; i < 12; i++) df = df.join(df.groupBy("k").agg(expr("sum(twice) AS s" + i)), "k");
      await df.explain();
      await df.write.mode("overwrite").parquet("${folder}/out/");`);
    expect(outcome.code, outcome.stderr).toBe(0);
    const sums = numbers(12).map((i) => `sum(twice) OVER (PARTITION BY id % 7) AS s${i}`);
    expect(await difference(written, `SELECT id % 7 AS k, *, ${sums.join(", ")} FROM '${rows}'`)).toMatchObject(same);
    expect(outcome.stdout.length).toBeLessThan(30_000);
  });

  test("rows united with themselves, and narrowed by what they were, 10 times", async () => {
    const outcome = await run(`
      let df = goldpan.read.parquet("${rows}").limit(5);
      let narrowed = goldpan.read.parquet("${rows}").select("twice");
      for (let i = 0; i < 10; i++) {
        df = df.union(df);
        narrowed = narrowed.intersect(narrowed.filter("twice <> " + i * 2));
      }
      await df.groupBy("id").count().join(narrowed, expr("id = twice"), "left").write.mode("overwrite").parquet("${folder}/out/");`);
    expect(outcome.code, outcome.stderr).toBe(0);
    const expected = "SELECT i AS id, 1024 AS count, NULL::BIGINT AS twice FROM range(5) t(i)";
    expect(await difference(written, expected)).toMatchObject(same);
  });

  test("what is too long is refused at once, by the line that makes it so", async () => {
    const outcome = await run(`
      let df = goldpan.read.parquet("${rows}");
      for (let i = 0; i < 1200; i++)
        df = df.filter("id <> " + i);`);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(
      /PLAN_REFUSED: the plan has more than 1000 relations one on another at .*job\.ts:\d+/,
    );
    expect(outcome.stderr).not.toContain("reconnecting");
  });
});
