import { describe, expect, test } from "vitest";
import { kinds, placed, play } from "../../tests/support/play-events.js";
import {
  jobOf,
  key,
  registered,
  sizes,
  stageOf,
  submitted,
  succeeded,
  w1,
  workerCame,
} from "../../tests/support/scheduler-events.js";
import type { SchedulerEvent } from "./events.js";
import type { JobGraph, StageInput } from "./job-graph.js";
import { Scheduler } from "./scheduler.js";

const oneWorker = [workerCame(w1, 8), registered()];
const byPartition = (...stages: number[]): StageInput[] => stages.map((stageId) => ({ stageId, read: "partition" }));
const partitions = { kind: "partitions", partitionCount: 4, coalesce: true, splittable: [0] } as const;

/** 0: build side; 1: main side, held for it; 2: their join. */
const join: JobGraph = jobOf(
  [
    stageOf(0, { kind: "splits", taskCount: 1 }),
    stageOf(1, { kind: "splits", taskCount: 2 }, [], { after: [0] }),
    stageOf(2, partitions, byPartition(1, 0), { joinSwitch: { mainStageId: 1, buildStageId: 0, bytesMax: 100 } }),
  ],
  "sink",
);

/** 0, 1: build sides; 2: the fact table; 3: its join with 0; 4: that one's with 1. */
const star: JobGraph = jobOf(
  [
    stageOf(0, { kind: "splits", taskCount: 1 }),
    stageOf(1, { kind: "splits", taskCount: 1 }),
    stageOf(2, { kind: "splits", taskCount: 2 }, [], { after: [0] }),
    stageOf(3, partitions, byPartition(2, 0), {
      after: [1],
      joinSwitch: { mainStageId: 2, buildStageId: 0, bytesMax: 100 },
    }),
    stageOf(4, partitions, byPartition(3, 1), { joinSwitch: { mainStageId: 3, buildStageId: 1, bytesMax: 100 } }),
  ],
  "sink",
);

const built = (stageId: number, bytesOut: number): SchedulerEvent =>
  succeeded(key(stageId, 0), w1, {
    bytesOut,
    rowsOut: 5,
    pieceSizes: sizes(bytesOut - 1, 1),
    pieceStatistics: [{ column: "k", min: "1", max: "9", nulls: 0 }],
  });

const shapesOf = (scheduler: Scheduler, stageId: number) => {
  const stage = [...scheduler.state.applications.values()][0]?.jobs.get(0)?.stages[stageId];
  return { state: stage?.state, inputs: stage?.graph.fragments[0]?.inputs, decisions: stage?.decisions };
};

describe("a join that may switch", () => {
  test("holds its main side until the build side is complete", () => {
    expect(placed(play([...oneWorker, submitted(join)]))).toEqual(["0/0#1@w1"]);
  });

  test("runs in the main side's tasks when the build side is small", () => {
    const scheduler = new Scheduler();
    const actions = play([...oneWorker, submitted(join), built(0, 100)], scheduler);
    expect(kinds(actions)).toEqual(["AcceptAttempt", "StagesFused", "LaunchTask", "LaunchTask"]);
    expect(actions[1]).toMatchObject({ mainStageId: 1, stageId: 2 });
    const all = { from: 0, to: 2, mapFrom: 0, mapTo: 1 };
    expect(actions[2]).toMatchObject({
      key: key(2, 0),
      shape: { fragmentIndex: 0, split: 0, reads: [all] },
      inputs: [[{ key: key(0, 0), bytes: 100, rows: 5, partitionFrom: 0, partitionTo: 2 }]],
      statistics: [{ stageId: 0, tasks: [[{ column: "k", min: "1", max: "9" }]] }],
    });
    expect(shapesOf(scheduler, 1).state).toBe("skipped");
    expect(shapesOf(scheduler, 2).decisions).toEqual([{ kind: "fused", mainStageId: 1, buildStageId: 0, bytes: 100 }]);
    const end = play([succeeded(key(2, 0), w1), succeeded(key(2, 1), w1)], scheduler);
    expect(kinds(end)).toContain("StartCommit");
  });

  test("stays one by partitions when it is not", () => {
    const scheduler = new Scheduler();
    const actions = play([...oneWorker, submitted(join), built(0, 101)], scheduler);
    expect(placed(actions)).toEqual(["1/0#1@w1", "1/1#1@w1"]);
    const main = { pieceSizes: sizes(10, 0, 0, 10) };
    const rest = [succeeded(key(1, 0), w1, main), succeeded(key(1, 1), w1, main)];
    expect(placed(play(rest, scheduler))).toEqual(["2/0#1@w1", "2/1#1@w1", "2/2#1@w1", "2/3#1@w1"]);
    expect(shapesOf(scheduler, 2).decisions).toMatchObject([{ kind: "not fused", bytes: 101, bytesMax: 100 }]);
  });

  test("stays so when somebody else reads the main side, too", () => {
    const shared = { ...join, stages: [...join.stages, stageOf(3, partitions, byPartition(1))] };
    expect(placed(play([...oneWorker, submitted(shared), built(0, 1)]))).toEqual(["1/0#1@w1", "1/1#1@w1"]);
  });
});

describe("a chain of such joins", () => {
  test.each([
    ["the inner build side first", [0, 1]],
    ["the outer build side first", [1, 0]],
  ])("becomes one stage over the fact table's splits: %s", (_, order) => {
    const scheduler = new Scheduler();
    play([...oneWorker, submitted(star), built(order[0] ?? 0, 50)], scheduler);
    const actions = play([built(order[1] ?? 0, 50)], scheduler);
    expect(placed(actions)).toEqual(["4/0#1@w1", "4/1#1@w1"]);
    expect(shapesOf(scheduler, 2).state).toBe("skipped");
    expect(shapesOf(scheduler, 3).state).toBe("skipped");
    expect(shapesOf(scheduler, 4).inputs).toEqual([
      { stageId: 0, read: "all" },
      { stageId: 1, read: "all" },
    ]);
  });

  test("the outer one alone may switch: it runs in the inner one's partitions", () => {
    const scheduler = new Scheduler();
    play([...oneWorker, submitted(star), built(1, 50), built(0, 101)], scheduler);
    const main = { pieceSizes: sizes(10, 10, 0, 0) };
    const actions = play([succeeded(key(2, 0), w1, main), succeeded(key(2, 1), w1, main)], scheduler);
    expect(placed(actions)).toHaveLength(4);
    expect(actions.at(-1)).toMatchObject({ key: key(4, 3), inputs: [[], [], [{ key: key(1, 0) }]] });
    expect(shapesOf(scheduler, 4).inputs).toEqual([...byPartition(2, 0), { stageId: 1, read: "all" }]);
  });
});
