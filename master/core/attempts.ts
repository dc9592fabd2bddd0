/** What workers report of attempts. A report of an attempt that is not the task's live one is counted, and undone. */
import type { RetryClass, WireErrorInput } from "../../common/wire/types.js";
import type { AttemptFailed, AttemptStarted, AttemptSucceeded, TaskReport, UploadCreated } from "./events.js";
import type { JobRecord, StageRecord, TaskRecord } from "./state.js";
import { failJob } from "./jobs.js";
import { isLeftOut, losePieces, wasRead } from "./needs.js";
import { sameParts } from "./piece-ranges.js";
import { findLiveAttempt, isConnected, isLastStage, readsSplits, type Step, type TaskPlace } from "./step.js";
import { abortUploads, accept, giveBack, leaveUnreadable, uploadsOf } from "./tasks.js";

/**
 * Attempts that end by nobody's fault (their worker is lost or drains, the pieces they read are lost) don't count as failures, but
 * a task that only ever ends so must not go on for ever: its job fails after so many times `taskFailuresMax` of them.
 */
const lossesPerFailure = 4;

export function startAttempt(step: Step, event: AttemptStarted): void {
  const live = findLiveAttempt(step.state, event);
  if (live === undefined) {
    cancelStale(step, event);
    return;
  }
  live.attempt.state = "started";
}

export function recordUpload(step: Step, event: UploadCreated): void {
  const live = findLiveAttempt(step.state, event);
  if (live === undefined) {
    cancelStale(step, event);
    abortUploads(step, event.workerId, [event.upload]);
    return;
  }
  if (!live.attempt.uploads.some((upload) => upload.uploadId === event.upload.uploadId)) {
    live.attempt.uploads.push(event.upload);
  }
  const { workerId, key } = event;
  step.actions.push({ kind: "ConfirmUpload", workerId, key, uploadId: event.upload.uploadId });
}

export function acceptAttempt(step: Step, event: AttemptSucceeded): void {
  const live = findLiveAttempt(step.state, event);
  if (live === undefined) {
    step.state.staleMessageCount += 1;
    abortUploads(step, event.workerId, unacceptedUploads(step, event));
    return;
  }
  const { application, job, stage, task, attempt } = live;
  // An attempt may have begun an upload that it did not need in the end.
  const delivered = new Set(uploadsOf(event.report).map((upload) => upload.uploadId));
  const unused = attempt.uploads.filter((upload) => !delivered.has(upload.uploadId));
  accept(step, stage, task, event.report);
  abortUploads(step, event.workerId, unused);
  if (isOtherThanRead(job, stage, task, event.report)) {
    failJob(step, job, rerunDiffers(live));
    return;
  }
  if (isLastStage(job, stage) && job.graph.target.kind === "result") {
    const bytes = stage.tasks.reduce(
      (sum, { state }) => sum + (state.kind === "accepted" ? state.report.bytesOut : 0),
      0,
    );
    const limit = application.demand.resultBytesMax;
    if (bytes > limit) failJob(step, job, resultTooLarge(bytes, limit));
  }
}

export function failAttempt(step: Step, event: AttemptFailed): void {
  const live = findLiveAttempt(step.state, event);
  if (live === undefined) {
    step.state.staleMessageCount += 1;
    return;
  }
  const { application, job, stage, task } = live;
  const { error } = event;
  if (error.code === "INPUT_UNREADABLE" && readsSplits(stage.graph, task.shape)) {
    stage.failedAttemptCount += 1;
    leaveUnreadable(step, stage, task, error);
    return;
  }
  giveBack(step, stage, task);
  // A worker that drains hands back what it runs.
  if (error.code === "ATTEMPT_CANCELLED") {
    countLoss(step, live, error);
    return;
  }
  stage.failedAttemptCount += 1;
  const retry = (error.retry ?? "OTHER_WORKER") as RetryClass;
  if (retry === "NEVER") {
    failJob(step, job, error);
    return;
  }
  if (retry === "RERUN_UPSTREAM" && (error.upstream?.missing ?? []).length > 0) {
    countLoss(step, live, error);
    const unobtainable = losePieces(step, application, job, error);
    if (unobtainable !== undefined) failJob(step, job, unobtainable);
    return;
  }
  task.failureCount += 1;
  if (retry !== "SAME_WORKER") task.failedOn.add(event.workerId);
  if (task.failureCount >= application.demand.taskFailuresMax) {
    failJob(step, job, exhausted(live, error, task.failureCount));
  } else {
    tellFailure(step, live, event);
  }
}

