import { describe, expect, expectTypeOf, test } from "vitest";
import { testSession } from "../../tests/support/test-connection.js";
import { col } from "../dataframe/functions.js";
import { planOf } from "../dataframe/plan.js";
import { mapPartitions } from "./map-partitions.js";
import {
  registeredRowFunctions,
  type PartitionRow,
  type RegisteredAggregate,
  type RegisteredPartitions,
} from "./registry.js";
import { udaf, type AggregateFunctionOptions } from "./udaf.js";

const { session } = testSession();
const flights = session.read.parquet("flights");

const geometricMean = udaf("geometric_mean", {
  args: ["DOUBLE"],
  state: "STRUCT(logs DOUBLE, count BIGINT)",
  returns: "DOUBLE",
  init: () => ({ logs: 0, count: 0 }),
  add: (state, value) => {
    expectTypeOf(value).toEqualTypeOf<number>();
    return { logs: state.logs + Math.log(value), count: state.count + 1 };
  },
  merge: (state, other) => ({ logs: state.logs + other.logs, count: state.count + other.count }),
  finish: ({ logs, count }) => (count === 0 ? null : Math.exp(logs / count)),
});

describe("udaf", () => {
  test("registers what executors call", () => {
    const registered = registeredRowFunctions().get("geometric_mean") as RegisteredAggregate;
    expect(registered).toMatchObject({
      kind: "aggregate",
      argumentTypes: ["DOUBLE"],
      stateType: "STRUCT(logs DOUBLE, count BIGINT)",
      returnType: "DOUBLE",
      callOnNull: false,
      bigint: false,
    });
    const { init, add, merge, finish } = registered as unknown as Record<
      "init" | "add" | "merge" | "finish",
      (...values: unknown[]) => unknown
    >;
    const two = add(add(init(), 2), 8);
    const one = add(init(), 4);
    expect(finish(merge(two, one))).toBeCloseTo(4, 12);
    expect(finish(init())).toBeNull();
  });

  test("is a Column in agg, and travels with the plan", () => {
    const frame = flights.groupBy("origin").agg(geometricMean(col("distance").plus(1)).as("d"));
    expect(frame.relation.aggregate?.aggregates).toMatchObject([
      { name: "d", expression: { sql: 'geometric_mean("distance" + 1)' } },
    ]);
    expect(planOf(frame.relation, { sha256: "abc" }).functions).toMatchObject([
      {
        name: "geometric_mean",
        kind: "AGGREGATE",
        stateType: "STRUCT(logs DOUBLE, count BIGINT)",
        bundleSha256: "abc",
      },
    ]);
    expect(() => (geometricMean as (...columns: string[]) => unknown)()).toThrow("takes 1 arguments (DOUBLE), not 0");
  });

  test("what is no aggregate is refused", () => {
    const whole = {
      args: ["DOUBLE"],
      state: "DOUBLE",
      returns: "DOUBLE",
      init: () => 0,
      add: (state: number) => state,
      merge: (state: number) => state,
      finish: (state: number) => state,
    } as const;
    const declare = (name: string, change: object) => () =>
      udaf(name, { ...whole, ...change } as unknown as AggregateFunctionOptions<
        ["DOUBLE"],
        number,
        "DOUBLE",
        false,
        "null"
      >);
    expect(declare("without_merge", { merge: undefined })).toThrow("merge of without_merge is not a function");
    expect(declare("later", { finish: async () => Promise.resolve(1) })).toThrow("finish of later is async");
    expect(declare("no_state", { state: "" })).toThrow("has an empty type");
    expect(declare("GEOMETRIC_MEAN", {})).toThrow("is declared already");
    expect(declare("group", {})).toThrow("cannot name a row function");
  });
});

async function* inBatches(...batches: PartitionRow[][]): AsyncGenerator<PartitionRow[]> {
  for (const batch of batches) yield Promise.resolve(batch);
}

async function rowsOf(name: string, ...batches: PartitionRow[][]): Promise<(readonly PartitionRow[])[]> {
  const { call } = registeredRowFunctions().get(name) as RegisteredPartitions;
  const given: (readonly PartitionRow[])[] = [];
  for await (const rows of call(inBatches(...batches))) given.push(rows);
  return given;
}

describe("mapPartitions", () => {
  test("per batch: called as often as there are batches", async () => {
    mapPartitions("first_of_batch", (rows: { a: number }[]) => new Set(rows.slice(0, 1)), { returns: { a: "BIGINT" } });
    expect(await rowsOf("first_of_batch", [{ a: 1 }, { a: 2 }], [{ a: 3 }])).toEqual([[{ a: 1 }], [{ a: 3 }]]);
    expect(registeredRowFunctions().get("first_of_batch")).toMatchObject({
      kind: "partitions",
      columns: [{ name: "a", type: "BIGINT" }],
      returnType: "a BIGINT",
      argumentTypes: [],
    });
  });

  test("per partition: called once, keeps what it likes from batch to batch", async () => {
    mapPartitions(
      "running",
      async function* (batches) {
        let sum = 0;
        for await (const rows of batches) yield rows.map((row) => ({ sum: (sum += Number(row["a"])) }));
      },
      { returns: "sum DOUBLE", per: "partition" },
    );
    expect(await rowsOf("running", [{ a: 1 }, { a: 2 }], [{ a: 3 }])).toEqual([[{ sum: 1 }, { sum: 3 }], [{ sum: 6 }]]);
    expect(await rowsOf("running")).toEqual([]);
  });

  test("what gives no rows fails, and what is no function is refused", async () => {
    mapPartitions("gives_nothing", (() => undefined) as unknown as () => object[], { returns: "a BIGINT" });
    await expect(rowsOf("gives_nothing", [{ a: 1 }])).rejects.toThrow("gives_nothing must give rows");
    const untyped = mapPartitions as unknown as (...values: unknown[]) => unknown;
    expect(() => untyped("m1", 5, { returns: "a BIGINT" })).toThrow("row function m1 is not a function");
    expect(() => untyped("m2", async () => Promise.resolve([]), { returns: "a BIGINT" })).toThrow(
      "row function m2 is async",
    );
    expect(() => untyped("m3", () => [], { returns: "" })).toThrow("a schema without columns");
    expect(() => untyped("m4", () => [], { returns: "a" })).toThrow("is not a column of a schema");
    const generator = async function* () {
      yield Promise.resolve([]);
    };
    expect(() => untyped("m5", generator, { returns: "a BIGINT" })).toThrow("m5 is an async function*");
  });
});
