/**
 * Which waiting task runs where. Applications in the order of their registration, then jobs, stages, partitions ascending. An
 * attempt goes to a free slot of the worker that runs the fewest attempts of the application; only when the application can
 * have no free slot anywhere, it is sent ahead to wait behind a running one, so that its fetch overlaps that one's compute.
 */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { WorkerId } from "../../common/ids.js";
import type { ApplicationDemand } from "./events.js";
import { inputPieces } from "./pieces.js";
import type {
  ApplicationRecord,
  DriverRecord,
  JobRecord,
  PresentWorker,
  SchedulerState,
  StageRecord,
  TaskRecord,
  WorkerRecord,
} from "./state.js";
import { inputsComplete, type Step } from "./step.js";
import { launch } from "./tasks.js";
import { hasUnreadableInput, readsFiles } from "./unreadable-input.js";

/**
 * Beyond so many pieces to be told of, the rest of a step's launches waits for the next event, which is a tick at the latest: a master
 * that is busy for seconds looks dead to its workers.
 */
const piecesPerStepMax = 50_000;

/** Room for one application on one worker. */
interface Room {
  readonly workerId: WorkerId;
  freeSlots: number;
  /** Attempts of the application there. */
  slotCount: number;
  prefetchCount: number;
}

/** Cores and memory of a worker, or what is left of them. */
interface Offer {
  readonly cores: number;
  readonly memoryBytes: number;
}

/** Slots that the worker could ever have for the application, by what it offers to tasks. */
export function slotsOf(worker: Offer, application: { readonly demand: ApplicationDemand }): number {
  const { executorCores, executorMemoryBytes } = application.demand;
  return Math.min(Math.floor(worker.cores / executorCores), Math.floor(worker.memoryBytes / executorMemoryBytes));
}

/** Drivers have their memory to themselves; they mostly wait for tasks, so that they take no cores from them. */
export function offeredToTasks(state: SchedulerState, workerId: WorkerId, worker: PresentWorker): Offer {
  const { cores } = worker;
  const taken = driversOn(state, workerId).reduce((sum, { demand }) => sum + demand.memoryBytes, 0);
  return { cores, memoryBytes: worker.memoryBytes - taken };
}

/** What a driver may still have: memory beside drivers and running attempts, cores beside drivers. */
export function driverRoom(state: SchedulerState, { workerId, state: worker }: AliveWorker): Offer {
  let { memoryBytes } = offeredToTasks(state, workerId, worker);
  for (const { key, place } of worker.attempts.values()) {
    const owner = state.applications.get(key.applicationId as ApplicationRecord["applicationId"]);
    if (place === "slot") memoryBytes -= owner?.demand.executorMemoryBytes ?? 0;
  }
  const taken = driversOn(state, workerId).reduce((sum, { demand }) => sum + demand.cores, 0);
  return { cores: worker.cores - taken, memoryBytes };
}

function driversOn(state: SchedulerState, workerId: WorkerId): DriverRecord[] {
  const drivers: DriverRecord[] = [];
  for (const { driver } of state.applications.values()) {
    if (driver?.workerId === workerId && driver.state.kind !== "waiting") drivers.push(driver);
  }
  return drivers;
}

type AliveWorker = WorkerRecord & { state: { kind: "alive" } & PresentWorker };

export function aliveWorkers(state: SchedulerState): AliveWorker[] {
  return [...state.workers.values()].filter(isAlive);
}

function isAlive(worker: WorkerRecord): worker is AliveWorker {
  return worker.state.kind === "alive";
}

/**
 * Executors to have warm on a worker: what the application has in use there and what is free, no more than it may use.
 * @returns undefined where the worker can never run any: it need not know the application
 */
export function executorsToWarm(
  state: SchedulerState,
  application: ApplicationRecord,
  worker: WorkerRecord,
): number | undefined {
  if (!isAlive(worker) || slotsOn(state, worker, application) <= 0) return undefined;
  const { freeSlots, slotCount } = roomOn(state, application, worker.workerId, worker.state);
  const { coresMax, executorCores } = application.demand;
  const slotsMax = coresMax === undefined ? Infinity : Math.floor(coresMax / executorCores);
  return Math.min(Math.max(0, freeSlots) + slotCount, slotsMax);
}

/** Slots that the application may use of those that are there. */
export function slotsUsable(state: SchedulerState, { demand }: { readonly demand: ApplicationDemand }): number {
  const slots = aliveWorkers(state).reduce((sum, worker) => sum + slotsOn(state, worker, { demand }), 0);
  return Math.min(slots, demand.coresMax === undefined ? Infinity : Math.floor(demand.coresMax / demand.executorCores));
}

/** Slots that a worker has for the application beside the drivers there. */
export function slotsOn(
  state: SchedulerState,
  { workerId, state: worker }: AliveWorker,
  application: { readonly demand: ApplicationDemand },
): number {
  return slotsOf(offeredToTasks(state, workerId, worker), application);
}

export function placeTasks(step: Step): void {
  let alive: ReturnType<typeof aliveWorkers> | undefined;
  for (const application of step.state.applications.values()) {
    if (!hasWaiting(application)) continue;
    alive ??= aliveWorkers(step.state);
    if (alive.length === 0) return;
    placeApplication(step, application, alive);
  }
}

function hasWaiting(application: ApplicationRecord): boolean {
  for (const job of application.jobs.values()) {
    if (job.state.kind === "running" && job.stages.some((stage) => stage.waiting.length > 0)) return true;
  }
  return false;
}

