/** Client side: connecting with a deadline, unary calls as promises, and status → GoldpanError. */
import * as grpc from "@grpc/grpc-js";
import { GoldpanError, isGoldpanError } from "../errors/goldpan-error.js";
import { errorFromWire } from "../errors/wire.js";
import type { WireError } from "../wire/types.js";
import { clientOptions } from "./channel.js";
import { errorMetadataKey } from "./server.js";

export type ClientConstructor<C extends grpc.Client> = new (
  address: string,
  credentials: grpc.ChannelCredentials,
  options?: grpc.ClientOptions,
) => C;

/** A client of `address` ("host:port"); nothing is connected yet. */
export function createClient<C extends grpc.Client>(
  Client: ClientConstructor<C>,
  address: string,
  token: string | undefined,
): C {
  return new Client(address, grpc.credentials.createInsecure(), clientOptions(token));
}

/** Who is called: an address that does not answer is told as what it is. */
export type Peer = "master" | "worker";

/** Resolves when connected. @throws as `unanswered` after `deadlineMs`; the caller closes the client and makes a new one */
export async function waitForReady(
  client: grpc.Client,
  address: string,
  deadlineMs: number,
  peer: Peer = "master",
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    client.waitForReady(Date.now() + deadlineMs, (error) => {
      if (error) {
        reject(unanswered(peer, address, `no answer from ${address} within ${deadlineMs / 1000} s`, error));
      } else resolve();
    });
  });
}

/** MASTER_UNREACHABLE, or WORKER_LOST for a worker's port. */
function unanswered(peer: Peer, address: string, message: string, cause: unknown): GoldpanError {
  if (peer === "worker") {
    return new GoldpanError("WORKER_LOST", message, {
      hint: "check that the worker there runs, and that its host and port can be reached from here",
      cause,
    });
  }
  return new GoldpanError("MASTER_UNREACHABLE", message, {
    details: { address },
    hint: "check the address and port, and that the master runs (goldpan master, or docker compose up)",
    cause,
  });
}

/** What a failed call means: our own error where the peer sent one, else what gRPC says of the connection. */
export function errorFromStatus(error: unknown, address: string, peer: Peer = "master"): GoldpanError {
  if (isGoldpanError(error)) return error;
  const status = error as Partial<grpc.ServiceError>;
  const payload = status.metadata?.get(errorMetadataKey)[0];
  if (payload !== undefined) {
    return errorFromWire(JSON.parse(Buffer.from(payload).toString("utf8")) as WireError);
  }
  switch (status.code) {
    case grpc.status.UNAVAILABLE:
    case grpc.status.DEADLINE_EXCEEDED:
      return unanswered(peer, address, `${address}: ${status.details ?? "unavailable"}`, error);
    case grpc.status.RESOURCE_EXHAUSTED:
      return new GoldpanError("LIMIT_EXCEEDED", `${address}: ${status.details ?? "message too large"}`, {
        cause: error,
      });
    case grpc.status.CANCELLED:
      return new GoldpanError("APPLICATION_CANCELLED", `${address}: the call was cancelled`, { cause: error });
    default:
      return new GoldpanError("INTERNAL", `${address}: ${status.details ?? String(error)}`, { cause: error });
  }
}

/** `await unaryCall((callback) => client.end(request, options, callback), address)` */
export async function unaryCall<Response>(
  call: (callback: (error: grpc.ServiceError | null, response?: Response) => void) => grpc.ClientUnaryCall,
  address: string,
  peer: Peer = "master",
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => {
      if (error) reject(errorFromStatus(error, address, peer));
      else resolve(response as Response);
    });
  });
}

/** Call options with a deadline so far from now. */
export function within(durationMs: number): grpc.CallOptions {
  return { deadline: Date.now() + durationMs };
}
