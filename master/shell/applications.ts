/**
 * The applications' side that the scheduler need not know: who may speak for one, its settings, its client's presence. Rebuilt
 * from the journal after a restart, by the same events.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { isSettingKey, type Config } from "../../common/config/config.js";
import { settings as knownSettings, type Setting, type SettingKey } from "../../common/config/settings.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { ApplicationId } from "../../common/ids.js";
import type { ApplicationRef } from "../../common/wire/types.js";
import type { ApplicationDemand, ApplicationOutcome, ApplicationRegistered, DriverDemand } from "../core/events.js";
import type { Application, OnDisconnect } from "./application.js";
import { Presence } from "./presence.js";
import type { NewEvent } from "./scheduler-loop.js";

/** What is the cluster's own: an application cannot set it. */
const clusterSettings = /^goldpan\.(hadoop\.|worker\.|local\.dir$|master$|authenticate\.secret$)/;

/** Ended applications whose outcome is still known to who asks again. */
const endedMax = 1_000;

export interface ApplicationsParts {
  readonly config: Config;
  readonly post: (event: NewEvent) => void;
  /** From which the secrets of drivers are made: so none of them is kept. */
  readonly driverKey: Buffer;
  /** Whether a job of it has not ended. */
  readonly isBusy: (applicationId: ApplicationId) => boolean;
}

export class Applications {
  private readonly known = new Map<ApplicationId, Application>();
  /** Oldest first. */
  private readonly ended: ApplicationId[] = [];
  private readonly endListeners = new Map<ApplicationId, (() => void)[]>();
  readonly presence: Presence;

  constructor(private readonly parts: ApplicationsParts) {
    const cancel = (application: Application, reason: string) => {
      const error = { code: "APPLICATION_CANCELLED", retry: "NEVER", message: reason } as const;
      this.cancel(application, reason, { state: "FAILED", exitCode: 1, error, reportJson: "" });
    };
    this.presence = new Presence({ cancel, isBusy: parts.isBusy });
  }

  /** The cluster's settings under the application's own. @throws CONFIG_INVALID for what is no setting, and for secrets */
  configFor(settings: Readonly<Record<string, string>>): Config {
    const secret = Object.keys(settings).find((key) => isSettingKey(key) && isSecret(key));
    if (secret !== undefined) {
      throw new GoldpanError("CONFIG_INVALID", `${secret} is a secret: it does not travel with an application`, {
        hint: "set it where the master and the workers are started",
      });
    }
    const own = Object.entries(settings).filter(([key]) => !clusterSettings.test(key));
    return this.parts.config.with("application", Object.fromEntries(own));
  }

  /** Called for each event that registers one, live or replayed. */
  add(event: Omit<ApplicationRegistered, "atMs">): Application {
    const config = this.configFor(event.settings);
    const application: Application = {
      applicationId: event.applicationId,
      name: event.name,
      user: event.user,
      idempotencyKey: event.idempotencyKey,
      files: event.files ?? [],
      onDisconnect: onDisconnectOf(config, event.driver !== undefined),
      driver:
        event.driver === undefined ? undefined : { bundleSha256: event.driver.bundleSha256, launch: 0, workerId: "" },
      secretSha256: event.secretSha256,
      bundleSha256: event.bundleSha256,
      config,
      settings: config.shareable(),
      startedAtMs: event.startedAtMs,
      ignoredSettings: ignoredOf(event.settings, config),
      state: "active",
      succeeding: false,
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

  /** @throws APPLICATION_UNKNOWN for a name that is not known, or a secret that is neither its client's nor its present driver's */
  authorize(ref: ApplicationRef | null): Application {
    const application = this.known.get((ref?.applicationId ?? "") as ApplicationId);
    if (application === undefined || !this.knows(application, ref?.secret ?? "")) {
      throw new GoldpanError("APPLICATION_UNKNOWN", `this master knows no application '${ref?.applicationId ?? ""}'`, {
        hint: "the master may have been started anew since: submit again",
      });
    }
    return application;
  }

  private knows(application: Application, secret: string): boolean {
    const { secretSha256, driver } = application;
    const given = Buffer.from(sha256(secret));
    if (timingSafeEqual(given, Buffer.from(secretSha256))) return true;
    if (driver === undefined || driver.launch === 0) return false;
    return timingSafeEqual(given, Buffer.from(sha256(this.driverSecret(application.applicationId, driver.launch))));
  }

  /** Of one launch: a driver that is replaced speaks for nobody. */
  driverSecret(applicationId: string, launch: number): string {
    return createHmac("sha256", this.parts.driverKey).update(`${applicationId}/${launch}`).digest("base64url");
  }

  /** The application that runs under this key, or is just about to have succeeded. */
  runningUnder(idempotencyKey: string): Application | undefined {
    return this.active().find(
      (application) =>
        application.idempotencyKey === idempotencyKey && (application.state === "active" || application.succeeding),
    );
  }

  /** Ends one that is active; resolves when its last job has ended. Repeating it joins the first. */
  async end(application: Application, reason: string, outcome: ApplicationOutcome): Promise<void> {
    if (application.state === "ended") return;
    const ended = new Promise<void>((resolve) => this.onEnd(application.applicationId, resolve));
    this.cancel(application, reason, outcome);
    await ended;
  }

  /** The scheduler has forgotten it. */
  concluded(applicationId: ApplicationId, jobsCommitted: readonly number[], reason: string): void {
    const application = this.known.get(applicationId);
    if (application === undefined) return;
    application.state = "ended";
    application.jobsCommitted = jobsCommitted;
    application.reason = reason;
    this.presence.forget(applicationId);
    for (const listener of this.endListeners.get(applicationId) ?? []) listener();
    this.endListeners.delete(applicationId);
    this.ended.push(applicationId);
    for (const oldest of this.ended.splice(0, Math.max(0, this.ended.length - endedMax))) this.known.delete(oldest);
  }

  onEnd(applicationId: ApplicationId, listener: () => void): void {
    this.endListeners.set(applicationId, [...(this.endListeners.get(applicationId) ?? []), listener]);
  }

  private cancel(application: Application, reason: string, outcome: ApplicationOutcome): void {
    if (application.state !== "active") return;
    application.state = "ending";
    application.succeeding = outcome.state === "FINISHED";
    const { applicationId } = application;
    this.parts.post({ kind: "ApplicationEndRequested", applicationId, reason, outcome });
  }
}

/** @throws CONFIG_INVALID */
function onDisconnectOf(config: Config, clusterMode: boolean): OnDisconnect {
  const given = config.optional("goldpan.submit.onDisconnect") ?? (clusterMode ? "continue" : "cancel");
  if (given === "cancel" || given === "continue") return given;
  throw new GoldpanError("CONFIG_INVALID", `goldpan.submit.onDisconnect = '${given}': write cancel or continue`);
}

const driverMemoryBytes = 2 ** 30;

/** What the driver of a cluster-mode application asks of a worker. */
export function driverDemandOf(config: Config): DriverDemand {
  const given = config.optional("goldpan.driver.memory");
  return {
    memoryBytes: given === undefined ? driverMemoryBytes : config.bytes("goldpan.driver.memory"),
    cores: config.integer("goldpan.driver.cores"),
    restartsMax:
      config.optionalBoolean("goldpan.driver.supervise") === true ? config.integer("goldpan.driver.maxRestarts") : 0,
    graceMs: config.durationMs("goldpan.client.reattachTimeout"),
  };
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
