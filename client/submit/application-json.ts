/** The documents of `--json` for applications that this process did not run; docs/SUBMIT.md is their contract. */
import type { GoldpanError } from "../../common/errors/goldpan-error.js";
import { errorFromWire } from "../../common/errors/wire.js";
import { packageVersion } from "../../common/package-root.js";
import type { ApplicationStatus } from "../../common/wire/types.js";

/** Of `--status`. */
export function statusDocument(status: ApplicationStatus): Record<string, unknown> {
  const ended = status.endedAtMs > 0;
  return {
    applicationId: status.applicationId,
    name: status.name,
    user: status.user,
    deployMode: status.clusterMode ? "cluster" : "client",
    state: status.state,
    exitCode: ended ? status.exitCode : null,
    startedAt: new Date(status.startedAtMs).toISOString(),
    endedAt: ended ? new Date(status.endedAtMs).toISOString() : null,
    idempotencyKey: status.idempotencyKey === "" ? null : status.idempotencyKey,
    error: errorOf(status),
    driver: status.clusterMode ? { workerId: status.driverWorkerId, launches: status.driverLaunches } : null,
    report: reportOf(status) ?? null,
  };
}

export interface Submitted {
  readonly master: string;
  readonly attached: boolean;
  /** Why it was not followed to its end. */
  readonly error?: GoldpanError | undefined;
}

/** Of submit, for an application whose report someone else has made; `submitted` where it has not ended. */
export function submitDocument(
  status: ApplicationStatus,
  { master, attached, error }: Submitted,
): Record<string, unknown> {
  const words: Readonly<Record<string, string>> = { FINISHED: "succeeded", FAILED: "failed", KILLED: "cancelled" };
  return {
    goldpan: packageVersion,
    durationMs: status.endedAtMs > 0 ? status.endedAtMs - status.startedAtMs : 0,
    jobs: [],
    notices: [],
    ...reportOf(status),
    applicationId: status.applicationId,
    name: status.name,
    master,
    deployMode: status.clusterMode ? "cluster" : "client",
    idempotencyKey: status.idempotencyKey === "" ? null : status.idempotencyKey,
    attached,
    status: words[status.state] ?? "submitted",
    exitCode: status.exitCode,
    error: error === undefined ? (reportOf(status)?.["error"] ?? errorOf(status)) : shown(error),
  };
}

function reportOf({ reportJson }: ApplicationStatus): Record<string, unknown> | undefined {
  return reportJson === "" ? undefined : (JSON.parse(reportJson) as Record<string, unknown>);
}

function errorOf({ error }: ApplicationStatus): object | null {
  return error === null ? null : shown(errorFromWire(error));
}

function shown({ code, message, hint }: GoldpanError): object {
  return { code, message, hint };
}
