/** Where the outputs of stages are. */
import type { PieceRefInput } from "../../common/wire/types.js";
import { InvariantError } from "../../common/errors/goldpan-error.js";
import { rangeVolume } from "./piece-ranges.js";
import { readsPiece } from "./needs.js";
import type { AcceptedState, JobRecord, SchedulerState, StageRecord, TaskRecord } from "./state.js";
import { presentWorker } from "./step.js";
import { story } from "./tasks.js";

/**
 * What a task reads: per input of its fragment the map outputs that have bytes in its partitions, ascending.
 * @throws InvariantError when a stage that it reads is not complete
 */
export function inputPieces(
  state: SchedulerState,
  job: JobRecord,
  stage: StageRecord,
  { shape }: TaskRecord,
): PieceRefInput[][] {
  const inputs = stage.graph.fragments[shape.fragmentIndex]?.inputs ?? [];
  return inputs.map(({ stageId }, input) => {
    const read = shape.reads[input];
    const upstream = job.stages[stageId];
    if (read === undefined || upstream === undefined) throw new InvariantError(`no input ${input} of stage ${stageId}`);
    return upstream.tasks.slice(read.mapFrom, read.mapTo).flatMap((task) => {
      const accepted = acceptedState(upstream, task);
      const { pieceSizes } = accepted.report;
      if (!readsPiece(read, task.partition, pieceSizes)) return [];
      return [pieceRef(state, accepted, read.from, Math.min(read.to, pieceSizes.length))];
    });
  });
}

/** One per task of a complete stage, in order. Those that are lost and no longer wanted have no address. */
export function resultPieces(state: SchedulerState, stage: StageRecord): PieceRefInput[] {
  return stage.tasks.map((task) => pieceRef(state, acceptedState(stage, task), 0, 1));
}

function acceptedState(stage: StageRecord, task: TaskRecord): AcceptedState {
  if (task.state.kind !== "accepted") throw new InvariantError(`no pieces yet: ${story(stage, task)}`);
  return task.state;
}

function pieceRef(
  state: SchedulerState,
  { key, holder, report }: AcceptedState,
  partitionFrom: number,
  partitionTo: number,
): PieceRefInput {
  const address = holder === undefined ? "" : (presentWorker(state.workers.get(holder))?.pieceAddress ?? "");
  const { bytes, rows } = rangeVolume(report, partitionFrom, partitionTo);
  return { key, workerId: holder ?? "", address, bytes, rows, partitionFrom, partitionTo };
}
