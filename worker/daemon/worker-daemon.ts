/**
 * The worker's heart: obeys the master's messages, runs attempts on executors, and reports their outcomes. It survives both
 * neighbours: an executor's death costs that executor's attempts, the master's absence costs nothing; what finishes meanwhile is
 * told after the next registration.
 *
 * Invariants: (1) an attempt is in `attempts` until its outcome is in the outbox; (2) uploads of an attempt whose success was never
 * told are aborted here, those of a told success only when the master says so; (3) an ended application has no executor.
 */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Config } from "../../common/config/config.js";
import { asGoldpanError, GoldpanError } from "../../common/errors/goldpan-error.js";
import { errorToWire } from "../../common/errors/wire.js";
import type { Logger } from "../../common/log.js";
import { versions } from "../../common/versions.js";
import type {
  AttemptKey,
  AttemptReport,
  HeartbeatInput,
  MasterMessage,
  RegisterWorkerInput,
  StartApplication,
  Task,
  Upload,
  WorkerRegistered,
} from "../../common/wire/types.js";
import type { ObjectStore } from "../../storage/object-store.js";
import { MasterLink, type LinkUser } from "../grpc/master-link.js";
import { pieceName, plainName } from "../piece-name.js";
import {
  ApplicationExecutors,
  type AttemptEvents,
  type ExecutorProgress,
  type ExecutorRequest,
} from "./application-executors.js";
import { Attempt } from "./attempt.js";
import { BundleStore } from "./bundle-store.js";
import { Drivers } from "./drivers.js";
import { ExecutorAnswers } from "./executor-answers.js";
import type { ExecutorEnd } from "./executor-process.js";
import { registeredFunctions } from "./function-check.js";
import { Outbox } from "./outbox.js";
import type { PieceStore } from "./piece-store.js";
import { placeFiles } from "./shipped-files.js";
import { UploadRecords } from "./upload-records.js";

const memoryWatchIntervalMs = 100;
/** Above what a cancelled attempt has until its executor is ended. */
const handBackGraceMs = 3_000;
/** After a new registration the master names its live applications; executors of others go after so long. */
const confirmationGraceMs = 5_000;

export interface DaemonOptions {
  readonly workerId: string;
  readonly masterAddresses: readonly string[];
  readonly token: string | undefined;
  readonly cores: number;
  readonly memoryBytes: number;
  /** `host:port` of the piece server. */
  readonly pieceAddress: string;
  readonly folder: string;
  readonly pieces: PieceStore;
  readonly store: ObjectStore;
  readonly config: Config;
  readonly executorProgram: () => string;
  readonly functionCheckProgram: () => string;
  readonly driverProgram: () => string;
  readonly logger: Logger;
  /** The master will not have this worker: it is over. */
  readonly onRefused: (error: GoldpanError) => void;
}

export class WorkerDaemon implements LinkUser, AttemptEvents {
  private readonly link: MasterLink;
  private readonly applications = new Map<string, ApplicationExecutors>();
  /** Those that the master ended, until their executors are gone. */
  private readonly ending = new Set<ApplicationExecutors>();
  private readonly unconfirmed = new Set<string>();
  private readonly attempts = new Map<string, Attempt>();
  private readonly outbox: Outbox;
  private readonly uploads: UploadRecords;
  private readonly bundles: BundleStore;
  private readonly drivers: Drivers;
  private readonly answers: ExecutorAnswers;
  private readonly settling = new Set<Promise<void>>();
  private readonly memoryWatch: NodeJS.Timeout;
  private confirmation: NodeJS.Timeout | undefined;
  private draining = false;

  constructor(private readonly options: DaemonOptions) {
    const { workerId, masterAddresses: addresses, token, logger, store, pieces } = options;
    this.link = new MasterLink({ workerId, addresses, token, logger }, this);
    this.outbox = new Outbox((message) => this.link.send(message));
    this.uploads = new UploadRecords((message) => this.link.send(message));
    this.bundles = new BundleStore(join(options.folder, "bundles"), (sha256) => this.link.fetchBundle(sha256));
    this.drivers = new Drivers({
      ...{ masterAddresses: addresses, token, logger },
      folder: join(options.folder, "drivers"),
      program: options.driverProgram,
      fetch: (sha256) => this.link.fetchBundle(sha256),
      send: (message) => this.link.send(message),
    });
    const recordUpload = this.uploads.record.bind(this.uploads);
    this.answers = new ExecutorAnswers({ workerId, token, store, pieces, config: options.config, recordUpload });
    this.memoryWatch = setInterval(() => {
      for (const application of this.applications.values()) application.watchMemory();
      this.drivers.watchMemory();
    }, memoryWatchIntervalMs);
  }

