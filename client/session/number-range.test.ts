import { expect, test } from "vitest";
import { numberBlocks, tasksFor, wholeNumber } from "./number-range.js";

const numbers = (start: number, end: number, step: number) =>
  numberBlocks(BigInt(start), BigInt(end), BigInt(step)).flatMap(({ first, last }) => {
    const all: number[] = [];
    for (let id = Number(first); step > 0 ? id <= Number(last) : id >= Number(last); id += step) all.push(id);
    return all;
  });

test.each([
  [0, 5, 1, [0, 1, 2, 3, 4]],
  [3, 10, 3, [3, 6, 9]],
  [3, 9, 3, [3, 6]],
  [5, 0, -2, [5, 3, 1]],
  [-2, 1, 1, [-2, -1, 0]],
  [5, 5, 1, []],
  [5, 0, 1, []],
])("from %i to before %i by %i", (start, end, step, expected) => {
  expect(numbers(start, end, step)).toEqual(expected);
});

test("many numbers are few rows of the plan, and each number is in one block", () => {
  const blocks = numberBlocks(0n, 10n ** 12n, 1n);
  expect(blocks.length).toBeLessThanOrEqual(16_384);
  expect([blocks[0]?.first, blocks.at(-1)?.last]).toEqual([0n, 10n ** 12n - 1n]);
  for (const [index, { first }] of blocks.entries()) {
    if (index > 0) expect(first).toBe((blocks[index - 1]?.last ?? 0n) + 1n);
  }
  const few = numberBlocks(0n, 200_000n, 1n);
  expect(few).toHaveLength(4);
});

test("tasks grow with the numbers, up to a limit", () => {
  expect([1n, 4_000_000n, 4_000_001n, 10n ** 12n].map((end) => tasksFor(0n, end, 1n))).toEqual([1, 1, 2, 64]);
});

test.each([1.5, Number.NaN, "3", 2 ** 53, 2n ** 63n, null])("%s is no whole number", (value) => {
  const refused = expect.objectContaining({ code: "PLAN_REFUSED" }) as Error;
  expect(() => wholeNumber(value, "end", null)).toThrow(refused);
});
