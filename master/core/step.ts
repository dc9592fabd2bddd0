/** What the parts of one step share, and the look-ups that all of them need. */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { ApplicationId, WorkerId } from "../../common/ids.js";
import type { AttemptKey } from "../../common/wire/types.js";
import type { Action } from "./actions.js";
import type { StageGraph, TaskShape } from "./job-graph.js";
import type {
  AcceptedState,
  ApplicationRecord,
  Attempt,
  JobRecord,
  PresentWorker,
  SchedulerState,
  StageRecord,
  TaskRecord,
  WorkerRecord,
} from "./state.js";

export interface Step {
  readonly state: SchedulerState;
  readonly atMs: number;
  /** Grows in the order in which things must be done. */
  readonly actions: Action[];
  /** That tasks launched in this step were told to read. */
  piecesTold: number;
}

export interface TaskPlace {
  readonly application: ApplicationRecord;
  readonly job: JobRecord;
  readonly stage: StageRecord;
  readonly task: TaskRecord;
}

/** Undefined when the application, the job or its tasks are gone. */
export function findTask(state: SchedulerState, key: AttemptKey): TaskPlace | undefined {
  const application = state.applications.get(key.applicationId as ApplicationId);
  const job = application?.jobs.get(key.jobId);
  const stage = job?.stages[key.stageId];
  const task = stage?.tasks[key.partition];
  if (application === undefined || job === undefined || stage === undefined || task === undefined) return undefined;
  return { application, job, stage, task };
}

/** The live attempt of that key on that worker in its present life; undefined for anything stale. */
export function findLiveAttempt(
  state: SchedulerState,
  of: { key: AttemptKey; workerId: WorkerId; workerEpoch: number },
): (TaskPlace & { attempt: Attempt }) | undefined {
  const place = findTask(state, of.key);
  if (place?.task.state.kind !== "running") return undefined;
  const { attempt } = place.task.state;
  if (!sameKey(attempt.key, of.key) || attempt.workerId !== of.workerId) return undefined;
  if (state.workers.get(of.workerId)?.epoch !== of.workerEpoch) return undefined;
  return { ...place, attempt };
}

export function sameKey(a: AttemptKey, b: AttemptKey): boolean {
  return (
    a.partition === b.partition &&
    a.attempt === b.attempt &&
    a.stageAttempt === b.stageAttempt &&
    a.stageId === b.stageId &&
    a.jobId === b.jobId &&
    a.applicationId === b.applicationId
  );
}

export function presentWorker(worker: WorkerRecord | undefined): PresentWorker | undefined {
  return worker === undefined || worker.state.kind === "lost" ? undefined : worker.state;
}

/** Whether a message to it would arrive. */
export function isConnected(worker: WorkerRecord | undefined): boolean {
  return worker?.state.kind === "alive" || worker?.state.kind === "draining";
}

/** What it leaves is known. */
export function isComplete(stage: StageRecord): boolean {
  return stage.state === "laid out" && stage.acceptedCount === stage.tasks.length;
}

/** Nothing more comes of it. */
export function isDone(stage: StageRecord): boolean {
  return stage.state === "skipped" || isComplete(stage);
}

export function inputsComplete(job: JobRecord, stage: StageRecord): boolean {
  return stage.graph.fragments.every(({ inputs }) =>
    inputs.every(({ stageId }) => {
      const upstream = job.stages[stageId];
      return upstream !== undefined && isComplete(upstream);
    }),
  );
}

/** Whether any of its fragments reads the other stage. */
export function reads(stage: StageRecord, upstream: StageRecord): boolean {
  const { stageId } = upstream.graph;
  return stage.graph.fragments.some(({ inputs }) => inputs.some((input) => input.stageId === stageId));
}

export function isLastStage(job: JobRecord, stage: StageRecord): boolean {
  return stage.graph.stageId === job.graph.stages.length - 1;
}

/** Whether the rows that a task reads are the job's input, and not, or not only, pieces. */
export function readsSplits({ fragments }: StageGraph, { fragmentIndex }: TaskShape): boolean {
  return fragments[fragmentIndex]?.layout.kind === "splits";
}

export function stageOf(job: JobRecord, stageId: number): StageRecord {
  const stage = job.stages[stageId];
  if (stage === undefined) throw new InvariantError(`job ${job.jobId} has no stage ${stageId}`);
  return stage;
}

/** Whether another job of the application ran it. */
export function isAdopted({ jobId }: JobRecord, { key }: AcceptedState): boolean {
  return key.jobId !== jobId;
}