  open(): void {
    this.link.open();
  }

  /** Hands back what does not run yet, waits for the rest, then for the release of the pieces, all within the grace. */
  async drain(graceMs: number): Promise<void> {
    const deadlineMs = Date.now() + graceMs;
    this.draining = true;
    this.link.send({ drainStarted: {} });
    for (const attempt of this.attempts.values()) {
      const application = this.applications.get(attempt.key.applicationId);
      if (application?.isRunning(attempt) !== true) this.cancel(attempt, "the worker drains");
    }
    await until(() => this.attempts.size === 0 && this.drivers.count === 0, deadlineMs);
    await this.drivers.endAll("its worker was drained");
    for (const attempt of this.attempts.values()) this.cancel(attempt, "the worker drains");
    await until(() => this.attempts.size === 0, Date.now() + handBackGraceMs);
    await until(() => this.outbox.empty && this.options.pieces.holding().length === 0, deadlineMs);
    await this.link.finish();
  }

  /** Ends everything at once. */
  async close(): Promise<void> {
    clearInterval(this.memoryWatch);
    clearTimeout(this.confirmation);
    this.link.close();
    for (const attempt of this.attempts.values()) void this.giveUp(attempt);
    this.attempts.clear();
    await this.drivers.endAll("its worker was stopped");
    const applications = [...this.applications.values(), ...this.ending];
    await Promise.all(applications.map((application) => application.end("kill")));
    this.applications.clear();
    while (this.settling.size > 0) await Promise.all(this.settling);
  }

  // What the link asks and tells

  registration(): RegisterWorkerInput {
    const { cores, memoryBytes, pieceAddress, pieces } = this.options;
    const running = [...[...this.attempts.values()].map(({ key }) => key), ...this.outbox.keys()];
    const held = { running, holding: pieces.holding(), drivers: this.drivers.keys() };
    return { versions, cores, memoryBytes, pieceAddress, ...held, isolation: "process" };
  }

  heartbeat(): HeartbeatInput {
    this.outbox.prune();
    const processes = [...this.applications.values()].flatMap((application) => application.processes);
    const executorBytes = processes.reduce((sum, process) => sum + process.memoryBytes, 0);
    const memoryUsedBytes = executorBytes + this.drivers.memoryBytes;
    const { bytes: pieceBytes, bytesMax: pieceBytesMax } = this.options.pieces;
    return { memoryUsedBytes, executors: processes.length, pieceBytes, pieceBytesMax };
  }

  onRegistered({ keepRunning, keepPieces, keepDrivers }: WorkerRegistered): void {
    this.drivers.keepOnly(keepDrivers);
    const kept = new Set(keepRunning.map(pieceName));
    if (this.draining) this.link.send({ drainStarted: {} });
    for (const attempt of [...this.attempts.values()]) {
      if (kept.has(attempt.token)) this.tellStart(attempt);
      else this.cancel(attempt, "the master does not want this attempt any more");
    }
    for (const attempt of this.outbox.reconcile(kept)) void this.giveUp(attempt);
    // Pieces of a success that the master is only about to hear of are not on its list yet.
    void this.settle("pieces_not_removed", this.options.pieces.keepOnly([...keepPieces, ...keepRunning]));
    this.uploads.sendAll();
    this.awaitConfirmation(keepRunning);
  }

