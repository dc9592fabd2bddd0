/** GoldpanError ↔ the wire's Error: one mapping each way, used by gRPC and by messages between processes alike. */
import { asGoldpanError, GoldpanError, isGoldpanError, type DetailsByKind } from "./goldpan-error.js";
import { errorRegistry, type DetailsKind, type ErrorCode, type Retry } from "./registry.js";
import type { RetryClass, WireError, WireErrorInput } from "../wire/types.js";

const retryToWire: Record<Retry, RetryClass> = {
  never: "NEVER",
  "same-worker": "SAME_WORKER",
  "other-worker": "OTHER_WORKER",
  "rerun-upstream": "RERUN_UPSTREAM",
};

const retryFromWire: Record<string, Retry> = {
  NEVER: "never",
  SAME_WORKER: "same-worker",
  OTHER_WORKER: "other-worker",
  RERUN_UPSTREAM: "rerun-upstream",
};

/** Depth to which causes travel: enough to tell the story, bounded against a cycle. */
const causeDepthMax = 4;

export function errorToWire(error: unknown, depth = 0): WireErrorInput {
  if (!isGoldpanError(error)) {
    const { code, retry, message } = asGoldpanError(error);
    return { code, retry: retryToWire[retry], message };
  }
  const kind: DetailsKind = errorRegistry[error.code].details;
  return {
    code: error.code,
    retry: retryToWire[error.retry],
    message: error.message,
    hint: error.hint,
    ...(error.cause instanceof Error && depth < causeDepthMax ? { cause: errorToWire(error.cause, depth + 1) } : {}),
    ...(kind !== "none" && error.details !== undefined ? { [kind]: error.details } : {}),
  };
}

export function errorFromWire(wire: WireError): GoldpanError {
  const known = Object.hasOwn(errorRegistry, wire.code);
  const code: ErrorCode = known ? (wire.code as ErrorCode) : "INTERNAL";
  const kind: DetailsKind = errorRegistry[code].details;
  const details = kind === "none" ? undefined : (wire[kind] ?? undefined);
  return new GoldpanError(code, known ? wire.message : `${wire.code}: ${wire.message}`, {
    hint: wire.hint,
    retry: retryFromWire[wire.retry] ?? errorRegistry[code].retry,
    ...(details === undefined ? {} : { details: details as DetailsByKind[Exclude<DetailsKind, "none">] as never }),
    ...(wire.cause ? { cause: errorFromWire(wire.cause) } : {}),
  });
}
