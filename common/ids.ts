/** Names of things that outlive a message. Branded, so that one kind is never taken for another. */
import type { AttemptKey } from "./wire/types.js";

export type ApplicationId = string & { readonly brand: "ApplicationId" };
export type WorkerId = string & { readonly brand: "WorkerId" };

/** `app-20261122-141500-0003/job 0/stage 1.1/partition 7/attempt 2`: one line that sorts and greps. */
export function attemptName(key: AttemptKey): string {
  return `${key.applicationId}/job ${key.jobId}/stage ${key.stageId}.${key.stageAttempt}/partition ${key.partition}/attempt ${key.attempt}`;
}

/** A key for maps and file names: unique per attempt, no separators that a path would take apart. */
export function attemptToken(key: AttemptKey): string {
  return `${key.applicationId}-j${key.jobId}-s${key.stageId}.${key.stageAttempt}-p${key.partition}-a${key.attempt}`;
}
