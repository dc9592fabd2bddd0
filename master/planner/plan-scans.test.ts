import { expect, test } from "vitest";
import * as p from "../../tests/support/plan-messages.js";
import type { Relation } from "../../common/wire/types.js";
import { scansOf } from "./plan-scans.js";

const chain = (length: number): Relation => {
  let root = p.scan("a");
  for (let index = 1; index < length; index++) root = p.filter(root, "true");
  return root;
};

test("a plan of 1,000 relations one on another is walked, a longer one refused", () => {
  expect(scansOf(chain(1_000))).toHaveLength(1);
  expect(() => scansOf(chain(1_001))).toThrow(
    expect.objectContaining({ code: "PLAN_REFUSED", message: expect.stringContaining("job.ts:1: ") as string }),
  );
});

test("so is one that doubles again and again", () => {
  let root = p.scan("a");
  for (let index = 0; index < 40; index++) root = p.union(root, root);
  expect(() => scansOf(root)).toThrow(expect.objectContaining({ code: "PLAN_REFUSED" }));
});