  onMessage(message: MasterMessage): void {
    if (message.startApplication) this.startApplication(message.startApplication);
    else if (message.endApplication) {
      this.drivers.endApplication(message.endApplication.applicationId);
      this.endApplication(message.endApplication.applicationId);
    } else if (message.launchTask?.task) this.launch(message.launchTask.task);
    else if (message.launchDriver) this.drivers.launch(message.launchDriver);
    else if (message.uploadRecorded) this.uploads.recorded(message.uploadRecorded.uploadId);
    else if (message.cancelAttempt?.key) this.cancelByKey(message.cancelAttempt.key, message.cancelAttempt.reason);
    else if (message.abortUploads) void this.abortUploads(message.abortUploads.uploads);
    else if (message.releasePieces) {
      const { applicationId, jobId, keepStages } = message.releasePieces;
      void this.settle("pieces_not_removed", this.options.pieces.releaseJob(applicationId, jobId, keepStages));
    } else {
      this.options.logger.warn({ message: message.message }, "message_not_understood");
    }
  }

  onDisconnected(): void {
    clearTimeout(this.confirmation);
  }

  onRefused(error: GoldpanError): void {
    this.options.onRefused(error);
  }

  // What executors tell and ask

  onStarted(attempt: Attempt): void {
    this.tellStart(attempt);
  }

  onProgress({ key }: Attempt, { rowsRead, bytesRead, rowsWritten, bytesWritten }: ExecutorProgress): void {
    this.link.sendDroppable({ attemptProgress: { key, rowsRead, bytesRead, rowsWritten, bytesWritten } });
  }

  onSucceeded(attempt: Attempt, report: AttemptReport): void {
    const { key, task, token } = attempt;
    const { pieces } = this.options;
    try {
      if (hasPieces(task)) pieces.add(key, report.bytesOut);
    } catch (error) {
      this.onFailed(attempt, asGoldpanError(error));
      return;
    }
    this.attempts.delete(token);
    pieces.unreserve(token);
    const memoryPeakBytes = Math.max(report.memoryPeakBytes, attempt.memoryPeakBytes);
    this.tellStart(attempt);
    this.outbox.add(attempt, { attemptSucceeded: { key, report: { ...report, memoryPeakBytes } } });
  }

  onFailed(attempt: Attempt, error: GoldpanError): void {
    const { key, token } = attempt;
    this.attempts.delete(token);
    this.options.pieces.unreserve(token);
    void this.giveUp(attempt);
    const level = error.code === "ATTEMPT_CANCELLED" ? "info" : "warn";
    this.options.logger[level]({ attempt: token, code: error.code, reason: error.message }, "attempt_failed");
    this.outbox.add(attempt, { attemptFailed: { key, error: errorToWire(error) } });
  }

  onExecutorLost(applicationId: string, { exitCode, signal }: ExecutorEnd): void {
    this.link.send({ executorLost: { applicationId, exitCode, signal } });
  }

  async answer(attempt: Attempt, executorFolder: string, request: ExecutorRequest): Promise<unknown> {
    return this.answers.answer(attempt, executorFolder, request);
  }

  // What the master wants

  private startApplication(start: StartApplication): void {
    const { applicationId } = start;
    this.unconfirmed.delete(applicationId);
    let application = this.applications.get(applicationId);
    if (application === undefined) {
      application = this.createApplication(start);
      this.applications.set(applicationId, application);
    }
    if (!this.draining) application.keepWarm(start.executors);
  }

  private createApplication(start: StartApplication): ApplicationExecutors {
    const { options } = this;
    const { applicationId, bundleSha256, settings, files } = start;
    const folder = join(options.folder, "applications", plainName(applicationId));
    const threads = Math.max(1, start.executorCores);
    const memoryBytes = start.executorMemoryBytes || options.config.bytes("goldpan.executor.memory");
    const timeZone = settings["goldpan.sql.session.timeZone"] ?? options.config.string("goldpan.sql.session.timeZone");
    return new ApplicationExecutors(
      {
        ...{ applicationId, threads, memoryBytes, timeZone },
        workerId: options.workerId,
        folder,
        files: () => placeFiles((sha256) => this.link.fetchBundle(sha256), join(folder, "files"), files),
        pieceFolder: options.pieces.folder,
        slots: Math.max(1, Math.floor(options.cores / threads)),
        program: options.executorProgram,
        bundlePath: bundleSha256 === "" ? undefined : () => this.bundles.path(bundleSha256),
        registeredFunctions: (bundlePath, signal) =>
          registeredFunctions({
            ...{ program: options.functionCheckProgram(), bundlePath, filesFolder: join(folder, "files") },
            ...{ memoryBytes, signal },
          }),
        logger: options.logger,
      },
      this,
    );
  }

