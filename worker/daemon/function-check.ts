/**
 * While an application's executors start, a fresh process loads its bundle: functions that it does not register are refused by name and
 * line before a task that calls them runs. Executors would find out too, but one row at a time and after the slices are fetched.
 */
import { fork } from "node:child_process";
import { dirname } from "node:path";
import { childEnvironment } from "../../common/config/child-environment.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { nearest } from "../../common/nearest.js";
import { offerToOutOfMemoryKiller } from "../../common/out-of-memory.js";
import { formatBytes } from "../../common/units.js";
import type { Fragment, RowFunction } from "../../common/wire/types.js";
import type { FunctionCheckAnswer } from "../executor-protocol.js";
import { heapMegabytes, killGroup } from "./executor-process.js";
import { treeMemoryBytes } from "./process-memory.js";

const deadlineMs = 30_000;
const watchIntervalMs = 100;

export interface FunctionCheckOptions {
  /** dist/function-check.js */
  readonly program: string;
  readonly bundlePath: string;
  readonly filesFolder: string;
  /** Of an executor: its heap and its limit are the check's, too. */
  readonly memoryBytes: number;
  /** Ends the check. */
  readonly signal: AbortSignal;
}

/** The row functions that a fragment calls. */
export function functionsOf(fragment: Fragment | null): RowFunction[] {
  return (fragment?.operators ?? [])
    .flatMap((operator) => operator.mapFunction?.calls ?? [])
    .flatMap((call) => (call.function === null ? [] : [call.function]));
}

/** @throws ROW_FUNCTION_NOT_REGISTERED */
export function assertRegistered(functions: readonly RowFunction[], registered: readonly string[]): void {
  const [missing, ...others] = functions.filter(({ name }) => !registered.includes(name));
  if (missing === undefined) return;
  throw new GoldpanError(
    "ROW_FUNCTION_NOT_REGISTERED",
    `row function '${missing.name}' is not declared when its module is loaded` +
      (others.length > 0 ? `, nor are ${others.length} others` : ""),
    {
      details: {
        ...(missing.callSite === null ? {} : { callSite: missing.callSite }),
        expression: missing.name,
        candidates: nearest(missing.name, registered, 3),
      },
      hint: "declare it with udf() at the top level of its module: main does not run where row functions do",
    },
  );
}

/** The names of the row functions that a bundle registers. @throws SCRIPT_NOT_LOADED */
export async function registeredFunctions(options: FunctionCheckOptions): Promise<readonly string[]> {
  const answer = await answerOf(options);
  if (answer.kind === "loaded") return answer.registered;
  throw new GoldpanError(
    "SCRIPT_NOT_LOADED",
    `the modules that declare row functions could not be loaded: ${answer.reason}`,
    { hint: "what a module does at its top level also runs on the workers: move it into main" },
  );
}

async function answerOf(options: FunctionCheckOptions): Promise<FunctionCheckAnswer> {
  const { program, bundlePath, filesFolder, memoryBytes, signal } = options;
  const child = fork(program, [bundlePath, filesFolder], {
    cwd: dirname(bundlePath),
    serialization: "advanced",
    detached: true,
    env: childEnvironment({ TZ: "UTC" }),
    execArgv: [`--max-old-space-size=${heapMegabytes(memoryBytes)}`],
    stdio: ["ignore", 2, 2, "ipc"],
  });
  const { pid } = child;
  if (pid !== undefined) offerToOutOfMemoryKiller(pid);
  const deadline = performance.now() + deadlineMs;
  let watch: NodeJS.Timeout | undefined;
  const answer = new Promise<FunctionCheckAnswer>((resolve) => {
    const fail = (reason: string) => {
      resolve({ kind: "failed", reason });
    };
    watch = setInterval(() => {
      if (signal.aborted) fail("the application ended");
      if (performance.now() > deadline) fail(`no end after ${deadlineMs / 1000} s`);
      if (pid !== undefined && treeMemoryBytes(pid, memoryBytes) > memoryBytes)
        fail(`they held more than the ${formatBytes(memoryBytes)} of goldpan.executor.memory`);
    }, watchIntervalMs);
    child.once("message", (message) => {
      resolve(message as FunctionCheckAnswer);
    });
    child.once("error", (error) => {
      fail(error.message);
    });
    // Comes after the last message, unlike "exit".
    child.once("close", (exitCode, signal) => {
      fail(
        signal === null ? `the process ended with exit code ${exitCode ?? -1}` : `the process was ended by ${signal}`,
      );
    });
  });
  try {
    return await answer;
  } finally {
    clearInterval(watch);
    killGroup(pid);
  }
}
