/**
 * Where in the user's script a method was called. Every relation, expression and action carries such a place, so that an error
 * names a line that the user wrote. A driver installs a mapper that turns places in the bundle into places in the source.
 */
import { fileURLToPath } from "node:url";
import type { CallSite } from "../../common/wire/types.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { ErrorCode, errorRegistry } from "../../common/errors/registry.js";

/** A place as the running code has it. Line and column count from 1. */
export interface CodePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** @returns the place in the source that the user wrote, or undefined where the map does not know */
export type CallSiteMapper = (position: CodePosition) => CodePosition | undefined;

let mapper: CallSiteMapper = (position) => position;

/** Installs how places in running code become places in source; a place that the mapper does not know is kept as it is. */
export function setCallSiteMapper(map: CallSiteMapper): void {
  mapper = map;
}

/** Frames looked at: the method's own, and native ones (`Array.map`) that may stand between it and the script. */
const framesMax = 9;

/**
 * The nearest place in code outside of Node that called the function which calls this: so call it directly in what the user calls.
 * @param method  the name to show
 * @returns null where nothing is known, for instance when called from native code alone
 */
export function captureCallSite(method: string): CallSite | null {
  const [, ...callers] = framesAbove(captureCallSite);
  for (const frame of callers) {
    const file = frame.getFileName();
    if (typeof file !== "string" || file.startsWith("node:")) continue;
    const position = {
      file: file.startsWith("file://") ? fileURLToPath(file) : file,
      line: frame.getLineNumber() ?? 0,
      column: frame.getColumnNumber() ?? 0,
    };
    return { ...(mapper(position) ?? position), method };
  }
  return null;
}

function framesAbove(entry: typeof captureCallSite): NodeJS.CallSite[] {
  const { stackTraceLimit } = Error;
  const prepare: unknown = Reflect.get(Error, "prepareStackTrace");
  const holder: { stack?: unknown } = {};
  try {
    Error.stackTraceLimit = framesMax;
    Error.prepareStackTrace = (_error, sites) => sites;
    Error.captureStackTrace(holder, entry);
    // Formatting happens at the first read, so the read belongs inside.
    return Array.isArray(holder.stack) ? (holder.stack as NodeJS.CallSite[]) : [];
  } finally {
    Object.assign(Error, { stackTraceLimit, prepareStackTrace: prepare });
  }
}

/** ` (jobs/clean.ts:12:5)`, or nothing where the place is not known. For errors whose details have no call site. */
export function atCallSite(callSite: CallSite | null): string {
  return callSite === null ? "" : ` (${callSite.file}:${callSite.line}:${callSite.column})`;
}

type ScriptErrorCode = {
  [C in ErrorCode]: (typeof errorRegistry)[C]["details"] extends "script" ? C : never;
}[ErrorCode];

/** An error of the script itself, found before anything was sent. */
export function scriptError(
  code: ScriptErrorCode,
  message: string,
  at: CallSite | null,
  hint: string,
  expression = "",
): GoldpanError {
  return new GoldpanError(code, message, {
    details: { ...(at === null ? {} : { callSite: at }), expression },
    hint,
  });
}

/** A method was called in a way that has no meaning. */
export function planRefused(message: string, at: CallSite | null, hint: string): GoldpanError {
  return scriptError("PLAN_REFUSED", message, at, hint);
}
