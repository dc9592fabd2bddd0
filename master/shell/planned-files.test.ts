import { expect, test } from "vitest";
import { attemptToken } from "../../common/ids.js";
import { summarize } from "../core/summary.js";
import { Scheduler } from "../core/scheduler.js";
import { app, key, registered, submitted, succeeded, w1, workerCame } from "../../tests/support/scheduler-events.js";
import { piecesOperator, scanOperator } from "../planner/operators.js";
import type { PlannedJob, PlannedStage } from "../planner/planned-job.js";
import { JobFeed } from "./job-feed.js";
import { JobFeeds, progressOf } from "./job-feeds.js";
import { graphOf } from "./planned-files.js";

const output = { columns: [] };
const scan = { operators: [scanOperator({ columns: output, provenance: false }, null)], output, delivery: null };
const gathered = { operators: [piecesOperator([])], output, delivery: null };
const task = (fragmentIndex: number) => ({ fragmentIndex, split: { files: [] }, seed: 1 });
const stage = (stageId: number, more: Pick<PlannedStage, "fragments" | "tasks" | "inputs">) => ({
  stageId,
  name: "",
  ...more,
});

/** `t.limit(5).union(u)`: one branch of the union is gathered, the other scans. */
const planned: PlannedJob = {
  stages: [
    stage(0, { fragments: [scan], tasks: [task(0), task(0)], inputs: [] }),
    stage(1, { fragments: [gathered, scan], tasks: [task(0), task(1), task(1)], inputs: [0] }),
  ],
  output,
  quarantineSchema: undefined,
  expectations: [],
  sink: undefined,
  notices: [],
  explain: "",
};

test("the graph says which tasks of a union read pieces, where not all do", () => {
  const { stages } = graphOf(planned);
  expect(stages.map(({ pieceReaders }) => pieceReaders)).toEqual([undefined, [0]]);
});

test("rows that a union's scans read are counted, those of its gathered branch are not", () => {
  const scheduler = new Scheduler();
  const feed = new JobFeeds().add(new JobFeed(app, 0, planned));
  for (const event of [
    workerCame(w1, 9),
    registered(),
    submitted(graphOf(planned), 0),
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
