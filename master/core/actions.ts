/**
 * What the scheduler wants done, as imperatives, in the order in which it must be done. The shell performs them after the event
 * that caused them is on disk; outcomes come back as events. Performing one twice does no harm.
 */
import type { ApplicationId, WorkerId } from "../../common/ids.js";
import type { AttemptKey, JobSummaryInput, PieceRefInput, Upload, WireErrorInput } from "../../common/wire/types.js";
import type { ApplicationOutcome, DriverKey } from "./events.js";
import type { TaskShape } from "./job-graph.js";
import type { StageStatistics } from "./state.js";

export interface ConfirmWorker {
  readonly kind: "ConfirmWorker";
  readonly workerId: WorkerId;
  readonly workerEpoch: number;
  readonly keepRunning: readonly AttemptKey[];
  readonly keepPieces: readonly AttemptKey[];
  readonly keepDrivers: readonly DriverKey[];
}

export interface LaunchDriver extends DriverKey {
  readonly kind: "LaunchDriver";
  readonly workerId: WorkerId;
}

/** It is launched again after a pause. */
export interface ReportDriverLoss extends DriverKey {
  readonly kind: "ReportDriverLoss";
  readonly reason: string;
  readonly pauseMs: number;
}

export interface StartApplication {
  readonly kind: "StartApplication";
  readonly workerId: WorkerId;
  readonly applicationId: ApplicationId;
  /** How many to have warm. */
  readonly executors: number;
}

export interface EndApplicationOnWorker {
  readonly kind: "EndApplicationOnWorker";
  readonly workerId: WorkerId;
  readonly applicationId: ApplicationId;
}

export interface LaunchTask {
  readonly kind: "LaunchTask";
  readonly workerId: WorkerId;
  readonly key: AttemptKey;
  readonly shape: TaskShape;
  /** One per input of the task's fragment, each in ascending map partition. */
  readonly inputs: readonly (readonly PieceRefInput[])[];
  /** Of the stages that its stage waited for, where they reported any. */
  readonly statistics: readonly StageStatistics[];
}

/** The stage runs what the main stage would have run, and its own operators after it: see fuse-stages.ts. */
export interface StagesFused {
  readonly kind: "StagesFused";
  readonly applicationId: ApplicationId;
  readonly jobId: number;
  readonly mainStageId: number;
  readonly stageId: number;
}

/** The upload is on record: its parts may be sent. */
export interface ConfirmUpload {
  readonly kind: "ConfirmUpload";
  readonly workerId: WorkerId;
  readonly key: AttemptKey;
  readonly uploadId: string;
}

/** The attempt's outcome counts; no other of its task ever will. */
export interface AcceptAttempt {
  readonly kind: "AcceptAttempt";
  readonly workerId: WorkerId;
  readonly key: AttemptKey;
}

export interface CancelAttempt {
  readonly kind: "CancelAttempt";
  readonly workerId: WorkerId;
  readonly key: AttemptKey;
  readonly reason: string;
}

/** By the worker that created them, or by the master itself where that worker is gone. */
export interface AbortUploads {
  readonly kind: "AbortUploads";
  readonly workerId: WorkerId | undefined;
  readonly uploads: readonly Upload[];
}

export interface ReleasePieces {
  readonly kind: "ReleasePieces";
  readonly workerId: WorkerId;
  readonly applicationId: ApplicationId;
  readonly jobId: number;
  /** Stages of the job whose pieces stay. */
  readonly keepStages: readonly number[];
}

/** All sink tasks are accepted and the thresholds hold: this is the commit's turn. */
export interface StartCommit {
  readonly kind: "StartCommit";
  readonly applicationId: ApplicationId;
  readonly jobId: number;
}

/** Brings the results to the client. */
export interface StartRelay {
  readonly kind: "StartRelay";
  readonly applicationId: ApplicationId;
  readonly jobId: number;
  /** Partitions below it are with the client already. */
  readonly fromPartition: number;
  /** One per result partition, ascending, from partition 0. */
  readonly pieces: readonly PieceRefInput[];
}

/** One that was expected back after the master's restart; of any other the shell itself has told. */
export interface ReportWorkerLoss {
  readonly kind: "ReportWorkerLoss";
  readonly workerId: WorkerId;
  readonly workerEpoch: number;
  readonly reason: string;
}

export interface NotifyJob {
  readonly kind: "NotifyJob";
  readonly applicationId: ApplicationId;
  readonly jobId: number;
  readonly code: string;
  readonly text: string;
}

export type JobOutcome =
  | { readonly kind: "succeeded"; readonly summary: JobSummaryInput }
  | { readonly kind: "failed"; readonly error: WireErrorInput; readonly summary: JobSummaryInput };

export interface ReportJobEnd {
  readonly kind: "ReportJobEnd";
  readonly applicationId: ApplicationId;
  readonly jobId: number;
  readonly outcome: JobOutcome;
}

export interface ReportApplicationEnd {
  readonly kind: "ReportApplicationEnd";
  readonly applicationId: ApplicationId;
  /** Jobs that were past their commit point when the end was asked for, and are committed. */
  readonly jobsCommitted: readonly number[];
  readonly reason: string;
  readonly outcome: ApplicationOutcome;
}

export type Action =
  | ConfirmWorker
  | LaunchDriver
  | ReportDriverLoss
  | StartApplication
  | EndApplicationOnWorker
  | LaunchTask
  | StagesFused
  | ConfirmUpload
  | AcceptAttempt
  | CancelAttempt
  | AbortUploads
  | ReleasePieces
  | StartCommit
  | StartRelay
  | ReportWorkerLoss
  | NotifyJob
  | ReportJobEnd
  | ReportApplicationEnd;
