/**
 * Before an application's first task that calls row functions: a fresh process loads the bundle, and functions that it does not
 * register are refused by name and line. Executors would find out too, but one row at a time and after the slices are fetched.
 */
import { fork } from "node:child_process";
import { dirname } from "node:path";
import { childEnvironment } from "../../common/config/child-environment.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { errorFromWire } from "../../common/errors/wire.js";
import { nearest } from "../../common/nearest.js";
import type { Fragment, RowFunction, WireError } from "../../common/wire/types.js";
import type { FunctionCheckAnswer, FunctionCheckAsk } from "../executor-protocol.js";

const deadlineMs = 30_000;

/** The row functions that a fragment calls. */
export function functionsOf(fragment: Fragment | null): RowFunction[] {
  return (fragment?.operators ?? [])
    .flatMap((operator) => operator.mapFunction?.calls ?? [])
    .flatMap((call) => (call.function === null ? [] : [call.function]));
}

/** @throws ROW_FUNCTION_NOT_REGISTERED, SCRIPT_NOT_LOADED */
export async function checkFunctions(
  program: string,
  bundlePath: string,
  filesFolder: string,
  functions: readonly RowFunction[],
): Promise<void> {
  const answer = await ask(program, [bundlePath, filesFolder], { kind: "check", functions });
  if (answer.kind === "failed") throw errorFromWire(answer.error as WireError);
  const [missing] = answer.missing;
  if (missing === undefined) return;
  const others = answer.missing.length - 1;
  throw new GoldpanError(
    "ROW_FUNCTION_NOT_REGISTERED",
    `row function '${missing.name}' is not declared when its module is loaded` +
      (others > 0 ? `, nor are ${others} others` : ""),
    {
      details: {
        ...(missing.callSite === null ? {} : { callSite: missing.callSite }),
        expression: missing.name,
        candidates: nearest(missing.name, answer.registered, 3),
      },
      hint: "declare it with udf() at the top level of its module: main does not run where row functions do",
    },
  );
}

function ask(
  program: string,
  [bundlePath, filesFolder]: readonly [string, string],
  question: FunctionCheckAsk,
): Promise<FunctionCheckAnswer> {
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
    child.send(question, () => undefined);
  }).finally(() => child.kill("SIGKILL"));
}
