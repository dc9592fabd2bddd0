/**
 * Messages that cannot be written or read. grpc-js would call both INTERNAL, as it calls a broken pipe, and a client would connect
 * again and send the same message: here they become errors of ours, told at once.
 */
import * as grpc from "@grpc/grpc-js";
import { GoldpanError } from "../errors/goldpan-error.js";
import { Unreadable } from "../wire/unreadable.js";
import { statusOf } from "./status.js";

export const clientCodecErrors: grpc.Interceptor = (options, nextCall) => {
  const call = nextCall(options);
  const { requestSerialize, responseDeserialize, path } = options.method_definition;
  let failure: GoldpanError | undefined;
  const fail = (error: GoldpanError): void => {
    failure ??= error;
    call.cancelWithStatus(grpc.status.INTERNAL, error.message);
  };
  return new grpc.InterceptingCall(call, {
    start(metadata, _listener, next) {
      next(metadata, {
        onReceiveMetadata: (received, nextMetadata) => nextMetadata(received),
        onReceiveMessage(message: unknown, nextMessage) {
          if (message instanceof Unreadable) {
            fail(unreadable(message, path));
            // The status waits for a message to be passed on: one without fields says nothing.
            nextMessage(responseDeserialize(Buffer.alloc(0)));
          } else nextMessage(message);
        },
        onReceiveStatus(status, nextStatus) {
          nextStatus(failure === undefined ? status : { ...status, ...statusOf(failure) });
        },
      });
    },
    sendMessage(message: unknown, next) {
      const bytes = written(() => requestSerialize(message), path);
      if (bytes instanceof GoldpanError) fail(bytes);
      else next(bytes);
    },
  });
};

export const serverCodecErrors: grpc.ServerInterceptor = ({ path, responseSerialize }, call) =>
  new grpc.ServerInterceptingCall(call, {
    start(next) {
      next({
        onReceiveMessage(message: unknown, nextMessage) {
          if (message instanceof Unreadable) call.sendStatus(statusOf(unreadable(message, path)));
          else nextMessage(message);
        },
      });
    },
    sendMessage(message: unknown, next) {
      const bytes = written(() => responseSerialize(message), path);
      if (bytes instanceof GoldpanError) call.sendStatus(statusOf(bytes));
      else next(bytes);
    },
  });

function written(serialize: () => Buffer, path: string): Buffer | GoldpanError {
  try {
    return serialize();
  } catch (cause) {
    return codecError(`a message of ${path} cannot be written`, cause);
  }
}

function unreadable({ byteLength, cause }: Unreadable, path: string): GoldpanError {
  return codecError(`a message of ${path} with ${byteLength} bytes cannot be read`, cause);
}

/** The stack ends where messages nest too deeply; all else is a bug or another release. */
function codecError(what: string, cause: unknown): GoldpanError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new GoldpanError(cause instanceof RangeError ? "LIMIT_EXCEEDED" : "INTERNAL", `${what}: ${why}`, {
    retry: "never",
    hint: "run the same goldpan release everywhere; a message that nests too deeply is a plan of too many relations",
    cause,
  });
}
