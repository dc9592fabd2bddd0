/**
 * Pieces go when the last stage that reads them is complete: a job of many exchanges keeps two of them on disk, not all. Should what was
 * made of them be lost, they are made again.
 */
import { acceptedStates } from "./needs.js";
import type { JobRecord, StageRecord } from "./state.js";
import { isAdopted, isComplete, isConnected, isDone, isLastStage, reads, type Step } from "./step.js";

/** Of a job that goes on: one that commits or relays is over soon. */
export function releaseReadPieces(step: Step, job: JobRecord): void {
  if (job.state.kind !== "running") return;
  const read = job.stages.filter((stage) => !stage.piecesReleased && isComplete(stage) && isReadOut(job, stage));
  let released = false;
  for (const stage of read) {
    stage.piecesReleased = true;
    for (const state of acceptedStates(stage)) {
      if (isAdopted(job, state) || state.holder === undefined) continue;
      state.holder = undefined;
      released = true;
    }
  }
  if (!released) return;
  const { applicationId, jobId } = job;
  const keepStages = job.stages.filter((stage) => !stage.piecesReleased).map(({ graph }) => graph.stageId);
  for (const worker of step.state.workers.values()) {
    if (!isConnected(worker)) continue;
    step.actions.push({ kind: "ReleasePieces", workerId: worker.workerId, applicationId, jobId, keepStages });
  }
}

function isReadOut(job: JobRecord, stage: StageRecord): boolean {
  if (isLastStage(job, stage) || stage.graph.cache !== undefined) return false;
  return job.stages.every((reader) => isDone(reader) || !reads(reader, stage));
}
