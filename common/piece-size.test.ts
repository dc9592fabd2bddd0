import fc from "fast-check";
import { expect, test } from "vitest";
import { pieceBytesOf, pieceSizeOf } from "./piece-size.js";

test("nothing is 0, one byte is 1, and sizes end at 255", () => {
  expect([0, 1, 2, 1_000, 2 ** 30, 1e15].map(pieceSizeOf)).toEqual([0, 1, 8, 73, 219, 255]);
});

test("a size stands for at most a tenth more than there was, and is the least that does", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3e10 }), (bytes) => {
      const size = pieceSizeOf(bytes);
      expect(pieceBytesOf(size)).toBeGreaterThanOrEqual(bytes);
      expect(pieceBytesOf(size)).toBeLessThanOrEqual(bytes * 1.1);
      if (size > 1) expect(pieceBytesOf(size - 1)).toBeLessThan(bytes);
    }),
  );
});
