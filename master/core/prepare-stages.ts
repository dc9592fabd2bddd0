/**
 * What happens to stages between the tasks of one and those of the next: joins switch, tasks are laid out by the sizes that are known by
 * then, and a job whose last stage is complete goes on.
 */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { StageGraph, TaskShape } from "./job-graph.js";
import { advanceJob } from "./jobs.js";
import { layOutTasks, type StageOutput } from "./lay-out-tasks.js";
import { acceptedStates } from "./needs.js";
import { slotsUsable } from "./placement.js";
import type { ApplicationRecord, JobRecord, StageRecord, StageStatistics, TaskRecord } from "./state.js";
import { inputsComplete, isComplete, isDone, reads, type Step } from "./step.js";

export function prepareStages(step: Step): void {
  for (const application of [...step.state.applications.values()]) {
    for (const job of [...application.jobs.values()]) {
      if (job.state.kind !== "running") continue;
      for (const stage of job.stages) if (stage.graph.joinSwitch !== undefined) decideJoin(step, job, stage);
      for (const stage of job.stages) {
        if (stage.state === "planned" && mayBeLaidOut(job, stage)) layOut(step, application, job, stage);
      }
      advanceJob(step, job);
    }
  }
}

function mayBeLaidOut(job: JobRecord, stage: StageRecord): boolean {
  return stage.graph.after.every((id) => isDone(stageOf(job, id))) && inputsComplete(job, stage);
}

function layOut(step: Step, application: ApplicationRecord, job: JobRecord, stage: StageRecord): void {
  const { shapes, notes } = layOutTasks(stage.graph.fragments, {
    outputOf: (stageId) => outputOf(stageOf(job, stageId)),
    rules: job.graph.adaptive,
    slots: slotsUsable(step.state, application),
  });
  stage.decisions.push(...notes);
  stage.statistics = stage.graph.after.map((id) => statisticsOf(stageOf(job, id)));
  setTasks(stage, shapes);
}

/** planned → laid out. All of them wait. */
export function setTasks(stage: StageRecord, shapes: readonly TaskShape[]): void {
  stage.state = "laid out";
  stage.tasks = shapes.map((shape, partition): TaskRecord => ({
    partition,
    shape,
    state: { kind: "waiting" },
    attemptCount: 0,
    failureCount: 0,
    lossCount: 0,
    failedOn: new Set(),
  }));
  for (let partition = shapes.length - 1; partition >= 0; partition--) stage.waiting.push(partition);
}

function outputOf(stage: StageRecord): StageOutput {
  return { pieceSizes: acceptedStates(stage).map(({ report }) => report.pieceSizes) };
}

function statisticsOf(stage: StageRecord): StageStatistics {
  const tasks = acceptedStates(stage).map(({ report }) => report.pieceStatistics);
  return { stageId: stage.graph.stageId, tasks };
}

/** Once the build side is complete: whether the join's stage takes over what its main side's stage would run. */
function decideJoin(step: Step, job: JobRecord, stage: StageRecord): void {
  const { joinSwitch } = stage.graph;
  if (joinSwitch === undefined || stage.state !== "planned") return;
  const { mainStageId, buildStageId, bytesMax } = joinSwitch;
  const main = stageOf(job, mainStageId);
  const build = stageOf(job, buildStageId);
  if (!isComplete(build)) return;
  const bytes = acceptedStates(build).reduce((sum, { report }) => sum + report.bytesOut, 0);
  stage.graph = { ...stage.graph, joinSwitch: undefined };
  if (bytes > bytesMax) {
    stage.decisions.push({ kind: "not fused", buildStageId, bytes, bytesMax });
  } else if (mayBeTakenOver(job, main, stage)) {
    stage.decisions.push(...main.decisions.splice(0), { kind: "fused", mainStageId, buildStageId, bytes });
    stage.graph = fusedGraph(main.graph, stage.graph, buildStageId);
    main.state = "skipped";
    const { applicationId, jobId } = job;
    const { stageId } = stage.graph;
    step.actions.push({ kind: "StagesFused", applicationId, jobId, mainStageId, stageId });
  }
}

/** It has not begun, and nobody else wants its rows. */
function mayBeTakenOver(job: JobRecord, main: StageRecord, by: StageRecord): boolean {
  const wanted = job.stages.some((reader) => reader !== by && reads(reader, main));
  return main.state === "planned" && main.graph.cache === undefined && !wanted;
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

function stageOf(job: JobRecord, stageId: number): StageRecord {
  const stage = job.stages[stageId];
  if (stage === undefined) throw new InvariantError(`job ${job.jobId} has no stage ${stageId}`);
  return stage;
}
