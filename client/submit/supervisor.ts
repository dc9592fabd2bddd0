/**
 * `goldpan submit`: opens the cluster, bundles the script, runs it in a driver process, and tells how it ended. Connection, jobs, progress
 * and exit code live here, so that nothing of them depends on the script's thread.
 *
 * Start-up is part of every run, so what can be done at once is: the driver process starts, the cluster opens, and the script is
 * bundled, all side by side.
 */
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Config } from "../../common/config/config.js";
import { asGoldpanError, GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { errorToWire } from "../../common/errors/wire.js";
import { packageVersion } from "../../common/package-root.js";
import type { CallSite } from "../../common/wire/types.js";
import type { GrpcMasterConnection } from "../grpc/connect-master.js";
import { describeMaster, parseMasterUrl } from "../local/master-url.js";
import type { Cluster } from "../local-mode.js";
import type { ScriptBundle } from "./bundle-script.js";
import { DriverProcess } from "./driver-process.js";
import type { FromDriver, ScriptError } from "./driver-protocol.js";
import { exitCodeOfSignal, listenForInterrupts, type Interrupts, type InterruptSignal } from "./interrupts.js";
import { jobName, type JobRecord } from "./job-record.js";
import { JobRelay } from "./job-relay.js";
import { errorLine, exitCodeOf, outcomeOf, type Outcome } from "./outcome.js";
import { reportJson, reportLines } from "./report.js";
import { SubmitOutput } from "./submit-output.js";

export interface SubmitRequest {
  /** Absolute. */
  readonly scriptPath: string;
  readonly args: readonly string[];
  readonly config: Config;
  readonly applicationName: string;
  /** What to say about the settings. */
  readonly notes: readonly string[];
  readonly verbose: boolean;
  readonly json: boolean;
}

/** How long a cancelled application may take to confirm; a commit under way gets `commitTimeoutMs`. */
const cancelTimeoutMs = 3_500;
const commitTimeoutMs = 120_000;
const endTimeoutMs = 60_000;

/** @returns the exit code. @throws CONFIG_INVALID before anything is started */
export async function submit(request: SubmitRequest): Promise<number> {
  parseMasterUrl(request.config.string("goldpan.master"));
  const folder = await mkdtemp(join(tmpdir(), "goldpan-script-"));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", removeFolder);
  const interrupts = listenForInterrupts();
  const run = new Run(request, folder, interrupts);
  try {
    return await run.toEnd();
  } finally {
    await run.close();
    await rm(folder, { recursive: true, force: true });
    process.off("exit", removeFolder);
    interrupts.stop();
  }
}

/** What ended the run, if it was not the script. */
type Ending =
  | { readonly kind: "outcome"; readonly outcome: Outcome }
  | { readonly kind: "interrupted"; readonly signal: InterruptSignal };

class Run {
  private readonly startedAtMs = performance.now();
  private readonly output: SubmitOutput;
  private readonly jobs: JobRecord[] = [];
  private readonly driver: DriverProcess;
  private unseen: readonly ScriptError[] = [];
  private relay: JobRelay | undefined;
  private connection: GrpcMasterConnection | undefined;
  private opening: Promise<Cluster> | undefined;

  constructor(
    private readonly request: SubmitRequest,
    private readonly folder: string,
    private readonly interrupts: Interrupts,
  ) {
    this.output = new SubmitOutput({ quiet: request.json });
    this.driver = new DriverProcess({ pipeStdout: request.json, onMessage: (message) => this.heard(message) });
  }

  async toEnd(): Promise<number> {
    this.introduce();
    const interrupted = this.interrupts.first.then((signal): Ending => ({ kind: "interrupted", signal }));
    const ending = await Promise.race([this.runScript(), interrupted]);
    this.output.stopProgress();
    this.driver.kill();
    return ending.kind === "interrupted" ? this.cancelled(ending.signal) : this.tell(ending.outcome, false);
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.output.stopProgress();
    this.driver.kill();
    this.connection?.close();
    const cluster = await this.opening?.catch(() => undefined);
    await cluster?.close();
  }

  private introduce(): void {
    const { applicationName, config, notes, verbose } = this.request;
    this.output.say(`${applicationName} on ${describeMaster(config.string("goldpan.master"))}`);
    for (const note of notes) this.output.say(`note: ${note}`);
    if (!verbose) return;
    for (const { key, value, source } of config.describe()) this.output.say(`${key} = ${value} (${source})`);
  }

  private async runScript(): Promise<Ending> {
    try {
      const { connection, bundle } = await this.accept();
      const gone = new Promise<Outcome>((resolve) =>
        connection.onEnded((error) => resolve({ exitCode: exitCodeOf(error), error, stack: "" })),
      );
      this.begin(connection, bundle);
      const outcome = await Promise.race([this.driverOutcome(), gone]);
      return { kind: "outcome", outcome };
    } catch (thrown) {
      const error = asGoldpanError(thrown);
      const stack = thrown instanceof Error ? (thrown.stack ?? "") : "";
      return { kind: "outcome", outcome: { exitCode: error.exitCode, error, stack } };
    }
  }

  /** Opens the cluster, bundles, registers. @throws SCRIPT_NOT_LOADED, MASTER_UNREACHABLE, TOKEN_REFUSED, VERSION_MISMATCH */
  private async accept(): Promise<{ connection: GrpcMasterConnection; bundle: ScriptBundle }> {
    const { config, applicationName, scriptPath, verbose } = this.request;
    const bundling = import("./bundle-script.js").then(({ bundleScript }) => bundleScript(scriptPath, this.folder));
    this.opening = import("../local-mode.js").then(({ openCluster }) =>
      openCluster(config, { logLevel: verbose ? "warn" : "silent" }),
    );
    const connecting = Promise.all([import("../grpc/connect-master.js"), this.opening]);
    const channelOpening = connecting.then(([{ openChannel }, cluster]) => openChannel(cluster));
    // A script that cannot be bundled is told at once, however long the master takes to answer.
    const [bundle, channel] = await Promise.all([bundling, channelOpening]);
    const [{ register }, { untilWorkersAre }, cluster] = await Promise.all([
      import("../grpc/connect-master.js"),
      import("../local-mode.js"),
      this.opening,
    ]);
    const connection = await register(channel, {
      applicationName,
      settings: config.shareable(),
      bundle: bundle.rowFunctions,
    });
    this.connection = connection;
    await untilWorkersAre(cluster.workers, connection);
    return { connection, bundle };
  }

  private begin(connection: GrpcMasterConnection, bundle: ScriptBundle): void {
    const { config, applicationName, scriptPath, args, verbose } = this.request;
    const { applicationId, address, cluster } = connection;
    const isRemote = parseMasterUrl(config.string("goldpan.master")).kind === "remote";
    if (isRemote || verbose) {
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
      bundlePath: bundle.path,
      sourceMapPath: bundle.sourceMapPath,
      scriptPath,
      args,
      applicationId,
      applicationName,
      settings: config.shareable(),
      bundleSha256: bundle.rowFunctions?.sha256 ?? "",
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
      case "unseen":
        this.unseen = message.errors;
        return;
      case "forgotten":
        this.tellForgotten(message.callSites);
        return;
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
    const { verbose, json, applicationName, config } = this.request;
    const report = {
      version: packageVersion,
      applicationId: this.connection?.applicationId ?? "",
      applicationName,
      master: config.string("goldpan.master"),
      exitCode: outcome.exitCode,
      cancelled,
      error: outcome.error,
      durationMs: performance.now() - this.startedAtMs,
      jobs: this.jobs,
      notices: this.output.notices,
    };
    if (this.connection !== undefined) for (const line of reportLines(report, { verbose })) this.output.say(line);
    for (const job of committed)
      this.output.say(`${jobName(job)} was past its commit point: it is committed all the same`);
    if (outcome.error !== undefined) {
      const callSite = this.jobs.find(({ jobId }) => jobId === outcome.jobId)?.callSite ?? undefined;
      if (verbose && outcome.stack !== "") this.output.line(outcome.stack);
      this.output.line(errorLine(outcome.error, callSite));
    }
    if (json) process.stdout.write(`${this.driver.atLineStart ? "" : "\n"}${reportJson(report)}\n`);
    return outcome.exitCode;
  }

  /** @returns jobs that are committed although they were to be cancelled */
  private async endApplication({ error }: Outcome, cancelled: boolean): Promise<readonly JobRecord[]> {
    const { connection } = this;
    if (connection === undefined) return [];
    const running = this.running();
    const committing = running.some((job) => job.progress?.waitingFor === "commit");
    if (committing) this.output.say("a commit is under way: waiting for it");
    const deadlineMs = committing ? commitTimeoutMs : cancelled || running.length > 0 ? cancelTimeoutMs : endTimeoutMs;
    try {
      const committed = await connection.finish(
        { cancelled, ...(error === undefined ? {} : { error: errorToWire(error) }) },
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
