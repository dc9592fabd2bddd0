/**
 * Cleaning as a Spark user writes it, beside what PySpark answers to the same calls over the same rows. Answers were recorded by
 * tests/spark/record-cleaning.py.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { col, count, type DataFrame, expr, F, GoldpanSession, max, sum } from "../../client/index.js";
import { readings } from "../support/readings.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();

type Cell = string | number | boolean | null;
type Answer =
  { readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] } | { readonly value: unknown };

const answers = JSON.parse(readFileSync(new URL("../spark/cleaning-answers.json", import.meta.url), "utf8")) as Record<
  string,
  Answer
>;

let goldpan: GoldpanSession;
let df: DataFrame;
let numbers: DataFrame;
let other: DataFrame;

beforeAll(async () => {
  goldpan = await GoldpanSession.builder().master("local[2]").appName("cleaning").getOrCreate();
  df = readings(goldpan);
  numbers = df.select("id", "n", "d");
  other = goldpan.createDataFrame(
    [
      { id: 1, s: "one" },
      { id: 3, s: "three" },
      { id: 9, s: "nine" },
    ],
    "id INTEGER, s VARCHAR",
  );
}, 60_000);

afterAll(() => goldpan.stop());

function cell(value: unknown): Cell {
  if (Number.isNaN(value)) return "NaN";
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return (value ?? null) as Cell;
}

/** Rows in the order in which they come where `ordered` says that there is one. */
async function sameAsSpark(name: string, frame: DataFrame, ordered = false): Promise<void> {
  const answer = answers[name];
  if (answer === undefined || !("rows" in answer)) throw new Error(`no rows are recorded for ${name}`);
  const columns = await frame.columns();
  const table = await frame.toArray();
  const rows = table.map((row) => columns.map((column) => cell(row[column])));
  const arranged = (list: readonly (readonly Cell[])[]) =>
    ordered ? list : list.map((row) => JSON.stringify(row)).toSorted();
  expect(columns).toEqual(answer.columns);
  expect(arranged(rows.map(roundedTexts))).toEqual(arranged(answer.rows.map(roundedTexts)));
}

/** Sums of floating-point numbers are added up in another order: their last digits may differ, also where they are texts. */
function roundedTexts(row: readonly Cell[]): readonly Cell[] {
  return row.map((item) =>
    typeof item === "string" && /^\d+\.\d{12,}$/.test(item) ? Number(item).toPrecision(12) : item,
  );
}

function valueOf(name: string): unknown {
  const answer = answers[name];
  return answer !== undefined && "value" in answer ? answer.value : undefined;
}

