/**
 * The applications' side that the scheduler need not know: who may speak for one, its settings, its client's presence. Rebuilt
 * from the journal after a restart, by the same events.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { isSettingKey, type Config } from "../../common/config/config.js";
import { settings as knownSettings, type Setting, type SettingKey } from "../../common/config/settings.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { ApplicationId } from "../../common/ids.js";
import type { ApplicationRef } from "../../common/wire/types.js";
import type { ApplicationDemand, ApplicationRegistered } from "../core/events.js";
import type { NewEvent } from "./scheduler-loop.js";

/** What is the cluster's own: an application cannot set it. */
const clusterSettings = /^goldpan\.(hadoop\.|worker\.|local\.dir$|master$|authenticate\.secret$)/;

/** Ended applications whose outcome is still known to who asks again. */
const endedMax = 1_000;

export interface Application {
  readonly applicationId: ApplicationId;
  readonly name: string;
  readonly secretSha256: string;
  readonly bundleSha256: string;
  readonly config: Config;
  /** What of it may travel to workers. */
  readonly settings: Readonly<Record<string, string>>;
  readonly startedAtMs: number;
  /** Settings that the client gave in vain. */
  readonly ignoredSettings: readonly string[];
  state: "active" | "ending" | "ended";
  /** Jobs that were past their commit point when it was cancelled. */
  jobsCommitted: readonly number[];
  reason: string;
}

export class Applications {
  private readonly known = new Map<ApplicationId, Application>();
  /** Oldest first. */
  private readonly ended: ApplicationId[] = [];
  private readonly endListeners = new Map<ApplicationId, (() => void)[]>();
  private readonly absences = new Map<ApplicationId, NodeJS.Timeout>();
  private readonly attendants = new Map<ApplicationId, number>();
  private closed = false;

  constructor(
    private readonly config: Config,
    private readonly post: (event: NewEvent) => void,
  ) {}

  /** The cluster's settings under the application's own. @throws CONFIG_INVALID for what is no setting, and for secrets */
  configFor(settings: Readonly<Record<string, string>>): Config {
    const secret = Object.keys(settings).find((key) => isSettingKey(key) && isSecret(key));
    if (secret !== undefined) {
      throw new GoldpanError("CONFIG_INVALID", `${secret} is a secret: it does not travel with an application`, {
        hint: "set it where the master and the workers are started",
      });
    }
    const own = Object.entries(settings).filter(([key]) => !clusterSettings.test(key));
    return this.config.with("application", Object.fromEntries(own));
  }

  /** Called for each event that registers one, live or replayed. */
  add(event: Omit<ApplicationRegistered, "atMs">): Application {
    const config = this.configFor(event.settings);
    const application: Application = {
      applicationId: event.applicationId,
      name: event.name,
      secretSha256: event.secretSha256,
      bundleSha256: event.bundleSha256,
      config,
      settings: config.shareable(),
      startedAtMs: event.startedAtMs,
      ignoredSettings: ignoredOf(event.settings, config),
      state: "active",
      jobsCommitted: [],
      reason: "",
    };
    this.known.set(event.applicationId, application);
    return application;
  }

  get(applicationId: ApplicationId): Application | undefined {
    return this.known.get(applicationId);
  }

  /** Those that have not ended. */
  active(): readonly Application[] {
    return [...this.known.values()].filter(({ state }) => state !== "ended");
  }

  /** @throws APPLICATION_UNKNOWN for a name that is not known, or a secret that is not its */
  authorize(ref: ApplicationRef | null): Application {
    const application = this.known.get((ref?.applicationId ?? "") as ApplicationId);
    const given = Buffer.from(sha256(ref?.secret ?? ""));
    if (application === undefined || !timingSafeEqual(given, Buffer.from(application.secretSha256))) {
      throw new GoldpanError("APPLICATION_UNKNOWN", `this master knows no application '${ref?.applicationId ?? ""}'`, {
        hint: "the master may have been started anew since: submit again",
      });
    }
    return application;
  }

  /** Ends one that is active; resolves when its last job has ended. Repeating it joins the first. */
  async end(application: Application, reason: string): Promise<void> {
    if (application.state === "ended") return;
    const ended = new Promise<void>((resolve) => this.onEnd(application.applicationId, resolve));
    this.cancel(application, reason);
    await ended;
  }

