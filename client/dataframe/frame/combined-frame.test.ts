import { Table, vectorFromArray, Utf8 } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { bare, testSession } from "../../../tests/support/test-connection.js";
import { broadcast, col, count, lit, sum, upper } from "../functions.js";
import type { Column } from "../column.js";
import type { DataFrame } from "../data-frame.js";
import type { JoinHow, JoinOn } from "../arguments/join-arguments.js";

const { session, connection } = testSession();
const a = session.read.parquet("s3a://raw/a/");
const b = session.read.parquet("s3a://raw/b/");
const scanOf = (name: string): unknown => ({ scan: { format: "parquet", paths: [`s3a://raw/${name}/`], options: {} } });
const plan = (frame: DataFrame): unknown => bare(frame.relation);
const named = (name: string, sql: string, more: object = {}): unknown => ({ name, expression: { sql }, ...more });

describe("groupBy", () => {
  const grouped = (grouping: unknown[], aggregates: unknown[], kind = "GROUP_BY"): unknown => ({
    aggregate: { input: scanOf("a"), grouping, aggregates, kind },
  });

  test("has keys with names, then aggregates", () => {
    const keys = [named("k", '"k"'), named("y", 'upper("at")')];
    const aggregates = [named("n", "count(*)"), named("sum(v)", 'sum("v")', { hugeintAsBigint: true })];
    const list = ["k", upper("at").as("y")];
    expect(plan(a.groupBy(...list).agg(count("*").as("n"), sum("v")))).toEqual(grouped(keys, aggregates));
    expect(plan(a.groupby(list).agg(count("*").as("n"), sum("v")))).toEqual(grouped(keys, aggregates));
    expect(plan(a.rollup("k").agg(count("*").as("n")))).toEqual(
      grouped([named("k", '"k"')], [named("n", "count(*)")], "ROLLUP"),
    );
    expect(plan(a.cube("k").count())).toEqual(grouped([named("k", '"k"')], [named("count", "count(*)")], "CUBE"));
    expect(plan(a.groupBy().agg(count("*").as("n")))).toEqual(grouped([], [named("n", "count(*)")]));
  });

  test("short forms name their columns as Spark does", () => {
    const names = (frame: DataFrame) => frame.relation.aggregate?.aggregates?.map(({ name }) => name);
    expect(names(a.groupBy("k").sum("v", "w"))).toEqual(["sum(v)", "sum(w)"]);
    expect(names(a.groupBy("k").avg("v", "w"))).toEqual(["avg(v)", "avg(w)"]);
    expect(names(a.groupBy("k").mean("v", "w"))).toEqual(["avg(v)", "avg(w)"]);
    expect(names(a.groupBy("k").min("v", "w"))).toEqual(["min(v)", "min(w)"]);
    expect(names(a.groupBy("k").max("v", "w"))).toEqual(["max(v)", "max(w)"]);
    expect(plan(a.groupBy("k").agg({ v: "max", w: "SUM", x: "stddev" }))).toEqual(
      grouped(
        [named("k", '"k"')],
        [
          named("max(v)", 'max("v")'),
          named("sum(w)", 'sum("w")', { hugeintAsBigint: true }),
          named("stddev(x)", 'stddev("x")'),
        ],
      ),
    );
  });

  test("what has no meaning is refused", () => {
    expect(() => a.groupBy("k").agg()).toThrow("agg without aggregates");
    expect(() => a.groupBy("k").agg("v" as unknown as Column)).toThrow("agg takes Columns");
    expect(() => a.groupBy("k").sum()).toThrow("sum without columns");
    expect(() => a.groupBy("k").agg({ v: "max)(" })).toThrow("is not the name of an aggregate");
    expect(() => a.groupBy(5 as unknown as string)).toThrow("groupBy takes a name or a Column, not the number 5");
  });
});

describe("pivot", () => {
  test("with values", () => {
    const { pivot } =
      a
        .groupBy("k")
        .pivot("y", [2000, "it's", null, true, lit(1).plus(1).as("two")])
        .agg(sum("v")).relation.aggregate ?? {};
    expect(bare({ aggregate: { pivot: pivot ?? null } })).toEqual({
      aggregate: {
        pivot: {
          column: { sql: '"y"' },
          values: [
            named("2000", "2000"),
            named("it's", "'it''s'"),
            named("null", "NULL"),
            named("true", "TRUE"),
            named("two", "1 + 1"),
          ],
        },
      },
    });
    expect(() => a.groupBy("k").pivot("y", [])).toThrow("pivot without values");
    expect(() => a.groupBy("k").pivot("y", [1]).pivot("z", [1])).toThrow("pivot after pivot");
  });

  test("without values asks for them, in order, and makes constants of their type", async () => {
    const schema = {
      columns: [
        { name: "value", type: "DATE" },
        { name: "text", type: "VARCHAR" },
      ],
    };
    const texts = [null, "2000-01-01", "2001-12-31"];
    connection.answer(
      schema,
      new Table({ value: vectorFromArray(texts, new Utf8()), text: vectorFromArray(texts, new Utf8()) }),
    );
    const pivoted = (await a.groupBy("k").pivot(col("day"))).agg(count("*"));
    expect(pivoted.relation.aggregate?.pivot?.values).toMatchObject([
      named("null", "CAST(NULL AS DATE)"),
      named("2000-01-01", "CAST('2000-01-01' AS DATE)"),
      named("2001-12-31", "CAST('2001-12-31' AS DATE)"),
    ] as object[]);
    expect(bare(connection.ran.at(-1)?.plan?.root)).toMatchObject({
      limit: {
        count: 10_001,
        input: { sort: { input: { deduplicate: { input: { project: { input: scanOf("a") } } } } } },
      },
    });
    connection.answer({ columns: [{ name: "value", type: "INTEGER[]" }] });
    await expect(a.groupBy("k").pivot("list")).rejects.toMatchObject({ code: "PLAN_REFUSED" });
  });
});

