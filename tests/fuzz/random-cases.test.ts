/** What ten thousand cases hold, whatever the seed; none of them runs. */
import { expect, test } from "vitest";
import { Coverage } from "./coverage.js";
import { randomCases } from "./random-cases.js";
import { render } from "./frame.js";

const cases = 10_000;
/** Some of the cases have no answer in DuckDB: with this many made, twenty ran. */
const leastPerPair = 25;

test.each([1, 2])("each valid pair of operator and type occurs in the cases of seed %i", (seed) => {
  const coverage = new Coverage();
  for (const { number, plan } of randomCases(seed)) {
    if (number === cases) break;
    coverage.add(plan);
  }
  expect(coverage.below(leastPerPair)).toEqual([]);
});

test("the same seed makes the same cases", () => {
  const texts = (seed: number) => {
    const made = randomCases(seed);
    return Array.from({ length: 50 }, () => render(made.next().value.plan).sql);
  };
  expect(texts(7)).toEqual(texts(7));
  expect(texts(7)).not.toEqual(texts(8));
});