  /** The scheduler has forgotten it. */
  concluded(applicationId: ApplicationId, jobsCommitted: readonly number[], reason: string): void {
    const application = this.known.get(applicationId);
    if (application === undefined) return;
    application.state = "ended";
    application.jobsCommitted = jobsCommitted;
    application.reason = reason;
    clearTimeout(this.absences.get(applicationId));
    this.absences.delete(applicationId);
    this.attendants.delete(applicationId);
    for (const listener of this.endListeners.get(applicationId) ?? []) listener();
    this.endListeners.delete(applicationId);
    this.ended.push(applicationId);
    for (const oldest of this.ended.splice(0, Math.max(0, this.ended.length - endedMax))) this.known.delete(oldest);
  }

  onEnd(applicationId: ApplicationId, listener: () => void): void {
    this.endListeners.set(applicationId, [...(this.endListeners.get(applicationId) ?? []), listener]);
  }

  /** The client is there. `absent` must follow. */
  present(application: Application): void {
    const { applicationId } = application;
    this.attendants.set(applicationId, (this.attendants.get(applicationId) ?? 0) + 1);
    clearTimeout(this.absences.get(applicationId));
  }

  absent(application: Application): void {
    if (application.state === "ended") return;
    const left = (this.attendants.get(application.applicationId) ?? 1) - 1;
    this.attendants.set(application.applicationId, left);
    if (left === 0) this.expect(application);
  }

  /** Cancels it unless its client comes within the time that is set. */
  expect(application: Application): void {
    const { applicationId } = application;
    const timeoutMs = application.config.durationMs("goldpan.client.reattachTimeout");
    clearTimeout(this.absences.get(applicationId));
    if (application.state !== "active" || this.closed) return;
    const expire = () => this.cancel(application, `its client was gone for ${timeoutMs / 1_000} s`);
    this.absences.set(applicationId, setTimeout(expire, timeoutMs));
  }

  /** Nobody is expected any more. */
  close(): void {
    this.closed = true;
    for (const timer of this.absences.values()) clearTimeout(timer);
  }

  private cancel(application: Application, reason: string): void {
    if (application.state !== "active") return;
    application.state = "ending";
    this.post({ kind: "ApplicationEndRequested", applicationId: application.applicationId, reason });
  }
}

/** What the scheduler must know of its settings. @throws CONFIG_INVALID when no executor would ever be allowed */
export function demandOf(config: Config): ApplicationDemand {
  const cores = {
    executor: config.integer("goldpan.executor.cores"),
    max: config.optionalInteger("goldpan.cores.max"),
  };
  if (cores.max !== undefined && cores.max < cores.executor) {
    throw new GoldpanError(
      "CONFIG_INVALID",
      `goldpan.cores.max = ${cores.max} allows no executor of ${cores.executor} cores`,
      {
        hint: "raise goldpan.cores.max or lower goldpan.executor.cores",
      },
    );
  }
  return {
    executorCores: cores.executor,
    executorMemoryBytes: config.bytes("goldpan.executor.memory"),
    coresMax: cores.max,
    taskFailuresMax: config.integer("goldpan.task.maxFailures"),
    noWorkerTimeoutMs: config.durationMs("goldpan.scheduler.noWorkerTimeout"),
    resultBytesMax: config.bytes("goldpan.driver.maxResultSize"),
  };
}

/** Sorts by time, and never repeats: neither over restarts nor between two masters of one second. */
export function newApplicationId(now: Date): ApplicationId {
  const [day = "", time = ""] = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").split("T");
  return `app-${day}-${time}-${randomBytes(4).toString("hex")}` as ApplicationId;
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function isSecret(key: SettingKey): boolean {
  return (knownSettings[key] as Setting).secret === true;
}

/** A setting of the cluster that says the same as the cluster's own was not given in vain. */
function ignoredOf(settings: Readonly<Record<string, string>>, config: Config): string[] {
  const effective = new Map(config.describe().map(({ key, value }) => [key as string, value]));
  return Object.entries(settings)
    .filter(([key, value]) => clusterSettings.test(key) && key !== "goldpan.master" && effective.get(key) !== value)
    .map(([key]) => key);
}
