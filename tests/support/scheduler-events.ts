/** Makes events for the tests of the core: everything that a test does not care about has a plain value. */
import type { ApplicationId, WorkerId } from "../../common/ids.js";
import type { AttemptKey, AttemptReport } from "../../common/wire/types.js";
import { pieceSizeOf } from "../../common/piece-size.js";
import type { ApplicationDemand, ApplicationOutcome, SchedulerEvent, TaskReport } from "../../master/core/events.js";
import type {
  AdaptiveRules,
  JobGraph,
  JobTarget,
  StageGraph,
  StageInput,
  TaskLayout,
} from "../../master/core/job-graph.js";

export const app = "app-1" as ApplicationId;
export const w1 = "w1" as WorkerId;
export const w2 = "w2" as WorkerId;

export const demand: ApplicationDemand = {
  executorCores: 1,
  executorMemoryBytes: 1,
  coresMax: undefined,
  taskFailuresMax: 3,
  noWorkerTimeoutMs: 1_000,
  resultBytesMax: 1_000,
};

export const finished: ApplicationOutcome = { state: "FINISHED", exitCode: 0, error: undefined, reportJson: "" };

export function endRequested(reason = "done", applicationId = app): SchedulerEvent {
  return { kind: "ApplicationEndRequested", atMs: 0, applicationId, reason, outcome: finished };
}

export function registered(overrides: Partial<ApplicationDemand> = {}, applicationId = app): SchedulerEvent {
  return {
    kind: "ApplicationRegistered",
    atMs: 0,
    applicationId,
    name: "test",
    demand: { ...demand, ...overrides },
    user: "",
    startedAtMs: 0,
    settings: {},
    bundleSha256: "",
    secretSha256: "",
  };
}

export function workerCame(
  workerId: WorkerId,
  cores: number,
  more: { running?: AttemptKey[]; holding?: AttemptKey[] } = {},
): SchedulerEvent {
  return {
    kind: "WorkerRegistered",
    atMs: 0,
    workerId,
    cores,
    memoryBytes: 100,
    pieceAddress: `${workerId}:1`,
    running: more.running ?? [],
    holding: more.holding ?? [],
  };
}

export const fixedRules: AdaptiveRules = {
  enabled: false,
  advisoryPartitionBytes: 1_000,
  coalesceMinBytes: 100,
  skewFactor: 5,
  skewMinBytes: 1_000,
};

/** A stage of one fragment. */
export function stageOf(
  stageId: number,
  layout: TaskLayout,
  inputs: readonly StageInput[] = [],
  more: Partial<StageGraph> = {},
): StageGraph {
  const fragments = [{ inputs, layout }];
  return { stageId, name: `stage ${stageId}`, fragments, after: [], joinSwitch: undefined, cache: undefined, ...more };
}

export function jobOf(stages: readonly StageGraph[], target: JobTarget["kind"], adaptive = fixedRules): JobGraph {
  const sink = { kind: "sink", path: "s3a://gold/t/", quarantinePath: "" } as const;
  return { stages, expectations: [], target: target === "sink" ? sink : { kind: target }, adaptive };
}

/** One stage after the other by their numbers of tasks, each task reading all of the stage before. */
export function chain(taskCounts: readonly number[], target: "sink" | "result" = "sink"): JobGraph {
  const stages = taskCounts.map((taskCount, stageId) =>
    stageOf(stageId, { kind: "splits", taskCount }, stageId === 0 ? [] : [{ stageId: stageId - 1, read: "all" }]),
  );
  return jobOf(stages, target);
}

export function submitted(graph: JobGraph, jobId = 0, applicationId = app): SchedulerEvent {
  return { kind: "JobSubmitted", atMs: 0, applicationId, jobId, graph, planSha256: "" };
}

export function key(stageId: number, partition: number, attempt = 1, stageAttempt = 1): AttemptKey {
  return { applicationId: app, jobId: 0, stageId, stageAttempt, partition, attempt };
}

/** Bytes of a map output's partitions as a report has them. */
export function sizes(...bytes: readonly number[]): string {
  return String.fromCharCode(...bytes.map(pieceSizeOf));
}

/** Of one partition unless `pieceSizes` says otherwise. */
export function report(overrides: Partial<TaskReport> = {}): TaskReport {
  return {
    rowsRead: 10,
    bytesRead: 100,
    rowsOut: 9,
    bytesOut: 90,
    rowsQuarantined: 0,
    rowsDropped: 1,
    expectations: [],
    files: [],
    fetchMs: 1,
    runMs: 1,
    deliverMs: 1,
    memoryPeakBytes: 1,
    pieceSizes: sizes(overrides.bytesOut ?? 90),
    pieceStatistics: [],
    spilledBytes: 0,
    ...overrides,
  };
}

export function succeeded(
  of: AttemptKey,
  workerId: WorkerId,
  overrides: Partial<TaskReport> = {},
  workerEpoch = 1,
): SchedulerEvent {
  return { kind: "AttemptSucceeded", atMs: 0, key: of, workerId, workerEpoch, report: report(overrides) };
}

export function failed(
  of: AttemptKey,
  workerId: WorkerId,
  error: Extract<SchedulerEvent, { kind: "AttemptFailed" }>["error"],
): SchedulerEvent {
  return { kind: "AttemptFailed", atMs: 0, key: of, workerId, workerEpoch: 1, error };
}

export function lost(workerId: WorkerId, workerEpoch = 1): SchedulerEvent {
  return { kind: "WorkerLost", atMs: 0, workerId, workerEpoch, reason: `${workerId} is gone` };
}

/** A sink's file as a worker reports it. */
export function fileOf(of: AttemptKey): AttemptReport["files"][number] {
  const uploadId = `${of.stageId}-${of.partition}-${of.attempt}`;
  return {
    upload: { uri: `s3a://gold/t/${uploadId}`, uploadId },
    parts: [],
    bytes: 90,
    rows: 9,
    statistics: [],
    quarantine: false,
    createdAtMs: 0,
    footerBytes: 0,
  };
}
