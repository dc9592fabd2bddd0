/**
 * The drivers of applications in cluster mode, each on a worker with room for it:
 *
 *   waiting ──LaunchDriver──▶ launched ──DriverStarted──▶ running ──DriverEnded──▶ (the application ends, or waiting again)
 *      ▲                         │ its worker is cut off      │
 *      └── came back without it ─┴──▶ missing ◀───────────────┘ ──came back with it──▶ running
 *                                        └── did not come back in time: as if it had ended
 *
 * A driver that has done its work ends the application itself; what is told of its process after that is about nobody. One that is lost
 * ends the application by name, or is launched again if it is supervised: jobs of the launch before are cancelled, those at their commit
 * point are seen through, and the new launch finds what they committed by the application's commit keys.
 */
import { formatBytes, formatDuration } from "../../common/units.js";
import type { WorkerId } from "../../common/ids.js";
import type { WireErrorInput } from "../../common/wire/types.js";
import type { DriverEnded, DriverKey, DriverStarted } from "./events.js";
import { concludeApplication, stopJob } from "./jobs.js";
import { aliveWorkers, driverRoom } from "./placement.js";
import type { ApplicationRecord, DriverRecord, SchedulerState, WorkerRecord } from "./state.js";
import type { Step } from "./step.js";

const firstPauseMs = 1_000;
const pauseMsMax = 60_000;

interface Driven {
  readonly application: ApplicationRecord;
  readonly driver: DriverRecord;
}

/** In the order of registration: who waits longest is first. */
function* drivenApplications(state: SchedulerState): Generator<Driven> {
  for (const application of state.applications.values()) {
    const { driver } = application;
    if (driver !== undefined && application.state.kind === "active") yield { application, driver };
  }
}

/** Before tasks are placed: a driver that waits gets the first room that is large enough. */
export function placeDrivers(step: Step): void {
  for (const { application, driver } of drivenApplications(step.state)) {
    if (driver.state.kind !== "waiting" || step.atMs < driver.state.notBeforeMs) continue;
    const worker = roomiest(step.state, driver);
    if (worker === undefined) continue;
    const { workerId } = worker;
    driver.launches += 1;
    driver.workerId = workerId;
    driver.state = { kind: "launched" };
    step.actions.push({
      kind: "LaunchDriver",
      workerId,
      applicationId: application.applicationId,
      launch: driver.launches,
    });
  }
}

/** The worker with the most free memory, so that drivers spread. */
function roomiest(state: SchedulerState, { demand }: DriverRecord): WorkerRecord | undefined {
  let best: { worker: WorkerRecord; memoryBytes: number } | undefined;
  for (const worker of aliveWorkers(state)) {
    const free = driverRoom(state, worker);
    if (free.cores < demand.cores || free.memoryBytes < demand.memoryBytes) continue;
    if (best === undefined || free.memoryBytes > best.memoryBytes) best = { worker, memoryBytes: free.memoryBytes };
  }
  return best?.worker;
}

export function startDriver(step: Step, event: DriverStarted): void {
  const driver = liveDriver(step.state, event);
  if (driver?.state.kind === "launched") driver.state = { kind: "running" };
}

export function endDriver(step: Step, event: DriverEnded): void {
  const driver = liveDriver(step.state, event);
  const application = step.state.applications.get(event.applicationId);
  if (driver === undefined || application === undefined) return;
  const { code, message = "" } = event.error;
  const error = code === "DRIVER_LOST" ? lost(`on ${event.workerId}, ${message}`) : event.error;
  loseDriver(step, { application, driver }, error);
}

/** The driver of that launch on that worker; undefined for one that is none of ours any more. */
function liveDriver(state: SchedulerState, event: DriverStarted | DriverEnded): DriverRecord | undefined {
  const application = state.applications.get(event.applicationId);
  const driver = application?.state.kind === "active" ? application.driver : undefined;
  if (driver?.launches !== event.launch || driver.workerId !== event.workerId) return undefined;
  return driver.state.kind === "waiting" ? undefined : driver;
}

/** Its worker is cut off: the driver may well run, and has a while to be heard of again. */
export function missDrivers(step: Step, workerId: WorkerId, reason: string): void {
  for (const { driver } of drivenApplications(step.state)) {
    const { kind } = driver.state;
    if (driver.workerId !== workerId || (kind !== "launched" && kind !== "running")) continue;
    driver.state = {
      kind: "missing",
      wasRunning: kind === "running",
      deadlineAtMs: step.atMs + driver.demand.graceMs,
      reason,
    };
  }
}

