/** How an application stands, or ended, in Spark's words. */
import type { ApplicationStatusInput } from "../../common/wire/types.js";
import type { ReportApplicationEnd } from "../core/actions.js";
import type { SchedulerState } from "../core/state.js";
import type { Application } from "./application.js";
import type { EndedApplication } from "./ended-applications.js";

export function runningStatus(application: Application, state: SchedulerState): ApplicationStatusInput {
  const driver = state.applications.get(application.applicationId)?.driver;
  const waits = driver?.state.kind === "waiting" || (application.driver !== undefined && driver === undefined);
  return {
    ...whatItIs(application),
    state: !waits ? "RUNNING" : (driver?.launches ?? 0) === 0 ? "SUBMITTED" : "RELAUNCHING",
    driverWorkerId: driver?.workerId ?? "",
    driverLaunches: driver?.launches ?? 0,
  };
}

export function endedStatus(
  application: Application,
  { outcome }: ReportApplicationEnd,
  endedAtMs: number,
): EndedApplication {
  const { state, exitCode, error, reportJson } = outcome;
  return {
    ...whatItIs(application),
    ...{ state, exitCode, endedAtMs, reportJson },
    ...(error === undefined ? {} : { error }),
    driverWorkerId: application.driver?.workerId ?? "",
    driverLaunches: application.driver?.launch ?? 0,
  };
}

function whatItIs(application: Application) {
  const { applicationId, name, user, startedAtMs, driver, idempotencyKey = "" } = application;
  return { applicationId, name, user, startedAtMs, idempotencyKey, clusterMode: driver !== undefined };
}
