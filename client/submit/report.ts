/** The closing summary of a run: as text for people, as one JSON document for programs. Pure. */
import type { GoldpanError } from "../../common/errors/goldpan-error.js";
import { formatBytes, formatCount, formatDuration } from "../../common/units.js";
import type { ExpectationCount, JobSummary, Notice } from "../../common/wire/types.js";
import { jobName, placeOfJob, type JobRecord, type JobState } from "./job-record.js";
import { callSiteOf } from "./outcome.js";

export interface RunReport {
  readonly version: string;
  /** Empty when no application was accepted. */
  readonly applicationId: string;
  readonly applicationName: string;
  readonly master: string;
  readonly deployMode: "client" | "cluster";
  readonly idempotencyKey: string | undefined;
  readonly exitCode: number;
  readonly cancelled: boolean;
  readonly error: GoldpanError | undefined;
  readonly durationMs: number;
  readonly jobs: readonly JobRecord[];
  readonly notices: readonly Notice[];
}

/** Malformed records and bad files that are named without --verbose, of each expectation. */
const examplesShown = 3;

/** Jobs without a table of their own (counts) are told one by one up to here, beyond it in one line. */
const smallJobsShown = 10;

/** Lines for stderr, without a prefix. */
export function reportLines(report: RunReport, options: { verbose: boolean }): string[] {
  const writes = report.jobs.filter((job) => job.summary?.path);
  const others = report.jobs.filter((job) => !job.summary?.path);
  const shown = others.length > smallJobsShown ? others.filter((job) => job.state !== "succeeded") : others;
  const hidden = others.length - shown.length;
  const jobs = [...writes, ...shown].sort((a, b) => a.jobId - b.jobId);
  return [
    ...jobs.flatMap((job) => jobLines(job, options.verbose)),
    ...(hidden > 0 ? [`${formatCount(hidden)} more jobs succeeded`] : []),
    closingLine(report),
  ];
}

function closingLine({ jobs, durationMs, exitCode, cancelled }: RunReport): string {
  const ended = exitCode === 0 ? "succeeded" : cancelled ? "cancelled" : "failed";
  return `${ended} in ${formatDuration(durationMs)}, ${jobs.length} ${jobs.length === 1 ? "job" : "jobs"}`;
}

function jobLines(job: JobRecord, verbose: boolean): string[] {
  const { summary } = job;
  if (summary === undefined) return [`${jobName(job)}: ${job.state}`];
  return [
    `${jobName(job)}: ${job.state} in ${formatDuration(summary.durationMs)}`,
    `  ${volumeText(summary, job.state)}`,
    ...summary.expectations.flatMap((expectation) => [
      `  ${expectationText(expectation, job.state)}`,
      ...expectation.examples.slice(0, verbose ? undefined : examplesShown).map((example) => `    ${example}`),
    ]),
    ...(summary.rowsQuarantined > 0 && summary.quarantinePath !== ""
      ? [`  quarantine: ${summary.quarantinePath}`]
      : []),
    ...(summary.path !== "" && job.state === "succeeded" ? [goldText(summary)] : []),
    ...(verbose ? [...tasksByWorker(summary), ...executed(summary)] : []),
  ];
}

/** Its stages as they ran: a task that read most of a stage's bytes is what all waited for. */
function executed(summary: JobSummary): string[] {
  return summary.executed
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => `  ${line}`);
}

function goldText({ path, commit }: JobSummary): string {
  return `  gold: ${path} (${commit === 0 ? "as it was" : `commit ${commit}`})`;
}

