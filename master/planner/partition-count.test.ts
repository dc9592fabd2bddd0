import { describe, expect, test } from "vitest";
import { testConfig } from "../../tests/support/plan-in-process.js";
import { partitionCount } from "./partition-count.js";
import { planLimits } from "./plan-rules.js";

const mib = 2 ** 20;
const { rules } = planLimits(testConfig, 4);

describe("partitions of an exchange", () => {
  test.each<[string, number | undefined, number]>([
    ["nothing", 0, 1],
    ["a few kilobytes", 10_000, 1],
    ["a few megabytes", 4 * mib, 4],
    ["more than that", 5 * mib, 8],
    ["many times what a task takes", 1024 * mib, 32],
    ["more than is good for a map task", 1e12, 200],
    ["nobody knows how much", undefined, 8],
  ])("of %s", (_, bytes, partitions) => {
    expect(partitionCount(bytes, rules)).toBe(partitions);
  });

  test("are what the setting says", () => {
    const set = planLimits(testConfig.with("test", { "goldpan.sql.shuffle.partitions": "77" }), 4).rules;
    expect(partitionCount(10, set)).toBe(77);
    expect(partitionCount(undefined, set)).toBe(77);
  });
});
