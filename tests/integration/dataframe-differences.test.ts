/** What differs from Spark in methods of DataFrames that are there: each line of docs/FROM-SPARK.md holds. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { col, DataFrame, expr, F, GoldpanSession, Window, type WindowSpec } from "../../client/index.js";
import { readings } from "../support/readings.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
let goldpan: GoldpanSession;
let df: DataFrame;
let numbers: DataFrame;

beforeAll(async () => {
  goldpan = await GoldpanSession.builder().master("local[2]").appName("differences").getOrCreate();
  df = readings(goldpan);
  numbers = df.select("id", "n", "d");
});

afterAll(async () => {
  await goldpan.stop();
});

/** Each line of the section "DataFrame methods" of docs/FROM-SPARK.md. */
const differences: Readonly<Record<string, () => Promise<void>>> = {
  metadata: async () => expect(await numbers.columns()).toEqual(["id", "n", "d"]),
  actions: async () => expect((await df.groupBy("b").pivot("n")).count()).toBeInstanceOf(DataFrame),
  statements: async () => {
    expect(() => goldpan.sql("CREATE TEMP VIEW v AS SELECT 1")).toThrow("not CREATE");
    expect(await goldpan.sql("SELECT 1 AS x").count()).toBe(1);
  },
  "replaced-column": async () => {
    const replaced = df.withColumn("n", col("n").plus(1)).filter(df.col("n").eq(1));
    await expect(replaced.count()).rejects.toMatchObject({ code: "COLUMN_NOT_FOUND" });
  },
  "renamed-column": async () => {
    const renamed = df.withColumnRenamed("n", "m").filter("n = 1");
    await expect(renamed.count()).rejects.toMatchObject({ code: "COLUMN_NOT_FOUND" });
  },
  "distinct-then-sort": async () => {
    const sorted = df.select("s").distinct().orderBy("id");
    await expect(sorted.count()).rejects.toMatchObject({ code: "COLUMN_NOT_FOUND" });
  },
  "replace-keys": async () => {
    const values = async (frame: DataFrame) => (await frame.orderBy("id").toArray()).map(({ n }) => n);
    expect(await values(df.replace({ "1": 2 }))).toEqual([2, null, 3, 2, 40, null]);
    expect(await values(df.replace(1, null))).toEqual([null, null, 3, null, 40, null]);
    expect(() => df.replace({ "1": null })).toThrow("cannot be told");
  },
  "fill-subset": async () => expect(() => df.fillna({ n: 0 }, ["s"])).toThrow("takes no subset"),
  quantiles: async () => expect(await df.approxQuantile("n", [0.5], 0.9)).toEqual([1]),
  pairs: async () => {
    const rows = [
      { a: 1, b: 2 },
      { a: 2, b: null },
      { a: 3, b: 5 },
      { a: null, b: 1 },
      { a: 5, b: 9 },
    ];
    // Over (1, 2), (3, 5), (5, 9), by hand: means 3 and 16 / 3, products 2 · 10/3 + 2 · 11/3 = 14, divided by 2.
    expect(await goldpan.createDataFrame(rows, "a DOUBLE, b DOUBLE").cov("a", "b")).toBeCloseTo(7, 12);
  },
  parts: async () => {
    const twice = numbers.union(numbers);
    const [first] = twice.randomSplit([1, 1], 7) as [DataFrame, DataFrame];
    const counts = await first.groupBy("id").count().toArray();
    expect(counts.every((row) => row["count"] === 2)).toBe(true);
  },
  hints: async () => expect(() => df.hint("nonsense")).toThrow("there is no hint"),
  "coerced-text": async () => {
    const rows = df.coerce({ s: "DOUBLE" }, { action: "drop" });
    expect((await rows.select("id", "s").orderBy("id").toArray()).map(({ s }) => s)).toEqual([null, 10, 2.5]);
  },
  "list-fields": async () => {
    const orders = goldpan.createDataFrame(
      [{ items: [{ price: 1 }, { price: 2 }] }],
      "items ARRAY<STRUCT<price: INT>>",
    );
    for (const prices of [col("items.price"), col("items").getField("price")]) {
      await expect(orders.select(prices).collect()).rejects.toMatchObject({
        code: "TYPE_MISMATCH",
        hint: expect.stringContaining("transform(items") as string,
      });
    }
    const prices = F.transform("items", (item) => item.getField("price")).as("prices");
    expect(await orders.select(prices).toArray()).toEqual([{ prices: [1, 2] }]);
  },
  "map-columns": async () => {
    const maps = goldpan.createDataFrame(
      [{ id: 1, pairs: [{ k: "a", v: 2 }] }],
      "id INT, pairs ARRAY<STRUCT<k: STRING, v: INT>>",
    );
    const rows = maps.select("id", F.map_from_entries("pairs").as("m"));
    await expect(rows.select("id", F.explode("m")).collect()).rejects.toMatchObject({
      hint: expect.stringContaining("as(") as string,
    });
    expect(await rows.select("id", F.explode("m").as("key", "value")).toArray()).toEqual([
      { id: 1, key: "a", value: 2 },
    ]);
  },
  "union-types": async () => {
    const both = goldpan.createDataFrame([{ a: "x" }], "a STRING").union(goldpan.createDataFrame([{ a: 2 }], "a INT"));
    expect(await both.dtypes()).toEqual([["a", "VARCHAR"]]);
    expect((await both.toArray()).map(({ a }) => a).sort()).toEqual(["2", "x"]);
  },
  "window-nulls": async () => {
    const times = goldpan.createDataFrame([{ at: "2024-01-01 00:59:00" }, { at: null }], "at TIMESTAMP");
    expect(await times.groupBy(F.window("at", "1 hour")).count().count()).toBe(2);
    expect(() => F.window("at", "1 hour", "10 minutes")).toThrow("windows that slide overlap");
  },
  "whole-windows": async () => {
    const ranked = (rows: DataFrame, window: WindowSpec) => rows.withColumn("n", F.row_number().over(window));
    const spread = numbers.repartition(3);
    await expect(ranked(spread, Window.orderBy("id")).collect()).rejects.toMatchObject({
      code: "PLAN_REFUSED",
      hint: expect.stringContaining("goldpan.sql.singleTask.enabled=true") as string,
    });
    const alone = await ranked(spread.coalesce(1), Window.orderBy("id")).select("n").orderBy("n").toArray();
    expect(alone.map(({ n }) => Number(n))).toEqual(alone.map((_, index) => index + 1));
  },
  "inferred-types": async () => {
    const inferred = async (text: string, mode: string) => {
      const path = join(folder, "inferred.csv");
      writeFileSync(path, text);
      const frame = goldpan.read.options({ inferSchema: true, mode }).csv(path);
      return (await frame.dtypes()).map(([, type]) => type).join();
    };
    expect(await inferred("1,2\nx\n", "PERMISSIVE")).toBe("VARCHAR,INTEGER");
    expect(await inferred("1,2\nx\n", "DROPMALFORMED")).toBe("INTEGER,INTEGER");
    expect(await inferred("2024-2-9,10:11,2024-02-09\n,,2020\n", "PERMISSIVE")).toBe("DATE,VARCHAR,VARCHAR");
    expect(await inferred("25/03/2020\n", "PERMISSIVE")).toBe("DATE");
  },
  "line-ends": async () => {
    const path = join(folder, "ends.csv");
    writeFileSync(path, '1,"a\r\nb"\n2,c\r\n3,d\r');
    const rows = await goldpan.read.option("multiLine", true).csv(path).toArray();
    expect(rows).toEqual([
      { _c0: "1", _c1: "a\nb" },
      { _c0: "2", _c1: "c" },
      { _c0: "3", _c1: "d" },
    ]);
  },
  "long-separators": async () => {
    const path = join(folder, "long.csv");
    writeFileSync(path, 'a||x"\n');
    expect(await goldpan.read.option("sep", "||").csv(path).toArray()).toEqual([{ _c0: "a", _c1: 'x"' }]);
  },
  "number-letters": async () => {
    const path = join(folder, "letters.csv");
    writeFileSync(path, "1d,1.5f,0x1p3,1e3\n");
    const rows = await goldpan.read.schema("a DOUBLE, b DOUBLE, c DOUBLE, d DOUBLE").csv(path).toArray();
    expect(rows).toEqual([{ a: null, b: null, c: null, d: 1000 }]);
  },
  "zero-signs": async () => {
    const rows = Array.from({ length: 500 }, (_, id) => ({ id, z: id % 2 === 0 ? 0 : -0 }));
    const zeros = goldpan.createDataFrame(rows, "id INT, z DOUBLE").orderBy("id");
    const texts = async (frame: DataFrame) =>
      (await frame.groupBy(expr("CAST(z AS VARCHAR)").as("z")).count().orderBy("z").toArray()).map(({ z }) => z);
    expect(await texts(zeros)).toEqual(["-0.0", "0.0"]);
    await zeros.coalesce(1).write.parquet(join(folder, "zeros"));
    expect(await texts(goldpan.read.parquet(join(folder, "zeros")))).toEqual(["0.0"]);
  },
};

describe("docs/FROM-SPARK.md, DataFrame methods", () => {
  test.each(Object.entries(differences))("%s", async (_, holds) => holds());

  test("has these lines", () => {
    const text = readFileSync(new URL("../../docs/FROM-SPARK.md", import.meta.url), "utf8");
    const section = text.slice(text.indexOf("## DataFrame methods"), text.indexOf("## Functions"));
    const lines = [...section.matchAll(/^- \*\*(.+?)\*\*/gm)].map(([, name]) => name);
    expect(lines).toEqual(Object.keys(differences));
  });
});
