/** Functions of a script for tests of transforms: in a module of their own, as executors load it. */
import { mapPartitions, udaf, udf } from "goldpan";

export const words = udf("words", (line: string) => line.split(" "), { args: ["VARCHAR"], returns: "VARCHAR[]" });

/** The greatest difference between two values; NULL without values. */
export const spread = udaf("spread", {
  args: ["INTEGER"],
  state: "STRUCT(low INTEGER, high INTEGER)",
  returns: "INTEGER",
  init: (): { low: number | null; high: number | null } => ({ low: null, high: null }),
  add: ({ low, high }, value) => ({ low: Math.min(low ?? value, value), high: Math.max(high ?? value, value) }),
  merge: (state, other) => ({
    low: state.low === null || other.low === null ? (state.low ?? other.low) : Math.min(state.low, other.low),
    high: state.high === null || other.high === null ? (state.high ?? other.high) : Math.max(state.high, other.high),
  }),
  finish: ({ low, high }) => (low === null || high === null ? null : high - low),
});

/** Every row of at least two pieces as that many rows. */
export const pieces = mapPartitions(
  "pieces",
  (rows) =>
    rows
      .filter(({ qty }) => Number(qty) >= 2)
      .flatMap(({ id, qty }) => Array.from({ length: Number(qty) }, (_, piece) => ({ id, piece }))),
  { returns: "id BIGINT, piece INTEGER" },
);

/** How many rows the partition has: one row. */
export const partitionRows = mapPartitions(
  "partition_rows",
  async function* (batches) {
    let rows = 0;
    for await (const batch of batches) rows += batch.length;
    yield [{ rows }];
  },
  { returns: { rows: "BIGINT" }, per: "partition" },
);
