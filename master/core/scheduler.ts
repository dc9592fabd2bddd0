/**
 * The scheduler: a pure state machine. `step(event)` is the only way to change its state; the same events give the same states
 * and actions. No clock, no I/O, no randomness. invariants.ts lists what always holds.
 */
import type { Action } from "./actions.js";
import { endApplication, registerApplication } from "./applications.js";
import { acceptAttempt, failAttempt, recordUpload, startAttempt } from "./attempts.js";
import { releaseCache } from "./caches.js";
import { carryOver } from "./carry-over.js";
import { endDriver, loseOverdueDrivers, placeDrivers, startDriver } from "./drivers.js";
import type { SchedulerEvent } from "./events.js";
import { cancelJob, concludeCommit, concludeRelay, failCommit, failRelay, submitJob } from "./jobs.js";
import { placeTasks } from "./placement.js";
import { prepareStages } from "./prepare-stages.js";
import type { SchedulerState } from "./state.js";
import { watchForWorkers } from "./stalls.js";
import type { Step } from "./step.js";
import { drainWorker, expectWorkersBack, loseOverdueWorkers, loseWorker, registerWorker } from "./workers.js";

export class Scheduler {
  /** For queries; nobody but `step` writes it. */
  readonly state: SchedulerState = {
    workers: new Map(),
    applications: new Map(),
    lastEventAtMs: 0,
    staleMessageCount: 0,
  };

  /**
   * @returns what to do now, in this order
   * @throws InvariantError when the event cannot have happened: a bug, after which the process must stop
   */
  step(event: SchedulerEvent): readonly Action[] {
    const atMs = Math.max(event.atMs, this.state.lastEventAtMs);
    this.state.lastEventAtMs = atMs;
    const step: Step = { state: this.state, atMs, actions: [], piecesTold: 0 };
    apply(step, event);
    prepareStages(step);
    placeDrivers(step);
    placeTasks(step);
    watchForWorkers(step);
    return step.actions;
  }
}

function apply(step: Step, event: SchedulerEvent): void {
  switch (event.kind) {
    case "ApplicationRegistered":
      registerApplication(step, event);
      break;
    case "ApplicationEndRequested":
      endApplication(step, event);
      break;
    case "DriverStarted":
      startDriver(step, event);
      break;
    case "DriverEnded":
      endDriver(step, event);
      break;
    case "JobSubmitted":
      submitJob(step, event);
      break;
    case "JobCancelRequested":
      cancelJob(step, event);
      break;
    case "CacheReleased":
      releaseCache(step, event);
      break;
    case "WorkerRegistered":
      registerWorker(step, event);
      break;
    case "WorkerDraining":
      drainWorker(step, event);
      break;
    case "WorkerLost":
      loseWorker(step, event);
      break;
    case "AttemptStarted":
      startAttempt(step, event);
      break;
    case "UploadCreated":
      recordUpload(step, event);
      break;
    case "AttemptSucceeded":
      acceptAttempt(step, event);
      break;
    case "AttemptFailed":
      failAttempt(step, event);
      break;
    case "CommitSucceeded":
      concludeCommit(step, event);
      break;
    case "CommitFailed":
      failCommit(step, event);
      break;
    case "RelaySucceeded":
      concludeRelay(step, event);
      break;
    case "RelayFailed":
      failRelay(step, event);
      break;
    case "Ticked":
      loseOverdueWorkers(step);
      loseOverdueDrivers(step);
      break;
    case "MasterRestarted":
      expectWorkersBack(step, event);
      break;
    case "StateCarriedOver":
      carryOver(step, event);
      break;
  }
}
