/**
 * One executor process as the daemon sees it: forked with a cleaned environment, in a process group of its own (so that a Ctrl-C
 * in the terminal is submit's business, and a kill takes whatever user code has started), first in line for the kernel's
 * out-of-memory killer. Its end, whatever the cause, is told once.
 */
import { fork, type ChildProcess } from "node:child_process";
import { rm } from "node:fs/promises";
import { childEnvironment } from "../../common/config/child-environment.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { offerToOutOfMemoryKiller } from "../../common/out-of-memory.js";
import { formatBytes } from "../../common/units.js";
import type { Logger } from "../../common/log.js";
import type { ExecutorStart, FromExecutor, ToExecutor } from "../executor-protocol.js";
import { treeMemoryBytes } from "./process-memory.js";

const readyDeadlineMs = 30_000;
const stopGraceMs = 1_000;

export interface ExecutorOptions {
  readonly program: string;
  /** Exists; removed when the process is gone. */
  readonly folder: string;
  readonly memoryBytes: number;
  readonly logger: Logger;
}

/** How a process ended. `error` is what its running attempt failed of. */
export interface ExecutorEnd {
  readonly exitCode: number;
  readonly signal: string;
  readonly wasReady: boolean;
  readonly error: GoldpanError;
}

export interface ExecutorEvents {
  onReady(): void;
  onMessage(message: Exclude<FromExecutor, { kind: "ready" }>): void;
  onEnd(end: ExecutorEnd): void;
}

export class ExecutorProcess {
  readonly ended: Promise<void>;
  /** Latest reading, in bytes. */
  memoryBytes = 0;
  private readonly child: ChildProcess;
  private state: "starting" | "ready" | "stopping" | "gone" = "starting";
  private killReason: GoldpanError | undefined;
  private timer: NodeJS.Timeout;

  constructor(
    private readonly options: ExecutorOptions,
    private readonly events: ExecutorEvents,
  ) {
    this.child = fork(options.program, [], {
      cwd: options.folder,
      serialization: "advanced",
      detached: true,
      env: childEnvironment({ UV_THREADPOOL_SIZE: "16", TZ: "UTC", TMPDIR: options.folder }),
      // Bytes on their way are outside the heap, and make V8 mark it again and again: a task has one core for all that it does.
      execArgv: [
        `--max-old-space-size=${heapMegabytes(options.memoryBytes)}`,
        `--initial-old-space-size=${heapMegabytesUnmarked}`,
        "--no-concurrent-marking",
      ],
      // What user code prints is no output of the script, nor of ours: it goes where logs go.
      stdio: ["ignore", 2, 2, "ipc"],
    });
    this.timer = setTimeout(() => {
      this.kill(new GoldpanError("EXECUTOR_LOST", `an executor was not ready within ${readyDeadlineMs / 1000} s`));
    }, readyDeadlineMs);
    if (this.child.pid !== undefined) offerToOutOfMemoryKiller(this.child.pid);
    this.child.on("message", (message) => {
      this.receive(message as FromExecutor);
    });
    this.ended = new Promise((resolve) => {
      // Comes after the last message, unlike "exit".
      this.child.once("close", (exitCode, signal) => {
        void this.end(exitCode ?? -1, signal ?? "").then(resolve);
      });
      // Could not be started at all: there will be no exit.
      this.child.once("error", (error) => {
        if (this.child.pid !== undefined) return;
        this.killReason ??= new GoldpanError("EXECUTOR_LOST", `an executor cannot be started: ${error.message}`);
        void this.end(-1, "").then(resolve);
      });
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get ready(): boolean {
    return this.state === "ready";
  }

  get usable(): boolean {
    return this.state === "starting" || this.state === "ready";
  }

  start(start: ExecutorStart): void {
    this.send(start);
  }

  /** What can't be delivered is lost with the process, whose end tells of it. */
  send(message: ToExecutor): void {
    if (this.state !== "gone" && this.child.connected) this.child.send(message, () => undefined);
  }

  /** Asks it to end, and ends it if it does not. */
  stop(): void {
    if (!this.usable) return;
    this.send({ kind: "stop" });
    this.state = "stopping";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.kill(new GoldpanError("EXECUTOR_LOST", "the executor did not stop"));
    }, stopGraceMs);
  }

  /** Ends it at once, with all that it has started. @param reason  what its attempts fail of */
  kill(reason: GoldpanError): void {
    if (this.state === "gone") return;
    this.state = "stopping";
    this.killReason ??= reason;
    killGroup(this.child.pid);
  }

  /** Reads its memory, and ends it when that is more than it may have. */
  watchMemory(): void {
    const { pid, options } = this;
    if (pid === undefined || this.state === "gone") return;
    this.memoryBytes = treeMemoryBytes(pid, options.memoryBytes);
    if (this.memoryBytes > options.memoryBytes && this.usable) {
      this.kill(outOfMemory(options.memoryBytes, this.memoryBytes));
    }
  }

  private receive(message: FromExecutor): void {
    if (this.state === "gone") return;
    if (message.kind !== "ready") {
      this.events.onMessage(message);
    } else if (this.state === "starting") {
      this.state = "ready";
      clearTimeout(this.timer);
      this.events.onReady();
    }
  }

  private async end(exitCode: number, signal: string): Promise<void> {
    if (this.state === "gone") return;
    const wasReady = this.state !== "starting";
    this.state = "gone";
    clearTimeout(this.timer);
    killGroup(this.child.pid);
    this.memoryBytes = 0;
    const error = this.killReason ?? lost(exitCode, signal);
    this.events.onEnd({ exitCode, signal, wasReady, error });
    try {
      await rm(this.options.folder, { recursive: true, force: true, maxRetries: 2 });
    } catch (failure) {
      // The application's end removes it with all the others.
      this.options.logger.warn({ reason: String(failure) }, "executor_folder_not_removed");
    }
  }
}

/** Ends a process that leads a group, with all that it has started. */
export function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // Nothing of it is left.
  }
}

function lost(exitCode: number, signal: string): GoldpanError {
  if (signal === "") {
    return new GoldpanError("EXECUTOR_LOST", `the executor ended by itself with exit code ${exitCode}`, {
      hint: "the worker's log has what it printed",
    });
  }
  return new GoldpanError("EXECUTOR_LOST", `the executor was ended by ${signal}`, {
    hint:
      signal === "SIGKILL"
        ? "often the kernel's out-of-memory killer: give the worker's container more memory, or set a lower goldpan.executor.memory"
        : "the worker's log has what it printed",
  });
}

function outOfMemory(limit: number, actual: number): GoldpanError {
  const setting = "goldpan.executor.memory";
  return new GoldpanError(
    "EXECUTOR_OUT_OF_MEMORY",
    `an executor held ${formatBytes(actual)}, more than the ${formatBytes(limit)} of ${setting}`,
    { details: { setting, limit, actual }, hint: `set a higher ${setting}` },
  );
}

/** An executor's own objects are 10 MB, and live as long as it does: to mark them takes 40 ms, and finds little. */
const heapMegabytesUnmarked = 48;

/** A quarter for JavaScript: most of what an executor holds is the engine's. */
export function heapMegabytes(memoryBytes: number): number {
  return Math.max(96, Math.floor(memoryBytes / 4 / 2 ** 20));
}
