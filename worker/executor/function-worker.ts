/**
 * The thread that runs the script's row functions, as the executor sees it. Started by the first call unless before, kept for the executor's
 * life, and ended from outside when a call is cancelled, since a function may never return.
 */
import { Worker } from "node:worker_threads";
import { GoldpanError, InvariantError } from "../../common/errors/goldpan-error.js";
import type {
  CallFailure,
  CallResult,
  FromFunctionThread,
  FunctionThreadData,
  SessionStart,
  ToFunctionThread,
} from "./function-protocol.js";

export type PageAnswer = CallResult | CallFailure;

/** A message to the thread, before it has a number. */
type Ask = ToFunctionThread extends infer M ? (M extends ToFunctionThread ? Omit<M, "request"> : never) : never;

interface Waiting {
  resolve(answer: PageAnswer): void;
  reject(error: unknown): void;
}

export interface FunctionWorkerOptions {
  /** dist/function-thread.js */
  readonly program: string;
  readonly bundlePath: string;
  readonly filesFolder: string;
}

/** A function at work in the thread. */
export interface FunctionSession {
  page(page: Omit<Extract<Ask, { kind: "page" }>, "kind" | "session">): Promise<PageAnswer>;
  /** @param dropped  nobody wants its last results */
  end(dropped: boolean): Promise<PageAnswer>;
}

const endNothing = "row functions must not end their process";
const keepLess =
  "keep less in variables outside of the function, which live as long as the executor, or set a higher goldpan.executor.memory";

export class FunctionWorker {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private requests = 0;
  private sessions = 0;

  constructor(private readonly options: FunctionWorkerOptions) {}

  /** Calls one function over a page. Rejects when the thread ends or the bundle can't be loaded. */
  call(call: Omit<Extract<Ask, { kind: "call" }>, "kind">): Promise<PageAnswer> {
    return this.ask({ kind: "call", ...call });
  }

  /** Begins a function that keeps something from page to page. @returns what its pages are sent to */
  async open(start: SessionStart): Promise<FunctionSession> {
    const session = this.sessions++;
    const answer = await this.ask({ kind: "open", session, ...start });
    if (answer.kind === "failed") throw new InvariantError(`'${start.name}' was not opened: ${answer.message}`);
    return {
      page: (page) => this.ask({ kind: "page", session, ...page }),
      end: (dropped) => this.ask({ kind: "end", session, dropped }),
    };
  }

  /** Starts the thread, so that the first call finds the bundle loaded. What goes wrong then, goes wrong again when it is called. */
  prepare(): void {
    this.worker ??= this.start();
  }

  private ask(message: Ask): Promise<PageAnswer> {
    const worker = (this.worker ??= this.start());
    const request = this.requests++;
    return new Promise((resolve, reject) => {
      this.waiting.set(request, { resolve, reject });
      worker.postMessage({ ...message, request } satisfies ToFunctionThread);
    });
  }

  /** Ends the thread, whatever it does; what waits for it is rejected. The next call starts another. */
  async end(reason: GoldpanError): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    this.rejectAll(reason);
    await worker?.terminate();
  }

  private start(): Worker {
    const { program, bundlePath, filesFolder } = this.options;
    const worker = new Worker(program, {
      workerData: { bundlePath, filesFolder } satisfies FunctionThreadData,
      execArgv: [],
    });
    // It never keeps the executor alive by itself.
    worker.unref();
    worker.on("message", (message: FromFunctionThread) => {
      if (worker === this.worker) this.receive(message);
    });
    worker.once("error", (error) => {
      const full = (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY";
      if (full)
        this.ended(
          worker,
          "the row functions filled the memory of JavaScript, a part of goldpan.executor.memory",
          keepLess,
        );
      else this.ended(worker, `the thread of the row functions failed: ${error.message}`, endNothing);
    });
    worker.once("exit", (exitCode) => {
      this.ended(worker, `the thread of the row functions ended with exit code ${String(exitCode)}`, endNothing);
    });
    return worker;
  }

  private receive(message: FromFunctionThread): void {
    if (message.kind === "loaded") return;
    if (message.kind === "notLoaded") {
      const text = `the modules that declare row functions could not be loaded: ${message.message}`;
      void this.end(new GoldpanError("SCRIPT_NOT_LOADED", text));
      return;
    }
    const waiting = this.waiting.get(message.request);
    this.waiting.delete(message.request);
    waiting?.resolve(message);
  }

  private ended(worker: Worker, message: string, hint: string): void {
    if (worker !== this.worker) return;
    this.worker = undefined;
    // Code of the script ended it, by process.exit or out of memory: another try elsewhere meets the same code.
    this.rejectAll(new GoldpanError("ROW_FUNCTION_FAILED", message, { hint }));
  }

  private rejectAll(error: GoldpanError): void {
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const one of waiting) one.reject(error);
  }
}
