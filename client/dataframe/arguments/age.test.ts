import { expect, test } from "vitest";
import { ageMs } from "./age.js";

test.each([
  ["24h", 86_400_000],
  ["2 days", 172_800_000],
  ["90 minutes", 5_400_000],
  ["1 day 12 hours", 129_600_000],
  ["1 week, 1 d", 691_200_000],
  ["0.5 s", 500],
  ["3 Hrs", 10_800_000],
])("%s is %d ms", (age, ms) => {
  expect(ageMs(age, null)).toBe(ms);
});

test.each(["", "24", "h", "-1h", "0h", "2 months", "1h30", 24, undefined, "toString", "1 constructor"])(
  "%j is no age",
  (age) => {
    expect(() => ageMs(age, null)).toThrow("is no age");
  },
);
