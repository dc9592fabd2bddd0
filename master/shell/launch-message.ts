/** What a worker is told to run: the scheduler's decision, filled with what the plan says of the task. */
import { createHash } from "node:crypto";
import { InvariantError } from "../../common/errors/goldpan-error.js";
import { attemptName } from "../../common/ids.js";
import type { Split, TaskInput } from "../../common/wire/types.js";
import type { LaunchTask } from "../core/actions.js";
import type { PlannedJob } from "../planner/planned-job.js";
import type { Application } from "./applications.js";

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
    seed: seedOf(action, split),
    settings: application.settings,
    applicationStartedAtMs: application.startedAtMs,
  };
}

const noSplit: Split = { files: [] };

/** Of volatile functions: the same for every attempt of the task. 48 bits, exact in JavaScript. */
function seedOf({ key, shape }: LaunchTask, split: Split): number {
  const [first] = split.files;
  const begin = [first?.uri ?? "", first?.rowGroups[0]?.index ?? 0, first?.range?.from ?? 0];
  const read = shape.reads.map(({ from, mapFrom }) => [from, mapFrom]);
  const text = JSON.stringify([key.stageId, shape.fragmentIndex, begin, read]);
  return createHash("sha256").update(text).digest().readUIntBE(0, 6);
}
