import { expect, test } from "vitest";
import { attemptToken } from "../../common/ids.js";
import type { Delivery } from "../../common/wire/types.js";
import { summarize } from "../core/summary.js";
import { Scheduler } from "../core/scheduler.js";
import {
  app,
  fixedRules,
  key,
  registered,
  submitted,
  succeeded,
  w1,
  workerCame,
} from "../../tests/support/scheduler-events.js";
import type { PlannedFragment, PlannedJob, PlannedStage } from "../planner/planned-job.js";
import { JobFeed } from "./job-feed.js";
import { JobFeeds, progressOf } from "./job-feeds.js";
import { graphOf } from "./planned-files.js";

const output = { columns: [] };
const noSplit = { files: [] };

function planned(delivery: Delivery | null): PlannedJob {
  const fragment = { operators: [], output, delivery };
  const scan = (taskCount: number): PlannedFragment => ({
    fragment,
    inputs: [],
    layout: { kind: "splits", taskCount },
    splits: Array.from({ length: taskCount }, () => noSplit),
  });
  const gathered: PlannedFragment = {
    fragment,
    inputs: [{ stageId: 0, read: "all" }],
    layout: { kind: "single" },
    splits: [],
  };
  const stage = (stageId: number, fragments: PlannedStage["fragments"]): PlannedStage => ({
    stageId,
    name: "",
    fragments,
    after: [],
    joinSwitch: undefined,
    cache: undefined,
  });
  return {
    // `t.limit(5).union(u)`: one branch of the union is gathered, the other scans.
    stages: [stage(0, [scan(2)]), stage(1, [gathered, scan(2)])],
    output,
    quarantineSchema: undefined,
    expectations: [],
    sink: undefined,
    adaptive: fixedRules,
    notices: [],
    explain: "",
  };
}

test("the graph says where the rows go, by the last stage's delivery", () => {
  expect(graphOf(planned({ delivery: "result", result: {} }), 0).target).toEqual({ kind: "result" });
  expect(graphOf(planned({ delivery: "discard", discard: {} }), 0).target).toEqual({ kind: "discard" });
});

test("rows that a union's scans read are counted, those of its gathered branch are not", () => {
  const scheduler = new Scheduler();
  const union = planned(null);
  const feed = new JobFeeds().add(new JobFeed(app, 0, union));
  for (const event of [
    workerCame(w1, 9),
    registered(),
    submitted(graphOf(union, 0), 0),
    succeeded(key(0, 0), w1, { rowsRead: 10 }),
    succeeded(key(0, 1), w1, { rowsRead: 10 }),
    succeeded(key(1, 0), w1, { rowsRead: 5, rowsOut: 5 }),
    succeeded(key(1, 1), w1, { rowsRead: 100, rowsOut: 90 }),
  ]) {
    scheduler.step(event);
  }
  const job = scheduler.state.applications.get(app)?.jobs.get(0);
  expect(summarize(job!, 0, undefined).volume).toMatchObject({ rowsRead: 120, rowsWritten: 95 });
  feed.volumes.set(attemptToken(key(1, 2)), { rowsRead: 7, bytesRead: 0, rowsWritten: 1, bytesWritten: 0 });
  expect(progressOf(scheduler.state, feed)?.volume).toMatchObject({ rowsRead: 127, rowsWritten: 96 });
});
