/** A worker's life: registered under a new epoch each time, draining, lost. */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import { attemptToken } from "../../common/ids.js";
import type { AttemptKey } from "../../common/wire/types.js";
import { warmUp } from "./applications.js";
import { statesOf } from "./caches.js";
import { loseAttempt } from "./attempts.js";
import { findDrivers, missDrivers } from "./drivers.js";
import type { MasterRestarted, WorkerDraining, WorkerLost, WorkerRegistered } from "./events.js";
import { acceptedStates, reviewNeeds } from "./needs.js";
import { resultPieces } from "./pieces.js";
import type { AcceptedState, Attempt, JobRecord, PresentWorker, SchedulerState, WorkerRecord } from "./state.js";
import { findTask, presentWorker, type Step } from "./step.js";

/** Ids are new with every start of a worker: those that stay away for so long are not expected any more. */
const forgetLostAfterMs = 600_000;

export function registerWorker(step: Step, event: WorkerRegistered): void {
  const { workerId, cores, memoryBytes, pieceAddress } = event;
  forgetLost(step);
  const known = step.state.workers.get(workerId);
  const worker: WorkerRecord = known ?? { workerId, epoch: 0, state: { kind: "lost", sinceMs: step.atMs } };
  step.state.workers.set(workerId, worker);
  const before = presentWorker(worker);
  const running = new Set(event.running.map(attemptToken));
  // Until it is confirmed nothing is sent to it.
  if (before !== undefined) worker.state = { ...resources(before), kind: "reconnecting", deadlineAtMs: step.atMs };
  const sameSize = before?.cores === cores && before.memoryBytes === memoryBytes;
  for (const [token, attempt] of [...(before?.attempts ?? [])]) {
    if (!sameSize || !running.has(token)) loseOne(step, attempt, `${workerId} came back without it`);
  }
  const keepDrivers = findDrivers(step, workerId, event.drivers ?? []);
  const attempts = before?.attempts ?? new Map<string, Attempt>();
  worker.epoch += 1;
  worker.state = { kind: "alive", cores, memoryBytes, pieceAddress, attempts };
  const keepRunning = [...attempts.values()].map(({ key }) => key);
  const keepPieces = findPieces(step, worker, new Set(event.holding.map(attemptToken)));
  step.actions.push({
    kind: "ConfirmWorker",
    workerId,
    workerEpoch: worker.epoch,
    keepRunning,
    keepPieces,
    keepDrivers,
  });
  for (const job of runningJobs(step.state)) reviewNeeds(step, job);
  for (const application of step.state.applications.values()) {
    if (application.state.kind === "active") warmUp(step, application, worker);
  }
}

function forgetLost(step: Step): void {
  for (const { workerId, state } of step.state.workers.values()) {
    if (state.kind === "lost" && step.atMs - state.sinceMs >= forgetLostAfterMs) step.state.workers.delete(workerId);
  }
}

/** Marks which accepted pieces are there and which are not; returns those that are. */
function findPieces(step: Step, worker: WorkerRecord, holding: ReadonlySet<string>): AttemptKey[] {
  const kept: AttemptKey[] = [];
  for (const state of acceptedFrom(step.state, worker)) {
    const held = holding.has(attemptToken(state.key));
    state.holder = held ? worker.workerId : undefined;
    if (held) kept.push(state.key);
  }
  return kept;
}

export function drainWorker(step: Step, event: WorkerDraining): void {
  const worker = step.state.workers.get(event.workerId);
  if (worker?.epoch !== event.workerEpoch || worker.state.kind !== "alive") return;
  worker.state = { ...worker.state, kind: "draining" };
}

export function loseWorker(step: Step, event: WorkerLost): void {
  const worker = step.state.workers.get(event.workerId);
  if (worker === undefined || worker.epoch !== event.workerEpoch) return;
  lose(step, worker, event.reason);
}

/** Those that the master waits for since its restart, in vain. */
export function loseOverdueWorkers(step: Step): void {
  for (const worker of step.state.workers.values()) {
    if (worker.state.kind !== "reconnecting" || step.atMs < worker.state.deadlineAtMs) continue;
    const { workerId, epoch: workerEpoch } = worker;
    const reason = `${workerId} did not come back after the master's restart`;
    step.actions.push({ kind: "ReportWorkerLoss", workerId, workerEpoch, reason });
    lose(step, worker, reason);
  }
}

