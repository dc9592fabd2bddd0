/** What a worker is told to run: the scheduler's decision, filled with what the plan says of the task. */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import { attemptName } from "../../common/ids.js";
import type { TaskInput } from "../../common/wire/types.js";
import type { LaunchTask } from "../core/actions.js";
import { narrowTask } from "../planner/adaptive/runtime-filter.js";
import type { PlannedFragment, PlannedJob } from "../planner/planned-job.js";
import type { Application } from "./application.js";
import { taskSeed } from "./task-seed.js";

export function launchedTask(action: LaunchTask, planned: PlannedJob, application: Application): TaskInput {
  const { key, shape, inputs, statistics } = action;
  const planFragment = plannedFragment(action, planned);
  const { fragment, split } = narrowTask(planFragment, shape.split, statistics);
  return {
    key,
    fragment,
    split,
    inputs: inputs.map((pieces) => ({ pieces: [...pieces] })),
    // Of the task as planned, whatever was left out of it.
    seed: taskSeed(planFragment, shape),
    settings: application.settings,
    applicationStartedAtMs: application.startedAtMs,
  };
}

/** How many row groups of its split the task need not read, by the keys of a join's other side. */
export function rowGroupsLeftOut(action: LaunchTask, planned: PlannedJob): number {
  const planFragment = plannedFragment(action, planned);
  if (planFragment.runtimeFilters === undefined) return 0;
  return narrowTask(planFragment, action.shape.split, action.statistics).rowGroupsLeftOut;
}

function plannedFragment({ key, shape }: LaunchTask, planned: PlannedJob): PlannedFragment {
  const fragment = planned.stages[key.stageId]?.fragments[shape.fragmentIndex];
  if (fragment === undefined) throw new InvariantError(`the plan has no fragment for ${attemptName(key)}`);
  return fragment;
}
