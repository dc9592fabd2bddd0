/** Every function beside PySpark's recorded answers, through analyser, planner and executors: a job or two per table of tests/spark. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { F, GoldpanSession, type Column } from "../../client/index.js";
import { counted } from "../spark/row-functions.js";
import { columnOf, isSameAnswer, sparkCases, tableSql, type SparkCase } from "../spark/spark-answers.js";
import { execute } from "../support/duckdb.js";
import { rowsOfArrow, type ExactRow } from "../support/exact-rows.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
let goldpan: GoldpanSession;
beforeAll(async () => {
  goldpan = await GoldpanSession.builder().master("local[2]").appName("spark functions").getOrCreate();
});
afterAll(() => goldpan.stop());

const bySection = new Map<string, SparkCase[]>();
for (const each of sparkCases()) bySection.set(each.section, [...(bySection.get(each.section) ?? []), each]);

/** A job has one answer: lines that Spark refuses for some row are compared one by one, without the cluster. */
function answered({ answer: { values } }: SparkCase): boolean {
  return values.every((value) => typeof value !== "object" || value === null || !("error" in value));
}

describe("functions answer as PySpark does", () => {
  test.each([...bySection.entries()])("%s", async (section, all) => {
    const cases = all.filter(answered);
    expect(cases.length).toBeGreaterThan(0.7 * all.length);
    const path = join(folder, `${section.replaceAll(" ", "-")}.parquet`);
    await execute(`COPY (SELECT * FROM ${tableSql(section)}) TO '${path}' (FORMAT parquet)`);
    const frame = goldpan.read.parquet(path);
    const columns: Column[] = cases.map(({ text }, index) => columnOf(text).as(`c${index}`));
    const [first, ...more] = columns;
    const asked = section.includes("aggregates") ? frame.agg(first!, ...more) : frame.select("row_", ...columns);
    const rows = rowsOfArrow(await asked.collect());
    const ordered = section.includes("aggregates") ? rows.map((row): ExactRow => ["0", ...row]) : inOrder(rows);
    const different = cases.flatMap(({ text, answer }, index) =>
      answer.values.every((expected, row) => isSameAnswer(ordered[row]?.[index + 1] ?? null, expected)) ? [] : [text],
    );
    expect(different).toEqual([]);
  });
});

test("around aggregates and row functions, which are computed once", async () => {
  const path = join(folder, "around.parquet");
  await execute(`COPY (SELECT * FROM ${tableSql("groups")}) TO '${path}' (FORMAT parquet)`);
  const frame = goldpan.read.parquet(path);
  const aggregated = frame
    .groupBy("g")
    .agg(
      F.round(F.avg("d"), 1).as("mean"),
      F.sum("v").cast("int").as("sum"),
      F.concat_ws("+", F.sort_array(F.collect_list("s"))).as("texts"),
      F.initcap(F.max("s")).as("name"),
    );
  expect(rowsOfArrow(await aggregated.collect())).toEqual([["1", 20.7, "10", "a+a+b+c+d", "D"]]);
  await goldpan.read
    .parquet(path)
    .select(F.round(counted("o"), 1).as("n"))
    .collect()
    .then((table) => expect(rowsOfArrow(table).map(([n]) => n)).toEqual([1, 2, 3, 4, 5, 6]));
});

test("to_json takes keys beside aggregates, a random value once, and no value of a lambda", async () => {
  const rows = goldpan.createDataFrame([{ k: "a", v: 1.5 }], "k STRING, v DECIMAL(4,2)");
  const json = F.to_json(F.struct("k", F.max("v").as("most")));
  expect(await rows.groupBy("k").agg(json.as("json")).select("json").toArray()).toEqual([
    { json: '{"k":"a","most":1.50}' },
  ]);
  const random = F.to_json(F.array(F.rand(), F.lit(NaN)));
  const [row] = await rows.select(random.as("json")).toArray();
  expect(row?.["json"]).toMatch(/^\[0\.\d+(e-\d+)?,"NaN"\]$/);
  await expect(
    rows.select(F.transform(F.array("v"), (v) => F.to_json(F.struct(v.as("v")))).as("j")).collect(),
  ).rejects.toMatchObject({
    code: "EXPRESSION_REFUSED",
    hint: expect.stringContaining("to_json of the whole list") as string,
  });
});