const cases: Readonly<Record<string, () => DataFrame>> = {
  "fillna(5.7)": () => df.fillna(5.7),
  'fillna("z")': () => df.na.fill("z"),
  "fillna(true)": () => df.fillna(true),
  "fillna(map)": () => df.fillna({ n: 9.9, d: "7", s: 5, b: true }),
  "fillna(subset)": () => df.fillna(0, ["s", "n"]),
  "fillna(date)": () => df.fillna({ day: "2020-01-01" }),
  "dropna()": () => df.dropna(),
  "dropna(all)": () => df.select("n", "d", "s").dropna("all"),
  "dropna(thresh)": () => df.na.drop(5),
  "dropna(subset)": () => df.dropna({ subset: ["d", "n"] }),
  "replace(1, 10)": () => df.replace(1, 10),
  "replace(1.5, 9)": () => df.replace(1.5, 9),
  "replace(map)": () => df.na.replace({ x: "y", "": null }),
  "replace(lists)": () => df.replace([1, 3], [2.7, 4], "n"),
  "replace(list, value)": () => df.replace([1, 3], 7),
  "replace(NaN)": () => df.replace(new Map([[Number.NaN, 0.5]])),
  "replace(true, false)": () => df.replace(true, false),
  "replace(subset of another kind)": () => df.replace(1, 2, ["s"]),
  "unpivot without values": () => numbers.melt(["id"], null, "k", "v"),
  unpivot: () => df.unpivot("id", ["n", "d"], "k", "v"),
  toDF: () => numbers.toDF("a", "b", "c"),
  "toDF of a join": () =>
    df
      .join(other, df.col("id").eq(other.col("id")))
      .select(df.col("id"), other.col("id"), other.col("s"))
      .toDF("a", "b", "c"),
  withColumnsRenamed: () => numbers.withColumnsRenamed({ n: "m", d: "e" }),
  "filter by what select left out": () => df.select("s").filter(col("n").eq(1)),
  "filter by the column of the frame before": () => df.select("s").filter(df.col("n").eq(1)),
  "filter by an aggregate": () => df.groupBy("b").agg(sum("n").as("t")).filter(sum("n").gt(3)),
  "agg(map)": () => df.groupBy("b").agg({ n: "sum" }),
  groupingSets: () => df.groupingSets([["b"], ["n"], []], "b", "n").agg(count("*").as("c")),
  "drop a side's column": () =>
    df
      .join(other, df.col("id").eq(other.col("id")))
      .drop(other.col("id"))
      .drop(df.col("s")),
  "drop an alias's column": () =>
    df
      .as("a")
      .join(other.as("o"), col("a.id").eq(col("o.id")))
      .drop(col("o.id"), col("o.s")),
  "dropDuplicates by name": () =>
    df
      .select("n", "b")
      .dropDuplicates([df.col("n")])
      .select("n"),
  colRegex: () => df.select(df.colRegex("`^[nD].*`")),
  transform: () => numbers.transform((frame, by: number) => frame.withColumn("d", col("d").times(by)), 2),
  selectExpr: () => df.selectExpr("id + 1 AS next", "upper(s) AS upper"),
};

const orderedCases: Readonly<Record<string, () => DataFrame>> = {
  "describe()": () => df.describe(),
  "describe(n, s)": () => df.describe("n", "s"),
  "describe(b)": () => df.describe("b"),
  "summary()": () => df.select("id", "n", "s").summary(),
  "summary(some)": () => df.summary("count", "max", "count_distinct", "approx_count_distinct"),
  "orderBy what select left out": () => df.select("s").orderBy("id"),
  "orderBy what drop left out": () => numbers.drop("id").orderBy(col("id").desc()),
  "filter and orderBy what select left out": () => df.select("s").filter("n = 1").orderBy(col("id").desc()),
  "orderBy below withColumn": () => df.select("n").withColumn("m", col("n").plus(1)).orderBy("id"),
  "orderBy an aggregate": () => df.groupBy("b").agg(sum("n")).orderBy(sum("n")),
  "orderBy another aggregate": () => df.groupBy("b").agg(sum("n").as("t")).orderBy(max("id").desc()),
};

