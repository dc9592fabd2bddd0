/** What a worker is told to run: the scheduler's decision, filled with what the plan says of the task. */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import { attemptName } from "../../common/ids.js";
import type { Split, TaskInput } from "../../common/wire/types.js";
import type { LaunchTask } from "../core/actions.js";
import type { PlannedJob } from "../planner/planned-job.js";
import type { Application } from "./applications.js";
import { taskSeed } from "./task-seed.js";

export function launchedTask(action: LaunchTask, planned: PlannedJob, application: Application): TaskInput {
  const { key, shape, inputs } = action;
  const fragment = planned.stages[key.stageId]?.fragments[shape.fragmentIndex];
  if (fragment === undefined) throw new InvariantError(`the plan has no fragment for ${attemptName(key)}`);
  const split = fragment.splits[shape.split] ?? noSplit;
  return {
    key,
    fragment: fragment.fragment,
    split,
    inputs: inputs.map((pieces) => ({ pieces: [...pieces] })),
    seed: taskSeed(fragment.fragment, split, shape),
    settings: application.settings,
    applicationStartedAtMs: application.startedAtMs,
  };
}

const noSplit: Split = { files: [] };