test("functions that no answer of PySpark's can show: by DuckDB's name, and random ones", async () => {
  // By hand: "ab" becomes "ba" by one swap, or by two changes of letters.
  const word = goldpan.createDataFrame([{ a: "ab", b: "ba" }], "a STRING, b STRING");
  const distances = [
    F.call_function("damerau_levenshtein", "a", "b").as("swap"),
    F.levenshtein("a", "b").as("changes"),
  ];
  expect(await word.select(distances).toArray()).toEqual([{ swap: 1, changes: 2 }]);

  const path = join(folder, "numbers.parquet");
  await execute(`COPY (SELECT range AS id FROM range(10000)) TO '${path}' (FORMAT parquet)`);
  const numbers = goldpan.read.parquet(path);
  const drawn = async (x: Column) => {
    const measures = [
      F.avg("x").as("mean"),
      F.stddev("x").as("deviation"),
      F.min("x").as("least"),
      F.max("x").as("most"),
    ];
    const [row] = await numbers
      .select(x.as("x"))
      .agg(...measures)
      .toArray<Record<"mean" | "deviation" | "least" | "most", number>>();
    return row!;
  };
  const even = await drawn(F.rand());
  expect([even.mean, even.deviation]).toEqual([expect.closeTo(0.5, 1), expect.closeTo(Math.sqrt(1 / 12), 1)]);
  expect([even.least >= 0, even.most < 1]).toEqual([true, true]);
  expect(await drawn(F.random())).toEqual(even);
  expect((await drawn(F.rand(1))).mean).not.toBe(even.mean);
  const normal = await drawn(F.randn());
  expect([normal.mean, normal.deviation]).toEqual([expect.closeTo(0, 1), expect.closeTo(1, 1)]);
  expect([normal.least < -2.5, normal.most > 2.5]).toEqual([true, true]);
  expect((await drawn(F.randn(1))).mean).not.toBe(normal.mean);

  const names = async () => (await numbers.select(F.uuid().as("name")).toArray()).map(({ name }) => name as string);
  const made = await names();
  expect(new Set(made).size).toBe(10_000);
  expect(made[0]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(await names()).toEqual(made);
});

test("window groups by time, and grouping tells the rows of a rollup apart", async () => {
  const rides = goldpan.createDataFrame(
    [
      { k: "a", at: "2024-01-01 00:07:30" },
      { k: "b", at: "2024-01-01 00:09:59.999" },
      { k: "a", at: "2024-01-01 00:10:00" },
      { k: "a", at: null },
    ],
    "k STRING, at TIMESTAMP",
  );
  const windows = rides.groupBy(F.window("at", "10 minutes")).count();
  // By hand; docs/FROM-SPARK.md, "window-nulls": Spark leaves the row without a time out.
  const counted = windows.selectExpr('CAST("window"."start" AS VARCHAR) AS start', "count").orderBy("start");
  expect(await counted.toArray()).toEqual([
    { start: null, count: 1 },
    { start: "2024-01-01 00:00:00", count: 2 },
    { start: "2024-01-01 00:10:00", count: 1 },
  ]);
  const totals = rides
    .rollup("k", "at")
    .agg(F.count("*").as("n"), F.grouping("k").as("g"), F.grouping_id("k", "at").as("id"));
  expect(await totals.filter("id > 0").orderBy("id", "k").toArray()).toEqual([
    { k: "a", at: null, n: 3, g: 0, id: 1 },
    { k: "b", at: null, n: 1, g: 0, id: 1 },
    { k: null, at: null, n: 4, g: 1, id: 3 },
  ]);
  expect(() => F.window("at", "10 minutes", "5 minutes")).toThrow("windows that slide overlap");
  expect(() => F.window("at", "1 month")).toThrow("'1 month' is no length");
});

function inOrder(rows: readonly ExactRow[]): ExactRow[] {
  return rows.toSorted(([a], [b]) => Number(a) - Number(b));
}
