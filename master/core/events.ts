/**
 * Facts that move the scheduler, in the past tense. All carry the time at which the shell learnt of them: the core has no clock.
 * Plain data: the journal keeps them as they are, so nothing secret may be in them.
 */
import type { ApplicationId, WorkerId } from "../../common/ids.js";
import type { AttemptKey, AttemptReport, Upload, WireErrorInput } from "../../common/wire/types.js";
import type { JobGraph } from "./job-graph.js";

interface At {
  /** Milliseconds; never falls from one event to the next. Only differences mean something: steps of the wall clock are not in it. */
  readonly atMs: number;
}

/** How one application wants to be run. */
export interface ApplicationDemand {
  readonly executorCores: number;
  readonly executorMemoryBytes: number;
  /** Over all workers; undefined means all there are. */
  readonly coresMax: number | undefined;
  /** Failed attempts of one task before its job fails, at least 1. */
  readonly taskFailuresMax: number;
  readonly noWorkerTimeoutMs: number;
  readonly resultBytesMax: number;
}

/** What the driver of an application in cluster mode needs. */
export interface DriverDemand {
  /** Of the process with all that it starts. */
  readonly memoryBytes: number;
  readonly cores: number;
  /** 0 without --supervise. */
  readonly restartsMax: number;
  /** How long its worker may be cut off. */
  readonly graceMs: number;
}

/** One launch of an application's driver, counted from 1. */
export interface DriverKey {
  readonly applicationId: ApplicationId;
  readonly launch: number;
}

