/**
 * One connection to whichever master of a list answers, mended when it breaks.
 *
 * A broken grpc-js client may wait out a back-off of many seconds, so it is closed and a new one made: on connecting each
 * address gets a short try in turn until the deadline, and when an established connection is lost the same search starts again,
 * once for all the calls that noticed.
 */
import * as grpc from "@grpc/grpc-js";
import { GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { createClient, errorFromStatus, unaryCall, waitForReady, within } from "../../common/grpc/client.js";
import { errorMetadataKey } from "../../common/grpc/server.js";
import type { ApplicationServiceClient } from "../../common/wire/generated/goldpan/v1/ApplicationService.js";
import { contract } from "../../common/wire/load.js";

/** One try at one address. */
const tryTimeoutMs = 3_000;
/** All tries of the first connection: a user waits at most 10 s for "no master", with what comes before and after. */
const connectTimeoutMs = 8_000;
/** How long a lost master is looked for: as long as a restart with a replay may take. */
const reconnectTimeoutMs = 30_000;
const pauseMs = 200;

export interface ChannelTarget {
  readonly addresses: readonly string[];
  readonly token: string | undefined;
}

export class MasterChannel {
  /** Stays where it failed: a master that was not found is gone for good. */
  private mending: Promise<void> | undefined;
  private closed = false;

  private constructor(
    private readonly target: ChannelTarget,
    private current: { readonly client: ApplicationServiceClient; readonly address: string },
  ) {}

  /** @throws MASTER_UNREACHABLE */
  static async open(target: ChannelTarget): Promise<MasterChannel> {
    return new MasterChannel(target, await search(target, connectTimeoutMs, () => false));
  }

  get client(): ApplicationServiceClient {
    return this.current.client;
  }

  get address(): string {
    return this.current.address;
  }

  /** A unary call that is safe to repeat: repeated on a new connection if the old one broke. */
  async call<Response>(
    send: (
      client: ApplicationServiceClient,
      options: grpc.CallOptions,
      callback: (error: grpc.ServiceError | null, response?: Response) => void,
    ) => grpc.ClientUnaryCall,
    deadlineMs: number,
  ): Promise<Response> {
    for (;;) {
      await this.mended();
      const { client, address } = this.current;
      const status: { lost: unknown } = { lost: undefined };
      try {
        return await unaryCall<Response>(
          (callback) =>
            send(client, within(deadlineMs), (error, response) => {
              if (error !== null && isConnectionLoss(error)) status.lost = error;
              callback(error, response);
            }),
          address,
        );
      } catch (error) {
        if (status.lost === undefined) throw error;
        await this.mend(client);
      }
    }
  }

  /** Before a call: while a lost master is looked for there is no client that could make one. @throws MASTER_UNREACHABLE */
  async mended(): Promise<void> {
    await this.mending;
  }

  /** Resolves when a connection stands again. @throws MASTER_UNREACHABLE */
  async mend(broken: ApplicationServiceClient): Promise<void> {
    if (this.closed) throw new GoldpanError("APPLICATION_CANCELLED", "the connection to the master was closed");
    if (broken !== this.current.client) return;
    this.mending ??= this.replace().then(() => (this.mending = undefined));
    await this.mending;
  }

  /** Idempotent. */
  close(): void {
    this.closed = true;
    this.current.client.close();
  }

  private async replace(): Promise<void> {
    this.current.client.close();
    const found = await search(this.target, reconnectTimeoutMs, () => this.closed);
    if (this.closed) found.client.close();
    this.current = found;
  }
}

/** Whether the connection failed rather than the call: our own errors travel in the metadata, a broken pipe has none. */
export function isConnectionLoss(error: unknown): boolean {
  if (isGoldpanError(error)) return false;
  const status = error as Partial<grpc.ServiceError>;
  if (status.metadata !== undefined && status.metadata.get(errorMetadataKey).length > 0) return false;
  return (
    status.code === grpc.status.UNAVAILABLE ||
    status.code === grpc.status.CANCELLED ||
    status.code === grpc.status.INTERNAL
  );
}

/** What the failure of the first call says about who answers at `address`. */
export function firstCallError(error: unknown, address: string): GoldpanError {
  const known = errorFromStatus(error, address);
  if (known.code !== "INTERNAL" && known.code !== "APPLICATION_CANCELLED") return known;
  return new GoldpanError("MASTER_UNREACHABLE", `what answers at ${address} is not a goldpan master`, {
    details: { address },
    hint: "check the address and port: the master's gRPC port is 7077 unless set",
    cause: error,
  });
}

async function search(
  target: ChannelTarget,
  timeoutMs: number,
  givenUp: () => boolean,
): Promise<{ client: ApplicationServiceClient; address: string }> {
  const deadlineAtMs = performance.now() + timeoutMs;
  let cause: unknown;
  while (!givenUp()) {
    for (const address of target.addresses) {
      const leftMs = deadlineAtMs - performance.now();
      if (leftMs <= 0) break;
      const client = createClient(contract.ApplicationService, address, target.token);
      try {
        await waitForReady(client, address, Math.min(tryTimeoutMs, leftMs));
        return { client, address };
      } catch (error) {
        cause = error;
        client.close();
      }
    }
    if (performance.now() + pauseMs >= deadlineAtMs) break;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  const names = target.addresses.join(", ");
  throw new GoldpanError("MASTER_UNREACHABLE", `no master answers at ${names}`, {
    details: { address: names },
    hint: "check host and port, and that it runs: `goldpan master`, or `docker compose up`; without a server use --master local[*]",
    cause,
  });
}
