/** The transitions of a task and of its attempts, each with the books that must be kept with it. */
import { attemptToken, type WorkerId } from "../../common/ids.js";
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { Upload, WireErrorInput } from "../../common/wire/types.js";
import type { TaskReport } from "./events.js";
import type { TaskShape } from "./job-graph.js";
import type { AcceptedState, Attempt, StageRecord, TaskRecord } from "./state.js";
import { isConnected, presentWorker, type Step } from "./step.js";

/** The stage's tasks are known: all of them wait. */
export function layOutStage(stage: StageRecord, shapes: readonly TaskShape[]): void {
  if (stage.state !== "planned") throw new InvariantError(`stage ${stage.graph.stageId} is ${stage.state} already`);
  stage.state = "laid out";
  stage.tasks = shapes.map((shape, partition): TaskRecord => ({
    partition,
    shape,
    state: { kind: "waiting" },
    made: undefined,
    attemptCount: 0,
    failureCount: 0,
    lossCount: 0,
    failedOn: new Set(),
  }));
  for (let partition = shapes.length - 1; partition >= 0; partition--) stage.waiting.push(partition);
}

/** waiting → accepted, without an attempt: an earlier job of the application did the same. */
export function adopt(stage: StageRecord, task: TaskRecord, state: AcceptedState): void {
  if (task.state.kind !== "waiting") throw new InvariantError(`adoption of what is under way: ${story(stage, task)}`);
  removeWaiting(stage, task.partition);
  task.state = state;
  stage.acceptedCount += 1;
}

/** waiting → running */
export function launch(step: Step, stage: StageRecord, task: TaskRecord, attempt: Attempt): void {
  if (task.state.kind !== "waiting")
    throw new InvariantError(`launch of a task that is not waiting: ${story(stage, task)}`);
  const worker = presentWorker(step.state.workers.get(attempt.workerId));
  if (worker?.kind !== "alive") throw new InvariantError(`launch on ${attempt.workerId}, which is not alive`);
  removeWaiting(stage, task.partition);
  task.attemptCount += 1;
  task.state = { kind: "running", attempt };
  worker.attempts.set(attemptToken(attempt.key), attempt);
}

/** running → accepted */
export function accept(step: Step, stage: StageRecord, task: TaskRecord, report: TaskReport): void {
  const attempt = endAttempt(step, stage, task);
  task.state = { kind: "accepted", key: attempt.key, workerId: attempt.workerId, holder: attempt.workerId, report };
  stage.acceptedCount += 1;
  step.actions.push({ kind: "AcceptAttempt", workerId: attempt.workerId, key: attempt.key });
}

/** running → waiting. The attempt is over; its uploads are aborted. */
export function giveBack(step: Step, stage: StageRecord, task: TaskRecord): void {
  const attempt = endAttempt(step, stage, task);
  task.state = { kind: "waiting" };
  addWaiting(stage, task.partition);
  abortUploads(step, attempt.workerId, attempt.uploads);
}

/** running → unreadable. The attempt is over; its uploads are aborted. */
export function leaveUnreadable(step: Step, stage: StageRecord, task: TaskRecord, error: WireErrorInput): void {
  const attempt = endAttempt(step, stage, task);
  task.state = { kind: "unreadable", key: attempt.key };
  stage.unreadable.push(error);
  abortUploads(step, attempt.workerId, attempt.uploads);
}

/** accepted → waiting: its pieces are lost. What it quarantined will be written again. */
export function reopen(step: Step, stage: StageRecord, task: TaskRecord): void {
  if (task.state.kind !== "accepted") throw new InvariantError(`reopening what is not accepted: ${story(stage, task)}`);
  if (stage.acceptedCount === stage.tasks.length) stage.stageAttempt += 1;
  stage.cacheKnown = false;
  stage.piecesReleased = false;
  abortUploads(step, task.state.workerId, uploadsOf(task.state.report));
  const { rowsOut, pieceSizes } = task.state.report;
  task.made = { rowsOut, pieceSizes };
  task.state = { kind: "waiting" };
  stage.acceptedCount -= 1;
  addWaiting(stage, task.partition);
}

/** Ends whatever the task has, for good: the job is over. With `keepUploads` the sink's files are left as they are. */
export function close(step: Step, stage: StageRecord, task: TaskRecord, reason: string, keepUploads: boolean): void {
  if (task.state.kind === "running") {
    const attempt = endAttempt(step, stage, task);
    if (isConnected(step.state.workers.get(attempt.workerId))) {
      step.actions.push({ kind: "CancelAttempt", workerId: attempt.workerId, key: attempt.key, reason });
    }
    abortUploads(step, attempt.workerId, attempt.uploads);
  } else if (task.state.kind === "accepted" && !keepUploads) {
    abortUploads(step, task.state.workerId, uploadsOf(task.state.report));
  }
}

export function abortUploads(step: Step, workerId: WorkerId, uploads: readonly Upload[]): void {
  if (uploads.length === 0) return;
  const connected = isConnected(step.state.workers.get(workerId));
  step.actions.push({ kind: "AbortUploads", workerId: connected ? workerId : undefined, uploads: [...uploads] });
}

export function uploadsOf(report: TaskReport): Upload[] {
  return report.files.flatMap((file) => (file.upload === null ? [] : [file.upload]));
}

/** Takes the attempt off its worker; the first prefetched one of the application moves up into its slot. */
function endAttempt(step: Step, stage: StageRecord, task: TaskRecord): Attempt {
  if (task.state.kind !== "running") throw new InvariantError(`no attempt to end: ${story(stage, task)}`);
  const { attempt } = task.state;
  const worker = presentWorker(step.state.workers.get(attempt.workerId));
  if (worker?.attempts.delete(attemptToken(attempt.key)) !== true) {
    throw new InvariantError(`${attempt.workerId} does not have the attempt of ${story(stage, task)}`);
  }
  if (attempt.place === "slot") {
    for (const next of worker.attempts.values()) {
      if (next.place === "prefetch" && next.key.applicationId === attempt.key.applicationId) {
        next.place = "slot";
        break;
      }
    }
  }
  return attempt;
}

/** Keeps `waiting` descending. */
function addWaiting(stage: StageRecord, partition: number): void {
  let index = stage.waiting.length;
  while (index > 0 && (stage.waiting[index - 1] ?? Infinity) < partition) index -= 1;
  stage.waiting.splice(index, 0, partition);
}

function removeWaiting(stage: StageRecord, partition: number): void {
  const index = stage.waiting.lastIndexOf(partition);
  if (index < 0) throw new InvariantError(`partition ${partition} of stage ${stage.graph.stageId} does not wait`);
  stage.waiting.splice(index, 1);
}

/** What happened to a task, for a bug report. */
export function story(stage: StageRecord, task: TaskRecord): string {
  const { state } = task;
  const now =
    state.kind === "waiting"
      ? "waiting"
      : state.kind === "running"
        ? `running as ${attemptToken(state.attempt.key)} on ${state.attempt.workerId} (${state.attempt.state})`
        : state.kind === "accepted"
          ? `accepted as ${attemptToken(state.key)} from ${state.workerId}`
          : `unreadable input, as ${attemptToken(state.key)} said`;
  return `stage ${stage.graph.stageId}.${stage.stageAttempt} partition ${task.partition}: ${now}; ${task.attemptCount} launched, ${task.failureCount} failed, ${task.lossCount} lost`;
}
