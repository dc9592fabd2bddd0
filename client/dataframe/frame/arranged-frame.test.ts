import { describe, expect, test } from "vitest";
import { bare, testSession } from "../../../tests/support/test-connection.js";
import { asc, col, desc, desc_nulls_first, earliest, latest } from "../functions.js";
import type { DataFrame } from "../data-frame.js";

const { session } = testSession();
const flights = session.read.parquet("s3a://raw/flights/");
const scan = { scan: { format: "parquet", paths: ["s3a://raw/flights/"], options: {} } };
const plan = (frame: DataFrame): unknown => bare(frame.relation);
const order = (sql: string, descending = false, nulls = "NULLS_DEFAULT"): unknown => ({
  expression: { sql },
  descending,
  nulls,
});

describe("orderBy", () => {
  test("takes names, Columns and orders", () => {
    const orders = [
      order('"a"'),
      order('"b"', true, "NULLS_LAST"),
      order('"c"', false, "NULLS_LAST"),
      order('"d" + 1', true, "NULLS_FIRST"),
    ];
    const sort = { sort: { input: scan, orders, withinPartitions: false } };
    const columns = ["a", col("b").desc(), col("c").asc_nulls_last(), desc_nulls_first(col("d").plus(1))];
    expect(plan(flights.orderBy(...columns))).toEqual(sort);
    expect(plan(flights.sort(columns))).toEqual(sort);
    expect(plan(flights.sortWithinPartitions(asc("a"), desc("b")))).toEqual({
      sort: {
        input: scan,
        orders: [order('"a"', false, "NULLS_FIRST"), order('"b"', true, "NULLS_LAST")],
        withinPartitions: true,
      },
    });
  });

  test("without columns is refused, and an order is no value", () => {
    expect(() => flights.orderBy()).toThrow("orderBy without columns");
    expect(() => flights.sortWithinPartitions()).toThrow("sortWithinPartitions without columns");
    expect(() => flights.select(col("a").desc())).toThrow('"a" with desc is an order, not a value');
    expect(() => flights.filter(col("a").asc().gt(1))).toThrow("is an order, not a value");
    expect(() => col("a").asc().desc()).toThrow("is an order, not a value");
    expect(() => flights.groupBy(desc("a"))).toThrow("is an order, not a value");
  });
});

describe("duplicates", () => {
  test("distinct is over all columns", () => {
    expect(plan(flights.distinct())).toEqual({ deduplicate: { input: scan, keys: [], keep: [] } });
  });

  test("dropDuplicates has keys and what stays", () => {
    expect(plan(flights.dropDuplicates())).toEqual(plan(flights.distinct()));
    expect(plan(flights.dropDuplicates("id"))).toEqual({ deduplicate: { input: scan, keys: ["id"], keep: [] } });
    expect(plan(flights.drop_duplicates(["id", col("day")]))).toEqual({
      deduplicate: { input: scan, keys: ["id", "day"], keep: [] },
    });
    const keptBy = (keep: Parameters<DataFrame["dropDuplicates"]>[1]): unknown =>
      (plan(flights.dropDuplicates(["id"], keep)) as { deduplicate: { keep: unknown } }).deduplicate.keep;
    // A row without a time is neither the latest nor the earliest.
    expect(keptBy({ keep: latest("at") })).toEqual([order('"at"', true, "NULLS_LAST")]);
    expect(keptBy({ keep: earliest(col("at")) })).toEqual([order('"at"', false, "NULLS_LAST")]);
    expect(keptBy({ keep: [col("v").desc(), "id"] })).toEqual([order('"v"', true, "NULLS_LAST"), order('"id"')]);
    expect(plan(flights.drop_duplicates("id", { keep: latest("at") }))).toEqual({
      deduplicate: { input: scan, keys: ["id"], keep: keptBy({ keep: latest("at") }) },
    });
  });

  test("what has no meaning is refused", () => {
    expect(() => flights.dropDuplicates(["id"], { keep: "last" })).toThrow('keep: "last" names no order');
    expect(() => flights.dropDuplicates(["id"], { kep: latest("at") } as object)).toThrow("no option 'kep'");
    expect(() => flights.dropDuplicates([col("a").plus(1)])).toThrow("takes names of columns");
    expect(() => flights.dropDuplicates([5 as unknown as string])).toThrow("takes a name, not the number 5");
  });
});

