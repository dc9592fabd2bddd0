import { Table, vectorFromArray } from "apache-arrow";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { ExpectInput } from "../../common/wire/types.js";
import { emptySummary } from "../grpc/run-job.js";
import { bare, testSession } from "../../tests/support/test-connection.js";
import { col, count, expr, lit, sum } from "./functions.js";
import type { DataFrame } from "./data-frame.js";
import type { ExpectOptions, OnViolation } from "./arguments/expectations.js";

const { session, connection } = testSession();
const flights = session.read.parquet("s3a://rawzone/flights/");
const scan = { scan: { format: "parquet", paths: ["s3a://rawzone/flights/"], options: {} } };

/** The plan of a DataFrame over `flights`, without call sites. */
const plan = (frame: DataFrame): unknown => bare(frame.relation);
const sqlOf = (sql: string): unknown => ({ sql });

afterEach(() => {
  connection.ran.length = 0;
  vi.restoreAllMocks();
});

describe("plans", () => {
  test("read.parquet makes paths absolute", () => {
    const frame = session.read
      .option("mergeSchema", true)
      .parquet("data/raw/", "/tmp/x.parquet", "s3://b/k=1/*.parquet");
    expect(plan(frame)).toEqual({
      scan: {
        format: "parquet",
        paths: ["file:///base/data/raw/", "file:///tmp/x.parquet", "s3://b/k=1/*.parquet"],
        options: { mergeSchema: "true" },
      },
    });
    expect(() => session.read.parquet()).toThrow("without a path");
  });

  test("select takes names and Columns", () => {
    const columns = [
      { name: "origin", expression: sqlOf('"origin"') },
      { name: "late", expression: sqlOf('"delay" > 15') },
      { name: "", expression: sqlOf("upper(origin)") },
      { name: "", expression: sqlOf("*") },
    ];
    const project = { project: { input: scan, columns } };
    const list = ["origin", col("delay").gt(15).as("late"), expr("upper(origin)"), "*"];
    expect(plan(flights.select(...list))).toEqual(project);
    expect(plan(flights.select(list))).toEqual(project);
    expect(() => flights.select()).toThrow("select without columns");
  });

  test("selectExpr takes SQL", () => {
    const columns = [
      { name: "", expression: sqlOf("*") },
      { name: "", expression: sqlOf("a + 1 AS b") },
    ];
    expect(plan(flights.selectExpr("*", "a + 1 AS b"))).toEqual({ project: { input: scan, columns } });
  });

  test("filter and where take SQL or a Column", () => {
    const filter = { filter: { input: scan, condition: sqlOf("delay > 15") } };
    expect(plan(flights.filter("delay > 15"))).toEqual(filter);
    expect(plan(flights.where("delay > 15"))).toEqual(filter);
    expect(plan(flights.filter(col("delay").gt(15)))).toEqual({
      filter: { input: scan, condition: sqlOf('"delay" > 15') },
    });
  });

  test("withColumn and withColumns take SQL or Columns; the name is theirs", () => {
    expect(plan(flights.withColumn("hour", "hour(date)"))).toEqual({
      withColumns: { input: scan, columns: [{ name: "hour", expression: sqlOf("hour(date)") }] },
    });
    expect(plan(flights.withColumns({ "a b": lit(1).as("x"), c: "d" }))).toEqual({
      withColumns: {
        input: scan,
        columns: [
          { name: "a b", expression: sqlOf("1") },
          { name: "c", expression: sqlOf("d") },
        ],
      },
    });
  });

  test("withColumnRenamed, drop, cast, limit", () => {
    expect(plan(flights.withColumnRenamed("a", "b"))).toEqual({ rename: { input: scan, from: "a", to: "b" } });
    expect(plan(flights.drop("a", "b.c"))).toEqual({ drop: { input: scan, columns: ["a", "b.c"] } });
    expect(plan(flights.cast({ "a.b": "TIME" }))).toEqual({
      withColumns: { input: scan, columns: [{ name: "a.b", expression: sqlOf('CAST("a.b" AS TIME)') }] },
    });
    expect(plan(flights.limit(5))).toEqual({ limit: { input: scan, count: 5 } });
    for (const wrong of [-1, 1.5, NaN]) expect(() => flights.limit(wrong)).toThrow("is not a number of rows");
  });

  test("a Column that is a plain name stands for it", () => {
    expect(plan(flights.drop(col("ok"), "b"))).toEqual(plan(flights.drop("ok", "b")));
    expect(plan(flights.drop(["ok", col("`a.b`")]))).toEqual(plan(flights.drop("ok", "a.b")));
    expect(plan(flights.withColumnRenamed(col("a"), "b"))).toEqual(plan(flights.withColumnRenamed("a", "b")));
    expect(plan(flights.drop(col("a.b")))).toEqual({ drop: { input: scan, columns: ['"a"."b"'] } });
    for (const column of [col("a").gt(1), col("a").as("b"), expr("a"), sum("a"), lit(1), col("*")]) {
      expect(() => flights.drop(column), String(column)).toThrow("drop takes names of columns, not the expression");
    }
  });

  /** As a script in JavaScript may call them. */
  const untyped = flights as unknown as Record<string, (...values: unknown[]) => DataFrame>;
  test.each<[method: string, values: unknown[], message: string]>([
    ["select", [5], "select takes a name or a Column, not the number 5"],
    ["select", [undefined], "select takes a name or a Column, not undefined"],
    ["selectExpr", [col("a"), null], "selectExpr takes SQL or a Column, not null"],
    ["filter", [true], "filter takes SQL or a Column, not the boolean true"],
    ["where", [() => true], "where takes SQL or a Column, not a function"],
    ["withColumn", [col("a"), "b"], "withColumn takes a name, not a value of class Column"],
    ["withColumn", ["a", 5], "withColumn takes SQL or a Column, not the number 5"],
    ["withColumns", ["a"], 'withColumns takes an object by column name, not the string "a"'],
    ["withColumnRenamed", ["a", col("b")], "withColumnRenamed takes a name, not a value of class Column"],
    ["withColumnRenamed", ["a", ""], "'' cannot be a name"],
    ["drop", [{ a: 1 }], "drop takes a name, not a value of class Object"],
    ["cast", ["INTEGER"], 'cast takes an object by column name, not the string "INTEGER"'],
    ["cast", [[]], "cast takes an object by column name, not a value of class Array"],
    ["cast", [{ a: 5 }], "cast needs a type"],
    ["union", [[{ a: 1 }]], "union takes a DataFrame, not a value of class Array"],
    ["unionByName", [undefined], "unionByName takes a DataFrame, not undefined"],
    ["limit", ["5"], "limit(5) is not a number of rows"],
    ["agg", ["a"], "agg takes Columns"],
    ["expect", [col("a"), "b", "drop"], "an expectation without a name"],
    ["expect", ["a", "b", "drop", { failAbove: "5%" }], "neither a share nor a number of rows"],
    ["expect", ["a", "b", "drop", { nulls: "ignore" }], "expectation 'a': nulls is the string \"ignore\""],
  ])("%s(%j) is refused with its place", (method, values, message) => {
    const thrown = expect.objectContaining({
      code: "PLAN_REFUSED",
      message: expect.stringContaining(message) as string,
      details: expect.objectContaining({ callSite: expect.objectContaining({ method }) as object }) as object,
    }) as Error;
    expect(() => untyped[method]?.(...values)).toThrow(thrown);
  });

  test("unions", () => {
    const inputs = [scan, scan];
    const byPosition = { union: { inputs, byName: false, allowMissingColumns: false } };
    expect(plan(flights.union(flights))).toEqual(byPosition);
    expect(plan(flights.unionAll(flights))).toEqual(byPosition);
    expect(plan(flights.unionByName(flights))).toEqual({ union: { inputs, byName: true, allowMissingColumns: false } });
    expect(plan(flights.unionByName(flights, { allowMissingColumns: true }))).toEqual({
      union: { inputs, byName: true, allowMissingColumns: true },
    });
  });

  test("agg without keys", () => {
    const aggregates = [
      { name: "count(1)", expression: sqlOf("count(*)") },
      { name: "total", expression: sqlOf('sum("delay")'), hugeintAsBigint: true },
    ];
    expect(plan(flights.agg(count("*"), sum("delay").as("total")))).toEqual({
      aggregate: { input: scan, grouping: [], aggregates },
    });
    expect(() => flights.agg()).toThrow("agg without aggregates");
  });

  test("DataFrames do not change", () => {
    flights.drop("a");
    expect(plan(flights)).toEqual(scan);
  });
});

