/**
 * One launch of a driver as the daemon sees it: forked with a cleaned environment, in a process group of its own and in a folder where
 * the application's files lie. What it prints goes to files that the piece server reads. Its end is told once.
 */
import { fork, type ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { childEnvironment } from "../../common/config/child-environment.js";
import type { ClusterDriverStart } from "../../common/driver-start.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { formatBytes } from "../../common/units.js";
import { outputEndedFile } from "../driver-output.js";
import { writeBounded } from "./bounded-file.js";
import { treeMemoryBytes } from "./process-memory.js";

/** How long it has to print its summary once its application has ended. */
const leaveGraceMs = 5_000;
/** Of its memory, for the process that speaks with the master. */
const heapShare = 4;

export interface DriverProcessOptions {
  readonly program: string;
  /** Of this launch; exists. */
  readonly folder: string;
  /** Where the script runs; exists. */
  readonly workFolder: string;
  readonly start: ClusterDriverStart;
  readonly outputBytesMax: number;
}

export class DriverProcess {
  /** Resolves when the process is gone and what it printed is in its files. */
  readonly ended: Promise<GoldpanError>;
  /** Latest reading, in bytes. */
  memoryBytes = 0;
  private readonly child: ChildProcess;
  private reason: GoldpanError | undefined;
  private leaving: NodeJS.Timeout | undefined;

  constructor(private readonly options: DriverProcessOptions) {
    const { program, folder, workFolder, start, outputBytesMax } = options;
    this.child = fork(program, [], {
      cwd: workFolder,
      detached: true,
      env: childEnvironment({ TZ: "UTC", TMPDIR: folder, HOME: workFolder }),
      execArgv: [`--max-old-space-size=${Math.floor(start.memoryBytes / heapShare / 2 ** 20)}`],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.child.send(start, () => undefined);
    const { stdout, stderr } = this.child;
    const written: Promise<void>[] = [];
    if (stdout !== null) written.push(writeBounded(stdout, join(folder, "stdout"), outputBytesMax));
    if (stderr !== null) written.push(writeBounded(stderr, join(folder, "stderr"), outputBytesMax));
    this.ended = this.untilGone().then(async (error) => {
      this.killGroup();
      await Promise.allSettled(written);
      writeFileSync(join(folder, outputEndedFile), "");
      return this.reason ?? error;
    });
  }

  /** Its application has ended: it may say so, and goes. */
  leave(): void {
    this.leaving ??= setTimeout(() => {
      this.kill(new GoldpanError("DRIVER_LOST", "its application has ended"));
    }, leaveGraceMs);
  }

  /** Ends it at once, with all that it has started. @param reason  what is told of it */
  kill(reason: GoldpanError): void {
    this.reason ??= reason;
    this.killGroup();
  }

  /** Reads its memory, and ends it when that is more than it may have. */
  watchMemory(): void {
    const { memoryBytes: limit } = this.options.start;
    if (this.child.pid === undefined || this.child.exitCode !== null) return;
    this.memoryBytes = treeMemoryBytes(this.child.pid, limit);
    if (this.memoryBytes > limit) this.kill(outOfMemory(limit, this.memoryBytes));
  }

  private async untilGone(): Promise<GoldpanError> {
    return new Promise((resolve) => {
      this.child.once("error", (error) => {
        if (this.child.pid === undefined)
          resolve(new GoldpanError("DRIVER_LOST", `it cannot be started: ${error.message}`));
      });
      this.child.once("exit", (code, signal) => {
        clearTimeout(this.leaving);
        const how = signal === null ? `ended by itself with exit code ${code ?? -1}` : `was ended by ${signal}`;
        resolve(new GoldpanError("DRIVER_LOST", `its process ${how}`));
      });
    });
  }

  private killGroup(): void {
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, "SIGKILL");
    } catch {
      // Nothing of it is left.
    }
  }
}

function outOfMemory(limit: number, actual: number): GoldpanError {
  const setting = "goldpan.driver.memory";
  return new GoldpanError(
    "DRIVER_OUT_OF_MEMORY",
    `the driver held ${formatBytes(actual)}, more than the ${formatBytes(limit)} of ${setting}`,
    {
      details: { setting, limit, actual },
      hint: "raise --driver-memory, or collect less: write instead",
    },
  );
}