describe("limit and offset", () => {
  test("an offset before a limit is one relation", () => {
    expect(plan(flights.offset(5))).toEqual({ limit: { input: scan, offset: 5 } });
    expect(plan(flights.offset(5).limit(2))).toEqual({ limit: { input: scan, offset: 5, count: 2 } });
    expect(plan(flights.limit(9).limit(2))).toEqual({
      limit: { input: { limit: { input: scan, count: 9 } }, count: 2 },
    });
    expect(plan(flights.limit(9).offset(2))).toEqual({ limit: { input: scan, count: 7, offset: 2 } });
    expect(plan(flights.offset(5).limit(9).offset(20))).toEqual({ limit: { input: scan, count: 0, offset: 25 } });
  });

  test.each([-1, 0.5, NaN, Infinity])("of %d is refused", (count) => {
    expect(() => flights.limit(count)).toThrow("is not a number of rows");
    expect(() => flights.offset(count)).toThrow("is not a number of rows");
  });
});

describe("repartition", () => {
  const repartition = (kind: string, partitions: number, keys: unknown[] = []): unknown => ({
    repartition: { input: scan, kind, partitions, keys },
  });

  test("evenly, by columns, by ranges, and without moving rows", () => {
    expect(plan(flights.repartition(16))).toEqual(repartition("ROUND_ROBIN", 16));
    expect(plan(flights.repartition("a", col("b")))).toEqual(repartition("HASH", 0, [order('"a"'), order('"b"')]));
    expect(plan(flights.repartition(3, "a"))).toEqual(repartition("HASH", 3, [order('"a"')]));
    expect(plan(flights.repartitionByRange("a"))).toEqual(repartition("RANGE", 0, [order('"a"')]));
    expect(plan(flights.repartitionByRange(3, col("a").desc()))).toEqual(
      repartition("RANGE", 3, [order('"a"', true, "NULLS_LAST")]),
    );
    expect(plan(flights.coalesce(2))).toEqual(repartition("COALESCE", 2));
  });

  test("what has no meaning is refused", () => {
    expect(() => flights.repartition()).toThrow("without a number or a column");
    expect(() => flights.repartition(0)).toThrow("is not a number of partitions");
    expect(() => flights.repartition(1.5, "a")).toThrow("is not a number of partitions");
    expect(() => flights.repartition(col("a").desc())).toThrow("repartition does not sort");
    expect(() => flights.repartitionByRange(4)).toThrow("repartitionByRange without a column");
    expect(() => flights.coalesce("2" as unknown as number)).toThrow('the string "2" is not a number of partitions');
  });
});

describe("sample", () => {
  test("has a fraction and a seed", () => {
    const sample = (fraction: number, withReplacement: boolean, seed: number): unknown => ({
      sample: { input: scan, fraction, withReplacement, seed },
    });
    expect(plan(flights.sample(0.1, 42))).toEqual(sample(0.1, false, 42));
    expect(plan(flights.sample(true, 1.5, 7))).toEqual(sample(1.5, true, 7));
    expect(plan(flights.sample(false, 1, 0))).toEqual(sample(1, false, 0));
    const { seed } = flights.sample(0.5).relation.sample ?? {};
    expect(Number.isSafeInteger(seed)).toBe(true);
  });

  test.each<[unknown[], string]>([
    [[-0.1], "is not a fraction"],
    [[NaN], "is not a fraction"],
    [["0.1"], 'the string "0.1" is not a fraction'],
    [[1.5], "more than all rows"],
    [[false, 2], "more than all rows"],
    [[true], "undefined is not a fraction"],
    [[0.5, -1], "is not a seed"],
    [[0.5, 1.5], "is not a seed"],
  ])("%j is refused", (values, message) => {
    const untyped = flights as unknown as { sample(...values: unknown[]): DataFrame };
    expect(() => untyped.sample(...values)).toThrow(message);
  });
});
