/** What a worker is told to run: the scheduler's decision, filled with what the plan says of the task. */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import { attemptName } from "../../common/ids.js";
import type { Split, TaskInput } from "../../common/wire/types.js";
import type { LaunchTask } from "../core/actions.js";
import { narrowTask } from "../planner/adaptive/runtime-filter.js";
import type { PlannedJob } from "../planner/planned-job.js";
import type { Application } from "./applications.js";
import { taskSeed } from "./task-seed.js";

export function launchedTask(action: LaunchTask, planned: PlannedJob, application: Application): TaskInput {
  const { key, shape, inputs, statistics } = action;
  const fragment = planned.stages[key.stageId]?.fragments[shape.fragmentIndex];
  if (fragment === undefined) throw new InvariantError(`the plan has no fragment for ${attemptName(key)}`);
  const narrowed = narrowTask(fragment, shape.split, statistics);
  return {
    key,
    fragment: narrowed.fragment,
    split: narrowed.split,
    inputs: inputs.map((pieces) => ({ pieces: [...pieces] })),
    // Of the task as planned, whatever was left out of it.
    seed: taskSeed(fragment.fragment, fragment.splits[shape.split] ?? noSplit, shape),
    settings: application.settings,
    applicationStartedAtMs: application.startedAtMs,
  };
}

const noSplit: Split = { files: [] };
