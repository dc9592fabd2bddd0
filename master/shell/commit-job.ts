/** The commit of a job whose sink tasks are all accepted: from their reports to the table's log. */
import { setTimeout as delay } from "node:timers/promises";
import { InvariantError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { formatBytes, formatCount } from "../../common/units.js";
import type { ObjectStore } from "../../storage/object-store.js";
import { finishWrite, type AcceptedFile, type FinishedWrite } from "../../storage/table/finish-write.js";
import type { JobRecord } from "../core/state.js";
import { countExpectations } from "../core/thresholds.js";
import type { PlannedJob } from "../planner/planned-job.js";
import type { CommitKey } from "./commit-key.js";

const triesMax = 4;
const firstPauseMs = 250;

/**
 * Repeated where an answer was lost or a committed table could not be finished: the first try's commit is found by its key.
 * @throws as finishWrite
 */
export async function commitJob(
  store: ObjectStore,
  job: JobRecord,
  planned: PlannedJob,
  context: { readonly timeZone: string; readonly filesMax: number; readonly key: CommitKey },
): Promise<FinishedWrite> {
  const { sink } = planned;
  if (sink === undefined) throw new InvariantError(`job ${job.jobId} has no sink to commit to`);
  const finished = {
    applicationId: job.applicationId,
    jobId: job.jobId,
    files: acceptedFiles(job),
    schema: planned.output,
    quarantineSchema: planned.quarantineSchema,
    inputs: sink.inputs,
    expectations: countExpectations(job).map((count) => ({
      name: count.name,
      action: String(count.action),
      rows: Number(count.rows),
      violations: Number(count.violations),
      nullViolations: Number(count.nullViolations),
      ...(count.finding === "" ? {} : { finding: count.finding }),
    })),
    timeZone: context.timeZone,
    filesMax: context.filesMax,
    idempotencyKey: context.key.text,
    mayBeEarlier: context.key.mayBeEarlier,
    nowMs: Date.now(),
  };
  for (let tries = 1; ; tries++) {
    try {
      return await finishWrite(store, sink, finished);
    } catch (error) {
      if (tries === triesMax || !isGoldpanError(error, "TABLE_COMMIT_UNFINISHED", "STORE_FAILED")) throw error;
      await delay(firstPauseMs * 2 ** (tries - 1));
    }
  }
}

/** Of all stages: what quarantines may come before an exchange. */
function acceptedFiles(job: JobRecord): AcceptedFile[] {
  return job.stages
    .flatMap((stage) => stage.tasks)
    .flatMap(({ state }) =>
      state.kind === "accepted" ? state.report.files.map((file) => ({ file, attempt: state.key })) : [],
    );
}

/** Files that many, and on average that small, slow down whoever reads the table. */
const smallFilesMin = 100;
const smallFileBytes = 1_000_000;

/** What the user should know of a write that made many small files; undefined where there is nothing to say. */
export function smallFilesNotice({
  files,
  bytes,
}: Pick<FinishedWrite, "files" | "bytes">): { readonly code: string; readonly text: string } | undefined {
  if (files <= smallFilesMin || bytes >= files * smallFileBytes) return undefined;
  const sizes = `${formatCount(files)} files of ${formatBytes(bytes / files)} on average`;
  return {
    code: "SMALL_FILES",
    text: `${sizes}: partition by a coarser column, or make them few with goldpan table PATH --compact`,
  };
}
