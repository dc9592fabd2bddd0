/** Aggregates over groups, windows and what is refused; what functions give row by row is in spark.test.ts. */
import { describe, expect, test } from "vitest";
import { queryRows } from "../../../tests/support/duckdb.js";
import type { Column } from "../column.js";
import * as F from "../functions.js";
import { Window } from "../window.js";
import { functionReplacements } from "./refused-functions.js";

describe("arguments", () => {
  test("those that Spark has and we do not are refused, not dropped", () => {
    type Call = (...values: unknown[]) => Column;
    const column = F.col("a");
    for (const [name, values] of Object.entries({
      array_sort: ["a", () => column],
      ceil: ["a", F.lit(1)],
      ceiling: ["a", F.lit(1)],
      floor: ["a", F.lit(1)],
      from_json: ["a", "x INT", { mode: "FAILFAST" }],
      instr: ["a", "x", F.lit(2)],
      make_timestamp: ["a", "a", "a", "a", "a", "a", "a"],
      mask: ["a", F.lit("U")],
      max_by: ["a", "b", 2],
      min_by: ["a", "b", 2],
      percentile: ["a", 0.5, "b"],
      regexp_instr: ["a", "b", 1],
      regexp_replace: ["a", "x", "y", 2],
      to_json: ["a", { ignoreNullFields: "false" }],
    })) {
      const make = (F as unknown as Record<string, Call>)[name];
      expect(() => make?.(...values), name).toThrow(`${name} has an argument more than it takes here`);
    }
  });

  test("patterns that RE2 would read as others are refused", () => {
    const nested = "within a class";
    expect(() => F.regexp_replace("a", "[[:alpha:]]", "")).toThrow(`the pattern '[[:alpha:]]' has '[' ${nested}`);
    expect(() => F.rlike("a", F.lit("[a-z&&[^b]]"))).toThrow(`has '&&' ${nested}`);
    expect(() => F.col("a").rlike("[a[b]]")).toThrow(`has '[' ${nested}`);
    for (const pattern of ["|", "^", "$", "x*", "(?i)x?", "\\A", "\\z"]) {
      expect(() => F.split("a", pattern)).toThrow(`split: the pattern '${pattern}' matches the empty text`);
    }
    // In Spark REGEX_GROUP_INDEX is an error of the row.
    expect(() => F.regexp_extract("a", "\\d+[(]")).toThrow("has no group 1");
    expect(() => F.regexp_extract_all("a", F.lit("(?:a)(?<y>b)\\("), 2)).toThrow("has no group 2");
    expect(() => F.regexp_replace("a", "\\(b", "$0$1")).toThrow("has no group 1");
    expect(F.regexp_replace("a", "(b)", "\\$2$1").parts.sql).toContain("'$2\\1'");
    expect(() => F.col("a").withField("b.c", F.lit(1))).toThrow("withField takes the name of a field, not 'b.c'");
  });

  test("functions around functions and casts around casts do not multiply their argument", () => {
    let [date, number] = [F.to_date("s"), F.col("n").cast("double")];
    for (let times = 0; times < 4; times += 1) {
      date = F.to_date(F.date_format(F.add_months(F.next_day(F.trunc(date, "month"), "Mon"), 1), "yyyy-MM-dd"));
      number = number.cast("decimal(10,2)").cast("string");
    }
    expect(date.parts.sql.length).toBeLessThan(30_000);
    expect(number.parts.sql.length).toBeLessThan(30_000);
  });

  test("what has no meaning is refused with its place", () => {
    for (const [make, message] of [
      [() => F.concat(), "concat without columns"],
      [() => F.coalesce(), "coalesce without columns"],
      [() => F.struct(), "struct without columns"],
      [() => F.sha2("a", 512), "sha2 of 512 bits"],
      [() => F.to_date("a", "yyyy-QQ"), "'QQ' in the format 'yyyy-QQ' has no counterpart"],
      [() => F.to_timestamp("a", "E yyyy"), "'E' in the format 'E yyyy' has no counterpart"],
      [() => F.date_format("a", "yyyy-ww"), "'ww' in the format"],
      [() => F.date_format("a", "yyyy 'open"), "in the format"],
      [() => F.next_day("a", "Frunday"), "is no day of the week"],
      [() => F.trunc("a", "hour"), "there is no unit 'hour'"],
      [() => F.date_trunc("eon", "a"), "there is no unit 'eon'"],
      [() => F.round("a", 0.5), "round to 0.5 digits"],
      [() => F.format_number("a", -1), "-1 digits"],
      [() => F.format_string("%d and %d", "a"), "2 values wanted"],
      [() => F.format_string("%q", "a"), "is not understood"],
      [() => F.encode("a", "UTF-16"), "there is no charset 'UTF-16'"],
      [() => F.regexp_replace("a", "b", "$x"), "'$' without a group"],
      [() => F.array_insert("a", 0, 1), "array_insert at 0"],
      [() => F.array_insert("a", F.col("b"), 1), 'array_insert at "b"'],
      [() => F.create_map("a"), "a key without a value"],
      [() => F.named_struct("a", "b"), "without a name and a value"],
      [() => F.get_json_object("a", "$.*"), "is no path"],
      [() => F.transform("a", (() => 1) as unknown as () => Column), "gave no Column"],
      [() => F.transform("a", 1 as unknown as () => Column), "takes a function"],
      [() => F.shiftleft("a", 0.5), "shiftleft by 0.5"],
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
    expect(Window.orderBy("t", F.desc("u")).partitionBy("a", "b").overSql()).toBe(
      '(PARTITION BY "a", "b" ORDER BY "t" ASC NULLS FIRST, "u" DESC NULLS LAST)',
    );
    expect(Window.rowsBetween(-1, currentRow).orderBy("t").overSql()).toBe(
      '(ORDER BY "t" ASC NULLS FIRST ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)',
    );
    expect(Window.rangeBetween(currentRow, 5).orderBy("t").overSql()).toBe(
      '(ORDER BY "t" ASC NULLS FIRST RANGE BETWEEN CURRENT ROW AND 5 FOLLOWING)',
    );
  });

  test("what has no meaning is refused", () => {
    const w = Window.partitionBy("a");
    expect(() => w.rowsBetween(0.5, 1)).toThrow("is not a number of rows");
    expect(() => w.rowsBetween(Window.unboundedFollowing, 0)).toThrow("cannot start with UNBOUNDED FOLLOWING");
    expect(() => w.rangeBetween(0, Window.unboundedPreceding)).toThrow("cannot end with UNBOUNDED PRECEDING");
    expect(() => w.rangeBetween("", 0)).toThrow("is no end of a frame");
    expect(() => w.orderBy(F.explode("a"))).toThrow("makes rows");
    expect(() => F.rank().over("a" as unknown as typeof w)).toThrow('over takes a window, not the string "a"');
    const places = [F.row_number(), F.rank(), F.dense_rank(), F.percent_rank(), F.cume_dist(), F.ntile(2)];
    for (const place of [...places, F.lag("v"), F.lead("v"), F.nth_value("v", 2)]) {
      expect(() => place.over(Window.partitionBy("g"))).toThrow("needs a window with an order");
    }
    expect(() => F.col("a").desc().over(w)).toThrow("is an order, not a value");
  });
});

test("no function that is there is refused", () => {
  const refused = Object.keys(functionReplacements);
  expect(refused.filter((name) => Object.keys(F).includes(name))).toEqual([]);
});
