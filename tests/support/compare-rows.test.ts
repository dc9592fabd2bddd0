import { expect, test } from "vitest";
import { differenceOfRows, firstDifference } from "./compare-rows.js";

test("rows compare as multisets, whatever their order", () => {
  expect(
    differenceOfRows(
      [
        ["a", "1"],
        ["b", null],
        ["a", "1"],
      ],
      [
        ["b", null],
        ["a", "1"],
        ["a", "1"],
      ],
    ),
  ).toBeUndefined();
  expect(differenceOfRows([["a"], ["a"], ["b"]], [["a"], ["b"], ["b"]])).toEqual({
    actualCount: 3,
    expectedCount: 3,
    onlyActual: [["a"]],
    onlyExpected: [["b"]],
  });
});

test("floating-point numbers are equal within 1e-9, specials exactly", () => {
  expect(differenceOfRows([[1 + 1e-10], [Number.NaN], [0]], [[Number.NaN], [-0], [1]])).toBeUndefined();
  expect(differenceOfRows([[1 + 1e-8]], [[1]])).toBeDefined();
  expect(differenceOfRows([[Infinity]], [[-Infinity]])).toBeDefined();
  expect(differenceOfRows([[null]], [[0]])).toBeDefined();
});

test("text and numbers inside lists are not mixed up", () => {
  expect(differenceOfRows([[["1", "2"]]], [[["1"], "2"]])).toBeDefined();
  expect(differenceOfRows([[["a,b"]]], [[["a", "b"]]])).toBeDefined();
});

test("numbers that sort differently within the tolerance still find each other", () => {
  const actual = [
    [1, 5],
    [1 + 1e-12, 3],
  ];
  const expected = [
    [1 + 1e-12, 5],
    [1, 3],
  ];
  expect(differenceOfRows(actual, expected)).toBeUndefined();
});

test("rows in order are compared one by one", () => {
  expect(firstDifference([["a"], ["b"]], [["a"], ["b"]])).toBe(-1);
  expect(firstDifference([["a"], ["b"]], [["a"], ["c"]])).toBe(1);
  expect(firstDifference([["a"]], [["a"], ["c"]])).toBe(1);
});
