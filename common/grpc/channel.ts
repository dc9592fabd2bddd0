/**
 * Options and interceptors shared by every gRPC end. Dead peers are seen in 2–3 s (a stopped process or a cut link) because
 * both sides ping; without these options they never are.
 */
import * as grpc from "@grpc/grpc-js";
import { clientCodecErrors } from "./codec-errors.js";

// The library's own lines would stand between ours on stderr; what matters of them arrives as errors.
grpc.setLogVerbosity(grpc.logVerbosity.NONE);

/** A message is at most so large; bigger things travel in chunks. */
export const messageBytesMax = 32 * 2 ** 20;

const keepalive: grpc.ChannelOptions = {
  "grpc.keepalive_time_ms": 2_000,
  "grpc.keepalive_timeout_ms": 1_500,
  "grpc.keepalive_permit_without_calls": 1,
  "grpc.max_receive_message_length": messageBytesMax,
  "grpc.max_send_message_length": messageBytesMax,
};

export const serverOptions: grpc.ServerOptions = { ...keepalive };

/** `windowBytes` is the flow-control window for what this client pulls. */
export function clientOptions(token: string | undefined, windowBytes = 4 * 2 ** 20): grpc.ClientOptions {
  return {
    ...keepalive,
    "grpc-node.flow_control_window": windowBytes,
    // A new client gets a new connection: a shared one may be waiting out a back-off of many seconds.
    "grpc.use_local_subchannel_pool": 1,
    interceptors: [clientCodecErrors, ...(token === undefined ? [] : [bearer(token)])],
  };
}

/** Call credentials refuse plaintext channels, so the token goes into the metadata. */
function bearer(token: string): grpc.Interceptor {
  return (options, nextCall) =>
    new grpc.InterceptingCall(nextCall(options), {
      start(metadata, listener, next) {
        metadata.set("authorization", `Bearer ${token}`);
        next(metadata, listener);
      },
    });
}
