/** Expectations over all rows together: what the accepted attempts tell, whatever their stage, judged before the commit. */
import { expect, test } from "vitest";
import type { ExpectationTally } from "../../common/wire/types.js";
import { kinds, play } from "../../tests/support/play-events.js";
import {
  chain,
  key,
  registered,
  submitted,
  succeeded,
  w1,
  w2,
  workerCame,
} from "../../tests/support/scheduler-events.js";
import type { ExpectationRule, TogetherRule } from "./job-graph.js";
import type { JobRecord } from "./state.js";
import { countExpectations } from "./thresholds.js";

const rule = (together: TogetherRule, action: "WARN" | "FAIL" = "FAIL"): ExpectationRule => ({
  ...{ name: "whole", action, failAbove: undefined, together },
});

/** A job of two stages with two tasks and one; the tallies are those of the first stage's tasks. */
function run(expectation: ExpectationRule, ...tallies: (Partial<ExpectationTally> | undefined)[]) {
  const graph = { ...chain([2, 1]), expectations: [expectation] };
  const report = (tally: Partial<ExpectationTally> | undefined) => {
    const whole = { expectation: 0, rows: 0, violations: 0, nullViolations: 0, examples: [], ...tally };
    return { expectations: tally === undefined ? [] : [whole] };
  };
  const actions = play([
    workerCame(w1, 2),
    workerCame(w2, 2),
    registered(),
    submitted(graph),
    succeeded(key(0, 0), w1, report(tallies[0])),
    succeeded(key(0, 1), w2, report(tallies[1])),
    succeeded(key(1, 0), w1, {}),
  ]);
  return { commits: kinds(actions).includes("StartCommit"), end: actions.at(-1) };
}

const failed = (message: string, rows: number): object => ({
  outcome: { error: { code: "EXPECTATION_FAILED", message, expectation: { name: "whole", violations: 1, rows } } },
});

test("rows of all tasks are counted together, bounds included", () => {
  const bounds = rule({ kind: "count", min: 1_000, max: 1_005 });
  expect(run(bounds, { rows: 600 }, { rows: 400 }).commits).toBe(true);
  expect(run(bounds, { rows: 600 }, { rows: 405 }).commits).toBe(true);
  const few = run(bounds, { rows: 600 }, { rows: 399 });
  expect(few.commits).toBe(false);
  expect(few.end).toMatchObject(failed("expectation 'whole' failed: 999 rows", 999));
  expect(run(bounds, { rows: 600 }, { rows: 406 }).end).toMatchObject(
    failed("expectation 'whole' failed: 1,006 rows", 1_006),
  );
});

test("rows that no task has seen are none", () => {
  const { commits, end } = run(rule({ kind: "count", min: 1, max: undefined }), undefined, undefined);
  expect(commits).toBe(false);
  expect(end).toMatchObject(failed("expectation 'whole' failed: 0 rows", 0));
});

test("the newest value of all tasks counts; none is too old", () => {
  const fresh = rule({ kind: "newest", notBeforeMs: Date.UTC(2001, 0, 2) });
  const old = { rows: 10, newestMs: Date.UTC(2001, 0, 1, 22, 10) };
  expect(run(fresh, old, { rows: 1, newestMs: Date.UTC(2001, 0, 2) }).commits).toBe(true);
  expect(run(fresh, old, { rows: 1, newestMs: -5 }).end).toMatchObject(
    failed("expectation 'whole' failed: the newest is 2001-01-01 22:10:00 UTC", 11),
  );
  expect(run(fresh, { rows: 10 }, { rows: 2 }).end).toMatchObject(
    failed("expectation 'whole' failed: no value in 12 rows", 12),
  );
});

test("a warning is counted once, and says what was found", () => {
  const { commits } = run(rule({ kind: "count", min: 5, max: undefined }, "WARN"), { rows: 1 }, { rows: 3 });
  expect(commits).toBe(true);
});

test("files that were left out are told as files", () => {
  const files = {
    ...rule({ kind: "count", min: 0, max: undefined }, "WARN"),
    together: undefined,
    counts: "files",
  } as const;
  const tally = { expectation: 0, rows: 1_200, violations: 3, nullViolations: 0, examples: ["s3a://raw/a.parquet"] };
  const accepted = (violations: number) => [
    { tasks: [{ state: { kind: "accepted", report: { expectations: [{ ...tally, violations }] } } }] },
  ];
  const told = (violations: number) =>
    countExpectations({ graph: { expectations: [files] }, stages: accepted(violations) } as unknown as JobRecord);
  expect(told(3)).toMatchObject([{ violations: 3, finding: "3 of 1,200 files", examples: tally.examples }]);
  expect(told(0)).toMatchObject([{ violations: 0, finding: "1,200 files" }]);
});
