/** Joins whose build side turned out to be small: their stage takes over what its main side's stage would have run. */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { StageGraph } from "./job-graph.js";
import { acceptedStates } from "./needs.js";
import type { Fusion, JobRecord, StageRecord } from "./state.js";
import { isComplete, reads, stageOf, type Step } from "./step.js";

/** Once the build side is complete, and once for each join. */
export function decideJoin(step: Step, job: JobRecord, stage: StageRecord): void {
  const { joinSwitch, stageId } = stage.graph;
  if (joinSwitch === undefined || stage.state !== "planned") return;
  const { mainStageId, buildStageId, bytesMax } = joinSwitch;
  const build = stageOf(job, buildStageId);
  if (!isComplete(build)) return;
  const bytes = acceptedStates(build).reduce((sum, { report }) => sum + report.bytesOut, 0);
  if (bytes <= bytesMax && mayBeTakenOver(job, stageOf(job, mainStageId), stage)) {
    const { decisions } = stageOf(job, mainStageId);
    stage.decisions.push(...decisions, { kind: "fused", mainStageId, buildStageId, bytes });
    fuse(step, job, { mainStageId, buildStageId, stageId });
    return;
  }
  stage.graph = { ...stage.graph, joinSwitch: undefined };
  if (bytes > bytesMax) stage.decisions.push({ kind: "not fused", buildStageId, bytes, bytesMax });
}

/** It has not begun, and nobody else wants its rows. */
function mayBeTakenOver(job: JobRecord, main: StageRecord, by: StageRecord): boolean {
  const wanted = job.stages.some((reader) => reader !== by && reader.state !== "skipped" && reads(reader, main));
  return main.state === "planned" && main.graph.cache === undefined && !wanted;
}

export function fuse(step: Step, job: JobRecord, fusion: Fusion): void {
  const { mainStageId, buildStageId, stageId } = fusion;
  const main = stageOf(job, mainStageId);
  const stage = stageOf(job, stageId);
  if (main.state !== "planned" || stage.state !== "planned") {
    throw new InvariantError(`stage ${stageId} cannot take over stage ${mainStageId}, which is ${main.state}`);
  }
  stage.graph = fusedGraph(main.graph, stage.graph, buildStageId);
  main.state = "skipped";
  job.fusions.push(fusion);
  const { applicationId, jobId } = job;
  step.actions.push({ kind: "StagesFused", applicationId, jobId, mainStageId, stageId });
}

/** As fuseStages of the planner makes it. A join of the main stage that is undecided may still switch. */
function fusedGraph(main: StageGraph, join: StageGraph, buildStageId: number): StageGraph {
  const [first, ...others] = join.fragments;
  if (first === undefined) throw new InvariantError(`stage ${join.stageId} has no fragment`);
  const shared = [{ stageId: buildStageId, read: "all" as const }, ...first.inputs.slice(2)];
  const taken = main.fragments.map(({ inputs, layout }) => ({ inputs: [...inputs, ...shared], layout }));
  return {
    ...join,
    fragments: [...taken, ...others],
    after: [...new Set([...main.after, ...join.after])],
    joinSwitch: main.joinSwitch,
  };
}