describe("expect", () => {
  const expectOf = (action: OnViolation, options?: ExpectOptions): ExpectInput | null =>
    flights.expect("delay is plausible", "delay < 99", action, options).relation.expect ?? null;

  test("carries name, predicate, action and threshold", () => {
    expect(bare({ expect: expectOf("quarantine", { failAbove: 0.05 }) })).toEqual({
      expect: {
        input: scan,
        name: "delay is plausible",
        predicate: sqlOf("delay < 99"),
        action: "QUARANTINE",
        share: 0.05,
        nullsPass: false,
      },
    });
    expect(expectOf("drop", { failAbove: { rows: 0 } })).toMatchObject({ action: "DROP", rows: 0 });
    expect(expectOf("drop", { failAbove: { share: 1 } })).toMatchObject({ share: 1 });
    expect(expectOf("warn", { nulls: "pass" })).toMatchObject({ action: "WARN", nullsPass: true });
    expect(expectOf("fail")).toMatchObject({ action: "FAIL" });
    expect(expectOf("fail")).not.toHaveProperty("share");
  });

  test("refuses what has no meaning", () => {
    expect(() => expectOf("drop", { failAbove: 5 })).toThrow("neither a share nor a number of rows");
    expect(() => expectOf("drop", { failAbove: { rows: 1.5 } })).toThrow("neither a share nor a number of rows");
    expect(() => expectOf("fail", { failAbove: 0.1 })).toThrow("contradict each other");
    expect(() => expectOf("delete" as OnViolation)).toThrow("'delete' is no action");
    expect(() => flights.expect(" ", "true", "drop")).toThrow("without a name");
    expect(() => flights.expect("x", "", "drop")).toThrow("an expression is empty");
  });
});

