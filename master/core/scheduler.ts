/**
 * The scheduler: a pure state machine. `step(event)` is the only way to change its state; the same events give the same states
 * and actions. No clock, no I/O, no randomness. invariants.ts lists what always holds.
 */
import type { Action } from "./actions.js";
import { endApplication, registerApplication } from "./applications.js";
import { acceptAttempt, failAttempt, recordUpload, startAttempt } from "./attempts.js";
import type { SchedulerEvent } from "./events.js";
import { cancelJob, concludeCommit, concludeRelay, failCommit, failRelay, submitJob } from "./jobs.js";
import { placeTasks } from "./placement.js";
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
    const step: Step = { state: this.state, atMs, actions: [] };
    apply(step, event);
    placeTasks(step);
    watchForWorkers(step);
    return step.actions;
  }
}

function apply(step: Step, event: SchedulerEvent): void {
  switch (event.kind) {
    case "ApplicationRegistered":
      return registerApplication(step, event);
    case "ApplicationEndRequested":
      return endApplication(step, event);
    case "JobSubmitted":
      return submitJob(step, event);
    case "JobCancelRequested":
      return cancelJob(step, event);
    case "WorkerRegistered":
      return registerWorker(step, event);
    case "WorkerDraining":
      return drainWorker(step, event);
    case "WorkerLost":
      return loseWorker(step, event);
    case "AttemptStarted":
      return startAttempt(step, event);
    case "UploadCreated":
      return recordUpload(step, event);
    case "AttemptSucceeded":
      return acceptAttempt(step, event);
    case "AttemptFailed":
      return failAttempt(step, event);
    case "CommitSucceeded":
      return concludeCommit(step, event);
    case "CommitFailed":
      return failCommit(step, event);
    case "RelaySucceeded":
      return concludeRelay(step, event);
    case "RelayFailed":
      return failRelay(step, event);
    case "Ticked":
      return loseOverdueWorkers(step);
    case "MasterRestarted":
      return expectWorkersBack(step, event);
  }
}
