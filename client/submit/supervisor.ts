/**
 * Runs a script in a driver process and tells how it ended: beside submit, or on a worker in cluster mode. Connection, jobs, progress and
 * exit code live here, so that nothing of them depends on the script's thread.
 */
import type { Config } from "../../common/config/config.js";
import { asGoldpanError, GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { errorToWire } from "../../common/errors/wire.js";
import { packageVersion } from "../../common/package-root.js";
import type { CallSite } from "../../common/wire/types.js";
import { AnsweredByOther } from "../grpc/answered-by-other.js";
import type { GrpcMasterConnection } from "../grpc/connect-master.js";
import { parseMasterUrl } from "../local/master-url.js";
import type { ScriptBundle } from "./bundle-script.js";
import { DriverProcess } from "./driver-process.js";
import type { FromDriver, ScriptError } from "./driver-protocol.js";
import { exitCodeOfSignal, type InterruptSignal } from "./interrupts.js";
import { jobName, type JobRecord } from "./job-record.js";
import { JobRelay } from "./job-relay.js";
import { errorLine, exitCodeOf, outcomeOf, type Outcome } from "./outcome.js";
import { reportJson, reportLines, type RunReport } from "./report.js";
import { SubmitOutput } from "./submit-output.js";

/** How long a cancelled application may take to confirm; a commit under way gets `commitTimeoutMs`. */
const cancelTimeoutMs = 3_500;
const commitTimeoutMs = 120_000;
const endTimeoutMs = 60_000;

/** What ended the run, if it was not the script. */
type Ending =
  | { readonly kind: "outcome"; readonly outcome: Outcome }
  | { readonly kind: "interrupted"; readonly signal: InterruptSignal };

export interface RunRequest {
  /** Absolute. */
  readonly scriptPath: string;
  readonly args: readonly string[];
  readonly config: Config;
  readonly applicationName: string;
  /** Bare paths are taken from here. */
  readonly baseFolder: string;
  readonly deployMode: "client" | "cluster";
  /** Paths by name; undefined where they lie in the folder of this process. */
  readonly files: Readonly<Record<string, string>> | undefined;
  readonly heapMegabytes: number | undefined;
  /** Who started this process starts it again when its script is lost: the application is not ended then. @default false */
  readonly supervised?: boolean;
  /** What to say first. */
  readonly introduction: readonly string[];
  readonly verbose: boolean;
  /** `document` ends stdout with the summary as JSON, `quiet` leaves that to someone else; both print no progress. */
  readonly output: "text" | "document" | "quiet";
}

/** An application that this run speaks for. */
export interface Opened {
  readonly connection: GrpcMasterConnection;
  readonly script: ScriptBundle;
}

/** How it comes to be: opened and registered here, or attached to on a worker. */
export interface Opening {
  /** Called once. @throws SCRIPT_NOT_LOADED, MASTER_UNREACHABLE, TOKEN_REFUSED, VERSION_MISMATCH, AnsweredByOther */
  open(): Promise<Opened>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** One run of a script: `toEnd` once, then `close`. */
export class Run {
  private readonly startedAtMs = performance.now();
  private readonly output: SubmitOutput;
  private readonly jobs: JobRecord[] = [];
  private readonly driver: DriverProcess;
  private unseen: readonly ScriptError[] = [];
  private relay: JobRelay | undefined;
  private connection: GrpcMasterConnection | undefined;

  constructor(
    private readonly request: RunRequest,
    private readonly opening: Opening,
    private readonly interrupted: Promise<InterruptSignal>,
  ) {
    const { output, heapMegabytes } = request;
    this.output = new SubmitOutput({ quiet: output !== "text" });
    const pipeStdout = output === "document";
    this.driver = new DriverProcess({ pipeStdout, heapMegabytes, onMessage: (message) => this.heard(message) });
  }

  /** @returns the exit code. @throws AnsweredByOther */
  async toEnd(): Promise<number> {
    for (const line of this.request.introduction) this.output.say(line);
    const interrupted = this.interrupted.then((signal): Ending => ({ kind: "interrupted", signal }));
    const ending = await Promise.race([this.runScript(), interrupted]);
    this.output.stopProgress();
    this.driver.kill();
    if (ending.kind === "interrupted") return this.cancelled(ending.signal);
    const { outcome } = ending;
    if (this.request.supervised !== true || outcome.lost !== true) return this.tell(outcome, false);
    if (outcome.error !== undefined) this.output.line(errorLine(outcome.error));
    return outcome.exitCode;
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.output.stopProgress();
    this.driver.kill();
    this.connection?.close();
    await this.opening.close();
  }

  private async runScript(): Promise<Ending> {
    try {
      const { connection, script } = await this.opening.open();
      this.connection = connection;
      const gone = new Promise<Outcome>((resolve) =>
        connection.onEnded((error) => resolve({ exitCode: exitCodeOf(error), error, stack: "" })),
      );
      this.begin(connection, script);
      const outcome = await Promise.race([this.driverOutcome(), gone]);
      return { kind: "outcome", outcome };
    } catch (thrown) {
      if (thrown instanceof AnsweredByOther) throw thrown;
      const error = asGoldpanError(thrown);
      const stack = thrown instanceof Error ? (thrown.stack ?? "") : "";
      return { kind: "outcome", outcome: { exitCode: error.exitCode, error, stack } };
    }
  }

  private begin(connection: GrpcMasterConnection, script: ScriptBundle): void {
    const { config, applicationName, scriptPath, args, verbose, baseFolder, files, deployMode } = this.request;
    const { applicationId, address, cluster } = connection;
    const isRemote = parseMasterUrl(config.string("goldpan.master")).kind === "remote";
    if (deployMode === "client" && (isRemote || verbose)) {
      this.output.say(`${applicationId} at ${address}: ${cluster.workersAlive} workers, ${cluster.slots} slots`);
    }
    this.relay = new JobRelay({
      connection,
      answer: (message) => this.driver.send(message),
      onNotice: (notice) => this.output.notice(notice),
      jobs: this.jobs,
    });
    this.output.showProgress(this.jobs);
    this.driver.send({
      kind: "begin",
      bundlePath: script.path,
      sourceMapPath: script.sourceMapPath,
      scriptPath,
      args,
      applicationId,
      applicationName,
      settings: config.shareable(),
      bundleSha256: script.rowFunctions?.sha256 ?? "",
      ...{ baseFolder, files },
    });
  }

  private heard(message: FromDriver): void {
    switch (message.kind) {
      case "analyze":
        void this.relay?.analyze(message);
        return;
      case "run":
        void this.relay?.run(message);
        return;
      case "release":
        void this.relay?.release(message);
        return;
      case "inferred":
        this.output.notice(message.notice);
        return;
      case "unseen":
        this.unseen = message.errors;
        return;
      case "forgotten":
        this.tellForgotten(message.callSites);
        return;
      case "unanswered":
      case "ended":
        return;
    }
  }

  private tellForgotten(callSites: readonly (CallSite | null)[]): void {
    if (callSites.length === 0) return;
    const places = callSites.map((site) =>
      site === null ? "an unknown line" : `${site.file}:${site.line} (${site.method})`,
    );
    const actions = callSites.length === 1 ? "1 action was" : `${callSites.length} actions were`;
    this.output.notice({
      code: "ACTION_NOT_AWAITED",
      text: `${actions} started without await, and waited for all the same: ${places.join(", ")}`,
    });
  }

  private async driverOutcome(): Promise<Outcome> {
    const driver = await this.driver.ended;
    return outcomeOf({ driver, unseen: this.unseen, running: this.running().map(jobName) });
  }

  private running(): JobRecord[] {
    return this.jobs.filter((job) => job.state === "running");
  }

  /** An interrupt: cancels the application; past the commit point, waits for the commit and reports it. */
  private async cancelled(signal: InterruptSignal): Promise<number> {
    const exitCode = exitCodeOfSignal(signal);
    const how = signal === "SIGINT" ? "interrupted" : `ended by ${signal}`;
    this.output.say(`${how}: cancelling the application (once more to leave at once)`);
    const error = new GoldpanError("APPLICATION_CANCELLED", `${how}: the application was cancelled`);
    return this.tell({ exitCode, error, stack: "" }, true);
  }

  private async tell(outcome: Outcome, cancelled: boolean): Promise<number> {
    const committed = await this.endApplication(outcome, cancelled);
    const { verbose } = this.request;
    const report = this.report(outcome, cancelled);
    if (this.connection !== undefined) for (const line of reportLines(report, { verbose })) this.output.say(line);
    for (const job of committed)
      this.output.say(`${jobName(job)} was past its commit point: it is committed all the same`);
    if (outcome.error !== undefined) {
      const callSite = this.jobs.find(({ jobId }) => jobId === outcome.jobId)?.callSite ?? undefined;
      if (verbose && outcome.stack !== "") this.output.line(outcome.stack);
      this.output.line(errorLine(outcome.error, callSite));
    }
    if (this.request.output === "document")
      process.stdout.write(`${this.driver.atLineStart ? "" : "\n"}${reportJson(report)}\n`);
    return outcome.exitCode;
  }

  private report(outcome: Outcome, cancelled: boolean): RunReport {
    const { applicationName, config, deployMode } = this.request;
    return {
      version: packageVersion,
      applicationId: this.connection?.applicationId ?? "",
      applicationName,
      master: config.string("goldpan.master"),
      deployMode,
      idempotencyKey: config.optional("goldpan.submit.idempotencyKey"),
      exitCode: outcome.exitCode,
      cancelled,
      error: outcome.error,
      durationMs: performance.now() - this.startedAtMs,
      jobs: this.jobs,
      notices: this.output.notices,
    };
  }

  /** The end of the application ends its jobs; of a commit under way only the master will know. */
  private reportForMaster(outcome: Outcome, cancelled: boolean): RunReport {
    const isLeft = (job: JobRecord) => job.state === "running" && job.progress?.waitingFor !== "commit";
    const jobs = this.jobs.map((job) => (isLeft(job) ? { ...job, state: "cancelled" as const } : job));
    return { ...this.report(outcome, cancelled), jobs };
  }

  /** @returns jobs that are committed although they were to be cancelled */
  private async endApplication(outcome: Outcome, cancelled: boolean): Promise<readonly JobRecord[]> {
    const { error, exitCode } = outcome;
    const { connection } = this;
    if (connection === undefined) return [];
    const running = this.running();
    const committing = running.some((job) => job.progress?.waitingFor === "commit");
    if (committing) this.output.say("a commit is under way: waiting for it");
    const deadlineMs = committing ? commitTimeoutMs : cancelled || running.length > 0 ? cancelTimeoutMs : endTimeoutMs;
    try {
      const committed = await connection.finish(
        {
          ...{ cancelled, exitCode, reportJson: reportJson(this.reportForMaster(outcome, cancelled)) },
          ...(error === undefined ? {} : { error: errorToWire(error) }),
        },
        deadlineMs,
      );
      const jobs = running.filter((job) => committed.includes(job.jobId));
      for (const job of running) if (!jobs.includes(job)) job.state = "cancelled";
      for (const job of jobs) job.state = "succeeded";
      return jobs;
    } catch (thrown) {
      if (!isGoldpanError(thrown, "APPLICATION_UNKNOWN")) {
        this.output.say(`the master has not confirmed the end of the application: ${asGoldpanError(thrown).message}`);
      }
      return [];
    }
  }
}
