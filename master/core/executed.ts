/** A job's stages as they ran, as lines for a person: what was read and made, and what was decided on the way. */
import { formatBytes, formatCount } from "../../common/units.js";
import { rangeVolume } from "./piece-ranges.js";
import type { AcceptedState, JobRecord, StageDecision, StageRecord, TaskRecord } from "./state.js";
import { isAdopted, stageOf } from "./step.js";

export function executedText(job: JobRecord): string {
  return job.stages.flatMap((stage) => stageLines(job, stage)).join("\n");
}

function stageLines(job: JobRecord, stage: StageRecord): string[] {
  const { stageId, name } = stage.graph;
  const decided = stage.decisions.map((decision) => `  ${decisionText(decision)}`);
  return [`stage ${stageId}: ${name} (${ranText(job, stage)})`, ...decided];
}

function ranText(job: JobRecord, stage: StageRecord): string {
  const { stageId } = stage.graph;
  if (stage.state === "skipped") {
    const by = job.fusions.find(({ mainStageId }) => mainStageId === stageId)?.stageId ?? stageId;
    return `skipped: stage ${by} does its work`;
  }
  const ran = stage.tasks.flatMap((task) =>
    task.state.kind === "accepted" && !isAdopted(job, task.state) ? [{ task, state: task.state }] : [],
  );
  const notDone = stage.tasks.filter(({ state }) => state.kind !== "accepted");
  if (ran.length === 0 && stage.failedAttemptCount === 0) return "not run";
  const workers = new Set(ran.map(({ state }) => state.workerId)).size;
  const reads = ran.map(({ task, state }) => readOf(job, stage, task, state));
  const rowsRead = sum(ran.map(({ state }) => state.report.rowsRead));
  const bytesRead = sum(reads);
  const share = bytesRead > 0 ? Math.round((100 * Math.max(...reads)) / bytesRead) : 0;
  const read = `read ${count(rowsRead, "row")}, ${formatBytes(bytesRead)}, the largest task ${share} %`;
  const parts = [
    `${count(ran.length, "task")} on ${count(workers, "worker")}`,
    ...(rowsRead > 0 || bytesRead > 0 ? [read] : []),
    `made ${count(sum(ran.map(({ state }) => state.report.rowsOut)), "row")}, ${formatBytes(sum(ran.map(({ state }) => state.report.bytesOut)))}`,
  ];
  const spilled = sum(ran.map(({ state }) => state.report.spilledBytes));
  if (spilled > 0) parts.push(`spilled ${formatBytes(spilled)}`);
  if (stage.failedAttemptCount > 0) parts.push(`${count(stage.failedAttemptCount, "attempt")} failed`);
  if (notDone.length > 0) parts.push(notDoneText(job, stage, notDone));
  return parts.join("; ");
}

/** Of a job that failed: a task that has most of the rows may be why. */
function notDoneText(job: JobRecord, stage: StageRecord, tasks: readonly TaskRecord[]): string {
  const largest = Math.max(...tasks.map((task) => piecesOf(job, stage, task)));
  const reads = largest > 0 ? `, the largest of which reads ${formatBytes(largest)} of pieces` : "";
  return `${count(tasks.length, "task")} not done${reads}`;
}

/** Compressed bytes of its split and of the pieces that it was told to read; of parts of map outputs at most a tenth too many. */
function readOf(job: JobRecord, stage: StageRecord, task: TaskRecord, { report }: AcceptedState): number {
  return report.bytesRead + piecesOf(job, stage, task);
}

function piecesOf(job: JobRecord, { graph }: StageRecord, { shape }: TaskRecord): number {
  const inputs = graph.fragments[shape.fragmentIndex]?.inputs ?? [];
  const pieces = inputs.map(({ stageId }, input) => {
    const read = shape.reads[input];
    const maps = stageOf(job, stageId).tasks.slice(read?.mapFrom, read?.mapTo);
    if (read === undefined) return 0;
    const accepted = maps.flatMap(({ state }) => (state.kind === "accepted" ? [state] : []));
    return sum(accepted.map(({ report: left }) => rangeVolume(left, read.from, read.to).bytes));
  });
  return sum(pieces);
}

function decisionText(decision: StageDecision): string {
  switch (decision.kind) {
    case "coalesced": {
      const empty = decision.empty === 0 ? "" : `, ${decision.empty} of them empty`;
      return `${count(decision.partitions, "partition")}${empty}, in ${count(decision.tasks, "task")}`;
    }
    case "split":
      return `partition ${decision.partition} of ${formatBytes(decision.bytes)} is skewed: split among ${decision.tasks} tasks`;
    case "fused": {
      const { buildStageId, mainStageId, bytes } = decision;
      return `stage ${buildStageId} made ${formatBytes(bytes)}: sent whole to the tasks of stage ${mainStageId}, which join here`;
    }
    case "not fused": {
      const { buildStageId, bytes, bytesMax } = decision;
      return `stage ${buildStageId} made ${formatBytes(bytes)}, more than ${formatBytes(bytesMax)}: joined by partitions`;
    }
    case "cached":
      return `${decision.found} of ${count(decision.tasks, "task")} cached by an earlier job`;
  }
}

function count(number: number, noun: string): string {
  return `${formatCount(number)} ${noun}${number === 1 ? "" : "s"}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
