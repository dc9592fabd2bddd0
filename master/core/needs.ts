/** Which outputs are still needed: those that are lost and needed are made again, no others. */
import type { AttemptKey, WireErrorInput } from "../../common/wire/types.js";
import type { TaskRead } from "./job-graph.js";
import { hasBytes } from "./piece-ranges.js";
import type { AcceptedState, ApplicationRecord, JobRecord, StageRecord, TaskRecord } from "./state.js";
import { isConnected, isDone, isLastStage, reads, sameKey, type Step } from "./step.js";
import { reopen } from "./tasks.js";

/**
 * Sends back to waiting every task whose pieces are lost and still wanted: by a task that has not been accepted, or by the
 * client. Last stage first, since what it needs decides what the stages before it must have.
 */
export function reviewNeeds(step: Step, job: JobRecord): void {
  if (job.state.kind !== "running") return;
  for (const stage of job.stages.toReversed()) {
    for (const task of lostTasks(stage)) if (isNeeded(job, stage, task)) reopen(step, stage, task);
  }
}

function lostTasks(stage: StageRecord): TaskRecord[] {
  return stage.tasks.filter(({ state }) => state.kind === "accepted" && state.holder === undefined);
}

/** Whether somebody will ask for the output of an accepted task. */
export function isNeeded(job: JobRecord, stage: StageRecord, task: TaskRecord): boolean {
  if (isLastStage(job, stage)) return isResultNeeded(job, task);
  return job.stages.some((reader) => !isDone(reader) && reads(reader, stage) && isReadBy(reader, stage, task));
}

function isResultNeeded(job: JobRecord, task: TaskRecord): boolean {
  if (job.graph.target.kind !== "result" || job.state.kind === "ended") return false;
  return job.state.kind === "running" && task.partition >= job.state.partitionsRelayed;
}

/** A stage that is not laid out may read anything that has bytes. */
function isReadBy(reader: StageRecord, stage: StageRecord, { partition, state }: TaskRecord): boolean {
  if (state.kind !== "accepted") return false;
  const { pieceSizes } = state.report;
  if (reader.state === "planned") return hasBytes(pieceSizes, 0, pieceSizes.length);
  return reader.tasks.some(
    (task) => task.state.kind !== "accepted" && taskReads(reader, task, stage, partition, pieceSizes),
  );
}

function taskReads(
  reader: StageRecord,
  { shape }: TaskRecord,
  { graph: { stageId } }: StageRecord,
  map: number,
  pieceSizes: string,
): boolean {
  const inputs = reader.graph.fragments[shape.fragmentIndex]?.inputs ?? [];
  return inputs.some((input, position) => {
    const read = shape.reads[position];
    return input.stageId === stageId && read !== undefined && readsPiece(read, map, pieceSizes);
  });
}

/** Whether a task that runs or is accepted was told to read of that map output. */
export function wasRead(job: JobRecord, stage: StageRecord, map: number, pieceSizes: string): boolean {
  if (isLastStage(job, stage)) return job.state.kind === "running" && map < job.state.partitionsRelayed;
  return job.stages.some(
    (reader) =>
      reads(reader, stage) &&
      reader.tasks.some((task) => task.state.kind !== "waiting" && taskReads(reader, task, stage, map, pieceSizes)),
  );
}

/** Whether readers were laid out so that nobody reads one of its partitions: those were empty, and have rows now. */
export function isLeftOut(job: JobRecord, stage: StageRecord, map: number, pieceSizes: string): boolean {
  const filled = Array.from(pieceSizes, (_, partition) => partition).filter((from) =>
    hasBytes(pieceSizes, from, from + 1),
  );
  return job.stages.some(
    (reader) =>
      reader.state === "laid out" &&
      readsOf(reader, stage).some(
        (ranges) =>
          !filled.every((from) =>
            ranges.some((range) => from >= range.from && from < range.to && map >= range.mapFrom && map < range.mapTo),
          ),
      ),
  );
}

/** Per input by which a fragment of the reader reads the stage, what its tasks read of it. */
function readsOf({ graph: { fragments }, tasks }: StageRecord, { graph: { stageId } }: StageRecord): TaskRead[][] {
  return fragments.flatMap(({ inputs }, fragmentIndex) => {
    const shapes = tasks.map(({ shape }) => shape).filter((shape) => shape.fragmentIndex === fragmentIndex);
    return inputs.flatMap((input, position) =>
      input.stageId === stageId ? [shapes.flatMap(({ reads: all }) => all.slice(position, position + 1))] : [],
    );
  });
}

/** Whether the read has bytes of that map output. */
export function readsPiece(read: TaskRead, map: number, pieceSizes: string): boolean {
  return map >= read.mapFrom && map < read.mapTo && hasBytes(pieceSizes, read.from, read.to);
}

/**
 * A reader found pieces missing. Those that are current are lost; what needs them runs again.
 * @returns the error when a stage's pieces were missed so often that the job must fail
 */
export function losePieces(
  step: Step,
  application: ApplicationRecord,
  job: JobRecord,
  error: WireErrorInput,
): WireErrorInput | undefined {
  const touched = new Set<StageRecord>();
  for (const key of (error.upstream?.missing ?? []) as readonly AttemptKey[]) {
    const found = findPieces(job, key);
    if (found?.state.holder === undefined) continue;
    if (isConnected(step.state.workers.get(found.state.holder))) touched.add(found.stage);
    found.state.holder = undefined;
  }
  for (const stage of touched) {
    stage.piecesMissedCount += 1;
    if (stage.piecesMissedCount >= application.demand.taskFailuresMax) return { ...error, retry: "NEVER" };
  }
  reviewNeeds(step, job);
  return undefined;
}

/** Another job's pieces lie where this one adopted them. */
function findPieces(job: JobRecord, key: AttemptKey): { stage: StageRecord; state: AcceptedState } | undefined {
  const ofJob = key.jobId === job.jobId ? job.stages[key.stageId] : undefined;
  const candidates = ofJob === undefined ? job.stages : [ofJob];
  for (const stage of candidates) {
    const state = stage.tasks[key.partition]?.state;
    if (state?.kind === "accepted" && sameKey(state.key, key)) return { stage, state };
  }
  return undefined;
}

/** The outputs of a stage all of whose tasks are accepted. */
export function acceptedStates(stage: StageRecord): AcceptedState[] {
  return stage.tasks.flatMap(({ state }) => (state.kind === "accepted" ? [state] : []));
}
