/** What a job did, from the reports of its accepted attempts alone. */
import type { JobSummaryInput } from "../../common/wire/types.js";
import type { JobRecord } from "./state.js";
import { isAdopted, isLastStage, readsSplits } from "./step.js";
import { countExpectations } from "./thresholds.js";

/**
 * Rows read are rows of splits, not of pieces; rows and bytes written are those of the last stage.
 * @param committed  undefined for results and for jobs that failed
 */
export function summarize(
  job: JobRecord,
  endedAtMs: number,
  committed: { readonly commit: number; readonly files: number } | undefined,
): JobSummaryInput {
  const { target } = job.graph;
  const volume = { rowsRead: 0, bytesRead: 0, rowsWritten: 0, bytesWritten: 0 };
  const totals = { rowsDropped: 0, rowsQuarantined: 0, attemptsFailed: 0, tasks: 0 };
  const tasksByWorker: Record<string, number> = {};
  for (const stage of job.stages) {
    totals.attemptsFailed += stage.failedAttemptCount;
    for (const { shape, state } of stage.tasks) {
      if (state.kind !== "accepted") continue;
      const { report, workerId } = state;
      totals.rowsDropped += report.rowsDropped;
      totals.rowsQuarantined += report.rowsQuarantined;
      if (isAdopted(job, state)) continue;
      totals.tasks += 1;
      tasksByWorker[workerId] = (tasksByWorker[workerId] ?? 0) + 1;
      if (readsSplits(stage.graph, shape)) {
        volume.rowsRead += report.rowsRead;
        volume.bytesRead += report.bytesRead;
      }
      if (isLastStage(job, stage)) {
        volume.rowsWritten += report.rowsOut;
        volume.bytesWritten += report.bytesOut;
      }
    }
  }
  return {
    volume,
    ...totals,
    expectations: countExpectations(job),
    files: committed?.files ?? 0,
    durationMs: endedAtMs - job.submittedAtMs,
    path: committed !== undefined && target.kind === "sink" ? target.path : "",
    commit: committed?.commit ?? 0,
    quarantinePath:
      committed !== undefined && target.kind === "sink" && totals.rowsQuarantined > 0 ? target.quarantinePath : "",
    tasksByWorker,
  };
}
