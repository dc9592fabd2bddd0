/** What submit knows of one job: kept from its start for progress, and after its end for the report. */
import type { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { ActionInput, CallSite, JobProgress, JobSummary } from "../../common/wire/types.js";

export type JobState = "running" | "succeeded" | "failed" | "cancelled";

export interface JobRecord {
  readonly jobId: number;
  /** `write s3a://gold/flights/` or `collect`, or what the script called: `count`. */
  readonly label: string;
  readonly callSite: CallSite | null;
  readonly startedAtMs: number;
  state: JobState;
  progress: JobProgress | undefined;
  summary: JobSummary | undefined;
  error: GoldpanError | undefined;
}

export function startJob(jobId: number, action: ActionInput, startedAtMs: number): JobRecord {
  const callSite = (action.callSite as CallSite | null | undefined) ?? null;
  const label = action.write ? `write ${action.write.path ?? ""}` : callSite?.method || "collect";
  return {
    jobId,
    label,
    callSite,
    startedAtMs,
    state: "running",
    progress: undefined,
    summary: undefined,
    error: undefined,
  };
}

/** `job 2 (write s3a://gold/flights/ at jobs/clean.ts:12)` */
export function jobName(job: JobRecord): string {
  return `job ${job.jobId} (${job.label}${placeOfJob(job)})`;
}

/** ` at jobs/clean.ts:12`, or nothing where it is not known. */
export function placeOfJob({ callSite }: Pick<JobRecord, "callSite">): string {
  return callSite === null || callSite.line === 0 ? "" : ` at ${callSite.file}:${callSite.line}`;
}
