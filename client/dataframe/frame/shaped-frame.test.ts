import { describe, expect, test } from "vitest";
import { bare, testSession } from "../../../tests/support/test-connection.js";
import { mapPartitions } from "../../row-functions/map-partitions.js";
import { udf } from "../../row-functions/udf.js";
import { planOf } from "../plan.js";
import { col, explode, explode_outer, lit, posexplode, posexplode_outer, split, upper } from "../functions.js";
import type { DataFrame } from "../data-frame.js";

const { session } = testSession();
const lines = session.read.text("s3a://raw/lines/");
const scan = { scan: { format: "text", paths: ["s3a://raw/lines/"], options: {} } };
const plan = (frame: DataFrame): unknown => bare(frame.relation);
const sqlOf = (sql: string): unknown => ({ sql });
const refused = (message: string): Error =>
  expect.objectContaining({
    code: "PLAN_REFUSED",
    message: expect.stringContaining(message) as string,
    details: expect.objectContaining({
      callSite: expect.objectContaining({ file: import.meta.filename }) as object,
    }) as object,
  }) as Error;

describe("explode in select", () => {
  test("makes rows first, in a column of our own, and then takes it by its name", () => {
    const own = "__goldpan_generated_0";
    const unnest = (outer: boolean): unknown => ({
      unnest: { input: scan, expression: sqlOf('"tags"'), names: [own], withPosition: false, outer },
    });
    expect(plan(lines.select("id", explode("tags").as("tag"), col("n").plus(1).as("m")))).toEqual({
      project: {
        input: unnest(false),
        columns: [
          { name: "id", expression: sqlOf('"id"') },
          { name: "tag", expression: sqlOf(`"${own}"`) },
          { name: "m", expression: sqlOf('"n" + 1') },
        ],
      },
    });
    expect(plan(lines.select(explode_outer(col("tags"))))).toEqual({
      project: { input: unnest(true), columns: [{ name: "col", expression: sqlOf(`"${own}"`) }] },
    });
  });

  test("leaves that column out of *", () => {
    expect(plan(lines.select("*", explode("tags").as("tag")))).toMatchObject({
      project: { columns: [{ name: "", expression: sqlOf('* EXCLUDE ("__goldpan_generated_0")') }, { name: "tag" }] },
    });
  });

  test("with positions, and of maps, has several columns", () => {
    const columnsOf = (frame: DataFrame) => [
      frame.relation.project?.input?.unnest?.names?.length,
      frame.relation.project?.columns?.map(({ name }) => name),
    ];
    expect(columnsOf(lines.select(posexplode("tags")))).toEqual([2, ["pos", "col"]]);
    expect(columnsOf(lines.select(posexplode("tags").as("tag")))).toEqual([2, ["pos", "tag"]]);
    expect(columnsOf(lines.select(posexplode_outer("tags").as("p", "tag")))).toEqual([2, ["p", "tag"]]);
    expect(columnsOf(lines.select(explode("map").as("key", "value")))).toEqual([2, ["key", "value"]]);
    expect(columnsOf(lines.select(posexplode("map").as("p", "key", "value")))).toEqual([3, ["p", "key", "value"]]);
    expect(() => lines.select(explode("map").as("a", "b", "c"))).toThrow(
      refused("makes 1 columns, or 2 of a map, not 3"),
    );
  });

  test("once per select, and nowhere else", () => {
    expect(() => lines.select(explode("a"), explode("b"))).toThrow(refused("two generators in one select"));
    expect(() => lines.filter(explode("a").isNotNull())).toThrow(
      refused('explode("a") makes rows and cannot stand here'),
    );
    expect(() => upper(explode("a"))).toThrow(refused("makes rows"));
    expect(() => lines.orderBy(explode("a"))).toThrow(refused("makes rows"));
    expect(() => explode(explode("a"))).toThrow(refused("makes rows"));
    expect(() => lines.groupBy(explode("a"))).toThrow(refused("makes rows"));
    expect(() => lines.select(col("a").as("b", "c"))).toThrow(refused("as with 2 names"));
  });
});