function placeApplication(step: Step, application: ApplicationRecord, alive: ReturnType<typeof aliveWorkers>): void {
  const rooms = alive.map((worker) => roomOn(step.state, application, worker.workerId, worker.state));
  const eligible = new Set(
    alive.filter((worker) => slotsOn(step.state, worker, application) > 0).map(({ workerId }) => workerId),
  );
  const budget = { slots: slotsAllowed(application, step.state) };
  for (const job of application.jobs.values()) {
    if (job.state.kind !== "running") continue;
    const readsOnly = hasUnreadableInput(job);
    for (const stage of job.stages) {
      if (stage.waiting.length === 0 || !inputsComplete(job, stage)) continue;
      if (readsOnly && !readsFiles(stage)) continue;
      if (!placeStage(step, job, stage, rooms, eligible, budget)) return;
    }
  }
}

/** @returns whether there is room left for the stages after it */
function placeStage(
  step: Step,
  job: JobRecord,
  stage: StageRecord,
  rooms: readonly Room[],
  eligible: ReadonlySet<WorkerId>,
  budget: { slots: number },
): boolean {
  for (const partition of stage.waiting.toReversed()) {
    if (step.piecesTold > piecesPerStepMax || !rooms.some((room) => hasRoom(room, budget))) return false;
    const task = stage.tasks[partition];
    if (task === undefined) throw new InvariantError(`stage ${stage.graph.stageId} has no partition ${partition}`);
    const choice = choose(rooms, budget, task, eligible);
    if (choice === undefined) continue;
    launchAt(step, job, stage, task, choice);
    if (choice.place === "slot") {
      choice.room.freeSlots -= 1;
      choice.room.slotCount += 1;
      budget.slots -= 1;
    } else choice.room.prefetchCount += 1;
  }
  return true;
}

function hasRoom(room: Room, budget: { slots: number }): boolean {
  return (room.freeSlots > 0 && budget.slots > 0) || room.prefetchCount < room.slotCount;
}

interface Choice {
  readonly room: Room;
  readonly place: "slot" | "prefetch";
}

function choose(
  rooms: readonly Room[],
  budget: { slots: number },
  task: TaskRecord,
  eligible: ReadonlySet<WorkerId>,
): Choice | undefined {
  // Where it failed it is tried again only if there is no other worker.
  const elsewhere = [...eligible].some((workerId) => !task.failedOn.has(workerId));
  const allowed = rooms.filter((room) => !elsewhere || !task.failedOn.has(room.workerId));
  const free = budget.slots > 0 ? allowed.filter((room) => room.freeSlots > 0) : [];
  const slot = best(free, (a, b) => a.slotCount - b.slotCount || b.freeSlots - a.freeSlots);
  if (slot !== undefined) return { room: slot, place: "slot" };
  if (budget.slots > 0 && rooms.some((room) => room.freeSlots > 0)) return undefined;
  const behind = allowed.filter((room) => room.prefetchCount < room.slotCount);
  const room = best(behind, (a, b) => a.prefetchCount - b.prefetchCount);
  return room === undefined ? undefined : { room, place: "prefetch" };
}

/** The first of the least. */
function best(rooms: readonly Room[], compare: (a: Room, b: Room) => number): Room | undefined {
  let least = rooms[0];
  for (const room of rooms) if (least !== undefined && compare(room, least) < 0) least = room;
  return least;
}

function launchAt(step: Step, job: JobRecord, stage: StageRecord, task: TaskRecord, { room, place }: Choice): void {
  const { workerId } = room;
  const key = {
    applicationId: job.applicationId,
    jobId: job.jobId,
    stageId: stage.graph.stageId,
    stageAttempt: stage.stageAttempt,
    partition: task.partition,
    attempt: task.attemptCount + 1,
  };
  launch(step, stage, task, { key, workerId, place, state: "launched", uploads: [] });
  const { shape } = task;
  const inputs = inputPieces(step.state, job, stage, task);
  step.piecesTold += inputs.reduce((sum, pieces) => sum + pieces.length, 0);
  step.actions.push({ kind: "LaunchTask", workerId, key, shape, inputs, statistics: stage.statistics });
}

function roomOn(
  state: SchedulerState,
  application: ApplicationRecord,
  workerId: WorkerId,
  worker: PresentWorker,
): Room {
  const room: Room = { workerId, freeSlots: 0, slotCount: 0, prefetchCount: 0 };
  const free: { cores: number; memoryBytes: number } = { ...offeredToTasks(state, workerId, worker) };
  for (const { key, place } of worker.attempts.values()) {
    const owner = state.applications.get(key.applicationId as typeof application.applicationId);
    if (owner === undefined)
      throw new InvariantError(`${workerId} runs an attempt of ${key.applicationId}, which has ended`);
    if (place === "slot") {
      free.cores -= owner.demand.executorCores;
      free.memoryBytes -= owner.demand.executorMemoryBytes;
    }
    if (owner !== application) continue;
    if (place === "slot") room.slotCount += 1;
    else room.prefetchCount += 1;
  }
  room.freeSlots = slotsOf(free, application);
  return room;
}

/** How many more slots `cores.max` leaves to the application. */
function slotsAllowed(application: ApplicationRecord, state: SchedulerState): number {
  const { coresMax, executorCores } = application.demand;
  if (coresMax === undefined) return Infinity;
  let taken = 0;
  for (const { state: worker } of state.workers.values()) {
    if (worker.kind === "lost") continue;
    for (const { key, place } of worker.attempts.values()) {
      if (place === "slot" && key.applicationId === application.applicationId) taken += 1;
    }
  }
  return Math.max(0, Math.floor(coresMax / executorCores) - taken);
}
