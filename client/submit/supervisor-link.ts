/**
 * The driver's connection to its supervisor, which holds the master's. It keeps the process alive only while an answer is
 * awaited: a script that waits for nothing else ends.
 */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { errorFromWire } from "../../common/errors/wire.js";
import type { ActionInput, PlanInput, Schema, WireError } from "../../common/wire/types.js";
import type { JobObserver, JobResult, MasterConnection, RunOptions } from "../master-connection.js";
import type { BeginApplication, FromDriver, ToDriver } from "./driver-protocol.js";

type Answer = Extract<ToDriver, { kind: "analyzed" | "released" | "ran" | "refused" }>;

interface Pending {
  readonly settle: (answer: Answer) => void;
  readonly observer: JobObserver | undefined;
}

export class SupervisorLink implements MasterConnection {
  applicationId = "";
  private readonly pending = new Map<number, Pending>();
  private nextRequest = 0;

  private constructor() {
    // Made by `start` alone.
  }

  /** Listens on this process's IPC channel. `begun` resolves with the first message. */
  static start(): { link: SupervisorLink; begun: Promise<BeginApplication> } {
    const link = new SupervisorLink();
    const begun = new Promise<BeginApplication>((resolve) => {
      process.on("message", (message: ToDriver) => {
        if (message.kind === "begin") {
          link.applicationId = message.applicationId;
          resolve(message);
        } else link.receive(message);
      });
    });
    // Whoever started this process is gone: nobody hears the script any more.
    process.on("disconnect", () => process.exit(1));
    return { link, begun };
  }

  /** No answer is awaited. */
  get idle(): boolean {
    return this.pending.size === 0;
  }

  /** The process may end although the channel is open. */
  release(): void {
    process.channel?.unref();
  }

  async tell(message: FromDriver): Promise<void> {
    await new Promise<void>((resolve) => {
      if (process.send === undefined || !process.connected) resolve();
      else process.send(message, undefined, undefined, () => resolve());
    });
  }

  async analyze(
    plan: PlanInput,
    { explain, formatted = false }: { explain: boolean; formatted?: boolean },
  ): Promise<{ schema: Schema; explain: string }> {
    const answer = await this.ask((request) => ({ kind: "analyze", request, plan, explain, formatted }));
    if (answer.kind !== "analyzed") throw unexpected(answer);
    return { schema: answer.schema, explain: answer.explain };
  }

  async run(action: ActionInput, observer?: JobObserver, { sniffs = false }: RunOptions = {}): Promise<JobResult> {
    const answer = await this.ask(
      (request) => ({ kind: "run", request, action, observed: observer !== undefined, sniffs }),
      observer,
    );
    if (answer.kind !== "ran") throw unexpected(answer);
    return answer.result;
  }

  async releaseCache(cacheId: number): Promise<void> {
    const answer = await this.ask((request) => ({ kind: "release", request, cacheId }));
    if (answer.kind !== "released") throw unexpected(answer);
  }

  /** The application ends with the script; stopping the session inside it changes nothing. */
  async end(): Promise<void> {
    await Promise.resolve();
  }

  private async ask(message: (request: number) => FromDriver, observer?: JobObserver): Promise<Answer> {
    const request = this.nextRequest++;
    const answered = new Promise<Answer>((settle) => this.pending.set(request, { settle, observer }));
    process.channel?.ref();
    await this.tell(message(request));
    return answered;
  }

  private receive(message: Exclude<ToDriver, BeginApplication>): void {
    const pending = this.pending.get(message.request);
    if (pending === undefined) return;
    if (message.kind === "progress") pending.observer?.onProgress?.(message.progress);
    else if (message.kind === "notice") pending.observer?.onNotice?.(message.notice);
    else {
      this.pending.delete(message.request);
      if (this.idle) this.release();
      pending.settle(message);
    }
  }
}

const jobs = new WeakMap<object, number>();

/** The job whose failure this error is, if it is one as the session threw it. */
export function jobOf(error: unknown): number | undefined {
  return typeof error === "object" && error !== null ? jobs.get(error) : undefined;
}

function unexpected(answer: Answer): GoldpanError {
  if (answer.kind === "refused") {
    const error = errorFromWire(answer.error as WireError);
    if (answer.jobId !== undefined) jobs.set(error, answer.jobId);
    return error;
  }
  return new GoldpanError("INTERNAL", `the supervisor answered '${answer.kind}'`);
}
