/** Whether a job's expectations were violated more often than its author allows: asked before the commit point. */
import type { ExpectationCountInput, WireErrorInput } from "../../common/wire/types.js";
import type { JobRecord } from "./state.js";

/** One per expectation of the job, in order: the tallies of the accepted attempts, summed. */
export function countExpectations(job: JobRecord): Required<ExpectationCountInput>[] {
  const counts = job.graph.expectations.map(({ name, action }) => ({
    name,
    action,
    rows: 0,
    violations: 0,
    nullViolations: 0,
  }));
  for (const stage of job.stages) {
    for (const { state } of stage.tasks) {
      if (state.kind !== "accepted") continue;
      for (const tally of state.report.expectations) {
        const count = counts[tally.expectation];
        if (count === undefined) continue;
        count.rows += tally.rows;
        count.violations += tally.violations;
        count.nullViolations += tally.nullViolations;
      }
    }
  }
  return counts;
}

/** EXPECTATION_THRESHOLD_EXCEEDED for the first expectation, in the order written, that was violated too often. */
export function exceededThreshold(job: JobRecord): WireErrorInput | undefined {
  const counts = countExpectations(job);
  for (const [index, { name, failAbove }] of job.graph.expectations.entries()) {
    const count = counts[index];
    if (failAbove === undefined || count === undefined) continue;
    const violations = Number(count.violations) + Number(count.nullViolations);
    const rows = Number(count.rows);
    const rowsAllowed = "rows" in failAbove ? failAbove.rows : failAbove.share * rows;
    if (violations <= rowsAllowed) continue;
    const allowed = "rows" in failAbove ? `${failAbove.rows} rows` : `a share of ${failAbove.share}`;
    return {
      code: "EXPECTATION_THRESHOLD_EXCEEDED",
      retry: "NEVER",
      message: `'${name}' was violated by ${violations} of ${rows} rows, more than ${allowed}: nothing was written`,
      hint: "look at the rows that violate it, or raise its failAbove",
      expectation: { name, violations, rows },
    };
  }
  return undefined;
}
