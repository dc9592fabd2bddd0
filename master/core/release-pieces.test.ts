import { expect, test } from "vitest";
import { kinds, placed, play } from "../../tests/support/play-events.js";
import {
  app,
  failed,
  jobOf,
  key,
  lost,
  registered,
  sizes,
  stageOf,
  submitted,
  succeeded,
  w1,
  w2,
  workerCame,
} from "../../tests/support/scheduler-events.js";
import type { StageInput, TaskLayout } from "./job-graph.js";
import { Scheduler } from "./scheduler.js";

const partitions: TaskLayout = { kind: "partitions", partitionCount: 2, coalesce: false, splittable: [] };
const reading = (stageId: number): StageInput[] => [{ stageId, read: "partition" }];

/** A scan, exchanged twice. */
const graph = jobOf(
  [
    stageOf(0, { kind: "splits", taskCount: 2 }),
    stageOf(1, partitions, reading(0)),
    stageOf(2, partitions, reading(1)),
  ],
  "sink",
);
const parts = { pieceSizes: sizes(10, 10) };

/** The first exchange is over: of its output w1 has what partition 0 made, w2 the rest. */
function exchanged(): { scheduler: Scheduler; last: ReturnType<typeof play> } {
  const scheduler = new Scheduler();
  play([workerCame(w1, 2), workerCame(w2, 2), registered(), submitted(graph)], scheduler);
  play([succeeded(key(0, 0), w1, parts), succeeded(key(0, 1), w2, parts)], scheduler);
  expect(kinds(play([succeeded(key(1, 0), w1, parts)], scheduler))).toEqual(["AcceptAttempt"]);
  return { scheduler, last: play([succeeded(key(1, 1), w2, parts)], scheduler) };
}

test("pieces go when the last stage that reads them is complete, before the job ends", () => {
  const { last } = exchanged();
  const release = { kind: "ReleasePieces", applicationId: app, jobId: 0, keepStages: [1, 2] };
  expect(last.slice(1, 3)).toEqual([
    { ...release, workerId: w1 },
    { ...release, workerId: w2 },
  ]);
  expect(placed(last)).toEqual(["2/0#1@w1", "2/1#1@w2"]);
});

test("when what was made of them is lost, they are made again, and go again", () => {
  const { scheduler } = exchanged();
  expect(placed(play([lost(w2)], scheduler))).toEqual(["0/0#2@w1", "0/1#2@w1"]);
  const again = [succeeded(key(0, 0, 2, 2), w1, parts), succeeded(key(0, 1, 2, 2), w1, parts)];
  expect(placed(play(again, scheduler))).toEqual(["1/1#2@w1"]);
  const last = play([succeeded(key(1, 1, 2, 2), w1, parts)], scheduler);
  expect(last).toContainEqual({
    kind: "ReleasePieces",
    workerId: w1,
    applicationId: app,
    jobId: 0,
    keepStages: [1, 2],
  });
  expect(placed(last)).toEqual(["2/1#2@w1"]);
});

test("what comes out with other rows than those that were read already fails the job", () => {
  const { scheduler } = exchanged();
  play([lost(w2)], scheduler);
  const other = { rowsOut: 8, ...parts };
  const actions = play([succeeded(key(0, 0, 2, 2), w1, other)], scheduler);
  expect(actions.at(-1)).toMatchObject({ kind: "ReportJobEnd", outcome: { error: { code: "RERUN_DIFFERS" } } });
});

test("what nobody has read yet may come out as it likes", () => {
  const scheduler = new Scheduler();
  play([workerCame(w1, 2), workerCame(w2, 2), registered(), submitted(graph)], scheduler);
  play([succeeded(key(0, 1), w2, parts), lost(w2)], scheduler);
  const actions = play([succeeded(key(0, 1, 2), w1, { rowsOut: 8, ...parts })], scheduler);
  expect(kinds(actions)).toEqual(["AcceptAttempt"]);
});

/** A reader that runs on w1 has found out that the pieces of stage 0's partition are gone. */
const missed = (reader: number, map: number) =>
  failed(key(1, reader), w1, {
    code: "PIECES_LOST",
    retry: "RERUN_UPSTREAM",
    message: "gone",
    upstream: { missing: [key(0, map)] },
  });
const rerunDiffers = { kind: "ReportJobEnd", outcome: { error: { code: "RERUN_DIFFERS" } } };

test("rows in a partition that was empty when its readers were laid out fail the job: no task would read them", () => {
  const scheduler = new Scheduler();
  const coalesced: TaskLayout = { ...partitions, coalesce: true };
  const rules = { enabled: true, advisoryPartitionBytes: 1e6, coalesceMinBytes: 1e6, skewFactor: 5, skewMinBytes: 1e6 };
  const one = jobOf([stageOf(0, { kind: "splits", taskCount: 1 }), stageOf(1, coalesced, reading(0))], "sink", rules);
  play([workerCame(w1, 2), registered(), submitted(one)], scheduler);
  play([succeeded(key(0, 0), w1, { pieceSizes: sizes(10, 0) }), missed(0, 0)], scheduler);
  const actions = play([succeeded(key(0, 0, 2, 2), w1, { pieceSizes: sizes(0, 10) })], scheduler);
  expect(actions.at(-1)).toMatchObject(rerunDiffers);
});

test("rows for a task that read its partition when they were not there fail the job", () => {
  const scheduler = new Scheduler();
  const two = jobOf([stageOf(0, { kind: "splits", taskCount: 2 }), stageOf(1, partitions, reading(0))], "sink");
  play([workerCame(w1, 2), registered(), submitted(two)], scheduler);
  play([succeeded(key(0, 0), w1, { pieceSizes: sizes(10, 0) })], scheduler);
  play([succeeded(key(0, 1), w1, { pieceSizes: sizes(0, 10) })], scheduler);
  play([succeeded(key(1, 1), w1), missed(0, 0)], scheduler);
  const actions = play([succeeded(key(0, 0, 2, 2), w1, { pieceSizes: sizes(0, 10) })], scheduler);
  expect(actions.at(-1)).toMatchObject(rerunDiffers);
});
