/**
 * The driver: the process that runs the script. It loads the bundle, calls `main`, and tells its supervisor how that ended. Everything
 * about jobs lives in the supervisor.
 */
import { pathToFileURL } from "node:url";
import { GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { errorToWire } from "../../common/errors/wire.js";
import { setCallSiteMapper } from "../dataframe/call-site.js";
import { findFilesAt, findFilesIn } from "../session/goldpan-files.js";
import { mainBegins } from "../row-functions/registry.js";
import { createSession, type GoldpanSession } from "../session/goldpan-session.js";
import type { BeginApplication, ScriptError } from "./driver-protocol.js";
import { meantInstead } from "./mistyped.js";
import { shownPath } from "./shown-path.js";
import { installSourceStacks, placeOf, sourceMapper } from "./source-stack.js";
import { jobOf, SupervisorLink } from "./supervisor-link.js";

/** How long something that the script left open (a timer, a socket) may keep the process after `main` ended. */
const lingerTimeoutMs = 3_000;

const { link, begun } = SupervisorLink.start();
/** Rejections with a job's error that nobody handled so far. */
const unhandled = new Map<Promise<unknown>, GoldpanError>();
let session: GoldpanSession | undefined;
let phase: "loading" | "running" | "ended" | "over" = "loading";
let scriptFile = "";

// A terminal sends Ctrl-C to the whole group: the supervisor decides what it means.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
process.on("uncaughtException", (error) => void over(error));
process.on("unhandledRejection", (reason, promise) => {
  // A job's failure may yet be looked at, or count as unseen at the end; anything else is a crash, as everywhere in Node.
  if (isGoldpanError(reason)) unhandled.set(promise, reason);
  else void over(reason);
});
process.on("rejectionHandled", (promise) => void unhandled.delete(promise));
process.on("beforeExit", () => {
  if (phase === "ended") void over();
  else if (phase !== "over") void over(neverEnded());
});

// `process.exit()` by the script: what it never looked at is told on the way out.
process.on("exit", () => {
  if (phase !== "over") void link.tell({ kind: "unseen", errors: unseenErrors() });
});

// Not awaited here: a script that waits for nothing would make this module one that never ends.
void begun.then(run);

async function run(begin: BeginApplication): Promise<void> {
  link.release();
  scriptFile = shownPath(begin.scriptPath, begin.baseFolder);
  const mapper = sourceMapper(begin.bundlePath, begin.sourceMapPath, begin.baseFolder);
  if (begin.files === undefined) findFilesIn(process.cwd());
  else findFilesAt(new Map(Object.entries(begin.files)));
  setCallSiteMapper(mapper);
  installSourceStacks(mapper);
  process.argv.splice(1, process.argv.length, begin.scriptPath, ...begin.args);
  try {
    const main = mainOf((await import(pathToFileURL(begin.bundlePath).href)) as Record<string, unknown>);
    phase = "running";
    mainBegins();
    session = createSession(link, {
      appName: begin.applicationName,
      baseFolder: begin.baseFolder,
      settings: begin.settings,
      bundle: begin.bundleSha256 === "" ? undefined : { sha256: begin.bundleSha256 },
      onInferred: (notice) => void link.tell({ kind: "inferred", notice }),
      onUnanswered: (action, callSite) => void link.tell({ kind: "unanswered", action, callSite }),
    });
    await main(session, [...begin.args]);
  } catch (error) {
    await over(error);
    return;
  }
  mainEnded(session);
}

type Main = (session: GoldpanSession, args: string[]) => unknown;

/** `export default` or `export … main`, of a module or of CommonJS. */
function mainOf(module: Record<string, unknown>): Main {
  const inner = (typeof module["default"] === "object" ? module["default"] : null) as Record<string, unknown> | null;
  const main = [module["default"], module["main"], inner?.["default"], inner?.["main"]].find(
    (candidate) => typeof candidate === "function",
  );
  if (main !== undefined) return main as Main;
  throw new GoldpanError("SCRIPT_NOT_LOADED", `${scriptFile} exports no function main`, {
    details: { callSite: { file: scriptFile, line: 1, column: 1, method: "" } },
    hint: "write `export default async function main(goldpan, args) { … }`",
  });
}

/** Waits for what the script started and did not await. The loop running empty is the end. */
function mainEnded(running: GoldpanSession): void {
  phase = "ended";
  let idleSinceMs = performance.now();
  const timer = setInterval(() => {
    if (!link.idle || running.pendingActions().length > 0) idleSinceMs = performance.now();
    else if (performance.now() - idleSinceMs > lingerTimeoutMs) void over();
  }, 100);
  timer.unref();
}

/** The script is over, by this error or well. */
async function over(...errors: [] | [unknown]): Promise<void> {
  if (phase === "over") return;
  phase = "over";
  const failed = errors.length > 0;
  const forgotten = session?.actions().filter(({ awaited }) => !awaited) ?? [];
  await link.tell({ kind: "unseen", errors: unseenErrors() });
  await link.tell({ kind: "forgotten", callSites: forgotten.map(({ callSite }) => callSite) });
  await link.tell({ kind: "ended", error: failed ? scriptError(errors[0]) : undefined });
  if (failed) process.exit(1);
  process.exit();
}

/** Failures of jobs that nothing in the script looked at. */
function unseenErrors(): ScriptError[] {
  const failures = session?.actions().filter(({ state, awaited }) => state === "failed" && !awaited) ?? [];
  return [...new Set([...failures.map(({ error }) => error), ...unhandled.values()])].map(scriptError);
}

/** What was thrown, as an error that names the script's line. Our own errors stay what they are. */
function scriptError(thrown: unknown): ScriptError {
  const stack = thrown instanceof Error ? (thrown.stack ?? "") : "";
  if (thrown instanceof GoldpanError) return { error: errorToWire(thrown), stack, jobId: jobOf(thrown) };
  const callSite = placeOf(thrown);
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : `the script threw ${String(thrown)}`;
  const hint = meantInstead(thrown);
  const failure = new GoldpanError("SCRIPT_FAILED", message, {
    ...(callSite === undefined ? {} : { details: { callSite } }),
    ...(hint === undefined ? {} : { hint }),
  });
  return { error: errorToWire(failure), stack, jobId: undefined };
}

function neverEnded(): GoldpanError {
  return new GoldpanError("SCRIPT_NEVER_ENDED", "main never ended, and nothing is left that it could wait for", {
    details: { callSite: { file: scriptFile, line: 1, column: 1, method: "main" } },
    hint: "a promise that it awaits is never resolved",
  });
}
