/** How far a job is: counts for the client, read from the state. */
import type { JobProgressInput } from "../../common/wire/types.js";
import { aliveWorkers } from "./placement.js";
import type { JobRecord, SchedulerState, StageRecord } from "./state.js";
import { volumeOf } from "./summary.js";

/** Without the volume of attempts that still run: workers report that to the shell alone. */
export function jobProgress(state: SchedulerState, job: JobRecord): JobProgressInput {
  return {
    stages: job.stages
      .filter(({ state }) => state !== "skipped")
      .map((stage) => ({
        stageId: stage.graph.stageId,
        name: stage.graph.name,
        tasks: stage.state === "planned" ? tasksExpected(job, stage) : stage.tasks.length,
        tasksRunning: stage.tasks.length - stage.acceptedCount - stage.waiting.length - stage.unreadable.length,
        tasksDone: stage.acceptedCount,
        attemptsFailed: stage.failedAttemptCount,
      })),
    volume: volumeOf(job),
    workersAlive: aliveWorkers(state).length,
    waitingFor: waitingFor(job),
  };
}

/** Before sizes are known: one per split, partition or map output. */
function tasksExpected(job: JobRecord, stage: StageRecord): number {
  return stage.graph.fragments.reduce((sum, { inputs, layout }) => {
    switch (layout.kind) {
      case "splits":
        return sum + layout.taskCount;
      case "partitions":
        return sum + layout.partitionCount;
      case "single":
        return sum + 1;
      case "maps": {
        const upstream = job.stages[inputs.find(({ read }) => read === "map")?.stageId ?? -1];
        const maps = upstream === undefined ? 1 : Math.max(upstream.tasks.length, 1);
        return sum + Math.min(maps, layout.tasksMax ?? maps);
      }
    }
  }, 0);
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
