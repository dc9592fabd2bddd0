/**
 * `goldpan check`: a script's types, its bundle, and every action that its `main` comes to, analysed and planned as `submit` would and
 * not run: no task, nothing written. TypeScript looks at the types in a process beside everything else.
 */
import { tmpdir } from "node:os";
import type { Config } from "../../common/config/config.js";
import { asGoldpanError } from "../../common/errors/goldpan-error.js";
import { makeTemporaryFolder } from "../../common/temporary-folder.js";
import type { GrpcMasterConnection, ShippedFileSource } from "../grpc/connect-master.js";
import { parseMasterUrl, type MasterUrl } from "../local/master-url.js";
import type { Cluster } from "../local-mode.js";
import type { ScriptBundle } from "../submit/bundle-script.js";
import { DriverProcess } from "../submit/driver-process.js";
import type { FromDriver, ScriptError } from "../submit/driver-protocol.js";
import type { LeftBehind } from "../submit/left-behind.js";
import { shippedFiles } from "../submit/shipped-files.js";
import { deployModeOf } from "../submit/submit.js";
import { exitCodeOfSignal, listenForInterrupts } from "../submit/interrupts.js";
import { outcomeOf, type DriverEnd, type Outcome } from "../submit/outcome.js";
import type { SubmitRequest } from "../submit/submit-request.js";
import { tellCheck } from "./check-report.js";
import { PlanRelay } from "./plan-relay.js";
import type { TypesCheck } from "./type-problems.js";

/** How long a script that waits in vain may keep its process by a timer or a socket. */
const stuckTimeoutMs = 3_000;
const endTimeoutMs = 5_000;

/**
 * @param types  of the same script; under way
 * @returns the exit code. @throws CONFIG_INVALID
 */
export async function checkScript(request: SubmitRequest, types: TypesCheck): Promise<number> {
  const { config } = request;
  const masterUrl = parseMasterUrl(config.string("goldpan.master"));
  const portable = deployModeOf(config) === "cluster";
  const files = shippedFiles(config, process.cwd());
  const folder = makeTemporaryFolder(tmpdir(), "goldpan-script-");
  const interrupts = listenForInterrupts();
  const check = new Check(request, { masterUrl, folder: folder.path, files, portable });
  try {
    const interrupted = interrupts.first.then(exitCodeOfSignal);
    const finished = check.toEnd().then(async (outcome) => {
      const leftBehind = check.leftBehind.map(({ text }) => text);
      const asked = { ...request, notes: [...request.notes, ...leftBehind, ...check.inferred] };
      return tellCheck(asked, await types.answer, outcome, check.relay);
    });
    return await Promise.race([finished, interrupted]);
  } finally {
    await check.close();
    await folder.remove();
    interrupts.stop();
  }
}

interface Surroundings {
  readonly masterUrl: MasterUrl;
  /** Exists; gets the driver's bundle. */
  readonly folder: string;
  /** Of `--files`. */
  readonly files: readonly ShippedFileSource[];
  /** The script would run on a worker: its bundle must be able to travel. */
  readonly portable: boolean;
}

class Check {
  relay: PlanRelay | undefined;
  /** Known once the script is bundled. */
  leftBehind: readonly LeftBehind[] = [];
  /** What was found by reading files. */
  readonly inferred: string[] = [];
  private readonly driver: DriverProcess;
  private unseen: readonly ScriptError[] = [];
  private connection: GrpcMasterConnection | undefined;
  private opening: Promise<Cluster> | undefined;

  constructor(
    private readonly request: SubmitRequest,
    private readonly surroundings: Surroundings,
  ) {
    this.driver = new DriverProcess({ pipeStdout: request.json, onMessage: (message) => this.heard(message) });
  }

  async toEnd(): Promise<Outcome> {
    try {
      const { connection, bundle } = await this.accept();
      const relay = this.begin(connection, bundle);
      return await this.followDriver(relay);
    } catch (thrown) {
      const error = asGoldpanError(thrown);
      return { exitCode: error.exitCode, error, stack: thrown instanceof Error ? (thrown.stack ?? "") : "" };
    }
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.driver.kill();
    await this.connection?.finish({ cancelled: false }, endTimeoutMs).catch(() => undefined);
    this.connection?.close();
    const cluster = await this.opening?.catch(() => undefined);
    await cluster?.close();
  }

