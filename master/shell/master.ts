/**
 * The master's shell: turns what clients and workers say into events, and time into ticks. It owns the loop and the books that
 * the scheduler need not know; grpc/ speaks for it.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Config } from "../../common/config/config.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { Logger } from "../../common/log.js";
import type { ApplicationId } from "../../common/ids.js";
import type {
  Action as PlanAction,
  ApplicationStatusInput,
  JobPlanInput,
  JobProgressInput,
  Plan,
  Schema,
} from "../../common/wire/types.js";
import type { ObjectStore } from "../../storage/object-store.js";
import type { ApplicationOutcome, ShippedFile } from "../core/events.js";
import { aliveWorkers, slotsUsable } from "../core/placement.js";
import { Scheduler } from "../core/scheduler.js";
import type { Planner } from "../planner/planner.js";
import type { Application } from "./application.js";
import { runningStatus } from "./application-status.js";
import { Applications, demandOf, driverDemandOf, newApplicationId, sha256 } from "./applications.js";
import { commitKeyOf } from "./commit-key.js";
import type { EndedApplications } from "./ended-applications.js";
import type { HashedFiles } from "./hashed-files.js";
import { JobFeed } from "./job-feed.js";
import { JobFeeds, jobName, progressOf } from "./job-feeds.js";
import type { JournalRecord } from "./journal-format.js";
import type { Journal } from "./journal.js";
import { Performer } from "./performer.js";
import { graphOf, loadPlan, savePlan } from "./planned-files.js";
import { SchedulerLoop, type NewEvent } from "./scheduler-loop.js";
import { WorkerLinks } from "./worker-links.js";

const tickIntervalMs = 250;
/** What is still under way then, the next life of the master takes up. */
const suspendGraceMs = 5_000;

export interface MasterParts {
  /** Which life of the master this is. */
  readonly term: number;
  /** Of every call between the cluster's processes. */
  readonly token: string | undefined;
  readonly config: Config;
  readonly journal: Journal;
  readonly files: HashedFiles;
  readonly ended: EndedApplications;
  readonly driverKey: Buffer;
  readonly store: ObjectStore;
  readonly planner: Planner;
  readonly logger: Logger;
  /** A bug, or a journal that cannot be written: the process must stop. */
  readonly onFatal: (error: unknown) => void;
}

export interface Registration {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly bundleSha256: string;
  readonly user: string;
  readonly idempotencyKey: string;
  /** Empty in client mode. */
  readonly driverBundleSha256: string;
  readonly files: readonly ShippedFile[];
}

export interface Cluster {
  readonly workersAlive: number;
  readonly slots: number;
}

export class Master {
  readonly scheduler = new Scheduler();
  readonly applications: Applications;
  readonly links: WorkerLinks;
  readonly feeds = new JobFeeds();
  private readonly performer: Performer;
  private readonly loop: SchedulerLoop;
  private readonly planning = new Map<string, Promise<JobFeed>>();
  private readonly cancelledJobs = new Set<string>();
  private readonly clusterListeners = new Set<() => void>();
  private ticking: NodeJS.Timeout | undefined;

  constructor(readonly parts: MasterParts) {
    const { journal, onFatal, config, store, logger, ended, driverKey } = parts;
    const post = (event: NewEvent) => this.post(event);
    const isBusy = (applicationId: ApplicationId) => this.isBusy(applicationId);
    this.applications = new Applications({ config, post, driverKey, isBusy });
    this.links = new WorkerLinks(post, config.durationMs("goldpan.worker.timeout"), logger);
    const { scheduler, applications, feeds, links } = this;
    this.performer = new Performer({ scheduler, applications, ended, feeds, links, store, post, logger });
    const perform = this.performer.perform.bind(this.performer);
    const onForgotten = () => this.clearFiles();
    this.loop = new SchedulerLoop({ scheduler, journal, perform, onForgotten, onFatal });
  }

  /** Takes up what an earlier life left. A journal in which no application is open brings nothing back: it starts anew. */
  async replay(): Promise<void> {
    const { journal, logger } = this.parts;
    const records = await journal.replay((record) => this.take(record));
    const { applications, lastEventAtMs: atMs } = this.scheduler.state;
    if (records === 0) return;
    if (applications.size > 0) {
      logger.info({ applications: applications.size, records }, "journal_replayed");
      return;
    }
    this.scheduler.step({ kind: "StateCarriedOver", atMs, workers: [] });
    await journal.startAnew([]);
    this.clearFiles();
  }

