import { describe, expect, test } from "vitest";
import { atMost, crossed, joinedByKeys, passingShare, scaled } from "./estimates.js";
import type { Tree } from "./trees/tree.js";
import { anyOf, isNull } from "./trees/conditions.js";
import { allOf } from "./trees/make-tree.js";
import { call, columnReference, textConstant } from "./trees/tree.js";

const a = columnReference("a");
const equal: Tree = { class: "COMPARISON", type: "COMPARE_EQUAL", left: a, right: textConstant("x") };
const less: Tree = { class: "COMPARISON", type: "COMPARE_LESSTHAN", left: a, right: textConstant("x") };

describe("passingShare", () => {
  test.each<[string, Tree, number]>([
    ["an equality", equal, 0.2],
    ["a range", less, 0.5],
    ["two conditions", allOf([equal, less]), 0.1],
    ["one of two", anyOf([equal, less]), 0.7],
    ["many conditions, none trusted beyond measure", allOf([equal, equal, equal, equal]), 0.05],
    ["one of many", anyOf([less, less, less]), 1],
    ["NULL", isNull(a), 0.2],
    ["a pattern", call("~~", [a, textConstant("x%")]), 0.5],
    ["what is unknown", call("f", [a]), 1],
  ])("%s", (_, tree, share) => {
    expect(passingShare(tree)).toBeCloseTo(share);
  });
});

test("what is unknown stays so", () => {
  expect(scaled({ rows: undefined, bytes: 10 }, 0.25)).toEqual({ rows: undefined, bytes: 3 });
  expect(joinedByKeys({ rows: undefined, bytes: 1 }, { rows: 1, bytes: 1 })).toEqual({
    rows: undefined,
    bytes: undefined,
  });
});

test("rows that meet are as wide as both", () => {
  expect(joinedByKeys({ rows: 100, bytes: 1000 }, { rows: 10, bytes: 20 })).toEqual({ rows: 100, bytes: 1200 });
  expect(crossed({ rows: 100, bytes: 1000 }, { rows: 10, bytes: 20 })).toEqual({ rows: 1000, bytes: 12000 });
  expect(atMost({ rows: 100, bytes: 1000 }, 10)).toEqual({ rows: 10, bytes: 100 });
  expect(atMost({ rows: 5, bytes: 1000 }, 10)).toEqual({ rows: 5, bytes: 1000 });
});