/** Only a job that succeeded has done anything to the rows that it counted. */
function volumeText(summary: JobSummary, state: JobState): string {
  const { volume } = summary;
  const succeeded = state === "succeeded";
  const isWrite = summary.path !== "";
  return [
    `read ${rows(volume?.rowsRead ?? 0)} (${formatBytes(volume?.bytesRead ?? 0)})`,
    ...(isWrite
      ? [
          `wrote ${rows(volume?.rowsWritten ?? 0)} in ${summary.files} ${summary.files === 1 ? "file" : "files"} (${formatBytes(volume?.bytesWritten ?? 0)})`,
        ]
      : []),
    ...(succeeded && summary.rowsDropped > 0 ? [`dropped ${rows(summary.rowsDropped)}`] : []),
    ...(succeeded && summary.rowsQuarantined > 0 ? [`quarantined ${rows(summary.rowsQuarantined)}`] : []),
    `${summary.tasks} ${summary.tasks === 1 ? "task" : "tasks"}`,
    ...(summary.attemptsFailed > 0 ? [`${attempts(summary.attemptsFailed)} failed`] : []),
  ].join(", ");
}

const actionText: Record<ExpectationCount["action"], string> = {
  EXPECTATION_ACTION_UNSPECIFIED: "counted",
  WARN: "warned of",
  DROP: "dropped",
  QUARANTINE: "quarantined",
  FAIL: "failed by",
};

function expectationText(expectation: ExpectationCount, state: JobState): string {
  const { name, action, rows: seen, violations, nullViolations, finding } = expectation;
  if (finding !== "") return `expect "${name}": ${findingText(expectation, state)}`;
  const nulls = nullViolations > 0 ? `, ${formatCount(nullViolations)} of them NULL` : "";
  const total = violations + nullViolations;
  const succeeded = state === "succeeded";
  if (total === 0 && !succeeded && seen === 0) return `expect "${name}": nothing was counted`;
  if (total === 0) return `expect "${name}": held for ${rows(seen)}${succeeded ? "" : " so far"}`;
  if (!succeeded) {
    const violated = total === 1 ? "violates" : "violate";
    return `expect "${name}": ${formatCount(total)} of ${rows(seen)} counted so far ${violated} it${nulls}`;
  }
  return `expect "${name}": ${actionText[action]} ${formatCount(total)} of ${rows(seen)}${nulls}`;
}

/** What holds for all rows together is known once the last of them was seen. */
function findingText({ action, violations, finding }: ExpectationCount, state: JobState): string {
  if (state !== "succeeded") return `${finding} so far`;
  return violations === 0 ? `held: ${finding}` : `${actionText[action]}: ${finding}`;
}

function attempts(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "attempt" : "attempts"}`;
}

function rows(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "row" : "rows"}`;
}

function tasksByWorker(summary: JobSummary): string[] {
  return Object.entries(summary.tasksByWorker)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([worker, tasks]) => `  ${worker}: ${tasks} ${tasks === 1 ? "task" : "tasks"}`);
}

/** The document of `--json`; its keys are a contract. */
export function reportJson(report: RunReport): string {
  const { version, applicationId, applicationName, master, exitCode, durationMs, error, notices } = report;
  return JSON.stringify({
    goldpan: version,
    applicationId,
    name: applicationName,
    master,
    deployMode: report.deployMode,
    idempotencyKey: report.idempotencyKey ?? null,
    attached: false,
    status: exitCode === 0 ? "succeeded" : report.cancelled ? "cancelled" : "failed",
    exitCode,
    durationMs: Math.round(durationMs),
    error: error === undefined ? null : errorJson(error),
    jobs: report.jobs.map(jobJson),
    notices,
  });
}

function errorJson(error: GoldpanError): object {
  const { code, message, hint } = error;
  const callSite = callSiteOf(error);
  return { code, message, hint, ...(callSite === undefined ? {} : { callSite }) };
}

function jobJson(job: JobRecord): object {
  const { summary, error } = job;
  return {
    jobId: job.jobId,
    action: job.label,
    place: placeOfJob(job).replace(/^ at /, ""),
    state: job.state,
    error: error === undefined ? null : errorJson(error),
    ...(summary === undefined ? {} : summaryJson(summary)),
  };
}

function summaryJson({ volume, ...summary }: JobSummary): object {
  return { ...volume, ...summary };
}