  /** Opens the cluster, without workers if it is ours; bundles; registers. @throws as `submit` does */
  private async accept(): Promise<{ connection: GrpcMasterConnection; bundle: ScriptBundle }> {
    const { config, applicationName, scriptPath, verbose } = this.request;
    const { folder, portable, files } = this.surroundings;
    const bundling = import("../submit/bundle-script.js").then(({ bundleScript }) =>
      bundleScript(scriptPath, folder, { portable }),
    );
    this.opening = import("../local-mode.js").then(({ openCluster }) =>
      openCluster(config, { logLevel: verbose ? "warn" : "silent", workers: false }),
    );
    const [bundle, cluster, { connectMaster }] = await Promise.all([
      bundling,
      this.opening,
      import("../grpc/connect-master.js"),
    ]);
    const shipped = new Set(files.map(({ name }) => name));
    if (portable) this.leftBehind = bundle.leftBehind.filter(({ file }) => !shipped.has(file));
    const { addresses, token } = cluster;
    const settings = config.shareable();
    this.connection = await connectMaster({
      ...{ addresses, token, settings, applicationName: `check ${applicationName}` },
      bundle: bundle.rowFunctions,
    });
    return { connection: this.connection, bundle };
  }

  private begin(connection: GrpcMasterConnection, bundle: ScriptBundle): PlanRelay {
    const { config, applicationName, scriptPath, args } = this.request;
    const { masterUrl, files } = this.surroundings;
    this.relay = new PlanRelay({
      connection,
      slots: slotsOf(masterUrl, config),
      workersReady: async () => this.workersReady(connection),
      answer: (message) => this.driver.send(message),
    });
    this.driver.send({
      kind: "begin",
      bundlePath: bundle.path,
      sourceMapPath: bundle.sourceMapPath,
      scriptPath,
      args,
      applicationId: connection.applicationId,
      applicationName,
      settings: config.shareable(),
      bundleSha256: bundle.rowFunctions?.sha256 ?? "",
      baseFolder: process.cwd(),
      files: Object.fromEntries(files.map(({ name, path }) => [name, path])),
    });
    return this.relay;
  }

  /** Of the cluster, where it is none of ours. */
  private async workersReady(connection: GrpcMasterConnection): Promise<void> {
    const { untilWorkersAre } = await import("../local-mode.js");
    const cluster = await this.opening;
    if (cluster !== undefined) await untilWorkersAre(await cluster.startWorkers(), connection);
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
        this.relay?.release(message);
        return;
      case "unanswered":
        this.relay?.unanswered(message);
        return;
      case "inferred":
        this.inferred.push(message.notice.text);
        return;
      case "unseen":
        this.unseen = message.errors;
        return;
      case "forgotten":
      case "ended":
        return;
    }
  }

  private async followDriver(relay: PlanRelay): Promise<Outcome> {
    const watch = setInterval(() => {
      if ((relay.stuckForMs ?? 0) > stuckTimeoutMs) this.driver.kill();
    }, 100);
    try {
      const end = await this.driver.ended;
      const driver = relay.notFollowed.length > 0 ? withoutWaiting(end) : end;
      return outcomeOf({ driver, unseen: this.unseen, running: [] });
    } finally {
      clearInterval(watch);
    }
  }
}

/** A script that waits for what only a run can tell never comes to its end, and that is not its fault. */
function withoutWaiting(end: DriverEnd): DriverEnd {
  const waited = end.kind === "killed" || (end.kind === "ended" && end.error?.error.code === "SCRIPT_NEVER_ENDED");
  return waited ? { kind: "ended", error: undefined, exitCode: 0 } : end;
}

/** What a local form would have; a cluster knows its own. */
function slotsOf(url: MasterUrl, config: Config): number {
  if (url.kind === "remote") return 0;
  const executorCores = config.integer("goldpan.executor.cores");
  const perWorker = Math.floor((url.kind === "local" ? url.cores : url.coresPerWorker) / executorCores);
  const slots = url.kind === "local" ? perWorker : url.workers * perWorker;
  const coresMax = config.optional("goldpan.cores.max");
  return coresMax === undefined ? slots : Math.min(slots, Math.floor(Number(coresMax) / executorCores));
}
