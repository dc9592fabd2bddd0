/** What the master and its analyser process say to each other over Node's IPC channel (advanced serialization). */
import type { Plan, WireErrorInput } from "../../common/wire/types.js";
import type { AnalysedPlan, ScanInput } from "../planner/analysed-plan.js";

export interface AnalysisRequest {
  readonly plan: Plan;
  /** One per Scan relation of the plan, in the order of `scansOf`. */
  readonly scans: readonly ScanInput[];
  readonly timeZone: string;
}

/** Finds what files the SQL texts of a plan read: they are added to their views, as scans. */
export interface PathsRequest {
  readonly plan: Plan;
  readonly timeZone: string;
}

export type ToAnalyser =
  | { readonly request: number; readonly analyse: AnalysisRequest }
  | { readonly request: number; readonly addPaths: PathsRequest };

export type FromAnalyser =
  | { readonly kind: "ready" }
  | { readonly kind: "analysed"; readonly request: number; readonly plan: AnalysedPlan }
  | { readonly kind: "pathsAdded"; readonly request: number; readonly plan: Plan }
  | { readonly kind: "refused"; readonly request: number; readonly error: WireErrorInput };
