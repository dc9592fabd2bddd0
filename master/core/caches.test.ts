import { describe, expect, test } from "vitest";
import { kinds, placed, play } from "../../tests/support/play-events.js";
import {
  app,
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
import type { AttemptKey } from "../../common/wire/types.js";
import type { TaskReport } from "./events.js";
import type { JobGraph, StageGraph, TaskLayout } from "./job-graph.js";
import { Scheduler } from "./scheduler.js";

const partitions: TaskLayout = { kind: "partitions", partitionCount: 2, coalesce: true, splittable: [] };
const cache = { key: "k", cacheId: 7 };

/** `scan.groupBy(…).cache()` and what is done with it; the stages' numbers begin at `first`. */
function cachedPlan(first: number, last: TaskLayout): StageGraph[] {
  return [
    stageOf(first, { kind: "splits", taskCount: 2 }),
    stageOf(first + 1, partitions, [{ stageId: first, read: "partition" }], { cache }),
    stageOf(first + 2, last, [{ stageId: first + 1, read: "map" }]),
  ];
}

const counted: JobGraph = jobOf(cachedPlan(0, { kind: "maps", tasksMax: 1 }), "discard");
/** The same plan behind a stage of another kind. */
const listed: JobGraph = jobOf(
  [stageOf(0, { kind: "splits", taskCount: 1 }), ...cachedPlan(1, { kind: "maps", tasksMax: undefined })],
  "discard",
);

const parts: Partial<TaskReport> = { pieceSizes: sizes(10, 10) };
const inJob = (jobId: number, of: AttemptKey): AttemptKey => ({ ...of, jobId });

/** Job 0 is over: w1 has piece 0 of the cache, w2 piece 1. */
function counting(): Scheduler {
  const scheduler = new Scheduler();
  play([workerCame(w1, 4), workerCame(w2, 4), registered(), submitted(counted)], scheduler);
  play([succeeded(key(0, 0), w1, parts), succeeded(key(0, 1), w2, parts)], scheduler);
  const last = play([succeeded(key(1, 0), w1), succeeded(key(1, 1), w2)], scheduler);
  expect(placed(last)).toEqual(["2/0#1@w1"]);
  const end = play([succeeded(key(2, 0), w1)], scheduler);
  expect(kinds(end)).toEqual(["AcceptAttempt", "ReleasePieces", "ReleasePieces", "ReportJobEnd"]);
  expect(end[1]).toMatchObject({ jobId: 0, keepStages: [1] });
  return scheduler;
}

describe("a cached stage", () => {
  test("is not run again by a later job: its pieces are read where they are", () => {
    const scheduler = counting();
    const actions = play([submitted(listed, 1)], scheduler);
    expect(placed(actions)).toEqual(["0/0#1@w1", "3/0#1@w2", "3/1#1@w1"]);
    expect(actions[1]).toMatchObject({ inputs: [[{ key: key(1, 0), address: "w1:1" }]] });
    const first = [succeeded(inJob(1, key(0, 0)), w1), succeeded(inJob(1, key(3, 0)), w2)];
    const end = play([...first, succeeded(inJob(1, key(3, 1)), w1)], scheduler);
    expect(end.at(-1)).toMatchObject({ kind: "ReportJobEnd", outcome: { summary: { tasks: 3 } } });
    expect(end.filter(({ kind }) => kind === "ReleasePieces")).toMatchObject([
      { jobId: 1, keepStages: [] },
      { jobId: 1, keepStages: [] },
      { jobId: 0, keepStages: [1] },
      { jobId: 0, keepStages: [1] },
    ]);
  });

  test("what is lost of it is made again, with what that takes, and is cached from then on", () => {
    const scheduler = counting();
    play([lost(w2)], scheduler);
    expect(placed(play([submitted(counted, 1)], scheduler))).toEqual(["0/0#1@w1", "0/1#1@w1"]);
    const again = [succeeded(inJob(1, key(0, 0, 1, 2)), w1, parts), succeeded(inJob(1, key(0, 1, 1, 2)), w1, parts)];
    expect(placed(play(again, scheduler))).toEqual(["1/1#1@w1"]);
    const reads = play([succeeded(inJob(1, key(1, 1, 1, 2)), w1)], scheduler);
    expect(reads.at(-1)).toMatchObject({ inputs: [[{ key: key(1, 0) }, { key: inJob(1, key(1, 1, 1, 2)) }]] });
    play([succeeded(inJob(1, key(2, 0)), w1)], scheduler);
    expect(placed(play([submitted(counted, 2)], scheduler))).toEqual(["2/0#1@w1"]);
  });

  test("is run again as a whole when nothing is left of it", () => {
    const scheduler = counting();
    play([lost(w2), lost(w1), workerCame(w1, 4)], scheduler);
    expect(placed(play([submitted(counted, 1)], scheduler))).toEqual(["0/0#1@w1", "0/1#1@w1"]);
  });

  test("its pieces are known to a worker that comes back", () => {
    const scheduler = counting();
    const [confirm] = play([lost(w2), workerCame(w2, 4, { holding: [key(1, 1), key(0, 1)] })], scheduler);
    expect(confirm).toMatchObject({ kind: "ConfirmWorker", keepPieces: [key(1, 1)] });
    expect(placed(play([submitted(counted, 1)], scheduler))).toEqual(["2/0#1@w1"]);
  });

  test("a reader that misses a piece has it made again", () => {
    const scheduler = counting();
    play([submitted(counted, 1)], scheduler);
    const error = {
      code: "PIECES_LOST",
      retry: "RERUN_UPSTREAM" as const,
      message: "gone",
      upstream: { missing: [key(1, 0)] },
    };
    const failed = { kind: "AttemptFailed", atMs: 0, key: inJob(1, key(2, 0)), workerId: w1, workerEpoch: 1, error };
    expect(placed(play([failed as never], scheduler))).toEqual(["0/0#1@w1", "0/1#1@w2"]);
  });
});

describe("released", () => {
  const release = { kind: "CacheReleased", atMs: 0, applicationId: app, cacheId: 7 } as const;

  test("it is forgotten, and its pieces go", () => {
    const scheduler = counting();
    expect(play([release], scheduler)).toEqual(
      [w1, w2].map((workerId) => ({
        kind: "ReleasePieces",
        workerId,
        applicationId: app,
        jobId: 0,
        keepStages: [],
      })),
    );
    expect(placed(play([submitted(counted, 1)], scheduler))).toEqual(["0/0#1@w1", "0/1#1@w2"]);
  });

  test("pieces that a job reads stay until it ends", () => {
    const scheduler = counting();
    play([submitted(counted, 1)], scheduler);
    expect(play([release], scheduler)).toMatchObject([{ keepStages: [1] }, { keepStages: [1] }]);
    const end = play([succeeded(inJob(1, key(2, 0)), w1)], scheduler);
    expect(end).toContainEqual({
      kind: "ReleasePieces",
      workerId: w2,
      applicationId: app,
      jobId: 0,
      keepStages: [],
    });
  });

  test("a plan that is cached twice is kept for the second", () => {
    const scheduler = counting();
    const stages = counted.stages.map((stage) =>
      stage.cache === undefined ? stage : { ...stage, cache: { key: "k", cacheId: 8 } },
    );
    play([submitted({ ...counted, stages }, 1), succeeded(inJob(1, key(2, 0)), w1)], scheduler);
    expect(play([release], scheduler)).toEqual([]);
    expect(placed(play([submitted(counted, 2)], scheduler))).toEqual(["2/0#1@w1"]);
  });
});

test("a cache of what was quarantined on the way is none", () => {
  const scheduler = new Scheduler();
  const graph = jobOf(
    [
      stageOf(0, { kind: "splits", taskCount: 1 }, [], { cache }),
      stageOf(1, { kind: "maps", tasksMax: undefined }, [{ stageId: 0, read: "map" }]),
    ],
    "sink",
  );
  const file = { upload: { uri: "s3a://gold/_quarantine/t/x", uploadId: "x" }, quarantine: true } as never;
  play([workerCame(w1, 4), registered(), submitted(graph), succeeded(key(0, 0), w1, { files: [file] })], scheduler);
  expect(placed(play([submitted(graph, 1)], scheduler))).toEqual(["0/0#1@w1"]);
});
