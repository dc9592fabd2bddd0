/**
 * The planner as the rest of the master sees it: binds a logical plan against its inputs' footers and lowers it to stages.
 * @see create-planner.ts for the one implementation
 */
import type { Config } from "../../common/config/config.js";
import type { Action, JobPlanInput, Plan, Schema } from "../../common/wire/types.js";
import type { PlannedJob } from "./planned-job.js";

export interface PlanContext {
  /** Of the application: split sizes, time zone. */
  readonly config: Config;
  /** Slots of the cluster now, at least 1: a scan gets no fewer tasks where its row groups allow. */
  readonly slots: number;
  /** By what a write's commit is known when its run is repeated; a run before this one may have committed under it. */
  readonly commitKey?: { readonly text: string; readonly mayBeEarlier: boolean };
}

export interface Planner {
  /**
   * Names and types of a plan's rows, and how it would run.
   * @throws GoldpanError with the call site in the script for what is wrong with the plan; INPUT_… and STORE_… for its inputs
   */
  analyze(
    plan: Plan,
    config: Config,
    options?: {
      /** Tell also what is decided only once sizes are known. @default false */
      readonly formatted?: boolean;
      /** As a job's. @default 1 */
      readonly slots?: number;
    },
  ): Promise<{ schema: Schema; explain: string }>;
  /** Stages of an action. @throws as `analyze`, and TABLE_… for a sink that must not be written */
  planJob(action: Action, context: PlanContext): Promise<PlannedJob>;
  /**
   * What `planJob` would give, for people. It looks and does not touch: whether the target may be written at all (its store's conditional
   * writes, the right to write there) is not tried.
   * @throws as `planJob`
   */
  describeJob(action: Action, context: PlanContext): Promise<JobPlanInput>;
  /** Ends the analyser process. */
  close(): Promise<void>;
}
