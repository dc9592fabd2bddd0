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

/** Called with NULL, too. */
export const orMissing = udf("or_missing", (text: string | null) => text ?? "missing", {
  args: ["VARCHAR"],
  returns: "VARCHAR",
  onNull: "call",
});

export const nextNumber = udf("next_number", (number) => number + 1n, {
  args: ["BIGINT"],
  returns: "BIGINT",
  bigint: true,
});

/** The sum, in which NULL counts as one. */
export const sumOrOne = udaf("sum_or_one", {
  args: ["BIGINT"],
  state: "BIGINT",
  returns: "BIGINT",
  init: () => 0n,
  add: (sum, value) => sum + (value ?? 1n),
  merge: (sum, other) => sum + other,
  finish: (sum) => sum,
  onNull: "call",
  bigint: true,
});

export const nextNumbers = mapPartitions(
  "next_numbers",
  (rows: { n: bigint | null }[]) => rows.map(({ n }) => ({ n: n === null ? null : n + 1n })),
  { returns: "n BIGINT", bigint: true },
);
