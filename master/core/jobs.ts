/** A job's life: submitted, run, committed or relayed, ended. Ended once and for good. */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { WireErrorInput } from "../../common/wire/types.js";
import type {
  CommitFailed,
  CommitSucceeded,
  JobCancelRequested,
  JobSubmitted,
  RelayFailed,
  RelaySucceeded,
} from "./events.js";
import { adoptCaches, adoptedJobs, releaseJobPieces } from "./caches.js";
import { losePieces } from "./needs.js";
import { resultPieces } from "./pieces.js";
import type { ApplicationRecord, JobRecord, StageRecord } from "./state.js";
import { isComplete, isConnected, type Step } from "./step.js";
import { summarize } from "./summary.js";
import { close } from "./tasks.js";
import { exceededThreshold } from "./thresholds.js";
import { unreadableInput } from "./unreadable-input.js";

export function submitJob(step: Step, event: JobSubmitted): void {
  const application = step.state.applications.get(event.applicationId);
  // It was planned while its application ended.
  if (application === undefined) {
    refuseJob(step, event);
    return;
  }
  // A repeated action joins the first.
  if (application.jobs.has(event.jobId)) return;
  const job: JobRecord = {
    applicationId: event.applicationId,
    jobId: event.jobId,
    graph: event.graph,
    planSha256: event.planSha256,
    submittedAtMs: step.atMs,
    stages: event.graph.stages.map((graph) => newStage(graph)),
    fusions: [],
    state: { kind: "running", noWorkersSinceMs: undefined, partitionsRelayed: 0 },
  };
  application.jobs.set(event.jobId, job);
  if (application.state.kind === "ending") failJob(step, job, cancelled(application.state.reason));
  else adoptCaches(step, application, job);
}

function refuseJob(step: Step, { applicationId, jobId }: JobSubmitted): void {
  const error = cancelled(`${applicationId} has ended`);
  step.actions.push({ kind: "ReportJobEnd", applicationId, jobId, outcome: { kind: "failed", error, summary: {} } });
}

function newStage(graph: StageRecord["graph"]): StageRecord {
  return {
    graph,
    state: "planned",
    tasks: [],
    statistics: [],
    decisions: [],
    piecesReleased: false,
    cacheKnown: false,
    waiting: [],
    stageAttempt: 1,
    acceptedCount: 0,
    unreadable: [],
    failedAttemptCount: 0,
    toldFailures: new Set(),
    piecesMissedCount: 0,
  };
}

/** Once its last stage is complete the job commits, relays or is over; once all of its unreadable files are known it fails. */
export function advanceJob(step: Step, job: JobRecord): void {
  if (job.state.kind !== "running") return;
  const unreadable = unreadableInput(job);
  if (unreadable !== undefined) {
    failJob(step, job, unreadable);
    return;
  }
  const last = job.stages.at(-1);
  if (last === undefined || !isComplete(last)) return;
  const { applicationId, jobId } = job;
  const exceeded = exceededThreshold(job);
  if (exceeded !== undefined) {
    failJob(step, job, exceeded);
    return;
  }
  switch (job.graph.target.kind) {
    case "sink":
      job.state = { kind: "committing", cancelRequested: false };
      step.actions.push({ kind: "StartCommit", applicationId, jobId });
      return;
    case "discard":
      endJob(step, job, { kind: "succeeded", summary: summarize(job, step.atMs, undefined) }, true);
      return;
    case "result": {
      const fromPartition = job.state.partitionsRelayed;
      job.state = { kind: "relaying", partitionsRelayed: fromPartition };
      const pieces = resultPieces(step.state, last);
      step.actions.push({ kind: "StartRelay", applicationId, jobId, fromPartition, pieces });
    }
  }
}

export function cancelJob(step: Step, event: JobCancelRequested): void {
  const job = step.state.applications.get(event.applicationId)?.jobs.get(event.jobId);
  if (job !== undefined) stopJob(step, job, event.reason);
}

/** Ends it now, or when its commit is decided. */
export function stopJob(step: Step, job: JobRecord, reason: string): void {
  if (job.state.kind === "committing") job.state.cancelRequested = true;
  else failJob(step, job, cancelled(reason));
}

