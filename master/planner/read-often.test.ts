import { expect, test } from "vitest";
import type { BoundRelation } from "./analysed-plan.js";
import { readOften } from "./read-often.js";

const schema = [{ name: "a", type: "INTEGER" }];
const scan: BoundRelation = { kind: "scan", scan: 0, schema, callSite: null };
const first = (input: BoundRelation): BoundRelation => ({
  ...{ kind: "limit", input, count: 1, offset: 0, schema, callSite: null },
});
const united = (...inputs: BoundRelation[]): BoundRelation => ({ kind: "union", inputs, schema, callSite: null });
const sorted = (input: BoundRelation): BoundRelation => ({
  ...{ kind: "sort", input, orders: [], withinPartitions: false, schema, callSite: null },
});

test("what a few read, or many who are read once each, is lowered for each of them", () => {
  const shared = first(scan);
  expect(readOften(united(shared, shared))).toEqual(new Set());
  expect(readOften(united(...Array.from({ length: 100 }, () => first(shared))))).toEqual(new Set());
});

test("of relations that double again and again every third is made once, files never", () => {
  const levels = [first(scan)];
  for (let level = 1; level < 10; level++) levels.push(united(levels[level - 1] ?? scan, levels[level - 1] ?? scan));
  const often = readOften(levels[9] ?? scan);
  expect([...often].map((relation) => levels.indexOf(relation))).toEqual([6, 3, 0]);
});

test("a sort stands for its input, which its readers may read without it", () => {
  let root = first(scan);
  for (let level = 1; level < 10; level++) {
    const ordered = sorted(root);
    root = united(ordered, ordered);
  }
  const often = [...readOften(root)];
  expect(often.map(({ kind }) => kind)).toEqual(["union", "union", "limit"]);
});
