/** Entry of an executor process, forked by the worker daemon and driven over Node's IPC channel. It ends with its daemon. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ToExecutor } from "../executor-protocol.js";
import { Executor } from "./executor.js";

const executor = new Executor({
  functionThread: join(dirname(fileURLToPath(import.meta.url)), "function-thread.js"),
  post: (message) => {
    // What can't be told any more is lost with the daemon, whose end ends us.
    process.send?.(message, () => undefined);
  },
  onBug: (attempt, err) => {
    void logBug(attempt, err);
  },
  exit: (exitCode) => process.exit(exitCode),
});

process.on("disconnect", () => process.exit(0));
// The daemon decides when an executor ends: a Ctrl-C in the terminal reaches the whole group of processes.
process.on("SIGINT", () => undefined);
process.on("message", (message: ToExecutor) => {
  void executor.receive(message);
});

/** The log is loaded only now: an executor starts sooner without it. */
async function logBug(attempt: string, err: unknown): Promise<void> {
  const { createLogger } = await import("../../common/log.js");
  createLogger("executor", "error").error({ attempt, err }, "attempt_failed_of_a_bug");
}
