import { expect, test } from "vitest";
import { formatCount } from "./units.js";

test("counts are grouped as en-US groups them", () => {
  for (const count of [0, 7, 999, 1_000, 12_345.6, 999_999.5, 1_234_567, -4_321, Number.MAX_SAFE_INTEGER]) {
    expect(formatCount(count)).toBe(Math.round(count).toLocaleString("en-US"));
  }
});
