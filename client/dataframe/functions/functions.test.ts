/** What functions give, by DuckDB, is what Spark's documentation and semantics say that they give. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DuckDBConnection } from "@duckdb/node-api";
import { evaluate, openDuckdb } from "../../../tests/support/duckdb-expressions.js";
import { queryRows } from "../../../tests/support/duckdb.js";
import type { Column } from "../column.js";
import * as F from "../functions.js";
import { Window } from "../window.js";

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});
afterAll(() => duckdb.closeSync());

const text = (value: string) => F.lit(value);
const date = (value: string) => F.expr(`DATE '${value}'`);
const none = F.lit(null).cast("VARCHAR");

describe("functions over a row", () => {
  test.each<[Column, unknown]>([
    [F.upper(text("aé")), "AÉ"],
    [F.lower(text("AÉ")), "aé"],
    [F.trim(text("  a ")), "a"],
    [F.ltrim(text("  a ")), "a "],
    [F.rtrim(text("  a ")), "  a"],
    [F.length(text("añb")), 3n],
    [F.concat(text("a"), text("b")), "ab"],
    [F.concat(text("a"), none), null],
    [F.concat_ws("-", text("a"), none, text("b")), "a-b"],
    [F.substring(text("Spark SQL"), 5, 1), "k"],
    [F.substring(text("abc"), 0, 2), "ab"],
    [F.substring(text("abc"), -2, 2), "bc"],
    [F.regexp_replace(text("100-200"), "(\\d+)-(\\d+)", "$2/$1"), "200/100"],
    [F.regexp_replace(text("a.b.c"), "\\.", "\\"), "a\\b\\c"],
    [F.regexp_extract(text("100-200"), "(\\d+)-(\\d+)", 2), "200"],
    [F.regexp_extract(text("abc"), "(\\d+)", 1), ""],
    [F.replace(text("ABCabc"), "abc", "DEF"), "ABCDEF"],
    [F.instr(text("SparkSQL"), "SQL"), 6n],
    [F.lpad(text("hi"), 5, "?"), "???hi"],
    [F.lpad(text("hi"), 1, "?"), "h"],
    [F.rpad(text("hi"), 5, "?"), "hi???"],
    [F.repeat(text("ab"), 2), "abab"],
    [F.reverse(text("abc")), "cba"],
    [F.md5(text("Spark")), "8cde774d6f7333752ed72cacddb05126"],
    [F.sha2(text("Spark"), 256), "529bc3b07127ecb7e53a4dcf1991d9152c24537d919178022b2c42657f79a26b"],
    [F.year(date("2016-07-30")), 2016n],
    [F.quarter(date("2016-08-31")), 3n],
    [F.month(date("2016-07-30")), 7n],
    [F.weekofyear(date("2008-02-20")), 8n],
    [F.dayofmonth(date("2009-07-30")), 30n],
    // Saturday is 6 or 7: Sunday counts as 1.
    [F.dayofweek(date("2009-07-30")), 5n],
    [F.dayofweek(date("2026-11-22")), 1n],
    [F.dayofyear(date("2016-04-09")), 100n],
    [F.hour(F.expr("TIMESTAMP '2018-02-14 12:58:59'")), 12n],
    [F.minute(F.expr("TIMESTAMP '2018-02-14 12:58:59'")), 58n],
    [F.second(F.expr("TIMESTAMP '2018-02-14 12:58:59.9'")), 59n],
    [F.date_format(date("2016-04-08"), "y".repeat(4)), "2016"],
    [F.date_format(date("2016-04-08"), "d. MMMM ''yy '%d'"), "8. April '16 %d"],
    [F.datediff(date("2009-07-31"), date("2009-07-30")), 1n],
    [F.datediff(date("2009-07-30"), date("2009-07-31")), -1n],
    [F.abs(F.lit(-1)), 1],
    [F.round(F.lit(2.5)), 3],
    [F.round(F.lit(-2.5)), -3],
    [F.round(F.lit(25), -1), 30],
    [F.floor(F.lit(-0.1)), -1n],
    [F.ceil(F.lit(-0.1)), 0n],
    [F.sqrt(F.lit(4)), 2],
    [F.log(F.lit(1)), 0],
    [F.log10(F.lit(10)), 1],
    [F.exp(F.lit(0)), 1],
    [F.pow(F.lit(2), 3), 8],
    [F.signum(F.lit(-40)), -1],
    [F.coalesce(none, text("a")), "a"],
    [F.ifnull(none, text("a")), "a"],
    [F.nullif(F.lit(2), F.lit(2)), null],
    [F.isnull(none), true],
    [F.isnotnull(none), false],
    [F.isnan(F.lit(NaN)), true],
    [F.isnan(F.lit(null).cast("DOUBLE")), false],
    [F.greatest(F.lit(10), F.lit(null), F.lit(3)), 10],
    [F.least(F.lit(10), F.lit(null), F.lit(3)), 3],
    [F.size(F.expr("[1, NULL]")), 2n],
    [F.array_contains(F.expr("[1, 2]"), 2), true],
    [F.array_join(F.expr("['a', NULL, 'b']"), ","), "a,b"],
    [F.element_at(F.expr("[1, 2, 3]"), 2), 2],
    [F.element_at(F.expr("MAP {'a': 1}"), "b"), null],
    [F.when(F.lit(true), "x").otherwise("y"), "x"],
  ])("%s is %s", async (column, expected) => {
    expect((await evaluate(duckdb, column.parts.sql)).value).toEqual(expected);
  });

  test.each<[Column, string, string]>([
    [F.split(text("oneAtwoBthreeC"), "[ABC]"), "[one, two, three, '']", "VARCHAR[]"],
    [F.date_trunc("month", F.expr("TIMESTAMP '2015-03-05 09:32:05'")), "2015-03-01 00:00:00", "TIMESTAMP"],
    [F.trunc(date("2019-08-04"), "week"), "2019-07-29", "DATE"],
    [F.to_date(text("2009-07-30 04:17:52")), "2009-07-30", "DATE"],
    [F.to_date(text("30.07.2009"), "dd.MM.yyyy"), "2009-07-30", "DATE"],
    [F.to_timestamp(text("30.07.2009 04:17:52"), "dd.MM.yyyy HH:mm:ss"), "2009-07-30 04:17:52", "TIMESTAMP"],
    [F.date_add(date("2016-07-30"), 1), "2016-07-31", "DATE"],
    [F.date_sub(date("2016-07-30"), 1), "2016-07-29", "DATE"],
    [F.add_months(date("2016-08-31"), 1), "2016-09-30", "DATE"],
    [F.last_day(date("2009-01-12")), "2009-01-31", "DATE"],
    [F.array(F.lit(1), F.lit(2)), "[1, 2]", "INTEGER[]"],
    [F.struct(F.lit(1).as("a"), text("x").as("b")), "{'a': 1, 'b': x}", "STRUCT(a INTEGER, b VARCHAR)"],
    [F.array_distinct(F.expr("[1, 1]")), "[1]", "INTEGER[]"],
    [F.sort_array(F.expr("[2, NULL, 1]")), "[NULL, 1, 2]", "INTEGER[]"],
    [F.sort_array(F.expr("[2, NULL, 3]"), false), "[3, 2, NULL]", "INTEGER[]"],
    [F.map_keys(F.expr("MAP {'a': 1}")), "[a]", "VARCHAR[]"],
    [F.map_values(F.expr("MAP {'a': 1}")), "[1]", "INTEGER[]"],
  ])("%s is %s of type %s", async (column, expected, type) => {
    const { value, type: found } = await evaluate(duckdb, `CAST(${column.parts.sql} AS VARCHAR)`);
    const typed = await evaluate(duckdb, column.parts.sql);
    expect([value, typed.type.replaceAll('"', "")]).toEqual([expected, type]);
    expect(found).toBe("VARCHAR");
  });

  test("what has no meaning is refused with its place", () => {
    for (const [make, message] of [
      [() => F.concat(), "concat without columns"],
      [() => F.coalesce(), "coalesce without columns"],
      [() => F.struct(), "struct without columns"],
      [() => F.sha2("a", 512), "sha2 of 512 bits"],
      [() => F.to_date("a", "yyyy-QQ"), "'QQ' in the format 'yyyy-QQ' has no counterpart"],
      [() => F.ntile(0), "not a number from 1"],
      [() => F.nth_value("a", 0), "not a number from 1"],
      [() => F.lag("a", 0.5), "is not a number of rows"],
      [() => F.percentile("a", 1.5), "is no share"],
      [() => F.percentile("a", []), "is no share"],
    ] as [() => unknown, string][]) {
      expect(make).toThrow(
        expect.objectContaining({
          code: "PLAN_REFUSED",
          message: expect.stringContaining(message) as string,
          details: expect.objectContaining({
            callSite: expect.objectContaining({ file: import.meta.filename }) as object,
          }) as object,
        }) as Error,
      );
    }
  });
});

/** Two groups: g = 1 has 1, 2, 2, NULL; g = 2 has NULL alone. */
const table = "(VALUES (1, 1, 'a'), (1, 2, 'b'), (1, 2, NULL), (1, NULL, 'd'), (2, NULL, NULL)) AS t(g, v, s)";

