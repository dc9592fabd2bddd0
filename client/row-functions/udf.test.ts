import { describe, expect, expectTypeOf, test } from "vitest";
import { col, expr, lit } from "../dataframe/functions.js";
import { planOf } from "../dataframe/plan.js";
import { testSession } from "../../tests/support/test-connection.js";
import { registeredRowFunctions, type RegisteredScalar } from "./registry.js";
import { udf } from "./udf.js";

const route = udf("route", (from: string, to: string) => [from, to].sort().join("-"), {
  args: ["VARCHAR", "VARCHAR"],
  returns: "VARCHAR",
});
const twice = udf("Twice", (value) => value * 2n, {
  args: ["BIGINT"],
  returns: "BIGINT",
  bigint: true,
  onNull: "null",
});

const { session, connection } = testSession({ bundle: { sha256: "abc", module: "jobs/clean.ts" } });
const flights = session.read.parquet("flights");

describe("udf", () => {
  test("registers what executors need", () => {
    const registered = registeredRowFunctions().get("route") as RegisteredScalar | undefined;
    expect(registered).toMatchObject({
      name: "route",
      argumentTypes: ["VARCHAR", "VARCHAR"],
      returnType: "VARCHAR",
      callOnNull: false,
      bigint: false,
      callSite: { file: import.meta.filename, method: "udf" },
    });
    const call = registered?.call as ((...values: string[]) => string) | undefined;
    expect(call?.("b", "a")).toBe("a-b");
    expect(registeredRowFunctions().get("Twice")).toMatchObject({ bigint: true });
  });

  test("a call is a Column; strings are names", () => {
    const { sql, defaultName, callSite } = route(col("origin"), "dest.code").parts;
    expect(sql).toBe('route("origin", "dest"."code")');
    expect(defaultName).toBe("route(origin, code)");
    expect(callSite).toMatchObject({ file: import.meta.filename, method: "route" });
    expect(twice(lit(1).plus(2)).eq(6).parts.sql).toBe("Twice(1 + 2) = 6");
  });

  test("arguments are counted", () => {
    expect(() => (route as (...columns: string[]) => unknown)("a")).toThrow(
      "takes 2 arguments (VARCHAR, VARCHAR), not 1",
    );
  });

  test("the function first, as in Spark, or no options: refused with what to write", () => {
    const untyped = udf as unknown as (...given: unknown[]) => unknown;
    for (const given of [
      [(x: number) => x + 1, "BIGINT"],
      ["plus_one", (x: number) => x + 1, "BIGINT"],
      ["plus_one"],
    ]) {
      const error = expect.objectContaining({
        code: "PLAN_REFUSED",
        hint: expect.stringContaining('udf("name"') as string,
      });
      expect(() => untyped(...given)).toThrow(error as Error);
    }
  });

  test("a second function of that name is refused, with the line of the first", () => {
    const declare = (name: string) => udf(name, () => 1, { args: [], returns: "INTEGER" });
    expect(() => declare("ROUTE")).toThrow(/row function ROUTE is declared already at .*udf\.test\.ts:\d+/);
  });

  test("a module that is loaded twice declares the same function twice", () => {
    for (let load = 0; load < 2; load++) udf("loaded_twice", () => load, { args: [], returns: "INTEGER" });
    const registered = registeredRowFunctions().get("loaded_twice") as RegisteredScalar | undefined;
    expect((registered?.call as (() => number) | undefined)?.()).toBe(1);
  });

  test("names and types are checked", () => {
    const declare = (name: string, type = "VARCHAR") =>
      udf(name, (text: string) => text, { args: [type], returns: "VARCHAR" });
    for (const name of ["", "a b", "1a", "select", "é"])
      expect(() => declare(name)).toThrow("cannot name a row function");
    expect(() => declare("f", "")).toThrow("has an empty type");
    expect(() => udf("later", async () => Promise.resolve(1), { args: [], returns: "UUID[]" })).toThrow("is async");
  });

  test("TypeScript knows what comes in", () => {
    udf(
      "typed",
      (text, number, when, big, maybe) => {
        expectTypeOf(text).toEqualTypeOf<string | null>();
        expectTypeOf(number).toEqualTypeOf<number | null>();
        expectTypeOf(when).toEqualTypeOf<Date | null>();
        expectTypeOf(big).toEqualTypeOf<bigint | null>();
        expectTypeOf(maybe).toEqualTypeOf<string | null>();
        return true;
      },
      {
        args: ["varchar", "INTEGER", "TIMESTAMP", "BIGINT", "DECIMAL(10,2)"],
        returns: "BOOLEAN",
        onNull: "call",
        bigint: true,
      },
    );
    // @ts-expect-error a number is no VARCHAR
    udf("mistyped_result", (text: string) => text.length, { args: ["VARCHAR"], returns: "VARCHAR" });
    // @ts-expect-error a VARCHAR is no number
    udf("mistyped_argument", (value: number) => value, { args: ["VARCHAR"], returns: "DOUBLE" });
    udf("list", (tags: string[]) => tags.length, { args: ["VARCHAR[]"], returns: "INTEGER" });
    // @ts-expect-error route takes two columns
    expect(() => route("a")).toThrow();
  });
});

describe("plans carry the functions that they call", () => {
  const functionsOf = (frame: typeof flights): string[] =>
    (planOf(frame.relation, { sha256: "abc" }).functions ?? []).map(({ name }) => name ?? "");

  test("from methods and from SQL text, anywhere in the tree", () => {
    expect(functionsOf(flights)).toEqual([]);
    expect(functionsOf(flights.withColumn("r", route("a", "b")).limit(1))).toEqual(["route"]);
    expect(functionsOf(flights.filter("ROUTE (a, b) = 'x'").select("a"))).toEqual(["route"]);
    expect(functionsOf(flights.filter('"twice"(a) > 1 OR route(a, b) IS NULL'))).toEqual(["route", "Twice"]);
    expect(functionsOf(flights.union(flights.expect("e", "twice(a) > 1", "drop")))).toEqual(["Twice"]);
    expect(functionsOf(flights.agg(expr("max(twice(a))")))).toEqual(["Twice"]);
    expect(functionsOf(flights.filter("my_route(a) AND route > 1"))).toEqual([]);
  });

  test("with bundle and module", async () => {
    await flights.withColumn("r", route("a", "b")).count();
    expect(connection.ran.at(-1)?.plan?.functions).toMatchObject([
      {
        name: "route",
        module: "jobs/clean.ts",
        bundleSha256: "abc",
        argumentTypes: ["VARCHAR", "VARCHAR"],
        returnType: "VARCHAR",
        callOnNull: false,
        bigint: false,
      },
    ]);
  });

  test("without a bundle they are refused", async () => {
    const unbundled = testSession().session.read.parquet("x").withColumn("r", route("a", "b"));
    await expect(unbundled.count()).rejects.toMatchObject({ code: "ROW_FUNCTION_NOT_REGISTERED" });
  });
});
