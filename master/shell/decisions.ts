/** What the journal tells its readers of the scheduler's actions: which attempt went where, what was accepted, what ended. */
import type { AttemptKey } from "../../common/wire/types.js";
import type { Action } from "../core/actions.js";

export type Decision =
  | {
      readonly kind: "LaunchTask" | "AcceptAttempt" | "CancelAttempt";
      readonly key: AttemptKey;
      readonly workerId: string;
    }
  | { readonly kind: "StartCommit" | "StartRelay"; readonly applicationId: string; readonly jobId: number }
  | {
      readonly kind: "StagesFused";
      readonly applicationId: string;
      readonly jobId: number;
      readonly mainStageId: number;
      readonly stageId: number;
    }
  | { readonly kind: "ReportApplicationEnd"; readonly applicationId: string }
  | {
      readonly kind: "ReportJobEnd";
      readonly applicationId: string;
      readonly jobId: number;
      readonly outcome: "succeeded" | "failed";
      readonly code: string;
    };

export function decisionsOf(actions: readonly Action[]): Decision[] {
  return actions.flatMap((action): Decision[] => {
    switch (action.kind) {
      case "LaunchTask":
      case "AcceptAttempt":
      case "CancelAttempt":
        return [{ kind: action.kind, key: action.key, workerId: action.workerId }];
      case "StagesFused":
        return [action];
      case "StartCommit":
      case "StartRelay":
        return [{ kind: action.kind, applicationId: action.applicationId, jobId: action.jobId }];
      case "ReportJobEnd": {
        const { kind, applicationId, jobId, outcome } = action;
        const code = outcome.kind === "failed" ? (outcome.error.code ?? "INTERNAL") : "";
        return [{ kind, applicationId, jobId, outcome: outcome.kind, code }];
      }
      case "ReportApplicationEnd":
        return [{ kind: action.kind, applicationId: action.applicationId }];
      default:
        return [];
    }
  });
}
