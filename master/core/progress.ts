/** How far a job is: counts for the client, read from the state. */
import type { JobProgressInput } from "../../common/wire/types.js";
import { aliveWorkers } from "./placement.js";
import type { JobRecord, SchedulerState } from "./state.js";
import { summarize } from "./summary.js";

/** Without the volume of attempts that still run: workers report that to the shell alone. */
export function jobProgress(state: SchedulerState, job: JobRecord): JobProgressInput {
  return {
    stages: job.stages.map((stage) => ({
      stageId: stage.graph.stageId,
      name: stage.graph.name,
      tasks: stage.tasks.length,
      tasksRunning: stage.tasks.length - stage.acceptedCount - stage.waiting.length,
      tasksDone: stage.acceptedCount,
      attemptsFailed: stage.failedAttemptCount,
    })),
    volume: summarize(job, job.submittedAtMs, undefined).volume ?? null,
    workersAlive: aliveWorkers(state).length,
    waitingFor: waitingFor(job),
  };
}

function waitingFor(job: JobRecord): string {
  switch (job.state.kind) {
    case "committing":
      return "commit";
    case "running":
      return job.state.noWorkersSinceMs === undefined ? "" : "workers";
    case "relaying":
    case "ended":
      return "";
  }
}