describe("write", () => {
  const written = async (write: Promise<unknown>): Promise<unknown> => {
    await write;
    return connection.ran.at(-1)?.write;
  };

  test("error is the default mode; overwrite and options are carried", async () => {
    expect(await written(flights.write.parquet("gold/flights"))).toEqual({
      format: "parquet",
      path: "file:///base/gold/flights",
      mode: "ERROR_IF_EXISTS",
      options: {},
    });
    const writer = flights.write.mode("overwrite").option("compression", "snappy").options({ allowEmpty: true });
    expect(await written(writer.parquet("s3a://gold/flights/"))).toEqual({
      format: "parquet",
      path: "s3a://gold/flights/",
      mode: "OVERWRITE",
      options: { compression: "snappy", allowEmpty: "true" },
    });
    expect(await written(flights.write.mode("errorifexists").parquet("x"))).toMatchObject({ mode: "ERROR_IF_EXISTS" });
  });

  test("other modes are refused by name", () => {
    const refused = expect.objectContaining({ code: "PLAN_REFUSED", hint: 'did you mean "append"?' }) as Error;
    expect(() => flights.write.mode("apend" as "append")).toThrow(refused);
    expect(() => flights.write.mode(undefined as unknown as "append")).toThrow("mode undefined is not there");
  });

  test("append, ignore, folders by value, and noop", async () => {
    expect(await written(flights.write.mode("append").parquet("x"))).toMatchObject({ mode: "APPEND" });
    expect(await written(flights.write.mode("ignore").format("parquet").save("x"))).toMatchObject({ mode: "IGNORE" });
    const dynamic = flights.write.mode("overwrite").option("partitionOverwriteMode", "dynamic");
    expect(await written(dynamic.partitionBy("year", "month").parquet("x"))).toMatchObject({
      mode: "OVERWRITE",
      options: { partitionOverwriteMode: "dynamic" },
      partitionBy: ["year", "month"],
    });
    expect(() => flights.write.partitionBy("a", "A")).toThrow("partitionBy names A twice");
    expect(() => flights.write.format("delta" as "parquet")).toThrow("delta");
    expect(() => flights.write.save()).toThrow("save without a path");
    await flights.write.format("noop").save();
    expect(connection.ran.at(-1)).toMatchObject({ discard: {} });
  });

  test("options after the path are for that write alone, whatever the format", async () => {
    const write = flights.write.option("compression", "gzip");
    for (const format of ["parquet", "csv", "json", "text"] as const) {
      const own = { options: { compression: "gzip", maxRecordsPerFile: "9" } };
      expect(await written(write[format]("x", { maxRecordsPerFile: 9 }))).toMatchObject({ format, ...own });
      expect(await written(write.format(format).save("x", { maxRecordsPerFile: 9 }))).toMatchObject({ format, ...own });
      expect(await written(write[format]("x"))).toMatchObject({ format, options: { compression: "gzip" } });
    }
  });

  test("a path that no store has fails the action", async () => {
    await expect(flights.write.parquet("hdfs://nn/gold")).rejects.toMatchObject({ code: "PATH_REFUSED" });
  });
});

