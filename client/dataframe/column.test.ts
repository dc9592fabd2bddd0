import type { DuckDBConnection } from "@duckdb/node-api";
import { beforeAll, describe, expect, test } from "vitest";
import type { Column } from "./column.js";
import { columnOfSql } from "./arguments/column-arguments.js";
import { duckdbType } from "./sql/spark-type.js";
import { avg, col, count, countDistinct, expr, lit, max, min, not, sql, sum, when, posexplode } from "./functions.js";
import { evaluate, openDuckdb } from "../../tests/support/duckdb-expressions.js";

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});

async function value(column: Column): Promise<unknown> {
  return (await evaluate(duckdb, column.parts.sql)).value;
}

/** As `value`, over one row of the given columns. */
async function valueOver(columns: string, column: Column): Promise<unknown> {
  const reader = await duckdb.runAndReadAll(`SELECT ${column.parts.sql} FROM (SELECT ${columns})`);
  return reader.getRowsJS()[0]?.[0];
}

const nothing = lit(null);

describe("names", () => {
  test("dots go into structs, backquotes keep them, quotes and spaces are kept", () => {
    expect(col("delay").parts.sql).toBe('"delay"');
    expect(col("a.b").parts.sql).toBe('"a"."b"');
    expect(col("`a.b`.c").parts.sql).toBe('"a.b"."c"');
    expect(col("`a``b`").parts.sql).toBe('"a`b"');
    expect(col('say "hi" 日本').parts.sql).toBe('"say ""hi"" 日本"');
    expect(col("*").parts.sql).toBe("*");
    expect(col("a.*").parts.sql).toBe('"a".*');
  });

  test("what is no name is refused", () => {
    for (const name of ["", "a.", ".a", "a..b", "`a", "`a`b"]) expect(() => col(name)).toThrow("is not a column name");
  });

  test("DuckDB finds what they name", async () => {
    expect(await valueOver(`{'b c': 7} AS "a"`, col("a.b c"))).toBe(7);
    expect(await valueOver(`7 AS "a.b"`, col("`a.b`"))).toBe(7);
  });
});

describe("operators keep what they were given together", () => {
  test("arithmetic", async () => {
    expect(await value(lit(1).plus(2).times(3))).toBe(9);
    expect(await value(lit(1).minus(lit(2).minus(3)))).toBe(2);
    expect(await value(lit(7).divide(2))).toBe(3.5);
    expect(await value(lit(-7).mod(3))).toBe(-1);
    expect(await value(lit(5).minus(-3))).toBe(8);
  });

  test("logic is three-valued", async () => {
    expect(await value(nothing.cast("BOOLEAN").and(false))).toBe(false);
    expect(await value(nothing.cast("BOOLEAN").or(true))).toBe(true);
    expect(await value(not(lit(true).and(false).or(true)))).toBe(false);
    expect(await value(lit(true).or(lit(true).and(false)))).toBe(true);
  });

  test("comparison", async () => {
    expect(await value(lit(1).eq(1))).toBe(true);
    expect(await value(lit("a").neq("a"))).toBe(false);
    expect(await value(lit("it's").eq("it's"))).toBe(true);
    expect(await value(lit(1).eq(null))).toBe(null);
    expect(await value(nothing.eqNullSafe(null))).toBe(true);
    expect(await value(lit(1).eqNullSafe(null))).toBe(false);
    expect(await value(lit(2).gt(1).and(lit(2).gte(2)).and(lit(1).lt(2)).and(lit(1).leq(1)))).toBe(true);
    expect(await value(lit(5).between(1, 5))).toBe(true);
    expect(await value(lit(5).between(6, 7).eq(false))).toBe(true);
    expect(await value(lit(NaN).gt(Infinity))).toBe(true);
    expect(await value(lit(NaN).eq(NaN))).toBe(true);
  });

  test("isin takes values or one array", async () => {
    expect(await value(lit("b").isin("a", "b"))).toBe(true);
    expect(await value(lit("b").isin(["a", "c"]))).toBe(false);
    expect(await value(lit("b").isin("a", null))).toBe(null);
    expect(await value(lit("b").isin())).toBe(false);
    expect(await value(lit("b").isin([]))).toBe(false);
  });

  test("null checks", async () => {
    expect(await value(nothing.isNull())).toBe(true);
    expect(await value(lit(1).isNotNull())).toBe(true);
  });
});

describe("one thing under two names", () => {
  const [a, b] = [col("a"), col("b")];

  test("comparisons", () => {
    expect(a.ne(b).parts.sql).toBe(a.neq(b).parts.sql);
    expect(a.geq(b).parts.sql).toBe(a.gte(b).parts.sql);
    expect(a.leq(b).parts.sql).toBe(a.lte(b).parts.sql);
  });

  test("names", () => {
    expect([a.as("x"), a.alias("x"), a.name("x")].map(String)).toEqual(Array(3).fill('"a" AS "x"'));
    const pair = { alias: "at", aliases: ["at", "tag"] };
    expect([posexplode("a").as("at", "tag").parts, posexplode("a").alias("at", "tag").parts]).toMatchObject([
      pair,
      pair,
    ]);
  });

  test("orders", () => {
    const orders = [a.ascNullsFirst(), a.ascNullsLast(), a.descNullsFirst(), a.descNullsLast()];
    expect(orders.map(({ parts }) => parts.order)).toEqual([
      { descending: false, nulls: "NULLS_FIRST" },
      { descending: false, nulls: "NULLS_LAST" },
      { descending: true, nulls: "NULLS_FIRST" },
      { descending: true, nulls: "NULLS_LAST" },
    ]);
    const sparks = [a.asc_nulls_first(), a.asc_nulls_last(), a.desc_nulls_first(), a.desc_nulls_last()];
    expect(sparks.map(({ parts }) => parts.order)).toEqual(orders.map(({ parts }) => parts.order));
  });
});

