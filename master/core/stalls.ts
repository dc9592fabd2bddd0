/** No state without a deadline: a job that no worker can serve says so at once, and fails after a while. */
import { formatBytes, formatDuration } from "../../common/units.js";
import type { WireErrorInput } from "../../common/wire/types.js";
import { failJob } from "./jobs.js";
import { aliveWorkers, slotsOn } from "./placement.js";
import type { ApplicationRecord, JobRecord, SchedulerState } from "./state.js";
import type { Step } from "./step.js";

export function watchForWorkers(step: Step): void {
  for (const application of [...step.state.applications.values()]) {
    const served = aliveWorkers(step.state).some((worker) => slotsOn(step.state, worker, application) > 0);
    for (const job of [...application.jobs.values()]) {
      if (job.state.kind !== "running") continue;
      if (served || runsAny(job)) {
        job.state.noWorkersSinceMs = undefined;
        continue;
      }
      const { applicationId, jobId } = job;
      if (job.state.noWorkersSinceMs === undefined) {
        job.state.noWorkersSinceMs = step.atMs;
        const text = `${whyNot(step.state, application)}; waiting ${formatDuration(application.demand.noWorkerTimeoutMs)} for one`;
        step.actions.push({ kind: "NotifyJob", applicationId, jobId, code: "NO_WORKERS", text });
      } else if (step.atMs - job.state.noWorkersSinceMs >= application.demand.noWorkerTimeoutMs) {
        failJob(step, job, noWorkers(step.state, application, step.atMs - job.state.noWorkersSinceMs));
      }
    }
  }
}

function runsAny(job: JobRecord): boolean {
  return job.stages.some((stage) => stage.tasks.some(({ state }) => state.kind === "running"));
}

function whyNot(state: SchedulerState, application: ApplicationRecord): string {
  const alive = aliveWorkers(state).length;
  if (alive === 0) return "no worker alive";
  const { executorCores, executorMemoryBytes } = application.demand;
  return `none of ${alive} workers has room for an executor of ${executorCores} cores and ${formatBytes(executorMemoryBytes)}`;
}

function noWorkers(state: SchedulerState, application: ApplicationRecord, waitedMs: number): WireErrorInput {
  const small = aliveWorkers(state).length > 0;
  return {
    code: "NO_WORKERS",
    retry: "NEVER",
    message: `${whyNot(state, application)}, after ${formatDuration(waitedMs)}`,
    hint: small
      ? "lower goldpan.executor.memory or goldpan.executor.cores, or start larger workers"
      : "start workers (goldpan worker), and look at their logs",
    limit: {
      setting: "goldpan.scheduler.noWorkerTimeout",
      limit: application.demand.noWorkerTimeoutMs,
      actual: waitedMs,
    },
  };
}
