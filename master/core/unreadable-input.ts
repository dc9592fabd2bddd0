/**
 * Input files that turn out damaged while tasks read them. One of them is the end of the job, but it ends when all of them are known: tasks
 * that read files go on, no others begin.
 */
import { unreadableFiles, type BadFile } from "../../common/errors/unreadable-files.js";
import { errorToWire } from "../../common/errors/wire.js";
import type { WireErrorInput } from "../../common/wire/types.js";
import type { JobRecord, StageRecord } from "./state.js";
import { inputsComplete, readsSplits } from "./step.js";

/** So many are enough to see that it is all of them. */
const filesMax = 100;

export function hasUnreadableInput(job: JobRecord): boolean {
  return job.stages.some(({ unreadable }) => unreadable.length > 0);
}

export function readsFiles(stage: StageRecord): boolean {
  return stage.tasks.some(({ shape }) => readsSplits(stage.graph, shape));
}

/** The error that names them all; undefined where there are none, or while there may be more. */
export function unreadableInput(job: JobRecord): WireErrorInput | undefined {
  const errors = job.stages.flatMap(({ unreadable }) => unreadable);
  if (errors.length === 0) return undefined;
  const files = errors.flatMap(namedFiles);
  if (files.length < filesMax && job.stages.some((stage) => goesOn(job, stage))) return undefined;
  const [first] = errors;
  return errors.length === 1 ? first : errorToWire(unreadableFiles(distinct(files)));
}

/** Tasks that wait for another stage beside their files may wait in vain. */
function goesOn(job: JobRecord, stage: StageRecord): boolean {
  const mayBegin = inputsComplete(job, stage);
  return stage.tasks.some(
    ({ state, shape }) =>
      (state.kind === "running" || (state.kind === "waiting" && mayBegin)) && readsSplits(stage.graph, shape),
  );
}

function namedFiles({ data }: WireErrorInput): BadFile[] {
  return (data?.files ?? []).map(({ file, bytes, problem }) => ({
    file: file ?? "",
    bytes: Number(bytes ?? 0),
    problem: problem ?? "",
  }));
}

/** Row groups of one file may be read by several tasks. */
function distinct(files: readonly BadFile[]): BadFile[] {
  return [...new Map(files.map((bad) => [bad.file, bad])).values()].sort((a, b) => (a.file < b.file ? -1 : 1));
}