test("comparisons compare", async () => {
  const compared = [lit(1).ne(2), lit(2).geq(2), lit(3).lte(2)];
  expect(await Promise.all(compared.map(value))).toEqual([true, true, false]);
});

describe("text as in Spark", () => {
  test("like escapes by backslash", async () => {
    expect(await value(lit("a_b").like("a\\_b"))).toBe(true);
    expect(await value(lit("axb").like("a\\_b"))).toBe(false);
    expect(await value(lit("abc").like("a%"))).toBe(true);
    expect(await value(lit("abc").like("a%").and(true))).toBe(true);
  });

  test("rlike finds anywhere; the others take text literally", async () => {
    expect(await value(lit("flight 12").rlike("\\d+"))).toBe(true);
    expect(await value(lit("a.c").contains("."))).toBe(true);
    expect(await value(lit("abc").contains("."))).toBe(false);
    expect(await value(lit("abc").startsWith("ab"))).toBe(true);
    expect(await value(lit("abc").endsWith(lit("bc")))).toBe(true);
  });

  test("substr counts from 1, takes 0 as 1, and from the end below", async () => {
    expect(await value(lit("hello").substr(2, 3))).toBe("ell");
    expect(await value(lit("hello").substr(0, 2))).toBe("he");
    expect(await value(lit("hello").substr(lit(0), lit(2)))).toBe("he");
    expect(await value(lit("hello").substr(-3, 2))).toBe("ll");
  });
});

test("a boolean where a Column is wanted is a comparison of TypeScript's", () => {
  expect(() => columnOfSql(false as unknown as string, null)).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('col("delay").eq(3)') as string }) as Error,
  );
});

test("types have DuckDB's names or Spark's", () => {
  const types = [
    "long",
    "array<struct<a: bigint, `b c`: map<string,int>>>",
    "STRUCT(a string)[]",
    "decimal",
    "DECIMAL(4,1)",
  ];
  expect(types.map((type) => duckdbType(type, null))).toEqual([
    "BIGINT",
    'STRUCT("a" BIGINT, "b c" MAP(VARCHAR, INTEGER))[]',
    'STRUCT("a" VARCHAR)[]',
    "DECIMAL(10,0)",
    "DECIMAL(4,1)",
  ]);
  expect(() => duckdbType("array<int", null)).toThrow("is not a type");
  expect(() => duckdbType("struct<a>", null)).toThrow("'a' is not a field: a name and its type");
});

test("cast converts and keeps the name", async () => {
  expect(await value(lit("12").cast("INTEGER").plus(1))).toBe(13);
  expect(col("s.delay").cast("BIGINT").parts.defaultName).toBe("delay");
  expect(() => lit(1).cast(" ")).toThrow("cast needs a type");
});

test("when takes the first that holds; strings are text", async () => {
  const grade = (n: number) => when(lit(n).gt(60), "very late").when(lit(n).gt(15), "late").otherwise("on time");
  expect(await value(grade(61))).toBe("very late");
  expect(await value(grade(16))).toBe("late");
  expect(await value(grade(1))).toBe("on time");
  expect(await value(when(lit(false), 1))).toBe(null);
  expect(() => when("a > 1" as unknown as Column, 1)).toThrow("not a Column");
});

test("sql`…` quotes values and takes Columns", async () => {
  expect(await value(sql`${"it's"} || ${lit("x")}`)).toBe("it'sx");
  expect(await value(sql`${1} + ${lit(2).plus(3)} * ${2}`)).toBe(11);
  expect(sql`a IS NULL`.parts.sql).toBe("a IS NULL");
});

test("a comment in SQL text swallows nothing after it", async () => {
  expect(await value(expr("1 -- one").plus(1))).toBe(2);
});

test("empty SQL is refused", () => {
  expect(() => expr("  ")).toThrow("an expression is empty");
});

test("aggregates have Spark's names", () => {
  expect(
    [count("*"), count("a"), countDistinct("a"), sum("a.b"), avg("a"), min("a"), max(col("a"))].map(named),
  ).toEqual([
    ["count(*)", "count(1)"],
    ['count("a")', "count(a)"],
    ['count(DISTINCT "a")', "count(DISTINCT a)"],
    ['sum("a"."b")', "sum(b)"],
    ['avg("a")', "avg(a)"],
    ['min("a")', "min(a)"],
    ['max("a")', "max(a)"],
  ]);
  expect(sum("a").plus(1).parts.hugeintAsBigint).toBe(true);
  expect(lit(1).plus(sum("a")).cast("DOUBLE").parts.hugeintAsBigint).toBe(true);
  expect(avg("a").parts.hugeintAsBigint).toBeUndefined();
});

function named({ parts }: Column): [string, string | undefined] {
  return [parts.sql, parts.defaultName];
}

test("a Column shows itself as SQL", () => {
  expect(String(col("a").gt(1).as("late"))).toBe('"a" > 1 AS "late"');
});

test("JavaScript's arithmetic and comparisons are refused with their line; SQL text of a Column is not", () => {
  const [a, b] = [col("a"), col("b")] as unknown as [number, number];
  for (const mistake of [() => a > b, () => a * 2, () => 1 - b, () => -a, () => a + b, () => a + 1]) {
    expect(mistake).toThrow(
      expect.objectContaining({
        code: "PLAN_REFUSED",
        hint: expect.stringContaining("write a.gt(1)") as string,
        details: expect.objectContaining({
          callSite: expect.objectContaining({ file: import.meta.filename }) as object,
        }) as object,
      }) as Error,
    );
  }
  expect(`coalesce(${String(col("a"))}, 1)`).toBe('coalesce("a", 1)');
});
