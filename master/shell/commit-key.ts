/**
 * By what a commit is known when the run that made it is repeated: another launch of the driver or another submit under the same idempotency
 * key finds what it committed before, by the table, this key, and the place of the job in the script.
 */
import type { Application } from "./application.js";

/** Jobs of a driver's launch count from a multiple of this: no two launches have a job of one id. */
export const jobsPerLaunch = 1_000_000;

export interface CommitKey {
  readonly text: string;
  /** Another run may have committed under it before this one began. */
  readonly mayBeEarlier: boolean;
}

export function commitKeyOf(application: Application, jobId: number): CommitKey {
  const { applicationId, idempotencyKey, driver } = application;
  const ordinal = jobId % jobsPerLaunch;
  if (idempotencyKey !== undefined) return { text: `key ${idempotencyKey}/job ${ordinal}`, mayBeEarlier: true };
  return { text: `${applicationId}/job ${ordinal}`, mayBeEarlier: (driver?.launch ?? 0) > 1 };
}