describe("aggregates", () => {
  test.each<[Column, unknown, unknown]>([
    [F.count("*"), "4", "1"],
    [F.count("v"), "3", "0"],
    [F.countDistinct("v"), "2", "0"],
    [F.countDistinct("v", "s"), "2", "0"],
    [F.count_if(F.col("v").gt(1)), "2", "0"],
    [F.sum("v"), "5", null],
    [F.sumDistinct("v"), "3", null],
    [F.avg("v"), 5 / 3, null],
    [F.min("v"), 1, null],
    [F.max("v"), 2, null],
    // NULL is a value here: that of the row where the other is greatest.
    [F.max_by("v", "s"), null, null],
    [F.min_by("v", "s"), 1, null],
    [F.bool_and(F.col("v").gt(1)), false, null],
    [F.bool_or(F.col("v").gt(1)), true, null],
    [F.bit_or("v"), 3, null],
    [F.bit_xor("v"), 1, null],
    [F.first("v", true), 1, null],
    [F.last("s", true), "d", null],
    [F.last("s"), "d", null],
    [F.any_value("v"), 1, null],
    [F.collect_list("v"), [1, 2, 2], []],
    [F.stddev("v"), Math.sqrt(1 / 3), null],
    [F.var_pop("v"), 2 / 9, null],
    [F.median("v"), 2, null],
    [F.percentile("v", 0.25), 1.5, null],
    [F.percentile("v", [0, 1]), [1, 2], null],
    [F.percentile_approx("v", 0.5), 2, null],
    [F.mode("v"), 2, null],
    [F.product("v"), 4, null],
    [F.approx_count_distinct("v"), "2", "0"],
  ])("%s is %s, and over NULLs alone %s", async (column, one, two) => {
    const rows = await queryRows(`SELECT ${column.parts.sql} FROM ${table} GROUP BY g ORDER BY g`);
    const close = (value: unknown): unknown => (typeof value === "number" ? expect.closeTo(value, 12) : value);
    expect(rows).toEqual([[close(one)], [close(two)]]);
  });

  test("names are Spark's", () => {
    const names = [
      F.count("*"),
      F.sum("v"),
      F.countDistinct("v", "s"),
      F.sumDistinct("v"),
      F.variance("v"),
      F.collect_set("v"),
    ];
    expect(names.map(({ parts }) => parts.defaultName)).toEqual([
      "count(1)",
      "sum(v)",
      "count(DISTINCT v, s)",
      "sum(DISTINCT v)",
      "var_samp(v)",
      "collect_set(v)",
    ]);
    expect([F.sum("v"), F.sumDistinct("v"), F.sum("v").plus(1)].map(({ parts }) => parts.hugeintAsBigint)).toEqual([
      true,
      true,
      true,
    ]);
  });
});