describe("join", () => {
  const join = (more: object): unknown => ({ join: { left: scanOf("a"), right: scanOf("b"), ...more } });

  test.each<[JoinHow, string]>([
    ["inner", "INNER"],
    ["left", "LEFT"],
    ["leftouter", "LEFT"],
    ["left_outer", "LEFT"],
    ["right", "RIGHT"],
    ["rightouter", "RIGHT"],
    ["right_outer", "RIGHT"],
    ["full", "FULL"],
    ["outer", "FULL"],
    ["fullouter", "FULL"],
    ["full_outer", "FULL"],
    ["semi", "LEFT_SEMI"],
    ["leftsemi", "LEFT_SEMI"],
    ["left_semi", "LEFT_SEMI"],
    ["anti", "LEFT_ANTI"],
    ["leftanti", "LEFT_ANTI"],
    ["left_anti", "LEFT_ANTI"],
    // As in Spark: with a condition it is no cross join.
    ["cross", "INNER"],
  ])("%s is %s", (how, kind) => {
    expect(plan(a.join(b, "id", how))).toEqual(join({ kind, using: ["id"] }));
    expect(plan(a.join(b, col("x").gt(col("y")), how))).toEqual(join({ kind, condition: { sql: '"x" > "y"' } }));
  });

  test("by several names or conditions", () => {
    expect(plan(a.join(b, ["id", "day"]))).toEqual(join({ kind: "INNER", using: ["id", "day"] }));
    const conditions = [col("x").eq(col("y")), col("u").lt(col("v"))];
    expect(plan(a.join(b, conditions, "left"))).toEqual(
      join({ kind: "LEFT", condition: { sql: '("x" = "y") AND ("u" < "v")' } }),
    );
  });

  test("cross joins", () => {
    const cross = join({ kind: "CROSS", using: [] });
    expect(plan(a.crossJoin(b))).toEqual(cross);
    expect(plan(a.join(b))).toEqual(cross);
    expect(plan(a.join(b, undefined, "cross"))).toEqual(cross);
  });

  test.each<[unknown, unknown, string, string]>([
    ["id", "lefft", "there is no join 'lefft'", 'did you mean "left"?'],
    ["id", 5, "there is no join the number 5", "use inner, cross, left"],
    [undefined, "left", "a left join without a condition", 'join(other, "id", "left")'],
    [[], "inner", "join without a name to join by", ""],
    [5, "inner", "join takes names or a condition, not the number 5", ""],
    [["id", col("a").eq(1)], "inner", "join takes names or conditions, not both", ""],
    [true, "inner", "not the boolean true", ""],
  ])("%j, %j is refused", (on, how, message, hint) => {
    const refused = expect.objectContaining({
      code: "PLAN_REFUSED",
      message: expect.stringContaining(message) as string,
      hint: expect.stringContaining(hint) as string,
      details: expect.objectContaining({ callSite: expect.objectContaining({ method: "join" }) as object }) as object,
    }) as Error;
    expect(() => a.join(b, on as JoinOn, how as JoinHow)).toThrow(refused);
  });

  test("takes DataFrames alone", () => {
    expect(() => a.join("b" as unknown as DataFrame, "id")).toThrow('join takes a DataFrame, not the string "b"');
    expect(() => broadcast("b" as unknown as DataFrame)).toThrow('broadcast takes a DataFrame, not the string "b"');
  });

  test("aliases and broadcast", () => {
    const right = { broadcast: { input: { alias: { input: scanOf("b"), name: "r" } } } };
    expect(plan(a.as("l").join(broadcast(b.alias("r")), "id"))).toEqual({
      join: { left: { alias: { input: scanOf("a"), name: "l" } }, right, kind: "INNER", using: ["id"] },
    });
    expect(() => a.alias("")).toThrow("cannot be a name");
  });
});

describe("sets", () => {
  test.each<[string, (left: DataFrame, right: DataFrame) => DataFrame, string, boolean]>([
    ["intersect", (left, right) => left.intersect(right), "INTERSECT", false],
    ["intersectAll", (left, right) => left.intersectAll(right), "INTERSECT", true],
    ["except", (left, right) => left.except(right), "EXCEPT", false],
    ["subtract", (left, right) => left.subtract(right), "EXCEPT", false],
    ["exceptAll", (left, right) => left.exceptAll(right), "EXCEPT", true],
  ])("%s", (method, combine, kind, all) => {
    expect(plan(combine(a, b))).toEqual({ setOperation: { left: scanOf("a"), right: scanOf("b"), kind, all } });
    expect(() => combine(a, null as unknown as DataFrame)).toThrow(`${method} takes a DataFrame, not null`);
  });
});
