/**
 * The worker's connection to the master. Its life is one union; each state owns its client, stream and timers, and leaving a
 * state releases them:
 *
 *   dialing ──ready──▶ registering ──WorkerRegistered──▶ registered
 *      ▲                   │ broken                          │ broken
 *      └──── waiting ◀─────┴─────────────────────────────────┘
 *   any ──refused by name──▶ refused      any ──close()──▶ closed
 *
 * A broken connection is no end: the worker keeps running what it runs and registers again. Only what a new try can't mend
 * (TOKEN_REFUSED, VERSION_MISMATCH, a refusal by the master) is final.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { ClientDuplexStream } from "@grpc/grpc-js";
import { GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { errorFromWire } from "../../common/errors/wire.js";
import { createClient, errorFromStatus, waitForReady, within } from "../../common/grpc/client.js";
import type { Logger } from "../../common/log.js";
import { contract } from "../../common/wire/load.js";
import type {
  BundleData,
  HeartbeatInput,
  MasterMessage,
  RegisterWorkerInput,
  WorkerMessageInput,
  WorkerRegistered,
} from "../../common/wire/types.js";
import { bundleBytesMax } from "../../common/bundle-limit.js";

const readyDeadlineMs = 3_000;
const registerDeadlineMs = 5_000;
const heartbeatIntervalMs = 1_000;
const bundleDeadlineMs = 60_000;
const waitMsMax = 1_000;
const finishGraceMs = 1_000;

type WorkerClient = InstanceType<typeof contract.WorkerService>;
type Stream = ClientDuplexStream<WorkerMessageInput, MasterMessage>;

type LinkState =
  | { readonly kind: "dialing"; readonly client: WorkerClient }
  | { readonly kind: "waiting"; readonly timer: NodeJS.Timeout }
  | {
      readonly kind: "registering";
      readonly client: WorkerClient;
      readonly stream: Stream;
      readonly deadline: NodeJS.Timeout;
    }
  | {
      readonly kind: "registered";
      readonly client: WorkerClient;
      readonly stream: Stream;
      readonly heartbeat: NodeJS.Timeout;
    }
  | { readonly kind: "refused" }
  | { readonly kind: "closed" };

export interface LinkOptions {
  readonly workerId: string;
  /** `host:port` each; tried in turn. */
  readonly addresses: readonly string[];
  readonly token: string | undefined;
  readonly logger: Logger;
}

/** What the link asks of the daemon and tells it. */
export interface LinkUser {
  registration(): RegisterWorkerInput;
  heartbeat(): HeartbeatInput;
  onRegistered(registered: WorkerRegistered): void;
  onMessage(message: MasterMessage): void;
  onDisconnected(): void;
  onRefused(error: GoldpanError): void;
}

export class MasterLink {
  private state: LinkState = { kind: "closed" };
  private workerEpoch = 0;
  private masterTerm = 0;
  private failures = 0;
  private dials = 0;

  constructor(
    private readonly options: LinkOptions,
    private readonly user: LinkUser,
  ) {}

  get registered(): boolean {
    return this.state.kind === "registered";
  }

  open(): void {
    this.dial();
  }

  /** @returns false when there is no registered connection: nothing was sent */
  send(message: WorkerMessageInput): boolean {
    if (this.state.kind !== "registered") return false;
    this.write(this.state.stream, message);
    return true;
  }

  /** For what the next one makes up for: dropped while the stream is full. */
  sendDroppable(message: WorkerMessageInput): void {
    if (this.state.kind === "registered" && !this.state.stream.writableNeedDrain) this.send(message);
  }

