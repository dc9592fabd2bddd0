/**
 * The analyser as the master holds it: a child process that is kept warm, watched and replaced. One analysis at a time; the rest
 * wait their turn. Memory and time are limited from outside, since DuckDB's own limits do not hold while it folds constants.
 */
import { fork, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { GoldpanError, InvariantError } from "../../common/errors/goldpan-error.js";
import { errorFromWire } from "../../common/errors/wire.js";
import type { Logger } from "../../common/log.js";
import { offerToOutOfMemoryKiller } from "../../common/out-of-memory.js";
import { entryPointPath } from "../../common/package-root.js";
import { formatBytes, formatDuration } from "../../common/units.js";
import type { Plan, WireError } from "../../common/wire/types.js";
import type { AnalysedPlan } from "../planner/analysed-plan.js";
import type { AnalysisRequest, FromAnalyser, PathsRequest, ToAnalyser } from "./protocol.js";

export interface AnalyserOptions {
  readonly logger: Logger;
  /** Each process has a folder of its own in it. Made if it is missing; the caller removes it. */
  readonly folder: string;
  /** Resident memory at which the process is ended. */
  readonly memoryBytes: number;
  /** Longest one analysis may take, start of the process included. */
  readonly deadlineMs: number;
  /** Bundle of the process. @default dist/analyser.js */
  readonly entryPath?: string;
}

const memoryPollMs = 25;
const pageBytes = 4096;

/** What is asked, but for its number. */
type Question = { readonly analyse: AnalysisRequest } | { readonly addPaths: PathsRequest };

type Answer = Exclude<FromAnalyser, { kind: "ready" | "refused" }>;

interface Running {
  readonly request: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

export class Analyser {
  private child: ChildProcess | undefined;
  private running: Running | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private nextRequest = 0;
  private closed = false;

  /** Starts the process at once, so that the first plan finds it warm. */
  constructor(private readonly options: AnalyserOptions) {
    this.start();
  }

  /** Process id, for tests and logs; undefined between a death and the next analysis. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** @throws ANALYSIS_LIMIT_EXCEEDED, or what the analysis found wrong */
  async analyse(analysis: AnalysisRequest): Promise<AnalysedPlan> {
    const answer = await this.ask({ analyse: analysis });
    if (answer.kind !== "analysed") throw new InvariantError(`an analysis answered by ${answer.kind}`);
    return answer.plan;
  }

  /**
   * @returns the plan with a scan in the views of its SQL texts for each file that they read by path
   * @throws SYNTAX_ERROR, PLAN_REFUSED for a text that is no SELECT
   */
  async addPaths(request: PathsRequest): Promise<Plan> {
    const answer = await this.ask({ addPaths: request });
    if (answer.kind !== "pathsAdded") throw new InvariantError(`paths asked for, answered by ${answer.kind}`);
    return answer.plan;
  }

  async close(): Promise<void> {
    this.closed = true;
    const { child } = this;
    this.child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    // Whoever closes waits for it, even if nothing else is left to wait for.
    child.ref();
    child.kill("SIGKILL");
    await gone;
  }

  /** In its turn. */
  private async ask(question: Question): Promise<Answer> {
    const before = this.turn;
    const mine = before.then(() => this.run(question));
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async run(question: Question): Promise<Answer> {
    if (this.closed) throw new GoldpanError("APPLICATION_CANCELLED", "the master is closing");
    // A process that has died may not be known to be gone yet.
    const child = this.child?.connected === true ? this.child : this.start();
    const request = this.nextRequest++;
    const answer = new Promise<Answer>((resolve, reject) => {
      this.running = { request, resolve, reject };
    });
    const message: ToAnalyser = { request, ...question };
    child.send(message, (error) => {
      if (error !== null) this.fail(child, diedError());
    });
    const stopWatching = this.watch(child);
    try {
      return await answer;
    } finally {
      stopWatching();
      this.running = undefined;
    }
  }

  private start(): ChildProcess {
    const program = this.options.entryPath ?? entryPointPath("analyser");
    // Ours to remove: the process is ended without a chance to clean up.
    mkdirSync(this.options.folder, { recursive: true });
    const folder = mkdtempSync(join(this.options.folder, "analyser-"));
    const child = fork(program, [folder], {
      serialization: "advanced",
      // Nothing of the master's environment: it holds the store's credentials.
      env: { PATH: "/usr/bin:/bin", TZ: "UTC", UV_THREADPOOL_SIZE: "4" },
      execArgv: ["--max-old-space-size=256"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.child = child;
    if (child.pid !== undefined) offerToOutOfMemoryKiller(child.pid);
    child.on("message", (message: FromAnalyser) => this.receive(message));
    child.on("error", (error) => {
      this.options.logger.warn({ err: error }, "analyser_failed");
      // It could not be started: there will be no exit.
      if (child.pid === undefined) this.fail(child, diedError());
    });
    child.on("exit", (code, signal) => {
      rmSync(folder, { recursive: true, force: true });
      if (!this.closed) this.options.logger.warn({ code, signal }, "analyser_exited");
      this.fail(child, diedError());
      if (!this.closed && this.child === undefined) this.restartLater();
    });
    // An idle analyser keeps no process alive: local mode ends when its script has.
    child.unref();
    child.channel?.unref();
    return child;
  }

  /** After a pause, so that a process that cannot start is not started in a loop. */
  private restartLater(): void {
    setTimeout(() => {
      if (this.closed || this.child !== undefined) return;
      try {
        this.start();
      } catch (error) {
        // The next analysis is refused with it.
        this.options.logger.error({ err: error }, "analyser_not_started");
      }
    }, 500).unref();
  }

  private receive(message: FromAnalyser): void {
    if (message.kind === "ready" || message.request !== this.running?.request) return;
    if (message.kind === "refused") this.running.reject(errorFromWire(message.error as WireError));
    else this.running.resolve(message);
  }

  /** Ends the process and what runs in it. */
  private fail(child: ChildProcess, error: GoldpanError): void {
    if (this.child !== child) return;
    this.child = undefined;
    child.kill("SIGKILL");
    this.running?.reject(error);
  }

  private watch(child: ChildProcess): () => void {
    const { memoryBytes, deadlineMs } = this.options;
    const deadline = setTimeout(() => {
      this.fail(
        child,
        new GoldpanError("ANALYSIS_LIMIT_EXCEEDED", `the plan was not analysed within ${formatDuration(deadlineMs)}`, {
          details: { limit: deadlineMs },
          hint: "a constant expression in it is too large, or the plan has too many relations",
        }),
      );
    }, deadlineMs);
    const poll = setInterval(() => {
      void residentBytes(child.pid).then((bytes) => {
        if (bytes === undefined || bytes <= memoryBytes) return;
        this.fail(
          child,
          new GoldpanError("ANALYSIS_LIMIT_EXCEEDED", `analysing the plan took more than ${formatBytes(memoryBytes)}`, {
            details: { limit: memoryBytes, actual: bytes },
            hint: "a constant expression in it is too large: compute it in the script, or from a column",
          }),
        );
      });
    }, memoryPollMs);
    return () => {
      clearTimeout(deadline);
      clearInterval(poll);
    };
  }
}

function diedError(): GoldpanError {
  return new GoldpanError("ANALYSIS_LIMIT_EXCEEDED", "the analyser's process ended while it analysed the plan", {
    hint: "an expression of the plan may have crashed it; the log of the master has its exit code",
  });
}

/** Undefined where there is no /proc, or no such process any more: then only the deadline holds. */
async function residentBytes(pid: number | undefined): Promise<number | undefined> {
  try {
    const statm = await readFile(`/proc/${pid ?? 0}/statm`, "utf8");
    return Number(statm.split(" ")[1]) * pageBytes;
  } catch {
    return undefined;
  }
}
