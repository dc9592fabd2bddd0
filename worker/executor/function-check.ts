/**
 * Entry of a process of its own that loads a script's bundle, in a thread as executors do, and says which row functions it registers.
 * argv[2] is the bundle's path, argv[3] the folder of the application's files; the daemon gets one FunctionCheckAnswer over Node's IPC
 * channel. It ends with its daemon, whatever the bundle does.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { FunctionCheckAnswer } from "../executor-protocol.js";
import type { FromFunctionThread, FunctionThreadData } from "./function-protocol.js";

function check(data: FunctionThreadData): Promise<FunctionCheckAnswer> {
  const program = join(dirname(fileURLToPath(import.meta.url)), "function-thread.js");
  const thread = new Worker(program, { workerData: data, execArgv: [] });
  return new Promise((resolve) => {
    thread.once("message", (message: FromFunctionThread) => {
      if (message.kind === "loaded") resolve({ kind: "loaded", registered: message.names });
      if (message.kind === "notLoaded") resolve({ kind: "failed", reason: message.message });
    });
    thread.once("error", (error) => {
      resolve({ kind: "failed", reason: String(error) });
    });
    thread.once("exit", (exitCode) => {
      resolve({ kind: "failed", reason: `its thread ended with exit code ${exitCode}` });
    });
  });
}

// The thread would keep it alive. A daemon that went before this line sends no event any more.
process.once("disconnect", () => process.exit(0));
if (!process.connected) process.exit(0);
// The answer leaves before the process does; a bundle's timers must not keep it alive.
process.send?.(await check({ bundlePath: process.argv[2] ?? "", filesFolder: process.argv[3] ?? "" }), () =>
  process.exit(0),
);