describe("explode in withColumn", () => {
  test("replaces or adds one column", () => {
    const own = "__goldpan_generated_0";
    expect(plan(lines.withColumns({ words: explode(split("value", " ")), n: lit(1) }))).toEqual({
      drop: {
        input: {
          withColumns: {
            input: {
              unnest: {
                input: scan,
                expression: sqlOf(`string_split_regex("value", ' ')`),
                names: [own],
                withPosition: false,
                outer: false,
              },
            },
            columns: [
              { name: "words", expression: sqlOf(`"${own}"`) },
              { name: "n", expression: sqlOf("1") },
            ],
          },
        },
        columns: [own],
      },
    });
    expect(() => lines.withColumn("a", posexplode("tags"))).toThrow(
      refused("posexplode makes several columns, withColumn adds one"),
    );
  });
});

describe("df.col", () => {
  test("gives the frame an id, and its columns that qualifier; no other frame gets one", () => {
    const other = lines.filter("true");
    const { sql, defaultName } = other.col("address.city").parts;
    const id = Number(other.relation.planId);
    expect(id).toBeGreaterThan(0);
    expect([sql, defaultName]).toEqual([`"__goldpan_plan_${id}"."address"."city"`, "city"]);
    expect(other.col("a").parts.sql).toBe(`"__goldpan_plan_${id}"."a"`);
    expect(lines.relation.planId).toBeUndefined();
    // A frame that was made before the question carries the id as well: plans share relations.
    expect(bare(other.limit(1).relation)).toMatchObject({ limit: { input: { planId: id } } });
  });
});

const words = udf("shaped_words", (line: string) => line.split(" "), { args: ["VARCHAR"], returns: "VARCHAR[]" });
const halves = mapPartitions("shaped_halves", (rows) => rows.slice(1), { returns: "a BIGINT, b VARCHAR[]" });

describe("functions of the script", () => {
  test("flatMap gives the elements alone", () => {
    expect(plan(lines.flatMap(words("value"), "word"))).toEqual({
      project: {
        input: {
          unnest: {
            input: scan,
            expression: sqlOf('shaped_words("value")'),
            names: ["__goldpan_generated_0"],
            withPosition: false,
            outer: false,
          },
        },
        columns: [{ name: "word", expression: sqlOf('"__goldpan_generated_0"') }],
      },
    });
    expect(lines.flatMap("tags").relation.project?.columns).toMatchObject([{ name: "value" }]);
    expect(() => lines.flatMap(((line: string) => [line]) as unknown as string)).toThrow(
      refused("flatMap takes a name or a Column, not a function"),
    );
  });

  test("mapPartitions carries the declared function and its columns", () => {
    const columns = [
      { name: "a", type: "BIGINT" },
      { name: "b", type: "VARCHAR[]" },
    ];
    const frame = lines.mapPartitions(halves);
    const relation = { mapPartitions: { input: scan, function: { name: "shaped_halves" }, output: { columns } } };
    expect(plan(frame)).toEqual(relation);
    const travelling = planOf(frame.relation, { sha256: "abc", module: "jobs/a.ts" });
    const declared = {
      name: "shaped_halves",
      module: "jobs/a.ts",
      bundleSha256: "abc",
      argumentTypes: [],
      returnType: "a BIGINT, b VARCHAR[]",
      kind: "PARTITIONS",
    };
    expect(travelling.root?.mapPartitions?.function).toMatchObject(declared);
    expect(travelling.functions).toMatchObject([declared]);
    expect(() => planOf(lines.mapPartitions(halves).relation, undefined)).toThrow("cannot reach the executors");
    const inline = ((rows: object[]) => rows) as unknown as typeof halves;
    expect(() => lines.mapPartitions(inline)).toThrow(
      refused("mapPartitions takes a declared function, not a function"),
    );
  });
});

test("withColumnsRenamed renames one after the other", () => {
  expect(plan(lines.withColumnsRenamed({ a: "b", c: "d" }))).toEqual({
    rename: { input: { rename: { input: scan, from: "a", to: "b" } }, from: "c", to: "d" },
  });
});
