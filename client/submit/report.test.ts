import { describe, expect, test } from "vitest";
import type { ExpectationCount, JobSummary } from "../../common/wire/types.js";
import type { JobRecord, JobState } from "./job-record.js";
import { reportLines } from "./report.js";

const summary: JobSummary = {
  volume: { rowsRead: 86_500, bytesRead: 1000, rowsWritten: 100, bytesWritten: 10 },
  rowsDropped: 7,
  rowsQuarantined: 86_400,
  attemptsFailed: 0,
  tasks: 4,
  expectations: [],
  files: 0,
  durationMs: 1500,
  path: "",
  commit: 0,
  quarantinePath: "",
  tasksByWorker: {},
  executed: "",
};

const count = (action: ExpectationCount["action"], violations: number, nullViolations = 0): ExpectationCount => ({
  ...{ name: "plausible", action, rows: 28_920, violations, nullViolations, finding: "", examples: [] },
});

/** The lines of one job, without those that name and close it. */
function linesOf(state: JobState, also: Partial<JobSummary>, verbose = false): string[] {
  const job: JobRecord = {
    ...{ jobId: 0, label: "write s3a://gold/t/", callSite: null, startedAtMs: 0, state },
    ...{ progress: undefined, summary: { ...summary, ...also }, error: undefined },
  };
  const run = { version: "1", applicationId: "app", applicationName: "a", master: "local[1]", exitCode: 0 } as const;
  const ended = { cancelled: state === "cancelled", error: undefined, durationMs: 1, jobs: [job], notices: [] };
  const mode = { deployMode: "client", idempotencyKey: undefined } as const;
  return reportLines({ ...run, ...mode, ...ended }, { verbose })
    .slice(1, -1)
    .map((line) => line.trim());
}

describe("the summary of a job", () => {
  test.each<JobState>(["failed", "cancelled"])("that %s claims nothing of rows that were counted only", (state) => {
    const expectations = [count("QUARANTINE", 26_400, 5), count("DROP", 1), count("WARN", 0)];
    expect(linesOf(state, { expectations, attemptsFailed: 1 })).toEqual([
      "read 86,500 rows (1.00 kB), 4 tasks, 1 attempt failed",
      'expect "plausible": 26,405 of 28,920 rows counted so far violate it, 5 of them NULL',
      'expect "plausible": 1 of 28,920 rows counted so far violates it',
      'expect "plausible": held for 28,920 rows so far',
    ]);
    expect(linesOf(state, { attemptsFailed: 4 })[0]).toMatch(/4 attempts failed$/);
  });

  test("tells what was found of all rows together, and judges it once all of them were seen", () => {
    const whole = (action: ExpectationCount["action"], violations: number): ExpectationCount => ({
      ...count(action, violations),
      ...{ name: "at least 5 rows", finding: "3 rows" },
    });
    const told = (state: JobState, ...expectations: ExpectationCount[]): string[] =>
      linesOf(state, { expectations }).filter((line) => line.startsWith("expect"));
    expect(told("succeeded", whole("WARN", 1), whole("FAIL", 0))).toEqual([
      'expect "at least 5 rows": warned of: 3 rows',
      'expect "at least 5 rows": held: 3 rows',
    ]);
    expect(told("failed", whole("FAIL", 1))).toEqual(['expect "at least 5 rows": 3 rows so far']);
  });

  test("has its stages, as they ran, for --verbose", () => {
    const executed = "stage 0: scan t (2 tasks)\nstage 1: exchange (the largest task 92 %)\n  5 partitions, in 2 tasks";
    const lines = linesOf("failed", { executed, tasksByWorker: { w1: 2 } }, true);
    expect(lines.slice(1)).toEqual(["w1: 2 tasks", ...executed.split("\n").map((line) => line.trim())]);
    expect(linesOf("failed", { executed })).toHaveLength(1);
  });

  test("that succeeded says what was done", () => {
    const expectations = [count("DROP", 7), count("FAIL", 0)];
    expect(linesOf("succeeded", { path: "s3a://gold/t/", commit: 2, files: 1, expectations })).toEqual([
      "read 86,500 rows (1.00 kB), wrote 100 rows in 1 file (10 B), dropped 7 rows, quarantined 86,400 rows, 4 tasks",
      'expect "plausible": dropped 7 of 28,920 rows',
      'expect "plausible": held for 28,920 rows',
      "gold: s3a://gold/t/ (commit 2)",
    ]);
    expect(linesOf("succeeded", { path: "s3a://gold/t/", commit: 0, files: 0 }).at(-1)).toBe(
      "gold: s3a://gold/t/ (as it was)",
    );
  });
});
