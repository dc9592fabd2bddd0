/** Planned jobs on disk. They carry bytes and big numbers, so they are kept in Node's structured-clone form. */
import { deserialize, serialize } from "node:v8";
import type { JobGraph } from "../core/job-graph.js";
import type { PlannedJob } from "../planner/planned-job.js";
import type { HashedFiles } from "./hashed-files.js";

/** @returns its SHA-256 */
export async function savePlan(files: HashedFiles, planned: PlannedJob): Promise<string> {
  return files.put(serialize(planned));
}

export async function loadPlan(files: HashedFiles, sha256: string): Promise<PlannedJob> {
  return deserialize(await files.get(sha256)) as PlannedJob;
}

/** What the scheduler needs of it. */
export function graphOf(planned: PlannedJob): JobGraph {
  return {
    stages: planned.stages.map(({ stageId, name, tasks, inputs }) => ({
      stageId,
      name,
      taskCount: tasks.length,
      inputs,
    })),
    expectations: planned.expectations,
    target:
      planned.sink === undefined
        ? { kind: "result" }
        : { kind: "sink", path: planned.sink.table, quarantinePath: planned.sink.quarantineTable ?? "" },
  };
}