/**
 * Connections are gone with the master's last life, workers mostly not: they have a while to come back with what they run.
 * Commits and relays under way are issued again.
 */
export function expectWorkersBack(step: Step, event: MasterRestarted): void {
  const deadlineAtMs = step.atMs + event.reconnectTimeoutMs;
  for (const worker of step.state.workers.values()) {
    const present = presentWorker(worker);
    if (present !== undefined) worker.state = { ...resources(present), kind: "reconnecting", deadlineAtMs };
  }
  for (const { applicationId, jobs } of step.state.applications.values()) {
    for (const { jobId, state } of jobs.values()) {
      if (state.kind === "committing") step.actions.push({ kind: "StartCommit", applicationId, jobId });
      if (state.kind === "relaying") restartRelay(step, jobs.get(jobId));
    }
  }
}

/** From the beginning: the stream that had a part of it is gone with the client's connection. */
function restartRelay(step: Step, job: JobRecord | undefined): void {
  const last = job?.stages.at(-1);
  if (job === undefined || last === undefined) return;
  job.state = { kind: "relaying", partitionsRelayed: 0 };
  const { applicationId, jobId } = job;
  step.actions.push({
    kind: "StartRelay",
    applicationId,
    jobId,
    fromPartition: 0,
    pieces: resultPieces(step.state, last),
  });
}

function resources({ cores, memoryBytes, pieceAddress, attempts }: PresentWorker) {
  return { cores, memoryBytes, pieceAddress, attempts };
}

function lose(step: Step, worker: WorkerRecord, reason: string): void {
  const present = presentWorker(worker);
  if (present === undefined) return;
  const concerned = [...runningJobs(step.state)].filter((job) => isAtWorkFor(job, worker));
  // From here on nothing is sent to it and nothing is placed there.
  worker.state = { ...resources(present), kind: "reconnecting", deadlineAtMs: step.atMs };
  for (const state of acceptedFrom(step.state, worker)) state.holder = undefined;
  for (const attempt of [...present.attempts.values()]) loseOne(step, attempt, reason);
  worker.state = { kind: "lost", sinceMs: step.atMs };
  missDrivers(step, worker.workerId, reason);
  for (const { applicationId, jobId } of concerned) {
    const text = `a worker is gone: ${reason}; what is still needed of it is run again`;
    step.actions.push({ kind: "NotifyJob", applicationId, jobId, code: "WORKER_LOST", text });
  }
  for (const job of runningJobs(step.state)) reviewNeeds(step, job);
}

/** Whether it runs tasks of the job, or has what they delivered. */
function isAtWorkFor(job: JobRecord, { workerId }: WorkerRecord): boolean {
  return job.stages.some(({ tasks }) =>
    tasks.some(({ state }) =>
      state.kind === "running"
        ? state.attempt.workerId === workerId
        : state.kind === "accepted" && state.workerId === workerId,
    ),
  );
}

function loseOne(step: Step, attempt: Attempt, reason: string): void {
  const place = findTask(step.state, attempt.key);
  // The loss of an attempt before it may have ended the whole job.
  if (place === undefined) return;
  if (place.task.state.kind !== "running" || place.task.state.attempt !== attempt) {
    throw new InvariantError(
      `${attempt.workerId} has an attempt that its task does not know: ${attemptToken(attempt.key)}`,
    );
  }
  loseAttempt(step, place, reason);
}

/** What it ran that open jobs or caches have accepted, each once. */
function acceptedFrom(state: SchedulerState, worker: WorkerRecord): Set<AcceptedState> {
  const found = new Set<AcceptedState>();
  for (const job of openJobs(state)) {
    for (const stage of job.stages) for (const accepted of acceptedStates(stage)) found.add(accepted);
  }
  for (const { caches } of state.applications.values()) {
    for (const record of caches.values()) for (const accepted of statesOf(record)) found.add(accepted);
  }
  for (const accepted of found) if (accepted.workerId !== worker.workerId) found.delete(accepted);
  return found;
}

function* openJobs(state: SchedulerState): Generator<JobRecord> {
  for (const { jobs } of state.applications.values()) {
    for (const job of jobs.values()) if (job.state.kind !== "ended") yield job;
  }
}

function* runningJobs(state: SchedulerState): Generator<JobRecord> {
  for (const job of openJobs(state)) if (job.state.kind === "running") yield job;
}
