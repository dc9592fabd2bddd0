/** What the DataFrame API writes, bound by the real analyser: names and types come out as Spark's methods promise. */
import { describe, expect, test } from "vitest";
import { avg, col, count, countDistinct, expr, lit, max, sql, sum, udf, when, type DataFrame } from "goldpan";
import { createSession } from "../../client/session/goldpan-session.js";
import { TestConnection } from "../support/test-connection.js";
import { contract } from "../../common/wire/load.js";
import type { PlanInput, Schema } from "../../common/wire/types.js";
import { analyse } from "../../master/analyser/analyse.js";

/** Sends plans through the wire's encoding to the analyser. */
class AnalysingConnection extends TestConnection {
  override async analyze(plan: PlanInput): Promise<{ schema: Schema; explain: string }> {
    const { requestSerialize, requestDeserialize } = contract.ApplicationService.service.Analyze;
    const { plan: received } = requestDeserialize(requestSerialize({ plan }));
    const { root } = await analyse({ plan: received!, scans: [], timeZone: "UTC" });
    return { schema: { columns: root.schema.map(({ name, type }) => ({ name, type })) }, explain: "" };
  }
}

const upper = udf("shout", (text: string) => text.toUpperCase(), { args: ["VARCHAR"], returns: "VARCHAR" });

const session = createSession(new AnalysingConnection(), {
  appName: "test",
  baseFolder: "/",
  bundle: { sha256: "abc" },
});
const rows = session.createDataFrame([
  { id: 1, delay: 2.5, name: "it's", at: new Date(0), tags: ["x"], place: { city: "JFK", "zip code": 1 }, "a.b": true },
]);

const types = async (frame: DataFrame): Promise<Record<string, string>> => Object.fromEntries(await frame.dtypes());

describe("names and types", () => {
  test("of rows of the script", async () => {
    expect(await types(rows)).toEqual({
      id: "BIGINT",
      delay: "DOUBLE",
      name: "VARCHAR",
      at: "TIMESTAMP WITH TIME ZONE",
      tags: "VARCHAR[]",
      place: 'STRUCT(city VARCHAR, "zip code" BIGINT)',
      "a.b": "BOOLEAN",
    });
  });

  test("of select", async () => {
    const frame = rows.select(
      "id",
      "place.zip code",
      "`a.b`",
      col("delay").gt(1).as("late"),
      col("name").cast("VARCHAR"),
    );
    expect(await types(frame)).toEqual({
      id: "BIGINT",
      "zip code": "BIGINT",
      "a.b": "BOOLEAN",
      late: "BOOLEAN",
      name: "VARCHAR",
    });
  });

  test("of stars", async () => {
    expect(await rows.select("*").columns()).toHaveLength(7);
    expect(await rows.selectExpr("*", "id + 1 AS next").columns()).toHaveLength(8);
  });

  test("of every Column method", async () => {
    const name = col("name");
    const frame = rows.select(
      name.like("a\\_%").as("like"),
      name.rlike("^a").as("rlike"),
      name.startsWith("a").as("starts"),
      name.contains(lit("a")).as("contains"),
      name.substr(0, 2).as("substr"),
      name.isin("a", "b").as("isin"),
      col("id").isin([]).as("isin_nothing"),
      col("delay").between(0, 1).as("between"),
      col("id").divide(2).as("divide"),
      col("id").mod(2).as("mod"),
      col("at").gte(new Date(0)).as("since"),
      when(col("id").gt(1), "many").otherwise("one").as("case"),
      sql`${col("id")} = ${2n ** 70n}`.as("sql"),
      expr("upper(name)"),
      lit([1, 2]).as("list"),
      lit(Uint8Array.of(1)).as("bytes"),
      col("name").eqNullSafe(null).not().as("safe"),
    );
    expect(await types(frame)).toEqual({
      like: "BOOLEAN",
      rlike: "BOOLEAN",
      starts: "BOOLEAN",
      contains: "BOOLEAN",
      substr: "VARCHAR",
      isin: "BOOLEAN",
      isin_nothing: "BOOLEAN",
      between: "BOOLEAN",
      divide: "DOUBLE",
      mod: "BIGINT",
      since: "BOOLEAN",
      case: "VARCHAR",
      sql: "BOOLEAN",
      'upper("name")': "VARCHAR",
      list: "INTEGER[]",
      bytes: "BLOB",
      safe: "BOOLEAN",
    });
  });

  test("of aggregates: sum of integers is a BIGINT by the method, DuckDB's HUGEINT in SQL text", async () => {
    const frame = rows.agg(
      count("*"),
      count("name"),
      countDistinct("name"),
      sum("id"),
      sum("id").plus(1).as("more"),
      sum("delay"),
      sum(expr("delay::DECIMAL(9,2)")).as("exact"),
      avg("id"),
      max("at"),
      expr("sum(id) AS huge"),
    );
    expect(await types(frame)).toEqual({
      "count(1)": "BIGINT",
      "count(name)": "BIGINT",
      "count(DISTINCT name)": "BIGINT",
      "sum(id)": "BIGINT",
      more: "BIGINT",
      "sum(delay)": "DOUBLE",
      exact: "DECIMAL(38,2)",
      "avg(id)": "DOUBLE",
      "max(at)": "TIMESTAMP WITH TIME ZONE",
      huge: "HUGEINT",
    });
  });

  test("of a chain of everything", async () => {
    const frame = rows
      .filter("delay IS NOT NULL")
      .withColumn("late", col("delay").gt(15))
      .withColumns({ delay: "delay::INTEGER", loud: upper("name") })
      .withColumnRenamed("name", "who")
      .withColumnRenamed("nobody", "x")
      .expect("id is positive", col("id").gt(0), "quarantine", { failAbove: 0.5 })
      .cast({ id: "INTEGER" })
      .drop("place", "tags", "at", "a.b", "nothing")
      .limit(3);
    expect(await types(frame)).toEqual({
      id: "INTEGER",
      delay: "INTEGER",
      who: "VARCHAR",
      late: "BOOLEAN",
      loud: "VARCHAR",
    });
  });

  test("of unions", async () => {
    const one = session.createDataFrame([{ a: 1, b: "x" }]);
    const other = session.createDataFrame([{ b: "y", a: 2.5 }]);
    expect(await types(one.unionByName(other))).toEqual({ a: "DOUBLE", b: "VARCHAR" });
    expect(await types(one.unionByName(rows.select("id"), { allowMissingColumns: true }))).toEqual({
      a: "BIGINT",
      b: "VARCHAR",
      id: "BIGINT",
    });
  });
});

test("a column that isn't there is refused with its line and the nearest names", async () => {
  const frame = rows.withColumn("late", col("dely").gt(15));
  await expect(frame.schema()).rejects.toMatchObject({
    code: "COLUMN_NOT_FOUND",
    details: {
      callSite: { file: import.meta.filename, method: "col" },
      candidates: expect.arrayContaining(["delay"]) as string[],
    },
  });
});

test("a row function of the wrong type is refused", async () => {
  await expect(rows.select(upper("tags")).schema()).rejects.toMatchObject({ code: "TYPE_MISMATCH" });
});
