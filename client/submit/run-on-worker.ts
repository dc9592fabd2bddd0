/** `--deploy-mode cluster`: the script travels to the master, a worker runs it, and what it prints and how it ends is told here. */
import { asGoldpanError, GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { errorFromWire } from "../../common/errors/wire.js";
import type { ApplicationRef, ApplicationStatus } from "../../common/wire/types.js";
import { packageVersion } from "../../common/package-root.js";
import { AnsweredByOther } from "../grpc/answered-by-other.js";
import { openChannel, registerApplication, type ShippedFileSource } from "../grpc/connect-master.js";
import { describeApplication, killApplication } from "../grpc/follow-application.js";
import type { MasterChannel } from "../grpc/master-channel.js";
import { openCluster } from "../local-mode.js";
import { submitDocument } from "./application-json.js";
import { bundleScript } from "./bundle-script.js";
import { packDriver } from "./driver-bundle.js";
import { followToEnd, unfollowed } from "./follow-to-end.js";
import { exitCodeOfSignal, type Interrupts, type InterruptSignal } from "./interrupts.js";
import { errorLine, exitCodeOf } from "./outcome.js";
import { reportJson, type RunReport } from "./report.js";
import type { SubmitRequest } from "./submit-request.js";
import { SubmitOutput } from "./submit-output.js";

export interface WorkerRunOptions {
  readonly files: readonly ShippedFileSource[];
  /** Exists; gets the script's bundle. */
  readonly folder: string;
  readonly interrupts: Interrupts;
  readonly introduction: readonly string[];
}

/** @returns the exit code. @throws AnsweredByOther */
export async function runOnWorker(request: SubmitRequest, options: WorkerRunOptions): Promise<number> {
  const { config, json } = request;
  const output = new SubmitOutput({ quiet: json });
  for (const line of options.introduction) output.say(line);
  const startedAtMs = performance.now();
  let registered: Awaited<ReturnType<typeof register>>;
  try {
    registered = await register(request, options, output);
  } catch (error) {
    if (error instanceof AnsweredByOther) throw error;
    const durationMs = performance.now() - startedAtMs;
    // Not the exit code of an application that was not accepted: nobody here knows.
    if (error instanceof Unanswered) {
      const told = { applicationId: "", exitCode: exitCodeOf(error.told) };
      return tellFailure(request, output, error.told, durationMs, told);
    }
    return tellFailure(request, output, asGoldpanError(error), durationMs);
  }
  const { channel, application } = registered;
  const waiting = new Waiting(request, output, channel, application);
  try {
    output.say(`${application.applicationId} at ${channel.address}: its driver runs on a worker`);
    if (config.optionalBoolean("goldpan.standalone.submit.waitAppCompletion") === false) {
      output.say(`not waiting: goldpan submit --status ${application.applicationId} tells how it goes`);
      tellJson(request, await describeApplication(channel, application.applicationId));
      return 0;
    }
    return await waiting.toEnd(options.interrupts);
  } catch (error) {
    return waiting.lose(unfollowed(application.applicationId, error));
  } finally {
    channel.close();
  }
}

/** Of a master that was there, and did not answer. */
class Unanswered extends Error {
  override readonly name = "Unanswered";
  readonly told: GoldpanError;

  constructor({ code, message }: GoldpanError) {
    super(message);
    this.told = new GoldpanError(code, `${message}: it may have accepted the application`, {
      hint: "look whether it runs before it is submitted again; with --idempotency-key the next submit follows one that does",
      cause: this,
    });
  }
}

/** @throws Unanswered */
async function register(
  request: SubmitRequest,
  { files, folder }: WorkerRunOptions,
  output: SubmitOutput,
): Promise<{ channel: MasterChannel; application: ApplicationRef }> {
  const { scriptPath, args, config, applicationName, verbose, json } = request;
  const [script, cluster] = await Promise.all([
    bundleScript(scriptPath, folder, { portable: true }),
    openCluster(config),
  ]);
  const shipped = new Set(files.map(({ name }) => name));
  for (const note of script.leftBehind) if (!shipped.has(note.file)) output.say(`note: ${note.text}`);
  const channel = await openChannel(cluster);
  const settings = config.shareable();
  const driverBundle = packDriver(script, {
    ...{ applicationName, scriptPath, args, settings, verbose },
    baseFolder: process.cwd(),
    quiet: json,
  });
  const { application } = await registerApplication(channel, {
    ...{ applicationName, settings, files, driverBundle },
    bundle: script.rowFunctions,
    idempotencyKey: config.optional("goldpan.submit.idempotencyKey"),
  }).catch((error: unknown) => {
    throw isGoldpanError(error, "MASTER_UNREACHABLE") ? new Unanswered(error) : error;
  });
  return { channel, application };
}

class Waiting {
  private workerId = "";
  private lineBreak = "";
  private latest: ApplicationStatus | undefined;
  private readonly startedAtMs = performance.now();

  constructor(
    private readonly request: SubmitRequest,
    private readonly output: SubmitOutput,
    private readonly channel: MasterChannel,
    private readonly application: ApplicationRef,
  ) {}

  async toEnd(interrupts: Interrupts): Promise<number> {
    const followed = await followToEnd(this.channel, {
      ...this.application,
      interrupted: interrupts.first,
      onStatus: (status) => {
        this.latest = status;
        this.tellState(status);
      },
    });
    this.lineBreak = followed.lineBreak;
    if (followed.kind === "interrupted") return this.interrupted(followed.signal);
    const { status } = followed;
    // A driver that told its end has told the cause as well.
    // So has one that a kill ended.
    const isTold = status.reportJson !== "" || followed.lastWords.includes(status.error?.message ?? "");
    if (status.error !== null && !isTold) this.output.line(errorLine(errorFromWire(status.error)));
    this.tell(status);
    return status.exitCode;
  }

  /** It could not be followed to its end. @returns the exit code, never that of an application that was not accepted */
  lose(error: GoldpanError): number {
    const { request, output, application, latest } = this;
    const exitCode = exitCodeOf(error);
    if (latest === undefined) {
      const durationMs = performance.now() - this.startedAtMs;
      return tellFailure(request, output, error, durationMs, { ...application, exitCode });
    }
    output.line(errorLine(error));
    this.tell({ ...latest, exitCode }, error);
    return exitCode;
  }

  private tellState({ state, driverWorkerId, driverLaunches }: ApplicationStatus): void {
    if (state === "SUBMITTED") this.output.say("waiting for a worker with room for the driver");
    if (state === "RELAUNCHING") this.output.say("the driver was lost: it is started again");
    if (state === "RUNNING" && driverWorkerId !== this.workerId) {
      this.workerId = driverWorkerId;
      const launch = driverLaunches > 1 ? `, launch ${driverLaunches}` : "";
      this.output.say(`the driver runs on ${driverWorkerId}${launch}`);
    }
  }

  private async interrupted(signal: InterruptSignal): Promise<number> {
    const { applicationId } = this.application;
    const exitCode = exitCodeOfSignal(signal);
    if (this.request.config.optional("goldpan.submit.onDisconnect") === "cancel") {
      this.output.say("interrupted: cancelling the application (once more to leave at once)");
      const { status } = await killApplication(this.channel, applicationId);
      this.tell({ ...status, exitCode });
      return exitCode;
    }
    const hint = `goldpan submit --status ${applicationId} tells how it goes, --kill ${applicationId} ends it`;
    const error = new GoldpanError("APPLICATION_CANCELLED", `interrupted: ${applicationId} goes on`, { hint });
    this.output.line(errorLine(error));
    this.tell({ ...(await describeApplication(this.channel, applicationId)), exitCode });
    return exitCode;
  }

  private tell(status: ApplicationStatus, error?: GoldpanError): void {
    tellJson(this.request, status, { lineBreak: this.lineBreak, error });
  }
}

/** @param accepted  unless no application was. @returns the exit code */
function tellFailure(
  { config, applicationName, json }: SubmitRequest,
  output: SubmitOutput,
  error: GoldpanError,
  durationMs: number,
  { applicationId, exitCode } = { applicationId: "", exitCode: error.exitCode },
): number {
  output.line(errorLine(error));
  const report: RunReport = {
    version: packageVersion,
    applicationId,
    applicationName,
    master: config.string("goldpan.master"),
    deployMode: "cluster",
    idempotencyKey: config.optional("goldpan.submit.idempotencyKey"),
    cancelled: false,
    ...{ exitCode, error, durationMs, jobs: [], notices: [] },
  };
  if (json) process.stdout.write(`${reportJson(report)}\n`);
  return exitCode;
}

function tellJson(
  { json, config }: SubmitRequest,
  status: ApplicationStatus,
  { lineBreak = "", error }: { lineBreak?: string; error?: GoldpanError | undefined } = {},
): void {
  if (!json) return;
  const document = submitDocument(status, { master: config.string("goldpan.master"), attached: false, error });
  process.stdout.write(`${lineBreak}${JSON.stringify(document)}\n`);
}