export function concludeCommit(step: Step, event: CommitSucceeded): void {
  const job = committingJob(step, event);
  if (job === undefined) return;
  const { application } = job;
  const summary = summarize(job.job, step.atMs, { commit: event.commit, files: event.files });
  if (job.cancelRequested && application.state.kind === "ending") application.state.jobsCommitted.push(event.jobId);
  endJob(step, job.job, { kind: "succeeded", summary }, true);
}

export function failCommit(step: Step, event: CommitFailed): void {
  const job = committingJob(step, event)?.job;
  if (job === undefined) return;
  endJob(step, job, { kind: "failed", error: event.error, summary: summarize(job, step.atMs, undefined) }, true);
}

function committingJob(step: Step, event: CommitSucceeded | CommitFailed) {
  const application = step.state.applications.get(event.applicationId);
  const job = application?.jobs.get(event.jobId);
  if (application === undefined || job?.state.kind !== "committing") return undefined;
  return { application, job, cancelRequested: job.state.cancelRequested };
}

export function concludeRelay(step: Step, event: RelaySucceeded): void {
  const job = step.state.applications.get(event.applicationId)?.jobs.get(event.jobId);
  if (job?.state.kind !== "relaying") return;
  endJob(step, job, { kind: "succeeded", summary: summarize(job, step.atMs, undefined) }, true);
}

/** Pieces lost between two partitions are made again; a partition that the client has a part of cannot be. */
export function failRelay(step: Step, event: RelayFailed): void {
  const application = step.state.applications.get(event.applicationId);
  const job = application?.jobs.get(event.jobId);
  if (application === undefined || job?.state.kind !== "relaying") return;
  const missing = event.error.upstream?.missing ?? [];
  if (event.cutShort || event.error.retry !== "RERUN_UPSTREAM" || missing.length === 0) {
    failJob(step, job, event.error);
    return;
  }
  job.state = { kind: "running", noWorkersSinceMs: undefined, partitionsRelayed: event.partitionsSent };
  const unobtainable = losePieces(step, application, job, event.error);
  if (unobtainable !== undefined) failJob(step, job, unobtainable);
}

/** Does nothing to a job that has ended. */
export function failJob(step: Step, job: JobRecord, error: WireErrorInput): void {
  if (job.state.kind === "ended") return;
  endJob(step, job, { kind: "failed", error, summary: summarize(job, step.atMs, undefined) }, false);
}

function endJob(
  step: Step,
  job: JobRecord,
  outcome: Extract<(typeof step.actions)[number], { kind: "ReportJobEnd" }>["outcome"],
  keepUploads: boolean,
): void {
  const { applicationId, jobId } = job;
  const reason = outcome.kind === "failed" ? (outcome.error.message ?? "the job failed") : "the job ended";
  for (const stage of job.stages) {
    for (const task of stage.tasks) close(step, stage, task, reason, keepUploads);
  }
  const adoptedFrom = adoptedJobs(job);
  job.stages = [];
  job.state = { kind: "ended", outcome: outcome.kind };
  const application = step.state.applications.get(applicationId);
  if (application === undefined) throw new InvariantError(`${applicationId} is gone before its job ${jobId}`);
  for (const each of [jobId, ...adoptedFrom]) releaseJobPieces(step, application, each);
  step.actions.push({ kind: "ReportJobEnd", applicationId, jobId, outcome });
  concludeApplication(step, application);
}

/** Forgets an application that is ending once none of its jobs is left. */
export function concludeApplication(step: Step, application: ApplicationRecord): void {
  const { applicationId, state } = application;
  if (state.kind !== "ending" || !step.state.applications.has(applicationId)) return;
  for (const job of application.jobs.values()) if (job.state.kind !== "ended") return;
  step.state.applications.delete(applicationId);
  for (const worker of step.state.workers.values()) {
    if (isConnected(worker)) {
      step.actions.push({ kind: "EndApplicationOnWorker", workerId: worker.workerId, applicationId });
    }
  }
  const { jobsCommitted, reason, outcome } = state;
  step.actions.push({ kind: "ReportApplicationEnd", applicationId, jobsCommitted, reason, outcome });
}

function cancelled(reason: string): WireErrorInput {
  return { code: "APPLICATION_CANCELLED", retry: "NEVER", message: reason };
}