  /** Lets time run. Nothing is journaled before. */
  start(): void {
    const reconnectTimeoutMs = 2 * this.parts.config.durationMs("goldpan.worker.timeout");
    const restarted = this.scheduler.state.applications.size > 0;
    this.loop.start(restarted ? [{ kind: "MasterRestarted", reconnectTimeoutMs }] : []);
    for (const application of this.applications.active()) this.applications.presence.expect(application);
    this.ticking = setInterval(() => this.tick(), tickIntervalMs);
  }

  post(event: NewEvent): void {
    this.loop.post(event);
  }

  /** @throws CONFIG_INVALID for what is no setting */
  register(request: Registration): { application: Application; secret: string } {
    const now = new Date();
    const secret = randomBytes(24).toString("base64url");
    const { name, settings, user, bundleSha256, driverBundleSha256, files, idempotencyKey } = request;
    const config = this.applications.configFor(settings);
    const driver =
      driverBundleSha256 === "" ? undefined : { ...driverDemandOf(config), bundleSha256: driverBundleSha256 };
    const event = {
      kind: "ApplicationRegistered",
      applicationId: newApplicationId(now),
      startedAtMs: now.getTime(),
      demand: demandOf(config),
      secretSha256: sha256(secret),
      ...{ name, settings, user, bundleSha256, driver, files },
      idempotencyKey: idempotencyKey === "" ? undefined : idempotencyKey,
    } as const;
    const application = this.adopt(event);
    this.post(event);
    this.applications.presence.expect(application);
    const { applicationId } = event;
    const mode = driver === undefined ? "client" : "cluster";
    this.parts.logger.info({ applicationId, name, user, mode }, "application_registered");
    return { application, secret };
  }

  /** The application that answers for this key: one that runs, else the last that succeeded. */
  answeredBy(idempotencyKey: string): string | undefined {
    if (idempotencyKey === "") return undefined;
    const running = this.applications.runningUnder(idempotencyKey)?.applicationId;
    return running ?? this.parts.ended.succeededUnder(idempotencyKey)?.applicationId;
  }

  /** @throws APPLICATION_UNKNOWN */
  status(applicationId: string): ApplicationStatusInput {
    const ended = this.parts.ended.get(applicationId);
    if (ended !== undefined) return ended;
    const application = this.applications.get(applicationId as ApplicationId);
    if (application !== undefined) return runningStatus(application, this.scheduler.state);
    throw new GoldpanError("APPLICATION_UNKNOWN", `this master knows no application '${applicationId}'`, {
      hint: "submit says the id of what it runs; a master remembers the last thousand that ended",
    });
  }

  /** Workers that are alive, and the slots that they have for the application. */
  cluster(application: Application): Cluster {
    const demand = demandOf(application.config);
    const { state } = this.scheduler;
    return { workersAlive: aliveWorkers(state).length, slots: slotsUsable(state, { demand }) };
  }

  /** Called about four times a second. @returns how to stop that */
  onTick(listener: () => void): () => void {
    this.clusterListeners.add(listener);
    return () => this.clusterListeners.delete(listener);
  }

  async analyze(
    application: Application,
    plan: Plan,
    options: { readonly formatted: boolean },
  ): Promise<{ schema: Schema; explain: string }> {
    const slots = Math.max(1, this.cluster(application).slots);
    return this.parts.planner.analyze(plan, application.config, { ...options, slots });
  }

  /** Plans and submits it, or joins it if that job was submitted before. @throws what planning finds wrong */
  async submitJob(application: Application, jobId: number, action: PlanAction): Promise<JobFeed> {
    const job = { applicationId: application.applicationId, jobId };
    const known = this.feeds.get(job) ?? this.planning.get(jobName(job));
    if (known !== undefined) return known;
    const planning = this.planJob(application, jobId, action);
    this.planning.set(jobName(job), planning);
    return planning;
  }

  /** What the job would be; it is not submitted. @param slotsWithoutWorkers  to plan for where no worker is */
  async describeJob(application: Application, action: PlanAction, slotsWithoutWorkers: number): Promise<JobPlanInput> {
    const { config } = application;
    const slots = Math.max(1, this.cluster(application).slots || slotsWithoutWorkers);
    return this.parts.planner.describeJob(action, { config, slots });
  }

  /** Before its commit point; past that it does nothing. */
  cancelJob(application: Application, jobId: number, reason: string): void {
    const job = { applicationId: application.applicationId, jobId };
    this.cancelledJobs.add(jobName(job));
    this.post({ kind: "JobCancelRequested", ...job, reason });
  }

