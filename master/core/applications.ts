/** An application's life: registered, ended when its client says so or is gone, forgotten when its last job has ended. */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { ApplicationEndRequested, ApplicationRegistered } from "./events.js";
import { concludeApplication, stopJob } from "./jobs.js";
import { executorsToWarm } from "./placement.js";
import type { ApplicationRecord, DriverRecord, WorkerRecord } from "./state.js";
import type { Step } from "./step.js";

export function registerApplication(step: Step, event: ApplicationRegistered): void {
  const { applicationId, name, demand } = event;
  if (step.state.applications.has(applicationId)) throw new InvariantError(`${applicationId} is registered already`);
  const application: ApplicationRecord = {
    applicationId,
    name,
    demand,
    jobs: new Map(),
    caches: new Map(),
    driver: driverOf(event, step.atMs),
    state: { kind: "active" },
  };
  step.state.applications.set(applicationId, application);
  for (const worker of step.state.workers.values()) warmUp(step, application, worker);
}

function driverOf({ driver }: ApplicationRegistered, atMs: number): DriverRecord | undefined {
  if (driver === undefined) return undefined;
  return {
    demand: driver,
    launches: 0,
    workerId: undefined,
    state: { kind: "waiting", sinceMs: atMs, notBeforeMs: atMs },
  };
}

/** Tells the worker of the application, and has it start executors where there is room now. */
export function warmUp(step: Step, application: ApplicationRecord, worker: WorkerRecord): void {
  const executors = executorsToWarm(step.state, application, worker);
  if (executors === undefined) return;
  const { applicationId } = application;
  step.actions.push({ kind: "StartApplication", workerId: worker.workerId, applicationId, executors });
}

export function endApplication(step: Step, event: ApplicationEndRequested): void {
  const application = step.state.applications.get(event.applicationId);
  if (application?.state.kind !== "active") return;
  application.state = { kind: "ending", reason: event.reason, jobsCommitted: [], outcome: event.outcome };
  for (const job of application.jobs.values()) stopJob(step, job, event.reason);
  concludeApplication(step, application);
}
