/** Performs the scheduler's actions. Outcomes of those that take time come back as events. */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import { errorToWire } from "../../common/errors/wire.js";
import { attemptName, attemptToken } from "../../common/ids.js";
import type { Logger } from "../../common/log.js";
import type { ObjectStore } from "../../storage/object-store.js";
import type {
  AbortUploads,
  Action,
  LaunchDriver,
  LaunchTask,
  ReportApplicationEnd,
  StartApplication,
  StartCommit,
} from "../core/actions.js";
import type { Scheduler } from "../core/scheduler.js";
import { driverDemandOf, type Applications } from "./applications.js";
import { commitKeyOf, jobsPerLaunch } from "./commit-key.js";
import { endedStatus } from "./application-status.js";
import { tableKept } from "../planner/planned-job.js";
import { commitJob, smallFilesNotice } from "./commit-job.js";
import type { EndedApplications } from "./ended-applications.js";
import { findJob, jobName, type JobFeeds } from "./job-feeds.js";
import { launchedTask } from "./launch-message.js";
import type { NewEvent } from "./scheduler-loop.js";
import type { WorkerLinks } from "./worker-links.js";

export interface PerformerParts {
  readonly scheduler: Scheduler;
  readonly applications: Applications;
  readonly ended: EndedApplications;
  readonly feeds: JobFeeds;
  readonly links: WorkerLinks;
  readonly store: ObjectStore;
  readonly post: (event: NewEvent) => void;
  readonly logger: Logger;
}

export class Performer {
  private readonly underway = new Set<Promise<void>>();

  constructor(private readonly parts: PerformerParts) {}

  perform(action: Action): void {
    const { links, logger } = this.parts;
    this.remember(action);
    switch (action.kind) {
      case "ConfirmWorker": {
        const { workerId, workerEpoch, keepRunning, keepPieces, keepDrivers } = action;
        if (links.confirm(workerId, workerEpoch) === undefined) break;
        logger.info({ workerId, epoch: workerEpoch, kept: keepRunning.length }, "worker_registered");
        const kept = {
          keepRunning: [...keepRunning],
          keepPieces: [...keepPieces],
          keepDrivers: [...keepDrivers],
        };
        links.send(workerId, { registered: { workerEpoch, ...kept } });
        break;
      }
      case "StartApplication":
        this.startApplication(action);
        break;
      case "LaunchDriver":
        this.launchDriver(action);
        break;
      case "ReportDriverLoss": {
        const { applicationId, launch, reason, pauseMs } = action;
        logger.warn({ applicationId, launch, reason, pauseMs }, "driver_lost");
        break;
      }
      case "EndApplicationOnWorker":
        links.send(action.workerId, { endApplication: { applicationId: action.applicationId } });
        break;
      case "LaunchTask":
        this.launch(action);
        break;
      case "ConfirmUpload":
        links.send(action.workerId, { uploadRecorded: { key: action.key, uploadId: action.uploadId } });
        break;
      case "CancelAttempt":
        links.send(action.workerId, { cancelAttempt: { key: action.key, reason: action.reason } });
        break;
      case "AbortUploads":
        this.abortUploads(action);
        break;
      case "ReleasePieces": {
        const { workerId, applicationId, jobId, keepStages } = action;
        links.send(workerId, { releasePieces: { applicationId, jobId, keepStages: [...keepStages] } });
        break;
      }
      case "StartCommit":
        this.startCommit(action);
        break;
      case "ReportJobEnd": {
        const { applicationId, jobId, outcome } = action;
        const { code, message: reason } = outcome.kind === "failed" ? outcome.error : {};
        logger.info({ applicationId, jobId, outcome: outcome.kind, code, reason }, "job_ended");
        break;
      }
      case "NotifyJob": {
        const { applicationId, jobId, code, text } = action;
        logger.warn({ applicationId, jobId, code, text }, "job_notice");
        break;
      }
      case "ReportWorkerLoss": {
        const { workerId, workerEpoch: epoch, reason } = action;
        logger.warn({ workerId, epoch, reason }, "worker_lost");
        break;
      }
      case "ReportApplicationEnd":
        logger.info({ applicationId: action.applicationId, reason: action.reason }, "application_ended");
        break;
      case "StagesFused": {
        const { applicationId, jobId, mainStageId, stageId } = action;
        logger.info({ applicationId, jobId, mainStageId, stageId }, "stages_fused");
        break;
      }
      case "AcceptAttempt":
      case "StartRelay":
        break;
    }
  }

  /** The part that a replay performs as well: what the books must know of the past. */
  remember(action: Action): void {
    this.parts.feeds.remember(action);
    if (action.kind === "LaunchDriver") {
      const driver = this.parts.applications.get(action.applicationId)?.driver;
      if (driver !== undefined) Object.assign(driver, { launch: action.launch, workerId: action.workerId });
    }
    if (action.kind === "ReportApplicationEnd") this.rememberEnd(action);
  }

