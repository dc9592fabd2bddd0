/**
 * While an application's executors start, a fresh process loads its bundle: functions that it does not register are refused by name and
 * line before a task that calls them runs. Executors would find out too, but one row at a time and after the slices are fetched.
 */
import { fork } from "node:child_process";
import { dirname } from "node:path";
import { childEnvironment } from "../../common/config/child-environment.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { errorFromWire } from "../../common/errors/wire.js";
import { nearest } from "../../common/nearest.js";
import type { Fragment, RowFunction, WireError } from "../../common/wire/types.js";
import type { FunctionCheckAnswer } from "../executor-protocol.js";

const deadlineMs = 30_000;

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
export async function registeredFunctions(
  program: string,
  bundlePath: string,
  filesFolder: string,
): Promise<readonly string[]> {
  const answer = await answerOf(program, bundlePath, filesFolder);
  if (answer.kind === "failed") throw errorFromWire(answer.error as WireError);
  return answer.registered;
}

function answerOf(program: string, bundlePath: string, filesFolder: string): Promise<FunctionCheckAnswer> {
  const child = fork(program, [bundlePath, filesFolder], {
    cwd: dirname(bundlePath),
    serialization: "advanced",
    detached: true,
    env: childEnvironment({ TZ: "UTC" }),
    execArgv: ["--max-old-space-size=256"],
    stdio: ["ignore", 2, 2, "ipc"],
  });
  return new Promise<FunctionCheckAnswer>((resolve, reject) => {
    const fail = (what: string) => {
      reject(
        new GoldpanError("SCRIPT_NOT_LOADED", `the modules that declare row functions could not be loaded: ${what}`, {
          hint: "what a module does at its top level also runs on the workers: move it into main",
        }),
      );
    };
    const timer = setTimeout(() => {
      fail(`no end after ${deadlineMs / 1000} s`);
      child.kill("SIGKILL");
    }, deadlineMs);
    child.once("message", (message) => {
      resolve(message as FunctionCheckAnswer);
    });
    child.once("error", (error) => {
      fail(error.message);
    });
    // Comes after the last message, unlike "exit".
    child.once("close", (exitCode, signal) => {
      clearTimeout(timer);
      fail(
        signal === null ? `the process ended with exit code ${exitCode ?? -1}` : `the process was ended by ${signal}`,
      );
    });
  }).finally(() => child.kill("SIGKILL"));
}
