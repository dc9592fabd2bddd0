/** An application at a master, over gRPC: what submit's supervisor holds, and sessions inside other programs. */
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
  PlanInput,
  RegisterApplicationResponse,
  ReleaseCacheResponse,
  WireErrorInput,
} from "../../common/wire/types.js";
import type { JobResult, MasterConnection } from "../master-connection.js";
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
  /** As `end`, and says which jobs are committed although they were cancelled. */
  finish(outcome: { cancelled: boolean; error?: WireErrorInput }, deadlineMs: number): Promise<readonly number[]>;
  /** Closes the sockets; the master hears of it. Idempotent. */
  close(): void;
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

/** The second half of `connectMaster`: registers the application on a channel, and uploads the bundle if it is wanted. */
export async function register(
  channel: MasterChannel,
  options: Omit<ConnectOptions, "addresses" | "token">,
): Promise<GrpcMasterConnection> {
  const { client, address } = channel;
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
          },
          within(registerTimeoutMs),
          (error, response) => callback(error === null ? null : asFirst(error, address), response),
        ),
      address,
    );
    if (answer.application === null) throw new GoldpanError("INTERNAL", "the master registered without an answer");
    if (answer.bundleWanted && options.bundle !== undefined) {
      await uploadBundle(client, address, answer.application, options.bundle);
    }
  } catch (error) {
    channel.close();
    throw error;
  }
  return new Application(channel, answer.application, { workersAlive: answer.workersAlive, slots: answer.slots });
}

/** unaryCall maps what it is given: a GoldpanError passes as it is. */
function asFirst<E>(error: E, address: string): E {
  return firstCallError(error, address) as E;
}

class Application implements GrpcMasterConnection {
  readonly applicationId: string;
  private nextJobId = 0;
  private closed = false;
  private ended: GoldpanError | undefined;
  private readonly clusterListeners: ((state: ClusterState) => void)[] = [];
  private readonly endedListeners: ((error: GoldpanError) => void)[] = [];

  constructor(
    private readonly channel: MasterChannel,
    private readonly application: ApplicationRef,
    public cluster: ClusterState,
  ) {
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
    return runJob(this.channel, request, observer);
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

  async finish(
    outcome: { cancelled: boolean; error?: WireErrorInput },
    deadlineMs: number,
  ): Promise<readonly number[]> {
    const request = { application: this.application, ...outcome };
    const answer = await this.channel.call<EndApplicationResponse>(
      (client, callOptions, callback) => client.end(request, callOptions, callback),
      deadlineMs,
    );
    return answer.jobsCommitted;
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
