/** Planned jobs on disk. They carry bytes and big numbers, so they are kept in Node's structured-clone form. */
import { deserialize, serialize } from "node:v8";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { checkJobGraph } from "../core/check-job-graph.js";
import type { ExpectationRule, JobGraph, JobTarget, StageGraph } from "../core/job-graph.js";
import type { PlannedExpectation, PlannedJob, PlannedStage } from "../planner/planned-job.js";
import type { HashedFiles } from "./hashed-files.js";

/** @returns its SHA-256 */
export async function savePlan(files: HashedFiles, planned: PlannedJob): Promise<string> {
  return files.put(serialize(planned));
}

/** @throws STATE_DAMAGED when it is not there or cannot be read */
export async function loadPlan(files: HashedFiles, sha256: string): Promise<PlannedJob> {
  try {
    return deserialize(await files.get(sha256)) as PlannedJob;
  } catch (cause) {
    throw new GoldpanError(
      "STATE_DAMAGED",
      `the plan ${files.path(sha256)} cannot be read: ${(cause as Error).message}`,
      {
        hint: "restore the state folder, or start with an empty one: applications that ran are then lost, tables are not",
        cause,
      },
    );
  }
}

/**
 * What the scheduler needs of it.
 * @param startedAtMs  of the application: from then ages are reckoned
 * @throws InvariantError when it could not be run to its end
 */
export function graphOf(planned: PlannedJob, startedAtMs: number): JobGraph {
  const graph: JobGraph = {
    stages: planned.stages.map(stageGraph),
    expectations: planned.expectations.map((expectation) => expectationRule(expectation, startedAtMs)),
    target: targetOf(planned),
    adaptive: planned.adaptive,
  };
  checkJobGraph(graph);
  return graph;
}

function expectationRule({ together, ...rule }: PlannedExpectation, startedAtMs: number): ExpectationRule {
  if (together?.kind !== "newest") return { ...rule, together };
  return { ...rule, together: { kind: "newest", notBeforeMs: startedAtMs - together.ageMaxMs } };
}

function stageGraph({ stageId, name, fragments, after, joinSwitch, cache }: PlannedStage): StageGraph {
  const graphs = fragments.map(({ inputs, layout }) => ({ inputs, layout }));
  return { stageId, name, fragments: graphs, after, joinSwitch, cache };
}

/** Where its rows go. */
export function targetOf({ sink, stages }: PlannedJob): JobTarget {
  if (sink !== undefined) return { kind: "sink", path: sink.table, quarantinePath: sink.quarantineTable ?? "" };
  const delivery = stages.at(-1)?.fragments[0]?.fragment.delivery;
  return { kind: delivery?.discard ? "discard" : "result" };
}
