/** What a job did, from the reports of its accepted attempts alone. */
import type { JobSummaryInput, VolumeInput } from "../../common/wire/types.js";
import { executedText } from "./executed.js";
import { acceptedStates } from "./needs.js";
import type { JobRecord, StageRecord } from "./state.js";
import { isAdopted, isLastStage, readsSplits, stageOf } from "./step.js";
import { countExpectations } from "./thresholds.js";

/**
 * What an earlier job did is counted in expectations and dropped rows alone.
 * @param committed  undefined for results and for jobs that failed
 */
export function summarize(
  job: JobRecord,
  endedAtMs: number,
  committed: { readonly commit: number; readonly files: number } | undefined,
): JobSummaryInput {
  const { target } = job.graph;
  const totals = { rowsDropped: 0, rowsQuarantined: 0, attemptsFailed: 0, tasks: 0 };
  const tasksByWorker: Record<string, number> = {};
  for (const stage of job.stages) {
    totals.attemptsFailed += stage.failedAttemptCount;
    for (const state of acceptedStates(stage)) {
      const { report, workerId } = state;
      totals.rowsDropped += report.rowsDropped;
      totals.rowsQuarantined += report.rowsQuarantined;
      if (isAdopted(job, state)) continue;
      totals.tasks += 1;
      tasksByWorker[workerId] = (tasksByWorker[workerId] ?? 0) + 1;
    }
  }
  return {
    // Of files that were aborted, since a table was there, nothing is written.
    volume: { ...volumeOf(job), ...(committed?.commit === 0 ? { rowsWritten: 0, bytesWritten: 0 } : {}) },
    ...totals,
    expectations: countExpectations(job),
    files: committed?.files ?? 0,
    durationMs: endedAtMs - job.submittedAtMs,
    path: committed !== undefined && target.kind === "sink" ? target.path : "",
    commit: committed?.commit ?? 0,
    quarantinePath:
      committed !== undefined && target.kind === "sink" && totals.rowsQuarantined > 0 ? target.quarantinePath : "",
    tasksByWorker,
    executed: executedText(job),
  };
}

/** Rows read are rows of splits, not of pieces; rows and bytes written are those of the last stage. */
export function volumeOf(job: JobRecord): Required<VolumeInput> {
  const volume = { rowsRead: 0, bytesRead: 0, rowsWritten: 0, bytesWritten: 0 };
  for (const stage of job.stages) {
    const broadcastRows = stage.graph.fragments.map((_, index) => rowsReadWhole(job, stage, index));
    for (const { shape, state } of stage.tasks) {
      if (state.kind !== "accepted" || isAdopted(job, state)) continue;
      const { report } = state;
      if (readsSplits(stage.graph, shape)) {
        volume.rowsRead += Math.max(0, report.rowsRead - (broadcastRows[shape.fragmentIndex] ?? 0));
        volume.bytesRead += report.bytesRead;
      }
      if (isLastStage(job, stage)) {
        volume.rowsWritten += report.rowsOut;
        volume.bytesWritten += report.bytesOut;
      }
    }
  }
  return volume;
}

/** By each task of a fragment that reads splits, which has all of its inputs sent to it. */
function rowsReadWhole(job: JobRecord, { graph }: StageRecord, fragmentIndex: number): number {
  const fragment = graph.fragments[fragmentIndex];
  if (fragment?.layout.kind !== "splits") return 0;
  return fragment.inputs
    .flatMap(({ stageId }) => acceptedStates(stageOf(job, stageId)))
    .reduce((sum, { report }) => sum + report.rowsOut, 0);
}