  /** @throws LIMIT_EXCEEDED for a bundle above 64 MiB, INTERNAL (another worker may do better) when it cannot be had */
  async fetchBundle(sha256: string): Promise<Buffer> {
    const { address, state } = this;
    const unavailable = (cause: unknown) =>
      new GoldpanError("INTERNAL", `the bundle cannot be had from ${address}`, { cause, retry: "other-worker" });
    if (state.kind !== "registered") throw unavailable(new Error("there is no connection"));
    const call = state.client.fetchBundle({ sha256 }, within(bundleDeadlineMs));
    call.on("error", () => undefined);
    const parts: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const { data } of call as AsyncIterable<BundleData>) {
        bytes += data.length;
        if (bytes > bundleBytesMax) throw new GoldpanError("LIMIT_EXCEEDED", "the bundle has more than 64 MiB");
        parts.push(data);
      }
    } catch (error) {
      throw isGoldpanError(error) ? error : unavailable(errorFromStatus(error, address));
    } finally {
      call.cancel();
    }
    return Buffer.concat(parts);
  }

  /** Closes after what was sent has left, or after a second. */
  async finish(): Promise<void> {
    const { state } = this;
    if (state.kind !== "registered") {
      this.close();
      return;
    }
    this.state = { kind: "closed" };
    clearInterval(state.heartbeat);
    const ended = new Promise<void>((resolve) => state.stream.once("status", () => resolve()));
    state.stream.end();
    await Promise.race([ended, delay(finishGraceMs)]);
    state.stream.cancel();
    state.client.close();
  }

  close(): void {
    this.enter({ kind: "closed" });
  }

  private get address(): string {
    return this.options.addresses[this.dials % this.options.addresses.length] ?? "";
  }

  private dial(): void {
    const client = createClient(contract.WorkerService, this.address, this.options.token);
    const state = this.enter({ kind: "dialing", client });
    waitForReady(client, this.address, readyDeadlineMs).then(
      () => {
        if (this.state === state) this.register(client);
      },
      (error: unknown) => {
        if (this.state === state) this.broken(error);
      },
    );
  }

  private register(client: WorkerClient): void {
    const stream = client.connect();
    const deadline = setTimeout(() => {
      this.broken(new GoldpanError("MASTER_UNREACHABLE", `${this.address} does not answer the registration`));
    }, registerDeadlineMs);
    const ours = () => "stream" in this.state && this.state.stream === stream;
    stream.on("data", (message: MasterMessage) => {
      if (ours()) this.receive(message);
    });
    stream.on("error", (error) => {
      if (ours()) this.broken(error);
    });
    stream.on("end", () => {
      if (ours()) this.broken(new GoldpanError("MASTER_UNREACHABLE", `${this.address} ended the connection`));
    });
    this.enter({ kind: "registering", client, stream, deadline: deadline });
    this.write(stream, { register: this.user.registration() });
  }

  private receive(message: MasterMessage): void {
    if (message.refused) {
      this.refuse(errorFromWire(message.refused));
    } else if (this.state.kind === "registering" && message.registered) {
      this.masterTerm = message.masterTerm;
      this.workerEpoch = message.registered.workerEpoch;
      this.failures = 0;
      const heartbeat = setInterval(() => {
        this.sendDroppable({ heartbeat: this.user.heartbeat() });
      }, heartbeatIntervalMs);
      const { client, stream } = this.state;
      this.enter({ kind: "registered", client, stream, heartbeat });
      this.options.logger.info({ address: this.address, epoch: this.workerEpoch }, "worker_registered");
      this.user.onRegistered(message.registered);
    } else if (this.state.kind === "registered" && message.masterTerm === this.masterTerm) {
      this.user.onMessage(message);
    } else {
      this.options.logger.warn({ masterTerm: message.masterTerm, expected: this.masterTerm }, "message_out_of_term");
    }
  }

  private broken(error: unknown): void {
    const known = errorFromStatus(error, this.address);
    if (isGoldpanError(known, "TOKEN_REFUSED", "VERSION_MISMATCH")) {
      this.refuse(known);
      return;
    }
    if (this.failures === 0)
      this.options.logger.warn({ address: this.address, code: known.code }, "master_unreachable");
    const wasRegistered = this.registered;
    this.failures += 1;
    this.dials += 1;
    const waitMs = Math.min(waitMsMax, 50 * 2 ** Math.min(this.failures, 6)) * (0.5 + Math.random() / 2);
    const timer = setTimeout(() => {
      this.dial();
    }, waitMs);
    this.enter({ kind: "waiting", timer });
    if (wasRegistered) this.user.onDisconnected();
  }

  private refuse(error: GoldpanError): void {
    this.enter({ kind: "refused" });
    this.user.onRefused(error);
  }

  private write(stream: Stream, message: WorkerMessageInput): void {
    const { workerEpoch, masterTerm } = this;
    stream.write({ header: { workerId: this.options.workerId, workerEpoch, masterTerm }, ...message });
  }

  /** Leaves the present state with all it owns, but for what the next one takes over. */
  private enter<S extends LinkState>(next: S): S {
    const before: LinkState = this.state;
    this.state = next;
    if (before.kind === "waiting") clearTimeout(before.timer);
    if (before.kind === "registering") clearTimeout(before.deadline);
    if (before.kind === "registered") clearInterval(before.heartbeat);
    const handedOn = "client" in before && "client" in next && before.client === next.client;
    if ("client" in before && !handedOn) {
      if ("stream" in before) before.stream.cancel();
      before.client.close();
    }
    return next;
  }
}
