import { expect, test } from "vitest";
import { play } from "../../tests/support/play-events.js";
import {
  app,
  failed,
  jobOf,
  key,
  registered,
  sizes,
  stageOf,
  submitted,
  succeeded,
  w1,
  w2,
  workerCame,
} from "../../tests/support/scheduler-events.js";
import type { JobGraph, StageInput } from "./job-graph.js";
import { jobProgress } from "./progress.js";
import { Scheduler } from "./scheduler.js";

const byPartition = (...stages: number[]): StageInput[] => stages.map((stageId) => ({ stageId, read: "partition" }));
const partitions = { kind: "partitions", partitionCount: 3, coalesce: true, splittable: [0] } as const;
const rules = { enabled: true, advisoryPartitionBytes: 1e6, coalesceMinBytes: 1e6, skewFactor: 5, skewMinBytes: 1e6 };

/** Two dimensions: the first is small, the second is not. */
const graph: JobGraph = jobOf(
  [
    stageOf(0, { kind: "splits", taskCount: 1 }, [], { name: "scan airports" }),
    stageOf(1, { kind: "splits", taskCount: 1 }, [], { name: "scan planes" }),
    stageOf(2, { kind: "splits", taskCount: 2 }, [], { name: "scan flights", after: [0] }),
    stageOf(3, partitions, byPartition(2, 0), {
      name: "join",
      joinSwitch: { mainStageId: 2, buildStageId: 0, bytesMax: 1_000 },
    }),
    stageOf(4, partitions, byPartition(3, 1), {
      name: "join → gold",
      joinSwitch: { mainStageId: 3, buildStageId: 1, bytesMax: 1_000 },
    }),
  ],
  "discard",
  rules,
);

const flights = { rowsRead: 1_005, rowsOut: 1_000, bytesRead: 3_000, bytesOut: 20_000 };

test("the stages as they ran, and what was decided", () => {
  const scheduler = new Scheduler();
  const progress = () => jobProgress(scheduler.state, scheduler.state.applications.get(app)!.jobs.get(0)!);
  play([workerCame(w1, 4), workerCame(w2, 4), registered(), submitted(graph)], scheduler);
  expect(progress().stages?.map(({ tasks }) => tasks)).toEqual([1, 1, 2, 3, 3]);
  play(
    [
      succeeded(key(0, 0), w1, { rowsOut: 5, bytesOut: 600, pieceSizes: sizes(300, 300) }),
      succeeded(key(1, 0), w2, { rowsOut: 7, bytesOut: 2_000, pieceSizes: sizes(1_000, 1_000, 0) }),
      failed(key(3, 0), w1, { code: "STORE_FAILED", retry: "SAME_WORKER", message: "no answer" }),
    ],
    scheduler,
  );
  expect(progress().stages?.map(({ stageId, tasks }) => [stageId, tasks])).toEqual([
    [0, 1],
    [1, 1],
    [3, 2],
    [4, 3],
  ]);
  const end = play(
    [
      succeeded(key(3, 0, 2), w2, { ...flights, pieceSizes: sizes(10_000, 10_000, 0) }),
      succeeded(key(3, 1), w1, { ...flights, pieceSizes: sizes(10_000, 10_000, 0), spilledBytes: 5_000_000 }),
      succeeded(key(4, 0), w1, { rowsRead: 2_007, rowsOut: 2_000, bytesRead: 0, bytesOut: 1_000 }),
    ],
    scheduler,
  ).at(-1);
  const summary = end?.kind === "ReportJobEnd" ? end.outcome.summary : undefined;
  expect(summary?.executed?.split("\n")).toEqual([
    "stage 0: scan airports (1 task on 1 worker; read 10 rows, 100 B, the largest task 100 %; made 5 rows, 600 B)",
    "stage 1: scan planes (1 task on 1 worker; read 10 rows, 100 B, the largest task 100 %; made 7 rows, 2.00 kB)",
    "stage 2: scan flights (skipped: stage 3 does its work)",
    "stage 3: join (2 tasks on 2 workers; read 2,010 rows, 7.20 kB, the largest task 50 %; made 2,000 rows, 40.0 kB; spilled 5.00 MB; 1 attempt failed)",
    "  stage 0 made 600 B: sent whole to the tasks of stage 2, which join here",
    "stage 4: join → gold (1 task on 1 worker; read 2,007 rows, 42.0 kB, the largest task 100 %; made 2,000 rows, 1.00 kB)",
    "  stage 1 made 2.00 kB, more than 1.00 kB: joined by partitions",
    "  3 partitions, 1 of them empty, in 1 task",
  ]);
  // Rows of the job's input: what is sent to each task of a scan is none of it.
  expect(summary?.volume).toMatchObject({ rowsRead: 10 + 10 + 2_000, bytesRead: 100 + 100 + 6_000 });
});

test("of a job that failed, what was left to do", () => {
  const scheduler = new Scheduler();
  const kept = { kind: "partitions", partitionCount: 2, coalesce: false, splittable: [] } as const;
  const stages = [
    stageOf(0, { kind: "splits", taskCount: 1 }, [], { name: "scan flights" }),
    stageOf(1, kept, byPartition(0), { name: "window" }),
    stageOf(2, { kind: "single" }, [{ stageId: 1, read: "all" }], { name: "gold" }),
  ];
  play([workerCame(w1, 4), registered(), submitted(jobOf(stages, "discard", rules))], scheduler);
  const end = play(
    [
      succeeded(key(0, 0), w1, { rowsOut: 9, bytesOut: 10_000, pieceSizes: sizes(1_000, 9_000) }),
      failed(key(1, 1), w1, { code: "DATA_ERROR", retry: "NEVER", message: "bad" }),
    ],
    scheduler,
  );
  const executed = end.flatMap((action) => (action.kind === "ReportJobEnd" ? [action.outcome.summary.executed] : []));
  // Sizes are kept in steps of a tenth.
  expect(executed.join("")).toMatch(
    /stage 1: window \(.*1 attempt failed; 2 tasks not done, the largest of which reads (8\.[5-9]|9\.\d)\d* kB of pieces\)\nstage 2: gold \(not run\)$/,
  );
});