/** A file that travels with an application. */
export interface ShippedFile {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** How an application ended. */
export interface ApplicationOutcome {
  readonly state: "FINISHED" | "FAILED" | "KILLED";
  readonly exitCode: number;
  readonly error: WireErrorInput | undefined;
  /** The document of `submit --json`; empty where there is none. */
  readonly reportJson: string;
}

export interface ApplicationRegistered extends At {
  readonly kind: "ApplicationRegistered";
  readonly applicationId: ApplicationId;
  readonly name: string;
  readonly demand: ApplicationDemand;
  /** For the shell, which rebuilds its own books from them after a restart. */
  readonly user: string;
  /** Volatile functions are pinned to it. */
  readonly startedAtMs: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly bundleSha256: string;
  /** SHA-256 of the secret that the client shows; the secret itself is never journaled. */
  readonly secretSha256: string;
  /** Undefined in client mode. */
  readonly driver?: (DriverDemand & { readonly bundleSha256: string }) | undefined;
  readonly files?: readonly ShippedFile[];
  readonly idempotencyKey?: string | undefined;
}

export interface ApplicationEndRequested extends At {
  readonly kind: "ApplicationEndRequested";
  readonly applicationId: ApplicationId;
  /** Why its jobs end that still run. */
  readonly reason: string;
  readonly outcome: ApplicationOutcome;
}

interface OfDriver extends At, DriverKey {
  readonly workerId: WorkerId;
}

/** Its process runs. */
export interface DriverStarted extends OfDriver {
  readonly kind: "DriverStarted";
}

/** Its process is gone, and has not ended the application before. */
export interface DriverEnded extends OfDriver {
  readonly kind: "DriverEnded";
  /** DRIVER_LOST for what another launch may mend. */
  readonly error: WireErrorInput;
}

export interface JobSubmitted extends At {
  readonly kind: "JobSubmitted";
  readonly applicationId: ApplicationId;
  readonly jobId: number;
  readonly graph: JobGraph;
  /** Names the planned job in the shell's files. */
  readonly planSha256: string;
}

export interface JobCancelRequested extends At {
  readonly kind: "JobCancelRequested";
  readonly applicationId: ApplicationId;
  readonly jobId: number;
  readonly reason: string;
}

/** A client forgets what it had cached. */
export interface CacheReleased extends At {
  readonly kind: "CacheReleased";
  readonly applicationId: ApplicationId;
  readonly cacheId: number;
}

export interface WorkerRegistered extends At {
  readonly kind: "WorkerRegistered";
  readonly workerId: WorkerId;
  readonly cores: number;
  readonly memoryBytes: number;
  /** host:port of its PieceService. */
  readonly pieceAddress: string;
  /** What it still runs, and whose pieces it still holds, from before. */
  readonly running: readonly AttemptKey[];
  readonly holding: readonly AttemptKey[];
  readonly drivers?: readonly DriverKey[];
}

/** The worker takes no more tasks; what it runs goes on. */
export interface WorkerDraining extends At {
  readonly kind: "WorkerDraining";
  readonly workerId: WorkerId;
  readonly workerEpoch: number;
}

export interface WorkerLost extends At {
  readonly kind: "WorkerLost";
  readonly workerId: WorkerId;
  readonly workerEpoch: number;
  readonly reason: string;
}

/** An attempt's report as it is kept. `pieceSizes` is text, one character code per partition: it must go through JSON as it is. */
export interface TaskReport extends Omit<AttemptReport, "pieceSizes"> {
  readonly pieceSizes: string;
}

interface OfAttempt extends At {
  readonly key: AttemptKey;
  readonly workerId: WorkerId;
  readonly workerEpoch: number;
}

export interface AttemptStarted extends OfAttempt {
  readonly kind: "AttemptStarted";
}

export interface UploadCreated extends OfAttempt {
  readonly kind: "UploadCreated";
  readonly upload: Upload;
}

export interface AttemptSucceeded extends OfAttempt {
  readonly kind: "AttemptSucceeded";
  readonly report: TaskReport;
}

export interface AttemptFailed extends OfAttempt {
  readonly kind: "AttemptFailed";
  readonly error: WireErrorInput;
}

export interface CommitSucceeded extends At {
  readonly kind: "CommitSucceeded";
  readonly applicationId: ApplicationId;
  readonly jobId: number;
  /** The commit's number. */
  readonly commit: number;
  readonly files: number;
}

/** Whatever became of the uploads is settled: the committer aborts what it may, and leaves what a commit that stands lists. */
export interface CommitFailed extends At {
  readonly kind: "CommitFailed";
  readonly applicationId: ApplicationId;
  readonly jobId: number;
  readonly error: WireErrorInput;
}

export interface RelaySucceeded extends At {
  readonly kind: "RelaySucceeded";
  readonly applicationId: ApplicationId;
  readonly jobId: number;
}

export interface RelayFailed extends At {
  readonly kind: "RelayFailed";
  readonly applicationId: ApplicationId;
  readonly jobId: number;
  /** Partitions below this one reached the client whole. */
  readonly partitionsSent: number;
  /** Whether the client has a part of the next one. */
  readonly cutShort: boolean;
  readonly error: WireErrorInput;
}

export interface Ticked extends At {
  readonly kind: "Ticked";
}

/** The first event after a replay. */
export interface MasterRestarted extends At {
  readonly kind: "MasterRestarted";
  /** How long workers have to come back before they are lost. */
  readonly reconnectTimeoutMs: number;
}

interface KnownResources {
  readonly cores: number;
  readonly memoryBytes: number;
  readonly pieceAddress: string;
}

/** A worker that runs nothing. */
export interface KnownWorker {
  readonly workerId: WorkerId;
  readonly epoch: number;
  readonly state:
    | ({ readonly kind: "alive" | "draining" } & KnownResources)
    | ({ readonly kind: "reconnecting"; readonly deadlineAtMs: number } & KnownResources)
    | { readonly kind: "lost"; readonly sinceMs: number };
}

/** The first event of a journal that starts anew: what is known while no application is open. */
export interface StateCarriedOver extends At {
  readonly kind: "StateCarriedOver";
  /** In the order of their first registration. */
  readonly workers: readonly KnownWorker[];
}

export type SchedulerEvent =
  | ApplicationRegistered
  | ApplicationEndRequested
  | DriverStarted
  | DriverEnded
  | JobSubmitted
  | JobCancelRequested
  | CacheReleased
  | WorkerRegistered
  | WorkerDraining
  | WorkerLost
  | AttemptStarted
  | UploadCreated
  | AttemptSucceeded
  | AttemptFailed
  | CommitSucceeded
  | CommitFailed
  | RelaySucceeded
  | RelayFailed
  | Ticked
  | MasterRestarted
  | StateCarriedOver;
