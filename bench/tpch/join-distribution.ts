/**
 * Whether joins of big tables were shared by the workers: read from the master's journal, which has each accepted attempt with what it
 * read, and from the planned job beside it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize } from "node:v8";
import type { TableName } from "../../jobs/tpch/tables.js";
import type { JobSubmitted } from "../../master/core/events.js";
import type { PlannedJob, PlannedStage } from "../../master/planner/planned-job.js";
import { decodeJournal, type JournalRecord } from "../../master/shell/journal-format.js";

const tableRowsMin = 100_000;
const shareMax = 0.6;

interface TaskFigures {
  readonly workerId: string;
  readonly bytesRead: number;
}

/**
 * Looks at the last job: every join that a table of over 100,000 rows goes into ran at least two tasks on two workers, and no task of
 * such a stage read over 60 % of its bytes.
 * @param localFolder  the session's `goldpan.local.dir`
 * @returns what is not so, by stage
 */
export function problemsOfJoins(
  localFolder: string,
  rowCounts: Readonly<Record<TableName, number>>,
): ReadonlyMap<number, string> {
  const stateFolder = join(
    localFolder,
    readdirSync(localFolder).find((name) => name.startsWith("goldpan-local-"))!,
    "master",
  );
  const records = decodeJournal(readFileSync(join(stateFolder, "journal.jsonl")));
  const submitted = records.flatMap(({ event }) => (event.kind === "JobSubmitted" ? [event] : [])).at(-1);
  if (submitted === undefined) throw new Error("no job was submitted");
  const job = deserialize(readFileSync(join(stateFolder, "files", submitted.planSha256))) as PlannedJob;
  const tasks = tasksByStage(records, submitted);
  const problems = job.stages.filter(hasJoin).flatMap((stage): [number, string][] => {
    const tables = tablesOf(stage, job).filter((name) => rowCounts[name as TableName] > tableRowsMin);
    const figures = tasks.get(stage.stageId) ?? [];
    return tables.length === 0 || isTakenOver(stage, job, tasks) ? [] : problemsOf(stage, tables, figures);
  });
  return new Map(problems);
}

/** A later join, whose other side turned out to be small, ran this stage's operators in tasks of its own. */
function isTakenOver(
  { stageId }: PlannedStage,
  { stages }: PlannedJob,
  tasks: ReadonlyMap<number, readonly TaskFigures[]>,
): boolean {
  return !tasks.has(stageId) && stages.some(({ joinSwitch }) => joinSwitch?.mainStageId === stageId);
}

function problemsOf(stage: PlannedStage, tables: readonly string[], tasks: readonly TaskFigures[]): [number, string][] {
  const { stageId } = stage;
  const name = `stage ${stage.stageId} (${stage.name}) joins ${tables.join(", ")}:`;
  const workers = new Set(tasks.map(({ workerId }) => workerId)).size;
  if (workers < 2) return [[stageId, `${name} ${tasks.length} tasks on ${workers} workers`]];
  const bytes = tasks.map(({ bytesRead }) => bytesRead);
  const total = bytes.reduce((sum, read) => sum + read, 0);
  const largest = Math.max(...bytes);
  if (largest <= shareMax * total) return [];
  return [[stageId, `${name} one of ${tasks.length} tasks read ${largest} of ${total} bytes`]];
}

/** Of the accepted attempts; a stage whose work another one took over has none. */
function tasksByStage(
  records: readonly JournalRecord[],
  { applicationId, jobId }: JobSubmitted,
): Map<number, TaskFigures[]> {
  const tasks = new Map<number, TaskFigures[]>();
  for (const { event, decided } of records) {
    if (event.kind !== "AttemptSucceeded") continue;
    const { key, workerId, report } = event;
    if (key.applicationId !== applicationId || key.jobId !== jobId) continue;
    if (!decided.some(({ kind }) => kind === "AcceptAttempt")) continue;
    const list = tasks.get(key.stageId) ?? [];
    list.push({ workerId, bytesRead: report.bytesRead });
    tasks.set(key.stageId, list);
  }
  return tasks;
}

function hasJoin(stage: PlannedStage): boolean {
  return stage.fragments.some(({ fragment }) => fragment.operators.some(({ operator }) => operator === "join"));
}

/** Names of the tables that its rows come from, directly or through earlier stages. */
function tablesOf(stage: PlannedStage, job: PlannedJob): string[] {
  const names = stage.fragments.flatMap(({ splits, inputs }) => [
    ...splits.flatMap(({ files }) => files.map(({ uri }) => uri.split("/").at(-2) ?? "")),
    ...inputs.flatMap(({ stageId }) => {
      const input = job.stages.find((other) => other.stageId === stageId);
      return input === undefined ? [] : tablesOf(input, job);
    }),
  ]);
  return [...new Set(names)].sort();
}
