/**
 * The executors of one application on this worker, and its attempts' places on them: as many executors as slots, each with one
 * running attempt and one that fetches meanwhile. An executor's end costs its attempts and nobody else's: one that only waited
 * behind the culprit is placed again, once.
 */
import { mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { asGoldpanError, GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { errorFromWire, errorToWire } from "../../common/errors/wire.js";
import type { Logger } from "../../common/log.js";
import type { AttemptReport, RowFunction, WireError } from "../../common/wire/types.js";
import { diskError } from "../disk-full.js";
import type { FromExecutor } from "../executor-protocol.js";
import type { Attempt } from "./attempt.js";
import { ExecutorProcess, type ExecutorEnd } from "./executor-process.js";
import { assertRegistered, functionsOf } from "./function-check.js";

/** An attempt that was told to stop has so long until its executor is ended. */
const cancelGraceMs = 2_000;
const attemptsPerExecutor = 2;
/** Executors that end before they are ready, one after another, until what waits for them fails. */
const failedStartsMax = 3;

export interface ApplicationSpec {
  readonly applicationId: string;
  readonly workerId: string;
  readonly folder: string;
  readonly pieceFolder: string;
  readonly slots: number;
  readonly threads: number;
  readonly memoryBytes: number;
  readonly timeZone: string;
  /** Throws where it is not to be had any more. */
  readonly program: () => string;
  /** Undefined without row functions. */
  readonly bundlePath: (() => Promise<string>) | undefined;
  /** Brings the application's files to `<folder>/files`. */
  readonly files: () => Promise<void>;
  /** Names of the row functions that a bundle registers. Rejects where it can't be loaded, or when the signal aborts. */
  readonly registeredFunctions: (bundlePath: string, signal: AbortSignal) => Promise<readonly string[]>;
  readonly logger: Logger;
}

export type ExecutorRequest = Extract<FromExecutor, { kind: "request" }>;
export type ExecutorProgress = Extract<FromExecutor, { kind: "progress" }>;

/** Of each attempt exactly one of onSucceeded and onFailed, unless the application ends before. */
export interface AttemptEvents {
  onStarted(attempt: Attempt): void;
  onProgress(attempt: Attempt, progress: ExecutorProgress): void;
  onSucceeded(attempt: Attempt, report: AttemptReport): void;
  onFailed(attempt: Attempt, error: GoldpanError): void;
  onExecutorLost(applicationId: string, end: ExecutorEnd): void;
  /** The answer to an executor's request; what it rejects with goes back as the refusal. */
  answer(attempt: Attempt, executorFolder: string, request: ExecutorRequest): Promise<unknown>;
}

interface Executor {
  readonly process: ExecutorProcess;
  readonly folder: string;
  readonly attempts: Set<Attempt>;
}

export class ApplicationExecutors {
  private readonly executors = new Set<Executor>();
  private readonly waiting: Attempt[] = [];
  /** Names of the functions that the bundle registers. */
  private registered: Promise<readonly string[]> | undefined;
  private readonly cancelTimers = new Map<Attempt, NodeJS.Timeout>();
  private forks = 0;
  private failedStarts = 0;
  private warm = 0;
  private refill: NodeJS.Timeout | undefined;
  private ended = false;
  private readonly checking = new AbortController();
  private placing: Promise<void> | undefined;

  constructor(
    readonly spec: ApplicationSpec,
    private readonly events: AttemptEvents,
  ) {}

  get processes(): ExecutorProcess[] {
    return [...this.executors].map(({ process }) => process);
  }

  /** Has at least so many executors running, within its slots, so that the first tasks don't wait for them. */
  keepWarm(executors: number): void {
    this.warm = Math.min(executors, this.spec.slots);
    // Who needs it is told of what went wrong.
    if (this.warm > 0) this.registeredFunctions().catch(() => undefined);
    while (!this.ended && this.executors.size < this.warm) if (this.fork() === undefined) return;
  }

  launch(attempt: Attempt): void {
    this.checked(functionsOf(attempt.task.fragment)).then(
      () => {
        if (this.ended || attempt.cancelled !== undefined) return;
        this.waiting.push(attempt);
        this.place();
      },
      (error: unknown) => {
        if (!this.ended && attempt.cancelled === undefined)
          this.events.onFailed(attempt, diskError(error, this.spec.folder));
      },
    );
  }

  /** Ends an attempt; onFailed tells when it has stopped, with `attempt.cancelled`. */
  cancel(attempt: Attempt, reason: string): void {
    if (attempt.cancelled !== undefined) return;
    const error = attempt.cancel(reason);
    const executor = this.executorOf(attempt);
    if (executor === undefined) {
      const index = this.waiting.indexOf(attempt);
      if (index >= 0) this.waiting.splice(index, 1);
      this.events.onFailed(attempt, error);
      return;
    }
    executor.process.send({ kind: "cancel", token: attempt.token });
    const timer = setTimeout(() => {
      executor.process.kill(new GoldpanError("EXECUTOR_LOST", "a cancelled attempt on this executor did not stop"));
    }, cancelGraceMs);
    this.cancelTimers.set(attempt, timer);
  }

  /** Whether it has done what another place would have to do again: it is no mere prefetch, and not waiting. */
  isRunning(attempt: Attempt): boolean {
    const executor = this.executorOf(attempt);
    return executor !== undefined && ([...executor.attempts][0] === attempt || attempt.uploads.size > 0);
  }

  /** Stops the executors and removes all that they left but pieces. No event follows. */
  async end(how: "stop" | "kill"): Promise<void> {
    this.ended = true;
    this.checking.abort();
    clearTimeout(this.refill);
    for (const timer of this.cancelTimers.values()) clearTimeout(timer);
    this.waiting.length = 0;
    const { processes } = this;
    for (const process of processes) {
      if (how === "stop") process.stop();
      else process.kill(new GoldpanError("EXECUTOR_LOST", "the worker ends"));
    }
    await Promise.all(processes.map(({ ended }) => ended));
    await rm(this.spec.folder, { recursive: true, force: true, maxRetries: 2 });
  }

  watchMemory(): void {
    for (const { process, attempts } of this.executors) {
      process.watchMemory();
      for (const attempt of attempts) {
        if (attempt.started) attempt.memoryPeakBytes = Math.max(attempt.memoryPeakBytes, process.memoryBytes);
      }
    }
  }

  private async checked(functions: readonly RowFunction[]): Promise<void> {
    if (functions.length === 0) return;
    assertRegistered(functions, await this.registeredFunctions());
  }

  /** Asked for once; what failed is tried again by the next, unless the bundle itself says so. */
  private async registeredFunctions(): Promise<readonly string[]> {
    const { bundlePath, registeredFunctions } = this.spec;
    if (bundlePath === undefined) return [];
    this.registered ??= this.filesPlaced()
      .then(bundlePath)
      .then((path) => registeredFunctions(path, this.checking.signal));
    const asked = this.registered;
    return await asked.catch((error: unknown) => {
      if (!isGoldpanError(error, "SCRIPT_NOT_LOADED") && this.registered === asked) this.registered = undefined;
      throw error;
    });
  }

  /** Only of a bundle that has loaded once: what ends or fills a process must not do so to executors whose tasks call no function. */
  private prepareFunctions(process: ExecutorProcess): void {
    this.registeredFunctions().then(
      (names) => {
        if (names.length > 0) process.send({ kind: "prepareFunctions" });
      },
      // Who needs them is told of what went wrong.
      () => undefined,
    );
  }

  /** Once, before anything of the script runs here; what failed is tried again by the next. */
  private async filesPlaced(): Promise<void> {
    const placed = (this.placing ??= this.spec.files());
    await placed.catch((error: unknown) => {
      this.placing = undefined;
      throw error;
    });
  }

  private place(): void {
    for (;;) {
      const [attempt] = this.waiting;
      const executor = attempt === undefined ? undefined : this.freePlace();
      if (attempt === undefined || executor === undefined) return;
      this.waiting.shift();
      executor.attempts.add(attempt);
      if (executor.process.ready) run(executor, attempt);
    }
  }

  /** An idle executor, else a new one while there are slots, else one that can prefetch. */
  private freePlace(): Executor | undefined {
    const usable = [...this.executors].filter(({ process }) => process.usable);
    const idle = usable.filter(({ attempts }) => attempts.size === 0);
    const ready = idle.find(({ process }) => process.ready) ?? idle[0];
    if (ready !== undefined) return ready;
    if (this.executors.size < this.spec.slots && this.refill === undefined) return this.fork();
    return usable.find(({ attempts }) => attempts.size < attemptsPerExecutor);
  }

  /** Undefined when there is no program, or the disk has no room for its folder: what waits fails of it. */
  private fork(): Executor | undefined {
    const { spec } = this;
    const folder = join(spec.folder, `executor-${this.forks++}`);
    let program: string;
    try {
      program = spec.program();
      mkdirSync(folder, { recursive: true });
    } catch (error) {
      this.failWaiting(diskError(error, spec.folder));
      return undefined;
    }
    const attempts = new Set<Attempt>();
    const process = new ExecutorProcess(
      { program, folder, memoryBytes: spec.memoryBytes, logger: spec.logger },
      {
        onReady: () => {
          this.failedStarts = 0;
          for (const attempt of attempts) run(executor, attempt);
          this.prepareFunctions(process);
        },
        onMessage: (message) => {
          this.receive(executor, message);
        },
        onEnd: (end) => {
          this.lose(executor, end);
        },
      },
    );
    const executor: Executor = { process, folder, attempts };
    this.executors.add(executor);
    void this.start(executor);
    return executor;
  }

  private async start({ process, folder }: Executor): Promise<void> {
    const { applicationId, workerId, pieceFolder, threads, memoryBytes, timeZone, bundlePath } = this.spec;
    try {
      if (bundlePath !== undefined) await this.filesPlaced();
      const path = await bundlePath?.();
      process.start({
        kind: "start",
        ...{ applicationId, workerId, folder, pieceFolder, threads, memoryBytes, timeZone },
        bundlePath: path,
        filesFolder: join(this.spec.folder, "files"),
      });
    } catch (error) {
      process.kill(diskError(error, this.spec.folder));
    }
  }

  private receive(executor: Executor, message: Exclude<FromExecutor, { kind: "ready" }>): void {
    const token = message.kind === "request" ? message.ask.token : message.token;
    const attempt = [...executor.attempts].find((candidate) => candidate.token === token);
    if (message.kind === "request") {
      void this.answer(executor, attempt, message);
      return;
    }
    if (attempt === undefined) return;
    switch (message.kind) {
      case "started":
        attempt.started = true;
        this.events.onStarted(attempt);
        return;
      case "progress":
        this.events.onProgress(attempt, message);
        return;
      case "storeRetry":
        this.spec.logger.warn({ attempt: token, ...message.retry }, "store_retry");
        return;
      case "succeeded":
        this.leave(executor, attempt);
        if (attempt.cancelled === undefined) this.events.onSucceeded(attempt, message.report);
        else this.events.onFailed(attempt, attempt.cancelled);
        break;
      case "failed":
        this.leave(executor, attempt);
        this.events.onFailed(attempt, attempt.cancelled ?? errorFromWire(message.error as WireError));
        break;
    }
    this.place();
  }

  private async answer(executor: Executor, attempt: Attempt | undefined, request: ExecutorRequest): Promise<void> {
    const { process } = executor;
    try {
      if (attempt === undefined) throw new GoldpanError("ATTEMPT_CANCELLED", "this attempt is over");
      if (attempt.cancelled !== undefined) throw attempt.cancelled;
      const result = await this.events.answer(attempt, executor.folder, request);
      process.send({ kind: "answer", request: request.request, result });
    } catch (error) {
      if (asGoldpanError(error).code === "INTERNAL") {
        this.spec.logger.error(
          { attempt: attempt?.token, method: request.method, err: error },
          "executor_not_answered",
        );
      }
      process.send({ kind: "refusal", request: request.request, error: errorToWire(error) });
    }
  }

  private leave(executor: Executor, attempt: Attempt): void {
    executor.attempts.delete(attempt);
    clearTimeout(this.cancelTimers.get(attempt));
    this.cancelTimers.delete(attempt);
    // What was pulled for it from peers; a failure to delete it now is mended when the executor ends.
    void rm(join(executor.folder, "fetched", attempt.token), { recursive: true, force: true }).catch(() => undefined);
  }

  private lose(executor: Executor, end: ExecutorEnd): void {
    this.executors.delete(executor);
    if (this.ended) return;
    this.failedStarts = end.wasReady ? 0 : this.failedStarts + 1;
    const { applicationId, logger } = this.spec;
    const { exitCode, signal, error } = end;
    logger.warn({ applicationId, exitCode, signal, code: error.code, reason: error.message }, "executor_lost");
    this.events.onExecutorLost(applicationId, end);
    for (const [index, attempt] of [...executor.attempts].entries()) {
      this.leave(executor, attempt);
      const innocent = !end.wasReady || (index > 0 && attempt.uploads.size === 0 && !attempt.displaced);
      if (attempt.cancelled !== undefined) this.events.onFailed(attempt, attempt.cancelled);
      else if (innocent) this.displace(attempt);
      else this.events.onFailed(attempt, error);
    }
    if (this.failedStarts >= failedStartsMax) {
      this.failedStarts = 0;
      this.failWaiting(error);
    } else {
      this.replace();
    }
  }

  private failWaiting(error: GoldpanError): void {
    for (const attempt of this.waiting.splice(0)) this.events.onFailed(attempt, error);
  }

  private displace(attempt: Attempt): void {
    attempt.displaced = true;
    this.waiting.unshift(attempt);
  }

  /** At once, or after a pause that doubles while executors end before they are ready. */
  private replace(): void {
    if (this.failedStarts === 0) {
      this.place();
      this.keepWarm(this.warm);
      return;
    }
    clearTimeout(this.refill);
    this.refill = setTimeout(
      () => {
        this.refill = undefined;
        this.place();
        this.keepWarm(this.warm);
      },
      100 * 2 ** this.failedStarts,
    );
  }

  private executorOf(attempt: Attempt): Executor | undefined {
    return [...this.executors].find(({ attempts }) => attempts.has(attempt));
  }
}

function run({ process }: Executor, attempt: Attempt): void {
  process.send({ kind: "run", token: attempt.token, task: attempt.task });
}
