/**
 * What happens to stages between the tasks of one and those of the next: joins switch, tasks are laid out by the sizes that are known by
 * then, and a job whose last stage is complete goes on.
 */
import { rememberCaches } from "./caches.js";
import { decideJoin } from "./join-switch.js";
import { advanceJob } from "./jobs.js";
import { layOutTasks, type StageOutput } from "./lay-out-tasks.js";
import { acceptedStates } from "./needs.js";
import { releaseReadPieces } from "./release-pieces.js";
import { slotsUsable } from "./placement.js";
import type { ApplicationRecord, JobRecord, StageRecord, StageStatistics } from "./state.js";
import { layOutStage } from "./tasks.js";
import { inputsComplete, isDone, stageOf, type Step } from "./step.js";

export function prepareStages(step: Step): void {
  for (const application of [...step.state.applications.values()]) {
    for (const job of [...application.jobs.values()]) {
      if (job.state.kind !== "running") continue;
      for (const stage of job.stages) decideJoin(step, job, stage);
      for (const stage of job.stages) {
        if (stage.state === "planned" && mayBeLaidOut(job, stage)) layOut(step, application, job, stage);
      }
      rememberCaches(step, application, job);
      advanceJob(step, job);
      releaseReadPieces(step, job);
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
  stage.statistics = stagesBefore(stage)
    .map((id) => statisticsOf(stageOf(job, id)))
    .filter(({ tasks }) => tasks.every((reported) => reported.length > 0));
  layOutStage(stage, shapes);
}

function outputOf(stage: StageRecord): StageOutput {
  return { pieceSizes: acceptedStates(stage).map(({ report }) => report.pieceSizes) };
}

/** Those that it waits for, and those that each of its tasks reads whole: build sides, once it runs their joins itself. */
function stagesBefore({ graph: { after, fragments } }: StageRecord): number[] {
  const whole = fragments.flatMap(({ inputs }) => inputs.filter(({ read }) => read === "all"));
  return [...new Set([...after, ...whole.map(({ stageId }) => stageId)])].sort((a, b) => a - b);
}

function statisticsOf(stage: StageRecord): StageStatistics {
  const tasks = acceptedStates(stage).flatMap(({ report }) => (report.rowsOut === 0 ? [] : [report.pieceStatistics]));
  return { stageId: stage.graph.stageId, tasks };
}
