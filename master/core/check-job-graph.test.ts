import { expect, test } from "vitest";
import { chain, jobOf, stageOf } from "../../tests/support/scheduler-events.js";
import { checkJobGraph } from "./check-job-graph.js";
import type { StageGraph, StageInput, TaskLayout } from "./job-graph.js";

const splits: TaskLayout = { kind: "splits", taskCount: 1 };
const partitions: TaskLayout = { kind: "partitions", partitionCount: 2, coalesce: true, splittable: [] };
const reading = (...inputs: [number, StageInput["read"]][]): StageInput[] =>
  inputs.map(([stageId, read]) => ({ stageId, read }));
const check =
  (...stages: StageGraph[]) =>
  () =>
    checkJobGraph(jobOf([stageOf(0, splits), ...stages], "discard"));

test("what can be run passes", () => {
  checkJobGraph(chain([3, 2, 1]));
  check(
    stageOf(1, splits, [], { after: [0] }),
    stageOf(2, partitions, reading([1, "partition"], [0, "partition"]), {
      joinSwitch: { mainStageId: 1, buildStageId: 0, bytesMax: 1 },
    }),
    stageOf(3, { kind: "maps", tasksMax: 2 }, reading([2, "map"], [0, "all"])),
    stageOf(4, { kind: "single" }, reading([3, "all"])),
  )();
});

test.each([
  ["waits for stages 1", stageOf(1, splits, [], { after: [1] })],
  ["waits for stages 2", stageOf(1, partitions, reading([2, "partition"]))],
  ["stands in place 1", stageOf(2, splits)],
  ["as its layout does not", stageOf(1, partitions, reading([0, "all"]))],
  ["as its layout does not", stageOf(1, splits, reading([0, "partition"]))],
  ["as its layout does not", stageOf(1, { kind: "maps", tasksMax: 1 }, reading([0, "map"], [0, "map"]))],
  [
    "cannot switch",
    stageOf(1, partitions, reading([0, "partition"]), {
      joinSwitch: { mainStageId: 0, buildStageId: 0, bytesMax: 1 },
    }),
  ],
  ["has no fragment", { ...stageOf(1, splits), fragments: [] }],
])("what cannot is a bug of the planner: %s", (story, stage) => {
  expect(check(stage)).toThrow(story);
});
