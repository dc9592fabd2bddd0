import { expect, test } from "vitest";
import { meantInstead } from "./mistyped.js";

const rows = {} as Record<
  "fitler" | "groupby" | "withColum" | "parqet" | "isNul" | "with_column" | "map" | "frobnicate",
  () => unknown
>;
const F = {} as Record<"to_dat" | "frobnicate", () => unknown>;
const nothing = undefined as unknown as typeof rows;

test.each<[string, () => unknown, string | undefined]>([
  ["a method", () => rows.fitler(), "did you mean filter?"],
  ["another case", () => rows.groupby(), "did you mean groupBy?"],
  ["a letter too few", () => rows.withColum(), "did you mean withColumn?"],
  ["of a reader", () => rows.parqet(), "did you mean parquet?"],
  ["of a Column", () => rows.isNul(), "did you mean isNull?"],
  [
    "a DataFrame's method of its rows",
    () => rows.map(),
    "what has no map is no DataFrame: collect() gives a table of Arrow, toArray() the rows as objects",
  ],
  ["in Python's spelling", () => rows.with_column(), "did you mean withColumn?"],
  ["a function of F", () => F.to_dat(), "did you mean F.to_date?"],
  ["no function of F", () => F.frobnicate(), expect.stringContaining("docs/FROM-SPARK.md") as string],
  ["near to nothing", () => rows.frobnicate(), undefined],
  ["another error", () => nothing.fitler(), undefined],
])("%s", (_, mistake, hint) => {
  let thrown: unknown;
  try {
    mistake();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(TypeError);
  expect(meantInstead(thrown)).toEqual(hint);
});
