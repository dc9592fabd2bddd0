/**
 * What a session needs from a master. Two implementations: gRPC (client/grpc, used by submit's supervisor and by sessions inside
 * other programs) and IPC to the supervisor (in a driver, so that connection and progress never depend on the script's thread).
 */
import type { ActionInput, JobSummary, Notice, JobProgress, PlanInput, Schema } from "../common/wire/types.js";

export interface JobObserver {
  readonly onProgress?: (progress: JobProgress) => void;
  readonly onNotice?: (notice: Notice) => void;
}

export interface RunOptions {
  /** Finds a schema, by reading alone: a check, which runs nothing else, runs this. */
  readonly sniffs?: boolean;
}

export interface JobResult {
  readonly schema: Schema;
  readonly summary: JobSummary;
  /** One Arrow IPC stream per result partition, in order; empty for writes. */
  readonly partitions: readonly Uint8Array[];
  /** The job was planned and not run: the summary is empty, and rows are not known. */
  readonly plannedOnly?: true;
}

export interface MasterConnection {
  readonly applicationId: string;
  /** @throws the analyser's error, with the call site in the script */
  analyze(
    plan: PlanInput,
    options: { explain: boolean; formatted?: boolean },
  ): Promise<{ schema: Schema; explain: string }>;
  /** Runs one action to its end. @throws the job's error */
  run(action: ActionInput, observer?: JobObserver, options?: RunOptions): Promise<JobResult>;
  /** What `cache()` keeps under this id is forgotten. */
  releaseCache(cacheId: number): Promise<void>;
  /** Ends the application; cancels what runs. */
  end(outcome: { cancelled: boolean; error?: Error }): Promise<void>;
}