describe("windows", () => {
  const ordered = Window.partitionBy("g").orderBy("v");

  test.each<[Column, unknown[]]>([
    [F.row_number().over(ordered), ["1", "2", "3", "4", "1"]],
    [F.rank().over(Window.partitionBy("g").orderBy(F.col("v").desc())), ["1", "1", "3", "4", "1"]],
    [F.lag("v", 1, 0).over(ordered), [0, null, 1, 2, 0]],
    [F.sum("v").over(ordered.rowsBetween(-1, Window.currentRow)), [null, "1", "3", "4", null]],
    [F.collect_list("v").over(ordered), [[], [1], [1, 2, 2], [1, 2, 2], []]],
    [F.first("v", true).over(Window.partitionBy("g")), [1, 1, 1, 1, null]],
    [
      F.last_value("v").over(ordered.rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)),
      [2, 2, 2, 2, null],
    ],
  ])("%s", async (column, expected) => {
    const rows = await queryRows(`SELECT ${column.parts.sql} FROM ${table}`);
    const sorted = (values: unknown[]) => values.map((value) => JSON.stringify(value)).sort();
    expect(rows).toHaveLength(5);
    expect(sorted(rows.map(([value]) => value))).toEqual(sorted(expected));
  });

  test("SQL of frames", () => {
    const w = Window.partitionBy("a", F.col("b").plus(1)).orderBy("c", F.col("d").desc(), F.asc_nulls_last("e"));
    const head = '(PARTITION BY "a", "b" + 1 ORDER BY "c" ASC NULLS FIRST, "d" DESC NULLS LAST, "e" ASC NULLS LAST';
    expect(w.overSql()).toBe(`${head})`);
    expect(w.rowsBetween(-2, 3).overSql()).toBe(`${head} ROWS BETWEEN 2 PRECEDING AND 3 FOLLOWING)`);
    const { unboundedPreceding, unboundedFollowing, currentRow } = Window;
    expect(w.rowsBetween(unboundedPreceding, currentRow).overSql()).toBe(
      `${head} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`,
    );
    expect(Window.orderBy("t").rangeBetween("-7 days", "1 hour").overSql()).toBe(
      `(ORDER BY "t" ASC NULLS FIRST RANGE BETWEEN INTERVAL '7 days' PRECEDING AND INTERVAL '1 hour' FOLLOWING)`,
    );
    expect(Window.orderBy("t").rangeBetween(-1.5, unboundedFollowing).overSql()).toContain(
      "RANGE BETWEEN 1.5 PRECEDING AND UNBOUNDED FOLLOWING",
    );
    expect(Window.partitionBy("a").overSql()).toBe('(PARTITION BY "a")');
  });

  test("what has no meaning is refused", () => {
    const w = Window.partitionBy("a");
    expect(() => w.rowsBetween(0.5, 1)).toThrow("is not a number of rows");
    expect(() => w.rowsBetween(Window.unboundedFollowing, 0)).toThrow("cannot start with UNBOUNDED FOLLOWING");
    expect(() => w.rangeBetween(0, Window.unboundedPreceding)).toThrow("cannot end with UNBOUNDED PRECEDING");
    expect(() => w.rangeBetween("", 0)).toThrow("is no end of a frame");
    expect(() => w.orderBy(F.explode("a"))).toThrow("makes rows");
    expect(() => F.rank().over("a" as unknown as typeof w)).toThrow('over takes a window, not the string "a"');
    expect(() => F.col("a").desc().over(w)).toThrow("is an order, not a value");
  });
});
