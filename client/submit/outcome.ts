/** How a run ended, told by what was seen of its driver: the exit code, and the one line that names the cause. Pure. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { errorFromWire } from "../../common/errors/wire.js";
import type { CallSite, ScriptDetails, WireError } from "../../common/wire/types.js";
import type { ScriptError } from "./driver-protocol.js";

/** How the driver process ended. */
export type DriverEnd =
  /** It said so itself; `exitCode` is what the script set by `process.exitCode`. */
  | { readonly kind: "ended"; readonly error: ScriptError | undefined; readonly exitCode: number }
  /** It was gone without a word: `process.exit()`. */
  | { readonly kind: "exited"; readonly exitCode: number }
  | { readonly kind: "killed"; readonly signal: string };

export interface RunFacts {
  readonly driver: DriverEnd;
  /** Failures of jobs that nothing in the script ever looked at. */
  readonly unseen: readonly ScriptError[];
  /** Names of the jobs that ran when the driver ended. */
  readonly running: readonly string[];
}

export interface Outcome {
  readonly exitCode: number;
  readonly error: GoldpanError | undefined;
  /** For --verbose; empty where there is none. */
  readonly stack: string;
  /** The job whose failure it was. */
  readonly jobId?: number | undefined;
  /** The script did not fail: its process was ended from outside. */
  readonly lost?: boolean;
}

/** By signal: Node aborts where the heap is full, and a machine or a worker kills where memory is. */
const killedHints: Readonly<Record<string, string>> = {
  SIGABRT: "its heap was full, or Node failed: collect less, write instead, or give it more by --driver-memory",
  SIGKILL: "it may have run out of memory: collect less, or write instead",
};

export function outcomeOf({ driver, unseen, running }: RunFacts): Outcome {
  switch (driver.kind) {
    case "killed":
      return {
        ...failed(
          new GoldpanError("SCRIPT_FAILED", `the driver was ended by ${driver.signal}${whileRunning(running)}`, {
            hint: killedHints[driver.signal] ?? "",
          }),
        ),
        // It aborts by itself where its heap is full, and would once more.
        lost: driver.signal !== "SIGABRT",
      };
    case "exited":
      return exited(driver.exitCode, unseen, running);
    case "ended":
      if (driver.error !== undefined) return failedBy(driver.error);
      if (unseen[0] !== undefined) return failedUnseen(unseen[0], unseen.length - 1);
      if (driver.exitCode !== 0) return leftWith(driver.exitCode, `the script set exit code ${driver.exitCode}`);
      return { exitCode: 0, error: undefined, stack: "" };
  }
}

function exited(exitCode: number, unseen: readonly ScriptError[], running: readonly string[]): Outcome {
  if (exitCode !== 0) {
    return leftWith(exitCode, `the script called process.exit(${exitCode})${whileRunning(running)}`);
  }
  const hint = "await what runs, and let main return";
  if (running.length > 0) {
    return failed(
      new GoldpanError("SCRIPT_EXITED_EARLY", `the script called process.exit(0)${whileRunning(running)}`, { hint }),
    );
  }
  const [first] = unseen;
  if (first === undefined) return { exitCode: 0, error: undefined, stack: "" };
  const cause = errorFromWire(first.error as WireError);
  return failed(
    new GoldpanError(
      "SCRIPT_EXITED_EARLY",
      `the script called process.exit(0) after a job failed unseen: ${cause.message}`,
      { hint, cause, ...scriptDetails(callSiteOf(cause)) },
    ),
    first.stack,
  );
}

function whileRunning(running: readonly string[]): string {
  if (running.length === 0) return "";
  return ` while ${running.join(" and ")} ran: cancelled, unless it was committing`;
}

function leftWith(exitCode: number, message: string): Outcome {
  return { exitCode, error: new GoldpanError("SCRIPT_FAILED", message), stack: "" };
}

function failedBy({ error, stack, jobId }: ScriptError): Outcome {
  return { ...failed(errorFromWire(error as WireError), stack), jobId };
}

function failedUnseen({ error, stack, jobId }: ScriptError, more: number): Outcome {
  const cause = errorFromWire(error as WireError);
  const others = more > 0 ? ` (and ${more} more failed)` : "";
  return {
    ...failed(cause, stack),
    jobId,
    error: withMessage(cause, `${cause.message}${others}; the script never looked at it`),
  };
}

function failed(error: GoldpanError, stack = ""): Outcome {
  return { exitCode: exitCodeOf(error), error, stack };
}

/** An accepted application that failed: its expectations speak for themselves, all else is 1. */
export function exitCodeOf(error: GoldpanError): number {
  return error.code === "EXPECTATION_FAILED" || error.code === "EXPECTATION_THRESHOLD_EXCEEDED" ? 4 : 1;
}

function withMessage(error: GoldpanError, message: string): GoldpanError {
  const { code, hint, retry, details, cause } = error;
  return new GoldpanError(code, message, { hint, retry, cause, ...(details === undefined ? {} : { details }) });
}

function scriptDetails(callSite: CallSite | undefined): { details?: { callSite: CallSite } } {
  return callSite === undefined ? {} : { details: { callSite } };
}

/** The line of the script that an error is about, if its details have one. */
export function callSiteOf(error: GoldpanError): CallSite | undefined {
  const details = error.details as Partial<ScriptDetails> | undefined;
  return details?.callSite ?? undefined;
}

/**
 * `goldpan: error COLUMN_NOT_FOUND: … at jobs/clean.ts:12:5 (did you mean "date"?)`: always one line.
 * @param fallback  the line of the action, where the error itself names none
 */
export function errorLine(error: GoldpanError, fallback?: CallSite): string {
  const callSite = callSiteOf(error) ?? fallback;
  const place = callSite === undefined || callSite.line === 0 ? "" : `${callSite.file}:${callSite.line}`;
  const at = place === "" || error.message.includes(place) ? "" : ` at ${place}:${callSite?.column ?? 0}`;
  const hint = error.hint === "" ? "" : ` (${error.hint})`;
  return `goldpan: error ${error.code}: ${error.message}${at}${hint}`.replace(/\s*[\r\n]+\s*/g, " ");
}
