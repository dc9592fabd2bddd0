/** The fuzzer finds what it is for: each planted bug within two thousand cases. */
import { expect, test } from "vitest";
import { runCampaign } from "./campaign.js";
import { plantedBugs } from "./planted-bugs.js";

const seed = 1;
const cases = 2_000;

test.each(Object.entries(plantedBugs))("%s", { timeout: 3_600_000 }, async (name, alter) => {
  const { findings } = await runCampaign({ seed, cases, alter, stopAtFirst: true });
  const [found] = findings;
  process.stderr.write(
    `${name}: ${found === undefined ? "not found" : `case ${found.number}, ${found.verdict.problem}`}\n`,
  );
  expect(found).toBeDefined();
});
