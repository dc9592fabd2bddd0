/** A thousand random plans give what one DuckDB process gives. `npm run fuzz` runs more of them, from any seed. */
import { writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runLanes } from "./lanes.js";
import { summaryOf } from "./summary.js";

/** The same plans in every run: a new seed is for people who wait for what it finds. */
const seed = 1;
const cases = 1_000;
/** Of what users write, next to nothing may be refused. */
const refusedShareMax = 0.05;
const unansweredShareMax = 0.05;

test("random plans", { timeout: 3_600_000 }, async () => {
  const report = await runLanes({
    processes: availableParallelism(),
    seed,
    cases,
    findingsMax: 3,
    onFinding: ({ number, script }) => {
      const path = join(tmpdir(), `goldpan-fuzz-seed-${seed}-case-${number}.ts`);
      writeFileSync(path, script);
      process.stderr.write(`case ${number}: ${path}\n${script}\n`);
    },
  });
  process.stderr.write(`${summaryOf(seed, report)}\n`);
  expect(report.findings.map(({ number, verdict }) => ({ number, ...verdict }))).toEqual([]);
  expect(report.refused.length / report.cases).toBeLessThanOrEqual(refusedShareMax);
  expect(report.noAnswer.length / report.cases).toBeLessThanOrEqual(unansweredShareMax);
});