  releaseCache({ applicationId }: Application, cacheId: number): void {
    this.post({ kind: "CacheReleased", applicationId, cacheId });
  }

  progress(feed: JobFeed): JobProgressInput | undefined {
    return progressOf(this.scheduler.state, feed);
  }

  /** Ends all applications as cancelled, and waits for commits under way. */
  async close(): Promise<void> {
    const stopped = "the master was stopped";
    const ends = this.applications
      .active()
      .map((application) => this.applications.end(application, stopped, killed(stopped, 1)));
    await Promise.all(ends);
    await this.performer.settled();
    await this.leave();
  }

  /** Leaves applications open: the next life of the master goes on with them. Commits under way have a moment to end. */
  async suspend(): Promise<void> {
    const impatience = new AbortController();
    const patience = delay(suspendGraceMs, undefined, { signal: impatience.signal }).catch(() => undefined);
    await Promise.race([this.performer.settled(), patience]);
    impatience.abort();
    await this.leave();
  }

  private async leave(): Promise<void> {
    clearInterval(this.ticking);
    this.applications.presence.close();
    await this.loop.stop();
    this.links.closeAll();
  }

  private async take({ event }: JournalRecord): Promise<void> {
    if (event.kind === "ApplicationRegistered") this.adopt(event);
    if (event.kind === "JobSubmitted") {
      const planned = await loadPlan(this.parts.files, event.planSha256);
      this.feeds.add(new JobFeed(event.applicationId, event.jobId, planned));
    }
    for (const action of this.scheduler.step(event)) this.performer.remember(action);
  }

  /** Live or replayed. */
  private adopt(event: Parameters<Applications["add"]>[0]): Application {
    const application = this.applications.add(event);
    this.applications.onEnd(application.applicationId, () => this.forget(application.applicationId));
    return application;
  }

  /** Plans and bundles of applications that have ended; one that registers just now keeps all of them. */
  private clearFiles(): void {
    if (this.applications.active().length > 0) return;
    try {
      this.parts.files.clear();
    } catch (error) {
      this.parts.logger.warn({ err: error }, "files_not_removed");
    }
  }

  private async planJob(application: Application, jobId: number, action: PlanAction): Promise<JobFeed> {
    const { planner, files } = this.parts;
    const { applicationId, config } = application;
    const slots = Math.max(1, this.cluster(application).slots);
    const planned = await planner.planJob(action, { config, slots, commitKey: commitKeyOf(application, jobId) });
    const graph = graphOf(planned, application.startedAtMs);
    const planSha256 = await savePlan(files, planned);
    if (application.state !== "active" || this.cancelledJobs.has(jobName({ applicationId, jobId }))) {
      throw new GoldpanError("APPLICATION_CANCELLED", `job ${jobId} was cancelled while it was planned`);
    }
    const feed = this.feeds.add(new JobFeed(applicationId, jobId, planned));
    for (const { code, text } of planned.notices) feed.notify({ code, text });
    for (const key of application.ignoredSettings) {
      feed.notify({ code: "SETTING_IGNORED", text: `${key} is the cluster's to set: the application's has no effect` });
    }
    this.parts.logger.info({ applicationId, jobId, stages: graph.stages.length }, "job_submitted");
    this.post({ kind: "JobSubmitted", applicationId, jobId, graph, planSha256 });
    return feed;
  }

  private isBusy(applicationId: ApplicationId): boolean {
    const jobs = this.scheduler.state.applications.get(applicationId)?.jobs.values() ?? [];
    return [...jobs].some(({ state }) => state.kind !== "ended");
  }

  /** Streams that still follow its jobs have their feeds. */
  private forget(applicationId: string): void {
    this.feeds.forget(applicationId);
    for (const names of [this.planning, this.cancelledJobs]) {
      for (const name of names.keys()) if (name.startsWith(`${applicationId}/`)) names.delete(name);
    }
  }

  private tick(): void {
    this.links.tick();
    this.post({ kind: "Ticked" });
    for (const listener of this.clusterListeners) listener();
  }
}

/** The outcome of an application that was ended from outside. */
export function killed(reason: string, exitCode: number): ApplicationOutcome {
  const error = { code: "APPLICATION_CANCELLED", retry: "NEVER", message: reason } as const;
  return { state: "KILLED", exitCode, error, reportJson: "" };
}
