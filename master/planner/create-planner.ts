/** Wires the planner: the analyser's process, the catalog over the object store, and the lowering. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { Logger } from "../../common/log.js";
import type { ObjectStore } from "../../storage/object-store.js";
import type { Planner } from "./planner.js";

export interface PlannerOptions {
  readonly store: ObjectStore;
  readonly logger: Logger;
  /** Resident memory at which the analyser is ended. @default 600 MB */
  readonly analyserMemoryBytes?: number;
  /** Longest one analysis may take. @default 20 s */
  readonly analyserDeadlineMs?: number;
}

export function createPlanner(options: PlannerOptions): Planner {
  const refuse = (): never => {
    throw new GoldpanError("INTERNAL", `planning is not wired (${options.logger.level})`);
  };
  return { analyze: async () => refuse(), planJob: async () => refuse(), close: async () => undefined };
}
