import { deserialize, serialize } from "node:v8";
import { expect, test } from "vitest";
import type { Fragment } from "../../common/wire/types.js";
import { taskSeed } from "./task-seed.js";

const fragment = (line: number, rows = "[[1]]"): Fragment => ({
  operators: [
    {
      callSite: { file: "job.ts", line, column: 1, method: "" },
      operator: "values",
      values: { columns: { columns: [] }, rowsJson: Buffer.from(rows) },
    },
  ],
  output: { columns: [] },
  delivery: null,
});
const of = (fragment: Fragment) => ({ fragment, splits: [] });
const shape = (from: number, mapFrom = 0) => ({
  fragmentIndex: 0,
  split: 0,
  reads: [{ from, to: from + 1, mapFrom, mapTo: mapFrom + 1 }],
});

test("the same fragment has the same seeds, wherever it was written and whatever journal it went through", () => {
  const seed = taskSeed(of(fragment(1)), shape(0));
  expect(Number.isSafeInteger(seed)).toBe(true);
  expect(taskSeed(of(fragment(2)), shape(0))).toBe(seed);
  expect(taskSeed(of(deserialize(serialize(fragment(1))) as Fragment), shape(0))).toBe(seed);
});

test("other rows, partitions, map outputs and branches have others", () => {
  const seeds = [
    taskSeed(of(fragment(1)), shape(0)),
    taskSeed(of(fragment(1, "[[2]]")), shape(0)),
    taskSeed(of(fragment(1)), shape(1)),
    taskSeed(of(fragment(1)), shape(0, 1)),
    taskSeed(of(fragment(1)), { ...shape(0), fragmentIndex: 1 }),
  ];
  expect(new Set(seeds).size).toBe(seeds.length);
});