/** Of many that fail alike, by what one worker or the store has, the first one speaks for all. */
function tellFailure(
  step: Step,
  { application, job, stage, task }: TaskPlace,
  { error, workerId }: AttemptFailed,
): void {
  const code = error.code ?? "INTERNAL";
  const kind = `${workerId} ${code}`;
  if (stage.toldFailures.has(kind)) return;
  stage.toldFailures.add(kind);
  const { applicationId, jobId } = job;
  const count = `attempt ${task.failureCount} of ${application.demand.taskFailuresMax}`;
  const text = `${placeText(stage, task)} failed on ${workerId}, ${count}: ${code}: ${error.message ?? ""}`;
  step.actions.push({ kind: "NotifyJob", applicationId, jobId, code: "ATTEMPT_FAILED", text });
}

/** The worker that had it is gone. */
export function loseAttempt(step: Step, place: TaskPlace, reason: string): void {
  giveBack(step, place.stage, place.task);
  place.stage.failedAttemptCount += 1;
  countLoss(step, place, { code: "WORKER_LOST", retry: "OTHER_WORKER", message: reason });
}

function countLoss(step: Step, place: TaskPlace, error: WireErrorInput): void {
  const { application, job, task } = place;
  task.lossCount += 1;
  if (task.lossCount >= application.demand.taskFailuresMax * lossesPerFailure) {
    failJob(step, job, exhausted(place, error, task.lossCount));
  }
}

/** Whether an output that was lost came out with other rows, and tasks have read, or been laid out by, what the lost one was. */
function isOtherThanRead(job: JobRecord, stage: StageRecord, task: TaskRecord, report: TaskReport): boolean {
  const { made, partition } = task;
  if (made === undefined) return false;
  const same = made.rowsOut === report.rowsOut && sameParts(made.pieceSizes, report.pieceSizes);
  if (same) return false;
  // A task that found nothing of it in its partitions has not read what is there now.
  const sizes = [made.pieceSizes, report.pieceSizes];
  return (
    sizes.some((each) => wasRead(job, stage, partition, each)) || isLeftOut(job, stage, partition, report.pieceSizes)
  );
}

/** A success that comes late may be told twice: what was accepted is not thrown away. */
function unacceptedUploads(step: Step, event: AttemptSucceeded) {
  const job = step.state.applications.get(event.key.applicationId as never)?.jobs.get(event.key.jobId);
  const state = job?.stages[event.key.stageId]?.tasks[event.key.partition]?.state;
  const kept =
    state?.kind === "accepted" ? new Set(uploadsOf(state.report).map((upload) => upload.uploadId)) : new Set();
  return uploadsOf(event.report).filter((upload) => !kept.has(upload.uploadId));
}

function cancelStale(step: Step, event: AttemptStarted | UploadCreated): void {
  step.state.staleMessageCount += 1;
  const { workerId, key } = event;
  if (!isConnected(step.state.workers.get(workerId))) return;
  step.actions.push({ kind: "CancelAttempt", workerId, key, reason: "this attempt is no longer wanted" });
}

/** The last failure, told as what it is: the end of a row of them. */
function exhausted({ stage, task }: TaskPlace, error: WireErrorInput, attempts: number): WireErrorInput {
  const where = placeText(stage, task);
  return { ...error, retry: "NEVER", message: `${error.message ?? ""} (${where} failed ${attempts} times)` };
}

function placeText({ graph }: StageRecord, { partition }: TaskRecord): string {
  return `partition ${partition} of stage ${graph.stageId} (${graph.name})`;
}

function rerunDiffers({ stage, task }: TaskPlace): WireErrorInput {
  return {
    code: "RERUN_DIFFERS",
    retry: "NEVER",
    message: `${placeText(stage, task)} was lost, and came out with other rows when it was run again: other tasks have gone by the first already`,
    hint: "look for row functions that depend on more than their arguments, such as Math.random() or the time",
  };
}

function resultTooLarge(bytes: number, limit: number): WireErrorInput {
  return {
    code: "RESULT_TOO_LARGE",
    retry: "NEVER",
    message: `the result has ${bytes} bytes so far, more than the ${limit} that one action may bring to the driver`,
    hint: "write the rows to a table, take fewer of them, or raise goldpan.driver.maxResultSize",
    limit: { setting: "goldpan.driver.maxResultSize", limit, actual: bytes },
  };
}