describe("as PySpark answers", () => {
  test.each(Object.entries(cases))("%s", (name, frame) => sameAsSpark(name, frame()));
  test.each(Object.entries(orderedCases))("in order: %s", (name, frame) => sameAsSpark(name, frame(), true));

  test("actions", async () => {
    expect(await df.approxQuantile(["d", "n"], [0, 0.25, 0.5, 0.75, 1], 0)).toEqual(valueOf("approxQuantile"));
    expect(await df.stat.approxQuantile("n", [0.5])).toEqual([1]);
    expect(await df.corr("n", "d")).toBeCloseTo(Number(valueOf("corr")), 12);
    expect(await df.stat.cov("n", "d")).toBeCloseTo(Number(valueOf("cov")), 12);
    await sameAsSpark("crosstab", await df.crosstab("n", "b"));
    const tail = answers["tail"];
    expect((await numbers.tail(2)).map((row) => Object.values(row))).toEqual(
      tail !== undefined && "rows" in tail ? tail.rows : [],
    );
    const ids: unknown[] = [];
    for await (const row of df.orderBy("id").toLocalIterator()) ids.push(row["id"]);
    expect(ids).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("every recorded answer is asked for", () => {
    const asked = [
      ...Object.keys(cases),
      ...Object.keys(orderedCases),
      "approxQuantile",
      "corr",
      "cov",
      "crosstab",
      "tail",
    ];
    expect(asked.toSorted()).toEqual(Object.keys(answers).toSorted());
  });
});

describe("coerce", () => {
  const dirty = () =>
    goldpan.createDataFrame(
      [
        { id: 1, amount: "12", day: "2024-01-31" },
        { id: 2, amount: "1.7", day: "2024-02-30" },
        { id: 3, amount: null, day: "2024-03-01" },
        { id: 4, amount: "twelve", day: null },
      ],
      "id INTEGER, amount VARCHAR, day VARCHAR",
    );

  test("casts, and drops rows with a value that is none", async () => {
    const clean = dirty().coerce({ amount: "int", day: "DATE" }, { action: "drop" });
    expect(await clean.dtypes()).toEqual([
      ["id", "INTEGER"],
      ["amount", "INTEGER"],
      ["day", "DATE"],
    ]);
    expect((await clean.toArray()).map((row) => [row["id"], row["amount"]])).toEqual([
      [1, 12],
      [3, null],
    ]);
  });

  test("warns: NULL stands in place of the value", async () => {
    const rows = await dirty().coerce("amount INTEGER", { action: "warn" }).toArray();
    expect(rows.map(({ amount }) => amount)).toEqual([12, null, null, null]);
  });

  test("keeps the row as it was, counts by column, and fails above a share", async () => {
    const gold = join(folder, "gold");
    const summary = await dirty().coerce({ amount: "INTEGER", day: "DATE" }).write.parquet(gold);
    expect(summary.expectations).toMatchObject([
      { name: "amount is INTEGER", violations: 2 },
      { name: "day is DATE", violations: 0 },
    ]);
    const kept = await goldpan.read
      .parquet(join(folder, "_quarantine", "gold"))
      .orderBy("id")
      .toArray();
    expect(kept).toMatchObject([
      { id: 2, amount: "1.7", day: "2024-02-30", _violations: ["amount is INTEGER"] },
      { id: 4, amount: "twelve", day: null },
    ]);
    const strict = dirty().coerce({ amount: "INTEGER" }, { action: "drop", failAbove: { rows: 1 } });
    await expect(strict.write.mode("overwrite").parquet(gold)).rejects.toMatchObject({
      code: "EXPECTATION_THRESHOLD_EXCEEDED",
    });
    await expect(
      dirty().coerce({ amount: "INTEGER" }, { action: "fail" }).write.parquet(join(folder, "other")),
    ).rejects.toThrow("amount is INTEGER");
  });
});

describe("randomSplit", () => {
  test("gives each row to one part, in about the shares asked for, the same at every run", async () => {
    const rows = goldpan.createDataFrame(Array.from({ length: 4000 }, (_, id) => ({ id, kind: `k${id % 7}` })));
    const [large, small] = rows.randomSplit([3, 1], 42) as [DataFrame, DataFrame];
    const [first, second] = [await large.toArray<{ id: number }>(), await small.toArray<{ id: number }>()];
    const ids = [...first, ...second].map(({ id }) => id).toSorted((a, b) => a - b);
    expect(ids).toEqual(Array.from({ length: 4000 }, (_, id) => id));
    expect(first.length).toBeGreaterThan(2850);
    expect(first.length).toBeLessThan(3150);
    expect(await rows.randomSplit([3, 1], 42)[0]?.count()).toBe(first.length);
    const other = await rows.randomSplit([3, 1], 43)[0]?.toArray<{ id: number }>();
    expect(other).not.toEqual(first);
  });
});

describe("errors say what is meant", () => {
  const failing = async (frame: () => DataFrame): Promise<{ code: string; message: string; hint: string }> => {
    try {
      await frame().toArray();
    } catch (error) {
      const { code, message, hint } = error as { code: string; message: string; hint: string };
      expect(`${message} ${hint}`).not.toContain("__goldpan");
      return { code, message, hint };
    }
    throw new Error("nothing was refused");
  };

  const view = (): void => df.createOrReplaceTempView("readings");

  test.each<[name: string, frame: () => DataFrame, code: string, told: string]>([
    ["a column's near name", () => df.fillna(0, ["nn"]), "COLUMN_NOT_FOUND", "did you mean n"],
    [
      "a column of a frame that is not there",
      () => df.filter(other.col("s").eq("x")),
      "PLAN_REFUSED",
      "the DataFrame made by createDataFrame at",
    ],
    [
      "a column that was replaced",
      () => df.withColumn("n", "n + 1").filter(df.col("n").eq(1)),
      "COLUMN_NOT_FOUND",
      "not here any more",
    ],
    ["text between double quotes", () => df.filter('s = "crimson"'), "COLUMN_NOT_FOUND", "'crimson'"],
    ["backquotes", () => df.filter("`n` = 1"), "SYNTAX_ERROR", "double quotes"],
    ["rlike", () => df.filter("s rlike 'x'"), "SYNTAX_ERROR", "regexp_matches"],
    ["a window alone", () => df.withColumn("m", F.lag("n")), "EXPRESSION_REFUSED", "lag(…).over(Window"],
    ["a row's sum", () => df.withColumn("m", F.sum("n")), "EXPRESSION_REFUSED", "over(Window.partitionBy"],
    [
      "an arrow",
      () => df.selectExpr("transform([n], x -> x + 1) AS y"),
      "COLUMN_NOT_FOUND",
      "list_transform(list, lambda x",
    ],
    [
      "two parameters",
      () => df.selectExpr("aggregate([n], 0, (a, x) -> a + x)"),
      "COLUMN_NOT_FOUND",
      "list_reduce(list",
    ],
    ["exists of a list", () => df.filter("exists([n], x -> x > 2)"), "SYNTAX_ERROR", "list_bool_or(list_transform"],
    ["<=>", () => df.filter("n <=> 1"), "TYPE_MISMATCH", "IS NOT DISTINCT FROM"],
    ["!", () => df.filter("!(n = 1)"), "FUNCTION_NOT_FOUND", "NOT x"],
    ["texts and numbers", () => df.selectExpr("n + '1'"), "TYPE_MISMATCH", "cast one side"],
    [
      "a semi join",
      () => goldpan.sql("SELECT a.id FROM readings a LEFT SEMI JOIN readings b USING (id)"),
      "SYNTAX_ERROR",
      "SEMI JOIN",
    ],
    [
      "with rollup",
      () => goldpan.sql("SELECT s, count(*) FROM readings GROUP BY s WITH ROLLUP"),
      "SYNTAX_ERROR",
      "ROLLUP (a, b)",
    ],
    ["star except", () => goldpan.sql("SELECT * EXCEPT (s) FROM readings"), "SYNTAX_ERROR", "EXCLUDE"],
    ["from_json's schema", () => df.selectExpr("from_json(s, 'a int')"), "TYPE_MISMATCH", '{"a": "INTEGER"}'],
    [
      "a count of pairs",
      () => goldpan.sql("SELECT count(DISTINCT id, s) FROM readings"),
      "TYPE_MISMATCH",
      "DISTINCT (a, b)",
    ],
    [
      "a lateral view",
      () => goldpan.sql("SELECT x FROM readings LATERAL VIEW explode(l) t AS x"),
      "SYNTAX_ERROR",
      "unnest",
    ],
    ["a column called end", () => df.withColumn("end", "n").filter("end > 1"), "SYNTAX_ERROR", 'is written "end"'],
    ["a column called at", () => goldpan.sql("SELECT max(at) FROM readings"), "SYNTAX_ERROR", 'is written "at"'],
    ["a DataFrame in braces", () => goldpan.sql("SELECT * FROM {df}"), "SYNTAX_ERROR", "createOrReplaceTempView"],
    [
      "a column that one side of a union lacks",
      () => df.select("id", "n").unionByName(df.select("id", "s")),
      "COLUMN_NOT_FOUND",
      "{ allowMissingColumns: true }",
    ],
    ["INSERT", () => goldpan.sql("INSERT INTO readings VALUES (1)"), "PLAN_REFUSED", "not INSERT"],
    ["CREATE", () => goldpan.sql("-- a comment\nCREATE TABLE t AS SELECT 1"), "PLAN_REFUSED", "not CREATE"],
    ["two statements", () => goldpan.sql("SELECT 1; SELECT 2"), "PLAN_REFUSED", "not several statements"],
    ["too few names", () => df.toDF("a"), "PLAN_REFUSED", "6 columns"],
    [
      "unpivot of texts and numbers",
      () => df.unpivot("id", ["n", "s"], "k", "v"),
      "TYPE_MISMATCH",
      "n (INTEGER) and s (VARCHAR)",
    ],
    ["an unknown statistic", () => df.summary("kurtosis"), "PLAN_REFUSED", "no statistic 'kurtosis'"],
    ["an unknown type", () => df.coerce({ n: "INTEGR" }, { action: "drop" }), "TYPE_MISMATCH", "INTEGR"],
    [
      "pairs outside of a set",
      () => goldpan.sql("SELECT id FROM readings WHERE (id, n) NOT IN (SELECT id, n FROM readings)"),
      "PLAN_REFUSED",
      "NOT IN",
    ],
  ])("%s", async (_, frame, code, told) => {
    view();
    const error = await failing(frame);
    expect(error.code).toBe(code);
    expect(`${error.message} ${error.hint}`).toContain(told);
  });

  test("pairs in a subquery are looked for as pairs", async () => {
    view();
    const rows = await goldpan
      .sql("SELECT id FROM readings WHERE (id, n) IN (SELECT id, 1 FROM readings)")
      .orderBy("id")
      .toArray();
    expect(rows).toEqual([{ id: 1 }, { id: 4 }]);
  });

  test("SQL's own subqueries keep what DuckDB refuses", async () => {
    view();
    const error = await failing(() => goldpan.sql("SELECT s FROM (SELECT s FROM readings) WHERE n = 1"));
    expect(error.code).toBe("COLUMN_NOT_FOUND");
  });

  test.each<[name: string, call: () => unknown, told: string]>([
    ["values of two kinds", () => df.replace([1, "x"], 2), "in place of"],
    ["an object whose keys could be anything", () => df.replace({ "1": null }), "cannot be told"],
    ["a subset beside values by name", () => df.fillna({ n: 1 }, ["n"]), "takes no subset"],
    ["an unknown how", () => df.dropna("some" as "any"), "how is"],
    ["an unknown option", () => df.coerce({ n: "INTEGER" }, { onError: "drop" } as object), "no option 'onError'"],
    ["shares that are none", () => df.randomSplit([1, -1]), "shares"],
    ["a hint", () => df.hint("merge"), "no hint"],
    ["a key of no set", () => df.groupingSets([["d"]], "b"), "not among the keys"],
    ["transform without a DataFrame", () => df.transform((() => 5) as never), "return a DataFrame"],
  ])("at once: %s", (_, call, told) => {
    expect(call).toThrow(
      expect.objectContaining({ code: "PLAN_REFUSED", message: expect.any(String) as string }) as Error,
    );
    try {
      call();
    } catch (error) {
      const { message, hint } = error as { message: string; hint: string };
      expect(`${message} ${hint}`).toContain(told);
    }
  });
});

describe("besides", () => {
  test("a row function's struct becomes columns", async () => {
    const parts = df.filter("id < 3").map(expr("{'twice': id * 2, 'text': coalesce(s, '?')}"), "*");
    expect(await parts.toArray()).toEqual([
      { twice: 2, text: "x" },
      { twice: 4, text: "?" },
    ]);
    expect(await df.filter("id = 1").map(col("id").plus(1)).toArray()).toEqual([{ value: 2 }]);
  });

  test("the hint broadcast marks a side", () => {
    expect(df.hint("BROADCAST").relation).toMatchObject({ broadcast: {} });
  });
});
