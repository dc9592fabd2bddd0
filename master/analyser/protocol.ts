/** What the master and its analyser process say to each other over Node's IPC channel (advanced serialization). */
import type { Plan, WireErrorInput } from "../../common/wire/types.js";
import type { AnalysedPlan, ScanInput } from "../planner/analysed-plan.js";

export interface AnalysisRequest {
  readonly plan: Plan;
  /** One per Scan relation of the plan, in the order of a walk that visits inputs first, left to right. */
  readonly scans: readonly ScanInput[];
  readonly timeZone: string;
}

export interface ToAnalyser {
  readonly request: number;
  readonly analyse: AnalysisRequest;
}

export type FromAnalyser =
  | { readonly kind: "ready" }
  | { readonly kind: "analysed"; readonly request: number; readonly plan: AnalysedPlan }
  | { readonly kind: "refused"; readonly request: number; readonly error: WireErrorInput };
