/** A gRPC server with the cluster's token, whose handlers are async functions and generators. */
import { createHash, timingSafeEqual } from "node:crypto";
import * as grpc from "@grpc/grpc-js";
import { GoldpanError } from "../errors/goldpan-error.js";
import { serverOptions } from "./channel.js";
import { serverCodecErrors } from "./codec-errors.js";
import { statusOf, unknownErrorOf } from "./status.js";

export { errorMetadataKey, statusOf } from "./status.js";

function sameSecret(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

function requireBearer(token: string): grpc.ServerInterceptor {
  return (_method, call) =>
    new grpc.ServerInterceptingCall(call, {
      start(next) {
        next({
          onReceiveMetadata(metadata, nextMetadata) {
            const given = String(metadata.get("authorization")[0] ?? "");
            if (sameSecret(given, `Bearer ${token}`)) {
              nextMetadata(metadata);
              return;
            }
            const what = given === "" ? "no token was sent" : "the token is not this cluster's";
            call.sendStatus(
              statusOf(
                new GoldpanError("TOKEN_REFUSED", `refused: ${what}`, {
                  hint: "set GOLDPAN_TOKEN, or goldpan.authenticate.secret, to the cluster's token",
                }),
              ),
            );
          },
        });
      },
    });
}

/** @param onUnknown  gets what a handler threw that is no error of ours, while its caller gets INTERNAL: to be logged in full */
export function createServer(
  token: string | undefined,
  onUnknown?: (error: unknown, path: string) => void,
): grpc.Server {
  const interceptors = [
    ...(token === undefined ? [] : [requireBearer(token)]),
    ...(onUnknown === undefined ? [] : [tellUnknown(onUnknown)]),
    serverCodecErrors,
  ];
  return new grpc.Server({ ...serverOptions, interceptors });
}

function tellUnknown(onUnknown: (error: unknown, path: string) => void): grpc.ServerInterceptor {
  return ({ path }, call) =>
    new grpc.ServerInterceptingCall(call, {
      sendStatus(status, next) {
        const unknown = status.metadata ? unknownErrorOf(status.metadata) : undefined;
        if (unknown !== undefined) onUnknown(unknown.error, path);
        next(status);
      },
    });
}

/** Binds and returns the port that was taken (for `port` 0). */
export async function listen(server: grpc.Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, grpc.ServerCredentials.createInsecure(), (error, taken) => {
      if (error) {
        reject(
          new GoldpanError("CONFIG_INVALID", `cannot listen on ${host}:${port}: ${error.message}`, {
            hint: "another process has this port: stop it or choose another port",
            cause: error,
          }),
        );
      } else resolve(taken);
    });
  });
}

/** An async function as a unary handler. */
export function unary<Request, Response>(
  handle: (request: Request, call: grpc.ServerUnaryCall<Request, Response>) => Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    handle(call.request, call).then(
      (response) => callback(null, response),
      (error: unknown) => callback(statusOf(error)),
    );
  };
}

/** An async generator as a server-streaming handler: waits for drain, stops when the client is gone. */
export function serverStream<Request, Response>(
  handle: (request: Request, signal: AbortSignal) => AsyncIterable<Response>,
): grpc.handleServerStreamingCall<Request, Response> {
  return (call) => {
    const gone = new AbortController();
    call.on("cancelled", () => gone.abort());
    call.on("close", () => gone.abort());
    void (async () => {
      try {
        for await (const message of handle(call.request, gone.signal)) {
          if (gone.signal.aborted) return;
          if (!call.write(message)) await drained(call, gone.signal);
        }
        call.end();
      } catch (error) {
        if (!gone.signal.aborted) call.emit("error", statusOf(error));
      }
    })();
  };
}

/** Resolves when the stream takes messages again, or when the peer is gone. */
export async function drained(stream: NodeJS.EventEmitter, gone: AbortSignal): Promise<void> {
  if (gone.aborted) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      stream.off("drain", done);
      gone.removeEventListener("abort", done);
      resolve();
    };
    stream.once("drain", done);
    gone.addEventListener("abort", done);
  });
}