  private endApplication(applicationId: string): void {
    const application = this.applications.get(applicationId);
    this.applications.delete(applicationId);
    this.unconfirmed.delete(applicationId);
    for (const attempt of [...this.attempts.values()]) {
      if (attempt.key.applicationId !== applicationId) continue;
      this.attempts.delete(attempt.token);
      this.options.pieces.unreserve(attempt.token);
      void this.giveUp(attempt);
    }
    this.outbox.forgetApplication(applicationId);
    void this.settle("application_not_removed", this.remove(applicationId, application));
  }

  private async remove(applicationId: string, application: ApplicationExecutors | undefined): Promise<void> {
    if (application !== undefined) {
      this.ending.add(application);
      await application.end("stop").finally(() => this.ending.delete(application));
    }
    await this.options.pieces.releaseApplication(applicationId);
  }

  private launch(task: Task): void {
    const { key } = task;
    if (key === null) return;
    const attempt = new Attempt(key, task);
    if (this.attempts.has(attempt.token) || this.outbox.has(attempt.token)) return;
    this.unconfirmed.delete(key.applicationId);
    this.attempts.set(attempt.token, attempt);
    const application = this.applications.get(key.applicationId);
    if (this.draining) this.onFailed(attempt, attempt.cancel("the worker drains"));
    else if (application !== undefined) application.launch(attempt);
    else this.onFailed(attempt, new GoldpanError("INTERNAL", `${key.applicationId} was not started on this worker`));
  }

  private cancelByKey(key: AttemptKey, reason: string): void {
    const attempt = this.attempts.get(pieceName(key));
    if (attempt !== undefined) this.cancel(attempt, reason);
  }

  private cancel(attempt: Attempt, reason: string): void {
    this.applications.get(attempt.key.applicationId)?.cancel(attempt, reason);
  }

  private tellStart(attempt: Attempt): void {
    if (!attempt.started || attempt.startTold) return;
    attempt.startTold = this.link.send({ attemptStarted: { key: attempt.key } });
  }

  private async abortUploads(uploads: readonly Upload[]): Promise<void> {
    const { store } = this.options;
    await Promise.all(uploads.map((upload) => this.settle("upload_not_aborted", store.abortUpload(upload))));
  }

  /** Undoes what an attempt has left anywhere. */
  private async giveUp(attempt: Attempt): Promise<void> {
    attempt.over.abort();
    await Promise.all([
      this.abortUploads([...attempt.uploads.values()]),
      this.settle("pieces_not_removed", this.options.pieces.remove(attempt.key)),
    ]);
  }

  /** @param kept  attempts that the master wants: those that are being cancelled say nothing of their application */
  private awaitConfirmation(kept: readonly AttemptKey[]): void {
    for (const applicationId of this.applications.keys()) this.unconfirmed.add(applicationId);
    for (const { applicationId } of kept) this.unconfirmed.delete(applicationId);
    clearTimeout(this.confirmation);
    this.confirmation = setTimeout(() => {
      for (const applicationId of [...this.unconfirmed]) this.endApplication(applicationId);
    }, confirmationGraceMs);
  }

  /** For clean-up that only `close` waits for: what fails is logged. The next worker empties the folder, the store drops old uploads. */
  private async settle(event: string, work: Promise<void>): Promise<void> {
    const settled = work.catch((error: unknown) => {
      const { code, message } = asGoldpanError(error);
      this.options.logger.warn({ code, reason: message }, event);
    });
    this.settling.add(settled);
    await settled;
    this.settling.delete(settled);
  }
}

function hasPieces({ fragment }: Task): boolean {
  const { delivery } = fragment?.delivery ?? {};
  return delivery !== "sink" && delivery !== "discard";
}

async function until(condition: () => boolean, deadlineMs: number): Promise<void> {
  while (!condition() && Date.now() < deadlineMs) await delay(50);
}
