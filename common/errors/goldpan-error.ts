/**
 * The one error type that crosses rooms and processes. `message` says what happened and where, `hint` what to do; neither is
 * ever parsed: code decides on `code`, `retry` and `details`.
 */
import { errorRegistry, type ErrorCode, type ErrorEntry, type Retry } from "./registry.js";
import type {
  DataDetailsInput,
  ExpectationDetailsInput,
  LimitDetailsInput,
  PeerDetailsInput,
  ScriptDetailsInput,
  StoreDetailsInput,
  TableDetailsInput,
  UpstreamDetailsInput,
} from "../wire/types.js";

export interface DetailsByKind {
  script: ScriptDetailsInput;
  data: DataDetailsInput;
  store: StoreDetailsInput;
  upstream: UpstreamDetailsInput;
  expectation: ExpectationDetailsInput;
  limit: LimitDetailsInput;
  peer: PeerDetailsInput;
  table: TableDetailsInput;
  none: undefined;
}

/** The details message that a code carries. */
export type DetailsOf<C extends ErrorCode> = DetailsByKind[(typeof errorRegistry)[C]["details"]];

export interface GoldpanErrorOptions<C extends ErrorCode> {
  readonly details?: DetailsOf<C>;
  /** What the user should do about it. */
  readonly hint?: string;
  /** Overrides the registry's class, e.g. a store failure that a retry on the same worker may mend. */
  readonly retry?: Retry;
  readonly cause?: unknown;
}

export class GoldpanError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = "GoldpanError";
  readonly code: C;
  readonly retry: Retry;
  readonly hint: string;
  readonly details: DetailsOf<C> | undefined;

  constructor(code: C, message: string, options: GoldpanErrorOptions<C> = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retry = options.retry ?? errorRegistry[code].retry;
    this.hint = options.hint ?? "";
    this.details = options.details;
  }

  /** What submit exits with when this error ends the run. */
  get exitCode(): number {
    const entry: ErrorEntry = errorRegistry[this.code];
    return entry.exitCode ?? 1;
  }
}

/** Narrows by code. */
export function isGoldpanError<C extends ErrorCode>(error: unknown, ...codes: readonly C[]): error is GoldpanError<C> {
  if (!(error instanceof GoldpanError)) return false;
  const { code } = error as GoldpanError;
  return codes.length === 0 || (codes as readonly string[]).includes(code);
}

/** A rule of our own that was broken: a bug. The process that throws it stops; it is never retried or caught. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/**
 * Any thrown value as a GoldpanError: what is not ours already becomes INTERNAL with the original as its cause. A broken rule is
 * broken anywhere: no retry mends it.
 */
export function asGoldpanError(error: unknown): GoldpanError {
  if (isGoldpanError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new GoldpanError("INTERNAL", message, {
    cause: error,
    ...(error instanceof InvariantError ? { retry: "never" } : {}),
  });
}
