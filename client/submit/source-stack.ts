/** Turns places in the script's bundle into places in the files that the user wrote: for call sites, and for every stack trace. */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { CallSite } from "../../common/wire/types.js";
import type { CallSiteMapper, CodePosition } from "../dataframe/call-site.js";
import { shownPath } from "./shown-path.js";

/** Where each error was made, as far as the script's own files go: the innermost frame there. */
const places = new WeakMap<Error, CallSite>();

/**
 * Maps places in the bundle; others stay unknown.
 * @param folder  files below it are named relative to it, as a user would
 */
export function sourceMapper(bundlePath: string, sourceMapPath: string, folder: string): CallSiteMapper {
  let map: TraceMap | undefined;
  return (position) => {
    if (position.file !== bundlePath) return undefined;
    map ??= new TraceMap(readFileSync(sourceMapPath, "utf8"));
    // The map counts columns from 0.
    const original = originalPositionFor(map, { line: position.line, column: Math.max(0, position.column - 1) });
    if (original.source === null) return undefined;
    const file = resolve(dirname(sourceMapPath), original.source);
    return { file: shownPath(file, folder), line: original.line, column: original.column + 1 };
  };
}

/** From now on stack traces of this process name the user's files and lines. */
export function installSourceStacks(map: CallSiteMapper): void {
  Error.prepareStackTrace = (error, sites) => {
    const frames = sites.map((site) => {
      const position = positionOf(site);
      const original = position && map(position);
      if (position === undefined || original === undefined) return frameText(site);
      if (!places.has(error)) places.set(error, { ...original, method: site.getFunctionName() ?? "" });
      const name = site.getFunctionName();
      const place = `${original.file}:${original.line}:${original.column}`;
      return name === null ? place : `${name} (${place})`;
    });
    return [headOf(error), ...frames.map((frame) => `    at ${frame}`)].join("\n");
  };
}

/** @returns undefined where no frame of the script is known */
export function placeOf(error: unknown): CallSite | undefined {
  if (!(error instanceof Error)) return undefined;
  // Reading the stack is what makes it.
  return error.stack === undefined ? undefined : places.get(error);
}

/** As V8 writes it. */
function frameText(site: NodeJS.CallSite): string {
  return (site as { toString(): string }).toString();
}

function headOf(error: Error): string {
  try {
    return String(error);
  } catch {
    return "Error";
  }
}

function positionOf(site: NodeJS.CallSite): CodePosition | undefined {
  const file = site.getFileName();
  if (typeof file !== "string") return undefined;
  return {
    file: file.startsWith("file://") ? fileURLToPath(file) : file,
    line: site.getLineNumber() ?? 0,
    column: site.getColumnNumber() ?? 0,
  };
}
