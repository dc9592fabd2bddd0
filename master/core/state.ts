/**
 * What the scheduler remembers. Only `step` writes it. Each state is a union member that owns its data:
 *
 *   worker       alive → draining → lost; alive | draining → reconnecting (master restarted) → alive | lost; lost → alive
 *   application  active → ending → (forgotten)
 *   driver       see drivers.ts
 *   job          running → committing → ended (sinks); running ⇄ relaying → ended (results)
 *   stage        planned → laid out; planned → skipped (another stage took over what it runs)
 *   task         waiting → running → accepted; running → waiting (failed, lost); accepted → waiting (its pieces are lost and wanted);
 *                running → unreadable (its input is damaged: the job will fail)
 *   attempt      launched → started
 *
 * A stage is laid out, which is to say that its tasks are known, once the stages that it reads and waits for are complete; it is complete
 * when all of its tasks are accepted. Its tasks may be launched while the stages that they read are complete.
 */
import type { ApplicationId, WorkerId } from "../../common/ids.js";
import type { AttemptKey, ColumnStatistics, Upload, WireErrorInput } from "../../common/wire/types.js";
import type { ApplicationDemand, ApplicationOutcome, DriverDemand, TaskReport } from "./events.js";
import type { JobGraph, StageGraph, TaskShape } from "./job-graph.js";
import type { LayoutNote } from "./lay-out-tasks.js";

/** A live try. `prefetch` waits on its worker behind a `slot` of the same application. */
export interface Attempt {
  readonly key: AttemptKey;
  readonly workerId: WorkerId;
  place: "slot" | "prefetch";
  state: "launched" | "started";
  /** Created and recorded, not completed. */
  readonly uploads: Upload[];
}

export type TaskState =
  | { readonly kind: "waiting" }
  | { readonly kind: "running"; readonly attempt: Attempt }
  | {
      readonly kind: "accepted";
      readonly key: AttemptKey;
      /** Who ran it. */
      readonly workerId: WorkerId;
      /** Where its pieces are; undefined when they are lost. Means nothing for sinks. */
      holder: WorkerId | undefined;
      readonly report: TaskReport;
    }
  | { readonly kind: "unreadable"; readonly key: AttemptKey };

export type AcceptedState = Extract<TaskState, { kind: "accepted" }>;

export interface TaskRecord {
  /** Its place in the stage, which readers know it by: as map output, or as partition of a result. */
  readonly partition: number;
  readonly shape: TaskShape;
  state: TaskState;
  /** What was accepted before it was lost: another attempt must make the same. */
  made: Pick<TaskReport, "rowsOut" | "pieceSizes"> | undefined;
  /** Attempts launched so far: the next one is this plus one. */
  attemptCount: number;
  /** Attempts that failed by themselves, not by the loss of their worker. */
  failureCount: number;
  /** Attempts that ended by nobody's fault: lost with their worker, handed back, or without the pieces they read. */
  lossCount: number;
  /** Where it failed in a way that another worker may mend. */
  readonly failedOn: Set<WorkerId>;
}

/** What was decided of a stage once sizes were known: for explain. */
export type StageDecision =
  | LayoutNote
  /** Its join runs in the tasks of the main side, whose stage is skipped. */
  | { readonly kind: "fused"; readonly mainStageId: number; readonly buildStageId: number; readonly bytes: number }
  /** Of so many tasks, this many had left pieces in earlier jobs that are still there. */
  | { readonly kind: "cached"; readonly found: number; readonly tasks: number }
  /** Its join stays one by partitions: the build side is too large. */
  | { readonly kind: "not fused"; readonly buildStageId: number; readonly bytes: number; readonly bytesMax: number };

/** Per accepted task of a stage that made any row, the smallest and the greatest values of columns in its pieces. */
export interface StageStatistics {
  readonly stageId: number;
  readonly tasks: readonly (readonly ColumnStatistics[])[];
}

export interface StageRecord {
  /** As planned, or with the fragments of the stage whose work it took over. */
  graph: StageGraph;
  state: "planned" | "laid out" | "skipped";
  /** Empty unless it is laid out. */
  tasks: readonly TaskRecord[];
  /** What the stages that it waited for say of their columns: kept, so that every attempt is launched by the same. */
  statistics: readonly StageStatistics[];
  readonly decisions: StageDecision[];
  /** Whether all of them were read, and workers were told that they may go. */
  piecesReleased: boolean;
  /** Whether the application's caches have its pieces as they are now. Means nothing for a stage that is not cached. */
  cacheKnown: boolean;
  /** Partitions of waiting tasks, descending: the next one is at the end. */
  readonly waiting: number[];
  /** From 1; rises each time that outputs of the complete stage were lost. */
  stageAttempt: number;
  acceptedCount: number;
  /** What its tasks say of input files that can't be read. */
  readonly unreadable: WireErrorInput[];
  failedAttemptCount: number;
  /** By worker and code: of those who follow the job's progress, each kind of failure is told once. */
  readonly toldFailures: Set<string>;
  /** How often readers found pieces missing on workers that are alive. */
  piecesMissedCount: number;
}

