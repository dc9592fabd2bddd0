/** Makes events for the tests of the core: everything that a test does not care about has a plain value. */
import type { ApplicationId, WorkerId } from "../../common/ids.js";
import type { AttemptKey, AttemptReport } from "../../common/wire/types.js";
import type { ApplicationDemand, SchedulerEvent } from "../../master/core/events.js";
import type { JobGraph } from "../../master/core/job-graph.js";

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

/** One stage after the other, each reading the one before. */
export function chain(taskCounts: readonly number[], target: "sink" | "result" = "sink"): JobGraph {
  return {
    stages: taskCounts.map((taskCount, stageId) => ({
      stageId,
      name: `stage ${stageId}`,
      taskCount,
      inputs: stageId === 0 ? [] : [stageId - 1],
    })),
    expectations: [],
    target: target === "sink" ? { kind: "sink", path: "s3a://gold/t/", quarantinePath: "" } : { kind: "result" },
  };
}

export function submitted(graph: JobGraph, jobId = 0, applicationId = app): SchedulerEvent {
  return { kind: "JobSubmitted", atMs: 0, applicationId, jobId, graph, planSha256: "" };
}

export function key(stageId: number, partition: number, attempt = 1, stageAttempt = 1): AttemptKey {
  return { applicationId: app, jobId: 0, stageId, stageAttempt, partition, attempt };
}

export function report(overrides: Partial<AttemptReport> = {}): AttemptReport {
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
    ...overrides,
  };
}

export function succeeded(
  of: AttemptKey,
  workerId: WorkerId,
  overrides: Partial<AttemptReport> = {},
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
