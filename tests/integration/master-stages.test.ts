/** A real master over gRPC with jobs of many stages, between the real client and workers that only pretend. */
import { afterEach, expect, test } from "vitest";
import type { AttemptKey, Operator, Task } from "../../common/wire/types.js";
import type { StageInput, TaskLayout } from "../../master/core/job-graph.js";
import type { PlannedStage } from "../../master/planner/planned-job.js";
import type { FakeWorker, FakeWorkerOptions } from "../support/fake-worker.js";
import { closeAll, schema, start } from "../support/master-alone.js";
import { sizes } from "../support/scheduler-events.js";

afterEach(closeAll);

const collect = { plan: { root: {} }, collect: {} };
const scan: Operator = {
  callSite: null,
  operator: "scan",
  scan: { columns: schema, provenance: false, format: "parquet", records: null, wholeText: false },
};
const pieces = (input: number): Operator => ({
  callSite: null,
  operator: "pieces",
  pieces: { input, columns: schema },
});
const join: Operator = {
  callSite: null,
  operator: "join",
  join: { kind: "INNER", right: [pieces(1)], keys: [], residual: null, rightColumns: schema },
};

function stageOf(
  stageId: number,
  operators: readonly Operator[],
  layout: TaskLayout,
  inputs: readonly StageInput[] = [],
  more: Partial<PlannedStage> = {},
): PlannedStage {
  const splits = layout.kind === "splits" ? Array.from({ length: layout.taskCount }, () => ({ files: [] })) : [];
  const fragment = { operators: [...operators], output: schema, delivery: null };
  const fragments = [{ fragment, inputs, layout, splits }];
  return { stageId, name: `stage ${stageId}`, fragments, after: [], joinSwitch: undefined, cache: undefined, ...more };
}

const partitions: TaskLayout = { kind: "partitions", partitionCount: 2, coalesce: false, splittable: [] };
const joined = [
  stageOf(0, [scan], { kind: "splits", taskCount: 1 }),
  stageOf(1, [scan], { kind: "splits", taskCount: 2 }, [], { after: [0] }),
  stageOf(
    2,
    [pieces(0), join],
    partitions,
    [
      { stageId: 1, read: "partition" },
      { stageId: 0, read: "partition" },
    ],
    { joinSwitch: { mainStageId: 1, buildStageId: 0, bytesMax: 1_000 } },
  ),
];

type Launched = Task & { key: AttemptKey };

/** What a worker was told to run, as `stage/partition: operators`. */
function told({ key, fragment }: Launched): string {
  return `${key.stageId}/${key.partition}: ${(fragment?.operators ?? []).map(({ operator }) => operator).join(" ")}`;
}

const rows = Buffer.from("rows");

test("rows change place: each task is told the map outputs and the partition that it reads", async () => {
  const cluster = await start([joined[0]!, { ...joined[1]!, after: [] }, { ...joined[2]!, joinSwitch: undefined }]);
  const launched: Launched[] = [];
  const onTask: FakeWorkerOptions["onTask"] = (worker, task) => {
    launched.push(task);
    const { stageId, partition } = task.key;
    worker.succeed(
      task.key,
      { bytesOut: 20, pieceSizes: stageId === 1 && partition === 1 ? sizes(0, 20) : sizes(10, 10) },
      rows,
    );
  };
  await cluster.worker("w1", onTask, { cores: 8 });
  const connection = await cluster.connect();
  const { partitions: results, summary } = await connection.run(collect);
  expect(results).toHaveLength(2);
  const readers = launched.filter(({ key }) => key.stageId === 2);
  const refs = readers.map(({ inputs }) =>
    inputs.map((set) =>
      set.pieces.map(({ key, partitionFrom, partitionTo }) => [
        key?.stageId,
        key?.partition,
        partitionFrom,
        partitionTo,
      ]),
    ),
  );
  expect(refs).toEqual([
    [[[1, 0, 0, 1]], [[0, 0, 0, 1]]],
    [
      [
        [1, 0, 1, 2],
        [1, 1, 1, 2],
      ],
      [[0, 0, 1, 2]],
    ],
  ]);
  expect(new Set(readers.map(({ seed }) => seed)).size).toBe(2);
  expect(summary.executed).toContain("stage 2: stage 2 (2 tasks on 1 worker;");
});

test("a join that became a broadcast stays one for the next master over the same journal", async () => {
  const before = await start(joined);
  const first: Launched[] = [];
  const worker = await before.worker(
    "w1",
    (self, task) => {
      first.push(task);
      if (task.key.stageId === 0) self.succeed(task.key, { bytesOut: 20, pieceSizes: sizes(10, 10) }, rows);
    },
    { cores: 2 },
  );
  const connection = await before.connect();
  const running = connection.run(collect);
  await worker.heard(({ launchTask }) => launchTask?.task?.key?.stageId === 2 && launchTask.task.key.partition === 1);
  expect(first.map(told)).toEqual(["0/0: scan", "2/0: scan join", "2/1: scan join"]);
  expect(first[1]?.inputs[0]?.pieces).toMatchObject([{ partitionFrom: 0, partitionTo: 2 }]);
  await before.master.suspend();

  const after = await start(joined, {}, before.stateFolder, before.master.port);
  const again: Launched[] = [];
  const holding = first.slice(0, 1).map(({ key }) => key);
  await after.worker(
    "w1",
    (self, task) => {
      again.push(task);
      self.succeed(task.key, {}, rows);
    },
    { cores: 2, register: { running: [], holding } },
  );
  const { summary } = await running;
  expect(again.map(told)).toEqual(["2/0: scan join", "2/1: scan join"]);
  expect(again.map(({ seed }) => seed)).toEqual(first.slice(1).map(({ seed }) => seed));
  expect(summary.executed).toContain("stage 1: stage 1 (skipped: stage 2 does its work)");
});

test("a cache serves later jobs until it is released", async () => {
  const stages = [
    stageOf(0, [scan], { kind: "splits", taskCount: 2 }, [], { cache: { key: "a key", cacheId: 5 } }),
    stageOf(1, [pieces(0)], { kind: "maps", tasksMax: 1 }, [{ stageId: 0, read: "map" }]),
  ];
  const cluster = await start(stages);
  const launched: Launched[] = [];
  const worker: FakeWorker = await cluster.worker(
    "w1",
    (self, task) => {
      launched.push(task);
      self.succeed(task.key, {}, rows);
    },
    { cores: 2 },
  );
  const connection = await cluster.connect();
  const jobs = async (): Promise<string[]> => {
    await connection.run(collect);
    return launched.splice(0).map(told);
  };
  expect(await jobs()).toEqual(["0/0: scan", "0/1: scan", "1/0: pieces"]);
  expect(await jobs()).toEqual(["1/0: pieces"]);
  const kept = worker.messages.flatMap(({ releasePieces }) => (releasePieces ? [releasePieces.keepStages] : []));
  expect(kept.slice(0, 2)).toEqual([[0], []]);
  await connection.releaseCache(5);
  expect(await jobs()).toEqual(["0/0: scan", "0/1: scan", "1/0: pieces"]);
  await connection.end({ cancelled: false });
});
