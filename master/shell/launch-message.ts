/** What a worker is told to run: the scheduler's decision, filled with what the plan says of the task. */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import { attemptName } from "../../common/ids.js";
import type { TaskInput } from "../../common/wire/types.js";
import type { LaunchTask } from "../core/actions.js";
import type { PlannedJob } from "../planner/planned-job.js";
import type { Application } from "./applications.js";

export function launchedTask(action: LaunchTask, planned: PlannedJob, application: Application): TaskInput {
  const stage = planned.stages[action.key.stageId];
  const task = stage?.tasks[action.key.partition];
  const fragment = stage?.fragments[task?.fragmentIndex ?? -1];
  if (task === undefined || fragment === undefined) {
    throw new InvariantError(`the plan has no task for ${attemptName(action.key)}`);
  }
  return {
    key: action.key,
    fragment,
    split: task.split,
    pieces: [...action.pieces],
    seed: task.seed,
    settings: application.settings,
    applicationStartedAtMs: application.startedAtMs,
  };
}
