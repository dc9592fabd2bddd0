/** An application at a master, over gRPC: what submit's supervisor holds, and sessions inside other programs. */
import { readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { errorFromWire, errorToWire } from "../../common/errors/wire.js";
import { errorFromStatus, unaryCall, within } from "../../common/grpc/client.js";
import { versions } from "../../common/versions.js";
import type {
  ActionInput,
  AnalyzeResponse,
  ApplicationEvent,
  ApplicationRef,
  ClusterState,
  EndApplicationResponse,
  JobPlan,
  PlanInput,
  RegisterApplicationResponse,
  ReleaseCacheResponse,
  WireErrorInput,
} from "../../common/wire/types.js";
import type { JobResult, MasterConnection } from "../master-connection.js";
import { AnsweredByOther } from "./answered-by-other.js";
import { firstCallError, isConnectionLoss, MasterChannel } from "./master-channel.js";
import { runJob, type JobFollower } from "./run-job.js";
import { uploadBundle, type Bundle } from "./upload-bundle.js";

export type { Bundle };

export interface ConnectOptions {
  /** `host:port`, tried in this order. */
  readonly addresses: readonly string[];
  readonly token: string | undefined;
  readonly applicationName: string;
  /** `goldpan.*` settings of the user, none secret. */
  readonly settings: Readonly<Record<string, string>>;
  /** Undefined without row functions. */
  readonly bundle?: Bundle | undefined;
  /** Read when the master wants them. */
  readonly files?: readonly ShippedFileSource[];
  readonly idempotencyKey?: string | undefined;
  /** Set in cluster mode: what the worker that runs the script needs. */
  readonly driverBundle?: Bundle | undefined;
}

/** A file that travels with the application. */
export interface ShippedFileSource {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

export interface GrpcMasterConnection extends MasterConnection {
  /** The address that answered. */
  readonly address: string;
  /** As it was at the registration, then as the master last said. */
  readonly cluster: ClusterState;
  /** Called when workers come or go. */
  onClusterState(listener: (state: ClusterState) => void): void;
  /** Called at most once: the master ended the application, or is gone for good. */
  onEnded(listener: (error: GoldpanError) => void): void;
  run(action: ActionInput, observer?: JobFollower): Promise<JobResult>;
  /**
   * What `run` would do; nothing of it is done.
   * @param slots  to plan for where no worker is
   * @throws what is wrong with the plan, its inputs or its target
   */
  plan(action: ActionInput, slots: number): Promise<JobPlan>;
  /** As `end`, and says which jobs are committed although they were cancelled. */
  finish(outcome: ApplicationEnd, deadlineMs: number): Promise<readonly number[]>;
  /** Closes the sockets; the master hears of it. Idempotent. */
  close(): void;
}

export interface ApplicationEnd {
  readonly cancelled: boolean;
  readonly error?: WireErrorInput;
  readonly exitCode?: number;
  /** The document of `--json`. */
  readonly reportJson?: string;
}

/** The first call's deadline: with the search for a master, "unreachable" is said within 10 s. */
const registerTimeoutMs = 1_500;
/** The analyser has a deadline of its own; this one is for a master that hangs. */
const analyzeTimeoutMs = 300_000;
const releaseTimeoutMs = 10_000;
const endTimeoutMs = 60_000;

/** @throws MASTER_UNREACHABLE within 10 s, TOKEN_REFUSED, VERSION_MISMATCH */
export async function connectMaster(options: ConnectOptions): Promise<GrpcMasterConnection> {
  const channel = await openChannel(options);
  return register(channel, options);
}

/** The first half of `connectMaster`: for who has the bundle only later. */
export async function openChannel(options: Pick<ConnectOptions, "addresses" | "token">): Promise<MasterChannel> {
  return MasterChannel.open({ addresses: options.addresses, token: options.token });
}

export type Registration = Omit<ConnectOptions, "addresses" | "token">;

/** The second half of `connectMaster`: registers the application on a channel. @throws AnsweredByOther */
export async function register(channel: MasterChannel, options: Registration): Promise<GrpcMasterConnection> {
  const { application, cluster } = await registerApplication(channel, options);
  return new Application(channel, application, cluster);
}

/** A driver on a worker speaks for an application that its submit registered. @throws APPLICATION_UNKNOWN by onEnded */
export function attach(channel: MasterChannel, application: ApplicationRef, firstJobId: number): GrpcMasterConnection {
  return new Application(channel, application, { workersAlive: 0, slots: 0 }, firstJobId);
}

/**
 * Registers an application and uploads what of it the master wants.
 * @throws AnsweredByOther where an application that runs or succeeded has the idempotency key
 */
export async function registerApplication(
  channel: MasterChannel,
  options: Registration,
): Promise<{ application: ApplicationRef; cluster: ClusterState }> {
  const { client, address } = channel;
  const { bundle, driverBundle, files = [] } = options;
  let answer: RegisterApplicationResponse;
  try {
    answer = await unaryCall<RegisterApplicationResponse>(
      (callback) =>
        client.register(
          {
            versions,
            name: options.applicationName,
            settings: options.settings,
            bundleSha256: options.bundle?.sha256 ?? "",
            user: userInfo().username,
            idempotencyKey: options.idempotencyKey ?? "",
            driverBundleSha256: driverBundle?.sha256 ?? "",
            files: files.map(({ name, sha256, bytes }) => ({ name, sha256, bytes })),
          },
          within(registerTimeoutMs),
          (error, response) => callback(error === null ? null : asFirst(error, address), response),
        ),
      address,
    );
    const { application, wanted, workersAlive, slots } = answer;
    if (answer.answeredBy !== "") throw new AnsweredByOther(answer.answeredBy);
    if (application === null) throw new GoldpanError("INTERNAL", "the master registered without an answer");
    const upload = async (data: Bundle) => uploadBundle(client, address, application, data);
    if (answer.bundleWanted && bundle !== undefined) await upload(bundle);
    if (driverBundle !== undefined && wanted.includes(driverBundle.sha256)) await upload(driverBundle);
    for (const { sha256, path } of files) {
      if (wanted.includes(sha256)) await upload({ sha256, data: await readFile(path) });
    }
    return { application, cluster: { workersAlive, slots } };
  } catch (error) {
    if (!(error instanceof AnsweredByOther)) channel.close();
    throw error;
  }
}

/** unaryCall maps what it is given: a GoldpanError passes as it is. */
function asFirst<E>(error: E, address: string): E {
  return firstCallError(error, address) as E;
}

class Application implements GrpcMasterConnection {
  readonly applicationId: string;
  private nextJobId: number;
  private closed = false;
  private ended: GoldpanError | undefined;
  private readonly clusterListeners: ((state: ClusterState) => void)[] = [];
  private readonly endedListeners: ((error: GoldpanError) => void)[] = [];

  constructor(
    private readonly channel: MasterChannel,
    private readonly application: ApplicationRef,
    public cluster: ClusterState,
    /** Of this launch of the driver. */
    private readonly firstJobId = 0,
  ) {
    this.nextJobId = firstJobId;
    this.applicationId = application.applicationId;
    this.attend();
  }

  get address(): string {
    return this.channel.address;
  }

  async analyze(
    plan: PlanInput,
    options: { explain: boolean; formatted?: boolean },
  ): Promise<AnalyzeResponse & { schema: NonNullable<AnalyzeResponse["schema"]> }> {
    const request = { application: this.application, plan, ...options };
    const answer = await this.channel.call<AnalyzeResponse>(
      (client, callOptions, callback) => client.analyze(request, callOptions, callback),
      analyzeTimeoutMs,
    );
    return { ...answer, schema: answer.schema ?? { columns: [] } };
  }

  async run(action: ActionInput, observer: JobFollower = {}): Promise<JobResult> {
    const request = { application: this.application, jobId: this.nextJobId++, action };
    const result = await runJob(this.channel, request, observer);
    // A write that left its table as it was has no commit, and names no table.
    if (!action.write?.path || result.summary.path !== "") return result;
    const path = `${action.write.path.replace(/^s3:/, "s3a:").replace(/\/+$/, "")}/`;
    return { ...result, summary: { ...result.summary, path } };
  }

  async plan(action: ActionInput, slots: number): Promise<JobPlan> {
    const request = { application: this.application, action, slots };
    return this.channel.call<JobPlan>(
      (client, callOptions, callback) => client.planJob(request, callOptions, callback),
      analyzeTimeoutMs,
    );
  }

  async releaseCache(cacheId: number): Promise<void> {
    const request = { application: this.application, cacheId };
    await this.channel.call<ReleaseCacheResponse>(
      (client, callOptions, callback) => client.releaseCache(request, callOptions, callback),
      releaseTimeoutMs,
    );
  }

  async end(outcome: { cancelled: boolean; error?: Error }): Promise<void> {
    const { cancelled, error } = outcome;
    await this.finish({ cancelled, ...(error === undefined ? {} : { error: errorToWire(error) }) }, endTimeoutMs);
  }

  async finish(outcome: ApplicationEnd, deadlineMs: number): Promise<readonly number[]> {
    const request = { application: this.application, ...outcome };
    const answer = await this.channel.call<EndApplicationResponse>(
      (client, callOptions, callback) => client.end(request, callOptions, callback),
      deadlineMs,
    );
    return answer.jobsCommitted.map((jobId) => jobId - this.firstJobId);
  }

  onClusterState(listener: (state: ClusterState) => void): void {
    this.clusterListeners.push(listener);
  }

  onEnded(listener: (error: GoldpanError) => void): void {
    if (this.ended !== undefined) listener(this.ended);
    else this.endedListeners.push(listener);
  }

  close(): void {
    this.closed = true;
    this.channel.close();
  }

  /** Its stream is how the master knows that this client lives. */
  private attend(): void {
    const { client } = this.channel;
    const stream = client.attend(this.application);
    stream.on("data", (event: ApplicationEvent) => {
      if (event.cluster) this.clusterChanged(event.cluster);
      if (event.ended) this.tellEnded(errorFromWire(event.ended));
    });
    stream.on("error", (error: unknown) => {
      if (this.closed || this.ended !== undefined) return;
      if (!isConnectionLoss(error)) this.tellEnded(errorFromStatus(error, this.address));
      else
        this.channel.mend(client).then(
          () => this.attend(),
          (gone: unknown) => this.tellEnded(errorFromStatus(gone, this.address)),
        );
    });
  }

  private clusterChanged(state: ClusterState): void {
    this.cluster = state;
    for (const listener of this.clusterListeners) listener(state);
  }

  private tellEnded(error: GoldpanError): void {
    if (this.closed || this.ended !== undefined) return;
    this.ended = error;
    for (const listener of this.endedListeners) listener(error);
  }
}