  private rememberEnd(action: ReportApplicationEnd): void {
    const { applications, ended, logger } = this.parts;
    const application = applications.get(action.applicationId);
    try {
      if (application !== undefined) ended.save(endedStatus(application, action, Date.now()));
    } catch (error) {
      logger.error({ applicationId: action.applicationId, err: error }, "outcome_not_saved");
    }
    applications.concluded(action.applicationId, action.jobsCommitted, action.reason);
  }

  /** Resolves when no commit and no abort of uploads is under way. */
  async settled(): Promise<void> {
    while (this.underway.size > 0) await Promise.all(this.underway);
  }

  private startApplication({ applicationId, workerId, executors }: StartApplication): void {
    const application = this.parts.applications.get(applicationId);
    if (application === undefined) throw new InvariantError(`${applicationId} starts without being registered`);
    const { config, bundleSha256, settings, files } = application;
    this.parts.links.send(workerId, {
      startApplication: {
        applicationId,
        bundleSha256,
        executorCores: config.integer("goldpan.executor.cores"),
        executorMemoryBytes: config.bytes("goldpan.executor.memory"),
        executors,
        settings,
        files: [...files],
      },
    });
  }

  private launchDriver({ applicationId, launch, workerId }: LaunchDriver): void {
    const { applications, links, logger } = this.parts;
    const application = applications.get(applicationId);
    if (application?.driver === undefined) throw new InvariantError(`${applicationId} has no driver to launch`);
    logger.info({ applicationId, launch, workerId }, "driver_launched");
    const { config, driver, files } = application;
    links.send(workerId, {
      launchDriver: {
        driver: { applicationId, launch },
        secret: applications.driverSecret(applicationId, launch),
        bundleSha256: driver.bundleSha256,
        files: [...files],
        memoryBytes: driverDemandOf(config).memoryBytes,
        firstJobId: (launch - 1) * jobsPerLaunch,
        outputBytesMax: config.bytes("goldpan.driver.output.maxBytes"),
      },
    });
  }

  private launch(action: LaunchTask): void {
    const application = this.parts.applications.get(action.key.applicationId as StartApplication["applicationId"]);
    const feed = this.parts.feeds.get(action.key);
    if (application === undefined || feed === undefined) {
      throw new InvariantError(`nothing is known of ${attemptName(action.key)}`);
    }
    const { key, workerId } = action;
    this.parts.logger.debug({ attempt: attemptToken(key), workerId }, "task_launched");
    this.parts.links.send(workerId, { launchTask: { task: launchedTask(action, feed.planned, application) } });
  }

  /** What cannot be aborted now stays invisible until the store drops it by its own rule for unfinished uploads. */
  private abortUploads({ workerId, uploads }: AbortUploads): void {
    if (workerId !== undefined) {
      this.parts.links.send(workerId, { abortUploads: { uploads: [...uploads] } });
      return;
    }
    const aborts = uploads.map(async (upload) => this.parts.store.abortUpload(upload));
    this.track(
      Promise.allSettled(aborts).then((outcomes) => {
        const failed = outcomes.filter(({ status }) => status === "rejected").length;
        if (failed > 0) this.parts.logger.warn({ failed, of: uploads.length }, "uploads_not_aborted");
      }),
    );
  }

  private startCommit(action: StartCommit): void {
    const { applicationId, jobId } = action;
    const job = findJob(this.parts.scheduler.state, action);
    const planned = this.parts.feeds.get(action)?.planned;
    const application = this.parts.applications.get(applicationId);
    if (job === undefined || planned === undefined || application === undefined) {
      throw new InvariantError(`nothing is known of ${jobName(action)}`);
    }
    const timeZone = application.config.string("goldpan.sql.session.timeZone");
    const filesMax = application.config.integer("goldpan.sink.filesMax");
    this.parts.logger.info({ applicationId, jobId, table: planned.sink?.table }, "commit_started");
    this.track(
      commitJob(this.parts.store, job, planned, { timeZone, filesMax, key: commitKeyOf(application, jobId) }).then(
        ({ commit, files, bytes }) => {
          const isKept = commit === 0 && planned.sink !== undefined;
          const notice = isKept ? tableKept(planned.sink.table) : smallFilesNotice({ files, bytes });
          if (notice !== undefined) this.parts.feeds.get(action)?.notify(notice);
          this.parts.logger.info({ applicationId, jobId, commit, files }, "commit_succeeded");
          this.parts.post({ kind: "CommitSucceeded", applicationId, jobId, commit, files });
        },
        (error: unknown) => {
          this.parts.logger.error({ applicationId, jobId, err: error }, "commit_failed");
          this.parts.post({ kind: "CommitFailed", applicationId, jobId, error: errorToWire(error) });
        },
      ),
    );
  }

  private track(work: Promise<void>): void {
    this.underway.add(work);
    void work.finally(() => this.underway.delete(work));
  }
}
