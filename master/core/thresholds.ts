/** Whether a job's expectations were violated more often than its author allows: asked before the commit point. */
import { formatCount } from "../../common/units.js";
import type { ExpectationCountInput, WireErrorInput } from "../../common/wire/types.js";
import type { TogetherRule } from "./job-graph.js";
import type { JobRecord } from "./state.js";

type Counts = Required<ExpectationCountInput>;

/** What the accepted attempts tell of one expectation. */
interface Seen {
  rows: number;
  violations: number;
  nullViolations: number;
  /** Milliseconds since 1970. */
  newestMs: number | undefined;
  /** Of malformed records and bad files. */
  readonly examples: string[];
}

/** Kept of one expectation. */
const examplesMax = 20;

/** One per expectation of the job, in order: the tallies of the accepted attempts, summed. */
export function countExpectations(job: JobRecord): Counts[] {
  const seen = seenBy(job);
  return job.graph.expectations.map(({ name, action, together, counts: what }, index): Counts => {
    const { newestMs, ...counts } = seen[index] ?? nothing();
    if (together === undefined) return { name, action, ...counts, finding: what === "files" ? filesText(counts) : "" };
    const { holds, finding } = judge(together, counts.rows, newestMs);
    return { name, action, rows: counts.rows, violations: holds ? 0 : 1, nullViolations: 0, finding, examples: [] };
  });
}

/** For the first expectation, in the order written, that was violated too often, or by all rows together. */
export function exceededThreshold(job: JobRecord): WireErrorInput | undefined {
  const counts = countExpectations(job);
  for (const [index, { action, failAbove, counts: what = "rows", together }] of job.graph.expectations.entries()) {
    const count = counts[index];
    if (count === undefined) continue;
    if (together !== undefined) {
      if (action === "FAIL" && Number(count.violations) > 0) return failedTogether(count);
    } else if (failAbove !== undefined) {
      const exceeded = exceededBy(count, failAbove, what);
      if (exceeded !== undefined) return exceeded;
    }
  }
  return undefined;
}

function seenBy(job: JobRecord): Seen[] {
  const seen = job.graph.expectations.map(nothing);
  for (const stage of job.stages) {
    for (const { state } of stage.tasks) {
      if (state.kind !== "accepted") continue;
      for (const tally of state.report.expectations) {
        const sum = seen[tally.expectation];
        if (sum === undefined) continue;
        sum.rows += tally.rows;
        sum.violations += tally.violations;
        sum.nullViolations += tally.nullViolations;
        const { newestMs } = tally;
        sum.examples.push(...tally.examples.slice(0, examplesMax - sum.examples.length));
        if (newestMs !== undefined) sum.newestMs = Math.max(sum.newestMs ?? newestMs, newestMs);
      }
    }
  }
  return seen;
}

function nothing(): Seen {
  return { rows: 0, violations: 0, nullViolations: 0, newestMs: undefined, examples: [] };
}

function judge(rule: TogetherRule, rows: number, newestMs: number | undefined): { holds: boolean; finding: string } {
  switch (rule.kind) {
    case "count":
      return { holds: rows >= (rule.min ?? 0) && rows <= (rule.max ?? Infinity), finding: rowsText(rows) };
    case "newest":
      if (newestMs === undefined) return { holds: false, finding: `no value in ${rowsText(rows)}` };
      return { holds: newestMs >= rule.notBeforeMs, finding: `the newest is ${momentText(newestMs)}` };
  }
}

function rowsText(rows: number): string {
  return `${formatCount(rows)} ${rows === 1 ? "row" : "rows"}`;
}

function filesText({ rows: files, violations }: Pick<Seen, "rows" | "violations">): string {
  const all = `${formatCount(files)} ${files === 1 ? "file" : "files"}`;
  return violations === 0 ? all : `${formatCount(violations)} of ${all}`;
}

/** Of what JavaScript calls a date: 270,000 years around 1970. */
const dateMaxMs = 8.64e15;

/** `2001-03-31 22:10:00 UTC` */
function momentText(timeMs: number): string {
  if (Math.abs(timeMs) > dateMaxMs) return `${timeMs} ms after 1970`;
  return `${new Date(timeMs).toISOString().replace("T", " ").slice(0, -".000Z".length)} UTC`;
}

function failedTogether({ name, rows, violations, finding }: Counts): WireErrorInput {
  return {
    code: "EXPECTATION_FAILED",
    retry: "NEVER",
    message: `expectation '${name}' failed: ${finding}`,
    hint: 'nothing was written; look at where the rows come from, or let the expectation "warn"',
    expectation: { name, violations, rows },
  };
}

function exceededBy(
  { name, ...count }: Counts,
  failAbove: { readonly share: number } | { readonly rows: number },
  what: "rows" | "files",
): WireErrorInput | undefined {
  const violations = Number(count.violations) + Number(count.nullViolations);
  const rows = Number(count.rows);
  const rowsAllowed = "rows" in failAbove ? failAbove.rows : failAbove.share * rows;
  if (violations <= rowsAllowed) return undefined;
  const allowed = "rows" in failAbove ? `${failAbove.rows} ${what}` : `a share of ${failAbove.share}`;
  return {
    code: "EXPECTATION_THRESHOLD_EXCEEDED",
    retry: "NEVER",
    message: `'${name}' was violated by ${violations} of ${rows} ${what}, more than ${allowed}: nothing was written`,
    hint: `look at the ${what} that violate it, or raise ${what === "files" ? "the reader's" : "its"} failAbove`,
    expectation: { name, violations, rows },
  };
}