describe("cache", () => {
  test("is the frame itself from now on, once, and is released by its id", async () => {
    const frame = session.read.parquet("s3a://rawzone/flights/");
    const before = frame.limit(1);
    expect(frame.cache()).toBe(frame);
    const { cacheId } = frame.relation.cache ?? {};
    expect(plan(frame)).toEqual({ cache: { input: scan, cacheId } });
    expect(plan(frame.persist().limit(1))).toEqual({ limit: { input: { cache: { input: scan, cacheId } }, count: 1 } });
    expect(plan(before)).toEqual({ limit: { input: scan, count: 1 } });
    expect(flights.limit(2).cache().relation.cache?.cacheId).not.toBe(cacheId);
    await frame.unpersist();
    expect(connection.released).toEqual([cacheId]);
    expect(plan(frame)).toEqual(scan);
    await frame.unpersist();
    expect(connection.released).toHaveLength(1);
    const untyped = frame as unknown as { persist(level: string): unknown };
    expect(() => untyped.persist("MEMORY_ONLY")).toThrow("persist has no storage levels");
  });
});

describe("explain", () => {
  test("of a plan runs nothing; executed runs it for nobody", async () => {
    const written: string[] = [];
    vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
    await flights.explain("formatted");
    expect(connection.ran).toEqual([]);
    connection.respond = async () => ({
      schema: { columns: [] },
      summary: { ...emptySummary, executed: "stage 0: 5 rows" },
      partitions: [],
    });
    await flights.explain("executed");
    expect(connection.ran).toMatchObject([{ discard: {}, plan: { root: scan } }]);
    expect(written).toEqual(["one stage\n", "stage 0: 5 rows\n"]);
    await expect(flights.explain("formated" as "formatted")).rejects.toMatchObject({
      hint: 'did you mean "formatted"?',
    });
    await expect(flights.explain(true as unknown as "simple")).rejects.toThrow("explain has no mode the boolean true");
  });
});