/** @returns those that go on there, of what the worker says that it runs */
export function findDrivers(step: Step, workerId: WorkerId, running: readonly DriverKey[]): DriverKey[] {
  const kept: DriverKey[] = [];
  for (const { application, driver } of [...drivenApplications(step.state)]) {
    const { state, launches: launch } = driver;
    if (driver.workerId !== workerId || state.kind === "waiting") continue;
    const { applicationId } = application;
    if (running.some((key) => key.applicationId === applicationId && key.launch === launch)) {
      driver.state = { kind: "running" };
      kept.push({ applicationId, launch });
    } else if (state.kind === "launched" || (state.kind === "missing" && !state.wasRunning)) {
      // It never heard of it: nothing has run.
      driver.state = { kind: "waiting", sinceMs: step.atMs, notBeforeMs: step.atMs };
    } else loseDriver(step, { application, driver }, lost(`${workerId} came back without it`));
  }
  return kept;
}

/** Those that are missing for too long, and those that no worker could ever hold. */
export function loseOverdueDrivers(step: Step): void {
  for (const { application, driver } of [...drivenApplications(step.state)]) {
    const { state } = driver;
    if (state.kind === "missing" && step.atMs >= state.deadlineAtMs) {
      loseDriver(step, { application, driver }, lost(state.reason));
    } else if (state.kind === "waiting" && !couldHold(step.state, driver)) {
      const waitedMs = step.atMs - Math.max(state.sinceMs, state.notBeforeMs);
      const { noWorkerTimeoutMs } = application.demand;
      if (waitedMs >= noWorkerTimeoutMs) end(step, application, noRoom(step.state, driver, noWorkerTimeoutMs));
    }
  }
}

function couldHold(state: SchedulerState, { demand }: DriverRecord): boolean {
  return aliveWorkers(state).some(
    ({ state: { cores, memoryBytes } }) => cores >= demand.cores && memoryBytes >= demand.memoryBytes,
  );
}

function loseDriver(step: Step, { application, driver }: Driven, error: WireErrorInput): void {
  const { restartsMax } = driver.demand;
  const restarts = driver.launches - 1;
  if (error.code !== "DRIVER_LOST" || restarts >= restartsMax) {
    const times = restartsMax > 0 && error.code === "DRIVER_LOST" ? `, for the ${driver.launches}th time` : "";
    end(step, application, { ...error, message: `${error.message ?? ""}${times}` });
    return;
  }
  const pauseMs = Math.min(pauseMsMax, firstPauseMs * 2 ** restarts);
  driver.state = { kind: "waiting", sinceMs: step.atMs, notBeforeMs: step.atMs + pauseMs };
  const { applicationId } = application;
  const reason = error.message ?? "the driver was lost";
  for (const job of application.jobs.values()) stopJob(step, job, `${reason}; it is started again`);
  step.actions.push({ kind: "ReportDriverLoss", applicationId, launch: driver.launches, reason, pauseMs });
}

function end(step: Step, application: ApplicationRecord, error: WireErrorInput): void {
  const reason = error.message ?? "the driver was lost";
  application.state = {
    kind: "ending",
    reason,
    jobsCommitted: [],
    outcome: { state: "FAILED", exitCode: 1, error, reportJson: "" },
  };
  for (const job of application.jobs.values()) stopJob(step, job, reason);
  concludeApplication(step, application);
}

function lost(reason: string): WireErrorInput {
  return {
    code: "DRIVER_LOST",
    retry: "NEVER",
    message: `the driver was lost: ${reason}`,
    hint: "submit again, with --supervise to have a lost driver started again; an append with --idempotency-key commits once",
  };
}

function noRoom(state: SchedulerState, { demand }: DriverRecord, timeoutMs: number): WireErrorInput {
  const workers = aliveWorkers(state).length;
  return {
    code: "NO_WORKERS",
    retry: "NEVER",
    message: `none of ${workers} workers alive can hold a driver of ${formatBytes(demand.memoryBytes)} and ${demand.cores} cores, for ${formatDuration(timeoutMs)}`,
    hint: "start a worker, or ask for less by --driver-memory and --driver-cores",
  };
}
