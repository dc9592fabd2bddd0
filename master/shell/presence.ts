/**
 * Whether the client that an application depends on is there. In client mode that is whoever attends it; in cluster mode the driver's worker
 * speaks for the driver, and a submit that waits counts under `--on-disconnect cancel` alone.
 */
import type { ApplicationId } from "../../common/ids.js";
import type { Application } from "./application.js";

/** How often it is looked whether the jobs of a client that is gone have ended. */
const idleCheckMs = 250;

export interface PresenceParts {
  readonly cancel: (application: Application, reason: string) => void;
  /** Whether a job of it has not ended. */
  readonly isBusy: (applicationId: ApplicationId) => boolean;
}

export class Presence {
  private readonly absences = new Map<ApplicationId, NodeJS.Timeout>();
  private readonly attendants = new Map<ApplicationId, number>();
  private closed = false;

  constructor(private readonly parts: PresenceParts) {}

  /** `absent` must follow. */
  present({ applicationId }: Application): void {
    this.attendants.set(applicationId, (this.attendants.get(applicationId) ?? 0) + 1);
    clearTimeout(this.absences.get(applicationId));
  }

  absent(application: Application): void {
    if (application.state === "ended") return;
    const left = (this.attendants.get(application.applicationId) ?? 1) - 1;
    this.attendants.set(application.applicationId, left);
    if (left === 0) this.expect(application);
  }

  /** Ends it unless its client comes within the time that is set; jobs that may go on are waited for. */
  expect(application: Application): void {
    const { applicationId, config, onDisconnect } = application;
    clearTimeout(this.absences.get(applicationId));
    if (application.state !== "active" || this.closed) return;
    if (application.driver !== undefined && onDisconnect === "continue") return;
    const timeoutMs = config.durationMs("goldpan.client.reattachTimeout");
    const expire = () => {
      if (onDisconnect === "continue" && this.parts.isBusy(applicationId)) {
        this.absences.set(applicationId, setTimeout(expire, idleCheckMs));
      } else this.parts.cancel(application, `its client was gone for ${timeoutMs / 1_000} s`);
    };
    this.absences.set(applicationId, setTimeout(expire, timeoutMs));
  }

  forget(applicationId: ApplicationId): void {
    clearTimeout(this.absences.get(applicationId));
    this.absences.delete(applicationId);
    this.attendants.delete(applicationId);
  }

  /** Nobody is expected any more. */
  close(): void {
    this.closed = true;
    for (const timer of this.absences.values()) clearTimeout(timer);
  }
}
