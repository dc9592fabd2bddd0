/** The workers of a local cluster: processes of `goldpan worker`, each in a session of its own so that Ctrl-C is ours to tell. */
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { environmentWith } from "../../common/config/inherited-environment.js";
import type { SettingKey } from "../../common/config/settings.js";
import { entryPointPath } from "../../common/package-root.js";

/** How long a worker has to end by itself; it cancels what runs when it is told twice. */
const stopTimeoutMs = 3_000;
const errorTextMax = 4_096;

export interface WorkerProcessesOptions {
  readonly workers: number;
  readonly masterAddress: string;
  readonly cores: number;
  readonly memoryBytes: number | undefined;
  /** Each worker gets a folder in it. */
  readonly folder: string;
  /** Passed by the environment, where other users of the machine don't see them. */
  readonly settings: Readonly<Partial<Record<SettingKey, string>>>;
}

export interface WorkerProcesses {
  /** Ends all of them; resolves when they are gone. Idempotent. */
  close(): Promise<void>;
}

export function startWorkerProcesses(options: WorkerProcessesOptions): WorkerProcesses {
  const environment = environmentWith(options.settings);
  const children = Array.from({ length: options.workers }, (_, index) => {
    const args = [
      entryPointPath("cli"),
      "worker",
      `goldpan://${options.masterAddress}`,
      ...["--host", "127.0.0.1"],
      ...["--cores", String(options.cores)],
      ...(options.memoryBytes === undefined ? [] : ["--memory", String(options.memoryBytes)]),
      ...["--work-dir", join(options.folder, `worker-${index}`)],
      ...["--log-level", "error"],
    ];
    const child = spawn(process.execPath, args, {
      env: environment,
      detached: true,
      // The channel carries nothing: its end tells a worker that this process is gone, however it went.
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    child.channel?.unref();
    keepErrorText(child);
    return child;
  });
  // A process that is ended without a chance to close takes its workers along.
  const endAll = () => children.forEach((child) => child.kill("SIGKILL"));
  process.once("exit", endAll);
  let closing: Promise<void> | undefined;
  return {
    close: async () => {
      closing ??= Promise.all(children.map(stop)).then(() => void process.off("exit", endAll));
      await closing;
    },
  };
}

/** Reads stderr, so that the pipe never fills; shows it when the worker ends by itself with an error. */
function keepErrorText(child: ChildProcess): void {
  let text = "";
  child.stderr?.on("data", (chunk: Buffer) => (text = (text + chunk.toString()).slice(-errorTextMax)));
  child.once("exit", (code) => {
    if (code !== null && code !== 0) process.stderr.write(text);
  });
  child.unref();
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
    child.once("exit", () => {
      clearTimeout(timer);
      resolve();
    });
    // The first signal drains, the second one ends what still runs.
    child.kill("SIGTERM");
    child.kill("SIGINT");
  });
}
