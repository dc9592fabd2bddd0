/** An application as a stream of events: how it stands, what its driver prints, and last how it ended. */
import { setTimeout as delay } from "node:timers/promises";
import { asGoldpanError } from "../../common/errors/goldpan-error.js";
import { createClient, errorFromStatus, waitForReady } from "../../common/grpc/client.js";
import type { ApplicationId } from "../../common/ids.js";
import { contract } from "../../common/wire/load.js";
import type {
  ApplicationStatusInput,
  FollowApplicationRequest,
  FollowEventInput,
  OutputChunk,
} from "../../common/wire/types.js";
import { presentWorker } from "../core/step.js";
import type { Application } from "../shell/application.js";
import type { Master } from "../shell/master.js";

const readyTimeoutMs = 3_000;
const retryPauseMs = 500;
/** What a driver has printed arrives within this time after the application has ended, or as long as something comes. */
const lastOutputMs = 3_000;

/** Ends after the status with which the application has ended, or when the signal is given. @throws APPLICATION_UNKNOWN */
export async function* followApplication(
  master: Master,
  request: FollowApplicationRequest,
  signal: AbortSignal,
): AsyncGenerator<FollowEventInput, void, undefined> {
  const first = master.status(request.applicationId);
  const application = master.applications.get(request.applicationId as ApplicationId);
  yield { status: first };
  if (application === undefined) return;
  const counts = isAwaited(master, application, request);
  if (counts) master.applications.presence.present(application);
  try {
    yield* new Following(master, application, request, signal).events(first);
  } finally {
    if (counts) master.applications.presence.absent(application);
  }
}

/** Only the submit of a cluster-mode application counts, and only where its absence shall end it. */
function isAwaited(master: Master, application: Application, { secret }: FollowApplicationRequest): boolean {
  if (secret === "") return false;
  master.applications.authorize({ applicationId: application.applicationId, secret });
  return application.driver !== undefined && application.onDisconnect === "cancel";
}

class Following {
  /** Of the launch that is followed: what the follower has. */
  private readonly has: { launch: number; stdout: number; stderr: number };
  /** The launch whose output has come to its end. */
  private readLaunch = 0;

  constructor(
    private readonly master: Master,
    private readonly application: Application,
    { launch, stdoutFrom, stderrFrom }: FollowApplicationRequest,
    private readonly signal: AbortSignal,
  ) {
    this.has = { launch, stdout: stdoutFrom, stderr: stderrFrom };
  }

  async *events(first: ApplicationStatusInput): AsyncGenerator<FollowEventInput, void, undefined> {
    const { application, signal } = this;
    let told = first;
    while (!signal.aborted) {
      const ended = application.state === "ended";
      yield* this.output();
      const status = this.master.status(application.applicationId);
      if (ended) {
        yield { status };
        return;
      }
      if (status.state !== told.state || status.driverLaunches !== told.driverLaunches) yield { status };
      told = status;
      await this.changed();
    }
  }

  /** The output of the present launch: returns when there is none, when it has ended, or when it cannot be had now. */
  private async *output(): AsyncGenerator<FollowEventInput, void, undefined> {
    const { driver, applicationId } = this.application;
    if (driver === undefined || driver.launch === 0 || driver.launch === this.readLaunch) return;
    const { launch, workerId } = driver;
    if (this.has.launch !== launch) Object.assign(this.has, { launch, stdout: 0, stderr: 0 });
    const worker = this.master.scheduler.state.workers.get(workerId as never);
    const address = presentWorker(worker)?.pieceAddress;
    if (address === undefined) return;
    const client = createClient(contract.PieceService, address, this.master.parts.token);
    try {
      await waitForReady(client, address, readyTimeoutMs, "worker");
      const { stdout: stdoutFrom, stderr: stderrFrom } = this.has;
      const call = client.followOutput({ driver: { applicationId, launch }, stdoutFrom, stderrFrom });
      call.on("error", () => undefined);
      const stop = this.endOfPatience(() => call.cancel());
      try {
        for await (const chunk of call as AsyncIterable<OutputChunk>) {
          stop.restart();
          this.has[chunk.stderr ? "stderr" : "stdout"] += chunk.data.length;
          yield { output: { launch, chunk } };
        }
        this.readLaunch = launch;
      } finally {
        stop.end();
        call.cancel();
      }
    } catch (error) {
      const { code, message: reason } = asGoldpanError(errorFromStatus(error, address, "worker"));
      this.master.parts.logger.debug({ applicationId, launch, code, reason }, "driver_output_not_followed");
      if (this.application.state !== "ended") await delay(retryPauseMs);
    } finally {
      client.close();
    }
  }

  /** Cancels when the follower is gone, and when nothing came for a while after the application has ended. */
  private endOfPatience(cancel: () => void): { restart(): void; end(): void } {
    let quietSinceMs: number | undefined;
    const timer = setInterval(() => {
      if (this.application.state !== "ended") return;
      quietSinceMs ??= performance.now();
      if (performance.now() - quietSinceMs > lastOutputMs) cancel();
    }, retryPauseMs);
    this.signal.addEventListener("abort", cancel);
    return {
      restart: () => (quietSinceMs = undefined),
      end: () => {
        clearInterval(timer);
        this.signal.removeEventListener("abort", cancel);
      },
    };
  }

  /** Resolves at the master's next tick, at the application's end, or when the follower is gone. */
  private async changed(): Promise<void> {
    let wake: () => void = () => undefined;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    const stop = this.master.onTick(wake);
    this.signal.addEventListener("abort", wake);
    if (this.application.state === "ended" || this.signal.aborted) wake();
    await woken;
    stop();
    this.signal.removeEventListener("abort", wake);
  }
}
