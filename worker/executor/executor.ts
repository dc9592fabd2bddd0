/** Takes a daemon's messages and runs its attempts: at most one runs while others fetch or upload. */
import { asGoldpanError } from "../../common/errors/goldpan-error.js";
import { errorToWire } from "../../common/errors/wire.js";
import type { Task } from "../../common/wire/types.js";
import type { ExecutorStart, FromExecutor, ToExecutor } from "../executor-protocol.js";
import { AttemptRun } from "./attempt-run.js";
import { DaemonLink } from "./daemon-link.js";
import { makeTools, type ExecutorTools } from "./executor-tools.js";

const progressIntervalMs = 250;

export interface ExecutorHost {
  /** dist/function-thread.js */
  readonly functionThread: string;
  post(message: FromExecutor): void;
  /** Logs a failure that is nobody's but ours, with its stack: of that only a message leaves this process. */
  onBug(token: string, error: unknown): void;
  /** Ends the process. */
  exit(exitCode: number): void;
}

export class Executor {
  private readonly link: DaemonLink;
  private readonly attempts = new Map<string, AttemptRun>();
  private started: { readonly start: ExecutorStart; readonly tools: ExecutorTools } | undefined;
  private progressTimer: NodeJS.Timeout | undefined;
  private lastProgress = "";

  constructor(private readonly host: ExecutorHost) {
    this.link = new DaemonLink((message) => {
      host.post(message);
    });
  }

  async receive(message: ToExecutor): Promise<void> {
    switch (message.kind) {
      case "start":
        this.started = { start: message, tools: await makeTools(message, this.link, this.host.functionThread) };
        this.host.post({ kind: "ready" });
        return;
      case "run":
        await this.run(message.token, message.task);
        return;
      case "prepareFunctions":
        this.started?.tools.functionWorker?.prepare();
        return;
      case "cancel":
        await this.attempts.get(message.token)?.cancel();
        return;
      case "answer":
      case "refusal":
        this.link.receive(message);
        return;
      case "stop":
        this.host.exit(0);
    }
  }

  private async run(token: string, task: Task): Promise<void> {
    const { host, started } = this;
    if (started === undefined || this.attempts.has(token)) return;
    try {
      const attempt = new AttemptRun(token, task, started.start, started.tools);
      this.attempts.set(token, attempt);
      this.watchProgress();
      host.post({ kind: "started", token });
      host.post({ kind: "succeeded", token, report: await attempt.run() });
    } catch (error) {
      if (asGoldpanError(error).code === "INTERNAL") host.onBug(token, error);
      host.post({ kind: "failed", token, error: errorToWire(error) });
    } finally {
      this.attempts.delete(token);
      if (this.attempts.size === 0) {
        clearInterval(this.progressTimer);
        started.tools.engines.rest();
      }
    }
  }

  private watchProgress(): void {
    if (this.attempts.size > 1) return;
    clearInterval(this.progressTimer);
    this.progressTimer = setInterval(() => {
      this.tellProgress();
    }, progressIntervalMs);
  }

  private tellProgress(): void {
    for (const [token, attempt] of this.attempts) {
      const message: FromExecutor = { kind: "progress", token, ...attempt.progress() };
      const text = JSON.stringify(message);
      if (text === this.lastProgress) continue;
      this.lastProgress = text;
      this.host.post(message);
    }
  }
}
