import { deserialize, serialize } from "node:v8";
import { expect, test } from "vitest";
import type { Fragment, Split } from "../../common/wire/types.js";
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
const noSplit: Split = { files: [] };
const shape = (from: number, mapFrom = 0) => ({
  fragmentIndex: 0,
  split: 0,
  reads: [{ from, to: from + 1, mapFrom, mapTo: mapFrom + 1 }],
});

test("the same fragment has the same seeds, wherever it was written and whatever journal it went through", () => {
  const seed = taskSeed(fragment(1), noSplit, shape(0));
  expect(Number.isSafeInteger(seed)).toBe(true);
  expect(taskSeed(fragment(2), noSplit, shape(0))).toBe(seed);
  expect(taskSeed(deserialize(serialize(fragment(1))) as Fragment, noSplit, shape(0))).toBe(seed);
});

test("other rows, partitions, map outputs and branches have others", () => {
  const seeds = [
    taskSeed(fragment(1), noSplit, shape(0)),
    taskSeed(fragment(1, "[[2]]"), noSplit, shape(0)),
    taskSeed(fragment(1), noSplit, shape(1)),
    taskSeed(fragment(1), noSplit, shape(0, 1)),
    taskSeed(fragment(1), noSplit, { ...shape(0), fragmentIndex: 1 }),
  ];
  expect(new Set(seeds).size).toBe(seeds.length);
});
