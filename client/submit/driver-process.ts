/** The driver as its supervisor sees it: a child process that asks over IPC, and whose end is always noticed. */
import { fork, type ChildProcess } from "node:child_process";
import { environmentWithoutSecrets } from "../../common/config/inherited-environment.js";
import { entryPointPath } from "../../common/package-root.js";
import type { FromDriver, ScriptError, ToDriver } from "./driver-protocol.js";
import type { DriverEnd } from "./outcome.js";

export interface DriverProcessOptions {
  /** Passes the script's stdout through this process, so that it can be told whether it ended with a line break. */
  readonly pipeStdout: boolean;
  readonly onMessage: (message: FromDriver) => void;
  /** Of the script's process, in MB; Node's own limit unless given. */
  readonly heapMegabytes?: number | undefined;
}

export class DriverProcess {
  /** Resolves when the process is gone and all it said was heard. */
  readonly ended: Promise<DriverEnd>;
  /** Whether stdout stands at the start of a line, as far as the script's output went through here. */
  atLineStart = true;
  private said: { readonly error: ScriptError | undefined } | undefined;
  private readonly child: ChildProcess;

  constructor(options: DriverProcessOptions) {
    const { heapMegabytes } = options;
    this.child = fork(entryPointPath("driver"), [], {
      env: environmentWithoutSecrets(),
      serialization: "advanced",
      ...(heapMegabytes === undefined
        ? {}
        : { execArgv: [...process.execArgv, `--max-old-space-size=${heapMegabytes}`] }),
      stdio: ["inherit", options.pipeStdout ? "pipe" : "inherit", "inherit", "ipc"],
    });
    // However this process ends, the script does not outlive it.
    const kill = () => void this.child.kill("SIGKILL");
    process.once("exit", kill);
    this.child.once("exit", () => process.off("exit", kill));
    this.child.stdout?.on("data", (chunk: Buffer) => {
      this.atLineStart = chunk.at(-1) === 10;
      process.stdout.write(chunk);
    });
    this.child.on("message", (message) => {
      const told = message as FromDriver;
      if (told.kind === "ended") this.said = { error: told.error };
      options.onMessage(told);
    });
    this.ended = new Promise((resolve) => {
      let startFailed: Error | undefined;
      this.child.on("error", (error) => {
        startFailed ??= error;
        if (this.child.pid === undefined) resolve({ kind: "killed", signal: error.message });
      });
      // Unlike "exit", it comes after the last message and the last byte of output.
      this.child.on("close", (code, signal) => resolve(this.endOf(code, signal)));
    });
  }

  /** What cannot be delivered, since the driver is gone, is of no use to anyone. */
  send(message: ToDriver): void {
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  kill(): void {
    this.child.kill("SIGKILL");
  }

  private endOf(code: number | null, signal: NodeJS.Signals | null): DriverEnd {
    if (this.said !== undefined) return { kind: "ended", error: this.said.error, exitCode: code ?? 0 };
    if (code === null) return { kind: "killed", signal: signal ?? "an unknown signal" };
    return { kind: "exited", exitCode: code };
  }
}
