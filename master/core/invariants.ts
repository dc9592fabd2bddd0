/**
 * What holds after every step. Checked in tests and simulation; cited by number.
 *
 *  1. A live attempt is in its worker's books and in its task's, and nowhere else; a lost worker has none.
 *  2. A stage's counts and its list of waiting partitions agree with its tasks.
 *  3. On a worker the slots in use and the drivers fit its cores and memory, and no application prefetches more than it has slots in use there.
 *  4. An application uses at most `cores.max` cores.
 *  5. Attempts count from 1: a live or accepted one is never above the number launched, unless another job ran it.
 *  6. A job that commits or relays has a complete last stage.
 *  7. A job that has ended has no tasks.
 *  8. An application that is ending and has no open job is forgotten.
 *  9. Pieces that someone still needs are on a worker that is not lost.
 * 10. A stage that is not laid out has no tasks; one that is skipped was taken over once, by a stage that is later than it.
 * 11. A task has one read per input of its fragment, and reads only map outputs that there are.
 */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import { attemptToken } from "../../common/ids.js";
import { isNeeded } from "./needs.js";
import { offeredToTasks } from "./placement.js";
import type { ApplicationRecord, JobRecord, SchedulerState, StageRecord, TaskRecord, WorkerRecord } from "./state.js";
import { findTask, isAdopted, isComplete, isLastStage, presentWorker } from "./step.js";
import { story } from "./tasks.js";

/** @throws InvariantError naming the first that is broken */
export function checkInvariants(state: SchedulerState): void {
  for (const worker of state.workers.values()) checkWorker(state, worker);
  for (const application of state.applications.values()) {
    checkApplication(state, application);
    for (const job of application.jobs.values()) checkJob(state, job);
  }
}

function hold(condition: boolean, number: number, story: string): asserts condition {
  if (!condition) throw new InvariantError(`invariant ${number} is broken: ${story}`);
}

function checkWorker(state: SchedulerState, worker: WorkerRecord): void {
  const present = presentWorker(worker);
  if (present === undefined) return;
  const free: { cores: number; memoryBytes: number } = { ...offeredToTasks(state, worker.workerId, present) };
  const behind = new Map<string, number>();
  for (const [token, attempt] of present.attempts) {
    const place = findTask(state, attempt.key);
    hold(place !== undefined, 1, `${worker.workerId} runs ${token}, of which no task is left`);
    const { task, stage, application } = place;
    hold(task.state.kind === "running" && task.state.attempt === attempt, 1, `${token}: ${story(stage, task)}`);
    const slot = attempt.place === "slot";
    behind.set(application.applicationId, (behind.get(application.applicationId) ?? 0) + (slot ? 1 : -1));
    if (!slot) continue;
    free.cores -= application.demand.executorCores;
    free.memoryBytes -= application.demand.executorMemoryBytes;
  }
  hold(free.cores >= 0 && free.memoryBytes >= 0, 3, `${worker.workerId} has ${free.cores} cores free`);
  for (const [name, count] of behind) hold(count >= 0, 3, `${name} prefetches too much on ${worker.workerId}`);
}

function checkApplication(state: SchedulerState, application: ApplicationRecord): void {
  const jobs = [...application.jobs.values()];
  if (application.state.kind === "ending") {
    hold(
      jobs.some((job) => job.state.kind !== "ended"),
      8,
      `${application.applicationId} should be forgotten`,
    );
  }
  const { coresMax, executorCores } = application.demand;
  let cores = 0;
  for (const worker of state.workers.values()) {
    for (const attempt of presentWorker(worker)?.attempts.values() ?? []) {
      if (attempt.place === "slot" && attempt.key.applicationId === application.applicationId) cores += executorCores;
    }
  }
  hold(cores <= (coresMax ?? Infinity), 4, `${application.applicationId} uses ${cores} cores`);
}

function checkJob(state: SchedulerState, job: JobRecord): void {
  const name = `${job.applicationId}/job ${job.jobId}`;
  if (job.state.kind === "ended") {
    hold(job.stages.length === 0, 7, name);
    return;
  }
  for (const stage of job.stages) {
    checkStage(state, job, stage, name);
    if (job.state.kind === "running") checkPieces(state, job, stage, job.state.partitionsRelayed);
  }
  for (const stage of job.stages) checkLayout(job, stage, name);
  const last = job.stages.at(-1);
  if (job.state.kind !== "running") hold(last !== undefined && isComplete(last), 6, name);
}

function checkStage(state: SchedulerState, job: JobRecord, stage: StageRecord, name: string): void {
  const waiting: number[] = [];
  let accepted = 0;
  for (const task of stage.tasks) {
    checkTask(state, job, stage, task);
    if (task.state.kind === "waiting") waiting.unshift(task.partition);
    if (task.state.kind === "accepted") accepted += 1;
  }
  const agree = accepted === stage.acceptedCount && String(waiting) === String(stage.waiting);
  hold(
    agree,
    2,
    `${name} stage ${stage.graph.stageId}: waiting ${String(stage.waiting)}, accepted ${stage.acceptedCount}`,
  );
}

function checkTask(state: SchedulerState, job: JobRecord, stage: StageRecord, task: TaskRecord): void {
  if (task.state.kind === "waiting") return;
  if (task.state.kind === "accepted" && isAdopted(job, task.state)) return;
  const { key } = task.state.kind === "running" ? task.state.attempt : task.state;
  hold(key.attempt >= 1 && key.attempt <= task.attemptCount, 5, story(stage, task));
  if (task.state.kind !== "running") return;
  const { attempt } = task.state;
  const worker = presentWorker(state.workers.get(attempt.workerId));
  hold(worker?.attempts.get(attemptToken(attempt.key)) === attempt, 1, story(stage, task));
}

function checkPieces(state: SchedulerState, job: JobRecord, stage: StageRecord, partitionsRelayed: number): void {
  const last = isLastStage(job, stage);
  for (const task of stage.tasks) {
    if (task.state.kind !== "accepted" || (last && task.partition < partitionsRelayed)) continue;
    if (!isNeeded(job, stage, task)) continue;
    const { holder } = task.state;
    hold(holder !== undefined && presentWorker(state.workers.get(holder)) !== undefined, 9, story(stage, task));
  }
}

function checkLayout(job: JobRecord, stage: StageRecord, name: string): void {
  const { stageId } = stage.graph;
  const told = `${name} stage ${stageId} is ${stage.state}`;
  const takenOver = job.fusions.filter(({ mainStageId }) => mainStageId === stageId);
  if (stage.state !== "laid out") hold(stage.tasks.length === 0, 10, told);
  hold(takenOver.length === (stage.state === "skipped" ? 1 : 0), 10, told);
  hold(
    takenOver.every((fusion) => fusion.stageId > stageId),
    10,
    told,
  );
  for (const task of stage.tasks) {
    const { fragmentIndex, reads } = task.shape;
    const inputs = stage.graph.fragments[fragmentIndex]?.inputs;
    hold(inputs?.length === reads.length, 11, story(stage, task));
    for (const [input, { mapTo }] of reads.entries()) {
      const upstream = job.stages[inputs[input]?.stageId ?? -1];
      hold(upstream?.state === "laid out" && mapTo <= upstream.tasks.length, 11, story(stage, task));
    }
  }
}
