import { expect, test } from "vitest";
import { mismatch } from "./verdict.js";

const expected = {
  rows: [
    ["a", "2"],
    ["b", "1"],
    ["c", "1"],
  ],
  seconds: 0,
  orderColumns: [1],
};

test("ties may stand in any order, other rows may not", () => {
  expect(
    mismatch(
      [
        ["a", "2"],
        ["c", "1"],
        ["b", "1"],
      ],
      expected,
    ),
  ).toBeUndefined();
  expect(
    mismatch(
      [
        ["c", "1"],
        ["a", "2"],
        ["b", "1"],
      ],
      expected,
    ),
  ).toContain("row 1 is out of order");
});

test("a missing row is named", () => {
  expect(
    mismatch(
      [
        ["a", "2"],
        ["c", "1"],
      ],
      expected,
    ),
  ).toContain(`DuckDB's alone: ["b","1"]`);
});
