/** A gRPC server with the cluster's token, and the mapping from any thrown value to a status that carries our Error. */
import { createHash, timingSafeEqual } from "node:crypto";
import * as grpc from "@grpc/grpc-js";
import { asGoldpanError, GoldpanError } from "../errors/goldpan-error.js";
import { errorToWire } from "../errors/wire.js";
import { serverOptions } from "./channel.js";

/** Trailing metadata key under which a failed call carries the JSON of a wire Error. */
export const errorMetadataKey = "goldpan-error-bin";

/** Any error as a gRPC status: the typed error travels in the metadata, the text is for whoever reads raw gRPC. */
export function statusOf(error: unknown): Partial<grpc.StatusObject> & { code: grpc.status; details: string } {
  const known = asGoldpanError(error);
  const metadata = new grpc.Metadata();
  metadata.set(errorMetadataKey, Buffer.from(JSON.stringify(errorToWire(known)), "utf8"));
  const code =
    known.code === "TOKEN_REFUSED"
      ? grpc.status.UNAUTHENTICATED
      : known.code === "INTERNAL"
        ? grpc.status.INTERNAL
        : grpc.status.FAILED_PRECONDITION;
  return { code, details: known.message, metadata };
}

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

export function createServer(token: string | undefined): grpc.Server {
  return new grpc.Server({ ...serverOptions, interceptors: token === undefined ? [] : [requireBearer(token)] });
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