describe("actions", () => {
  const answerRows = (rows: Record<string, number[] | string[]>): void => {
    const vectors = Object.entries(rows).map(([name, values]) => [name, vectorFromArray(values)]);
    const columns = Object.keys(rows).map((name) => ({ name, type: "DOUBLE" }));
    connection.answer({ columns }, new Table(Object.fromEntries(vectors)));
  };
  const ranPlan = (): unknown => bare(connection.ran.at(-1)?.plan?.root);

  test("count is an aggregate", async () => {
    answerRows({ count: [42] });
    expect(await flights.count()).toBe(42);
    const aggregates = [{ name: "count", expression: sqlOf("count(*)") }];
    expect(ranPlan()).toEqual({ aggregate: { input: scan, grouping: [], aggregates } });
  });

  test("take, first, head and isEmpty limit", async () => {
    answerRows({ a: [1] });
    expect(await flights.take(3)).toEqual([{ a: 1 }]);
    expect(ranPlan()).toEqual({ limit: { input: scan, count: 3 } });
    expect(await flights.first()).toEqual({ a: 1 });
    expect(ranPlan()).toEqual({ limit: { input: scan, count: 1 } });
    expect(await flights.head()).toEqual({ a: 1 });
    expect(await flights.head(2)).toEqual([{ a: 1 }]);
    expect(ranPlan()).toEqual({ limit: { input: scan, count: 2 } });
    expect(await flights.isEmpty()).toBe(false);
    answerRows({ a: [] });
    expect(await flights.isEmpty()).toBe(true);
    expect(await flights.first()).toBeUndefined();
  });

  test("collect joins partitions in order and keeps the schema of none", async () => {
    const parts = [[1, 2], [], [3]].map((values) => new Table({ a: vectorFromArray(Float64Array.from(values)) }));
    connection.answer({ columns: [{ name: "a", type: "DOUBLE" }] }, ...parts);
    const table = await flights.collect();
    expect(table.getChild("a")?.toArray()).toEqual(Float64Array.of(1, 2, 3));
    connection.answer({ columns: [{ name: "a", type: "STRUCT(b INTEGER[], c DECIMAL(9,2))" }] });
    expect((await flights.collect()).schema.toString()).toBe(
      "Schema<{ 0: a: Struct<{b:List<Int32>, c:Decimal[9e+2]}> }>",
    );
  });

  test("show prints at most so many rows, and says when there are more", async () => {
    const written: string[] = [];
    vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
    answerRows({ a: [1, 2.5, 3] });
    await flights.show(2);
    expect(ranPlan()).toEqual({ limit: { input: scan, count: 3 } });
    expect(written.join("")).toBe(
      ["+---+", "|  a|", "+---+", "|1.0|", "|2.5|", "+---+", "only showing top 2 rows", "", ""].join("\n"),
    );
  });

  test.each<[string, Parameters<DataFrame["show"]>[1], string]>([
    ["20 characters of a cell", undefined, "abcdefghijklmnopq..."],
    ["20 of them where it says true", true, "abcdefghijklmnopq..."],
    ["so many as it says", 5, "ab..."],
    ["so many as the layout says", { truncate: 4 }, "a..."],
    ["all of them where it says false", false, "abcdefghijklmnopqrstuvwxyz"],
    ["all of them where the layout says false", { truncate: false }, "abcdefghijklmnopqrstuvwxyz"],
  ])("show prints %s", async (_, layout, cell) => {
    const written: string[] = [];
    vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
    answerRows({ a: ["abcdefghijklmnopqrstuvwxyz"] });
    await flights.show(1, layout);
    expect(written.join("").split("\n")[3]).toBe(`|${cell}|`);
  });

  test("stat starts the same jobs as the frame itself", async () => {
    const jobs: [(of: DataFrame | DataFrame["stat"]) => Promise<unknown>, object][] = [
      [(of) => of.corr("a", "b"), { sql: 'corr(CAST("a" AS DOUBLE), CAST("b" AS DOUBLE))' }],
      [(of) => of.cov("a", "b"), { sql: 'covar_samp(CAST("a" AS DOUBLE), CAST("b" AS DOUBLE))' }],
    ];
    for (const [start, expression] of jobs) {
      for (const of of [flights, flights.stat]) {
        connection.ran.length = 0;
        await start(of);
        expect(ranPlan()).toMatchObject({ aggregate: { input: scan, aggregates: [{ expression }] } });
      }
    }
    const crossed = [await flights.crosstab("a", "b"), await flights.stat.crosstab("a", "b")];
    expect(crossed.map(({ relation }) => relation.bySchema?.fillNulls)).toEqual([expect.anything(), expect.anything()]);
    expect(bare(crossed[1]!.relation)).toEqual(bare(crossed[0]!.relation));
    await expect(flights.stat.approxQuantile("a", [0.5], -1)).rejects.toThrow("is not a relative error");
  });

  test("schema, columns, dtypes, printSchema and explain run nothing", async () => {
    const written: string[] = [];
    vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
    connection.schema = {
      columns: [
        { name: "id", type: "BIGINT" },
        { name: "tags", type: 'STRUCT("a b" VARCHAR, n INTEGER[])' },
      ],
    };
    expect(await flights.columns()).toEqual(["id", "tags"]);
    expect(await flights.dtypes()).toEqual([
      ["id", "BIGINT"],
      ["tags", 'STRUCT("a b" VARCHAR, n INTEGER[])'],
    ]);
    await flights.printSchema();
    await flights.explain();
    expect(written).toEqual([
      [
        "root",
        " |-- id: BIGINT",
        " |-- tags: STRUCT",
        " |    |-- a b: VARCHAR",
        " |    |-- n: LIST",
        " |    |    |-- element: INTEGER",
        "",
        "",
      ].join("\n"),
      "one stage\n",
    ]);
    expect(connection.ran).toEqual([]);
  });
});