export type JobState =
  | { kind: "running"; noWorkersSinceMs: number | undefined; partitionsRelayed: number }
  /** The commit may be decided any moment: a cancel waits for it. */
  | { kind: "committing"; cancelRequested: boolean }
  | { kind: "relaying"; partitionsRelayed: number }
  | { kind: "ended"; outcome: "succeeded" | "failed" };

export interface JobRecord {
  readonly applicationId: ApplicationId;
  readonly jobId: number;
  readonly graph: JobGraph;
  readonly planSha256: string;
  readonly submittedAtMs: number;
  /** Emptied when the job ends. */
  stages: readonly StageRecord[];
  /** In the order in which they were decided. */
  readonly fusions: Fusion[];
  state: JobState;
}

export type ApplicationState =
  | { readonly kind: "active" }
  | {
      readonly kind: "ending";
      readonly reason: string;
      readonly jobsCommitted: number[];
      readonly outcome: ApplicationOutcome;
    };

/** Its transitions are in drivers.ts. */
export type DriverState =
  | { readonly kind: "waiting"; readonly sinceMs: number; readonly notBeforeMs: number }
  | { readonly kind: "launched" }
  | { readonly kind: "running" }
  | {
      readonly kind: "missing";
      readonly wasRunning: boolean;
      readonly deadlineAtMs: number;
      readonly reason: string;
    };

export interface DriverRecord {
  readonly demand: DriverDemand;
  /** So far: the present one has this number. */
  launches: number;
  /** Where the latest launch went. */
  workerId: WorkerId | undefined;
  state: DriverState;
}

/** A stage's own join runs in the tasks of its main side. */
export interface Fusion {
  readonly mainStageId: number;
  readonly buildStageId: number;
  readonly stageId: number;
}

/** A stage as the job had it in which it ran. */
export interface CachedStage {
  readonly stageId: number;
  readonly planned: StageGraph;
  /** Empty for a stage that was skipped. */
  readonly tasks: readonly { readonly shape: TaskShape; readonly state: AcceptedState }[];
  readonly statistics: readonly StageStatistics[];
}

/** What an earlier job left of a cached plan, and how it was made: so that what is lost of it is made again in the same way. */
export interface CacheRecord {
  readonly key: string;
  /** Those under which clients know it. */
  readonly cacheIds: Set<number>;
  /** The cached stage, whose states are those of its pieces, and all that it came from, whose pieces are not kept. By stage id. */
  readonly stages: ReadonlyMap<number, CachedStage>;
  readonly stageId: number;
  readonly fusions: readonly Fusion[];
}

export interface ApplicationRecord {
  readonly applicationId: ApplicationId;
  readonly name: string;
  readonly demand: ApplicationDemand;
  /** Ascending by id, as submitted. */
  readonly jobs: Map<number, JobRecord>;
  /** By key. */
  readonly caches: Map<string, CacheRecord>;
  /** Undefined in client mode. */
  readonly driver: DriverRecord | undefined;
  state: ApplicationState;
}

/** What a connected worker offers and has. */
interface WorkerResources {
  readonly cores: number;
  readonly memoryBytes: number;
  readonly pieceAddress: string;
  /** Live attempts by token, in the order of their launch. */
  readonly attempts: Map<string, Attempt>;
}

export type WorkerState =
  | ({ readonly kind: "alive" } & WorkerResources)
  | ({ readonly kind: "draining" } & WorkerResources)
  /** Known from before the master restarted; expected back. */
  | ({ readonly kind: "reconnecting"; readonly deadlineAtMs: number } & WorkerResources)
  | { readonly kind: "lost"; readonly sinceMs: number };

export type PresentWorker = Exclude<WorkerState, { kind: "lost" }>;

export interface WorkerRecord {
  readonly workerId: WorkerId;
  /** From 1; rises with each registration. */
  epoch: number;
  state: WorkerState;
}

export interface SchedulerState {
  /** In the order of their first registration. */
  readonly workers: Map<WorkerId, WorkerRecord>;
  /** In the order of registration: first in, first served. */
  readonly applications: Map<ApplicationId, ApplicationRecord>;
  lastEventAtMs: number;
  /** Messages about attempts that are none of the sender's any more. */
  staleMessageCount: number;
}
