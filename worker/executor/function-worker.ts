/**
 * The thread that runs the script's row functions, as the executor sees it. Started with the first call, kept for the executor's
 * life, and ended from outside when a call is cancelled, since a function may never return.
 */
import { Worker } from "node:worker_threads";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { FromFunctionThread, FunctionCall, FunctionThreadData, PackedColumn } from "./function-protocol.js";

/** Why a page was not answered with a column. */
export type PageFailure = Extract<FromFunctionThread, { kind: "failed" }>;

export type PageAnswer = { readonly column: PackedColumn } | { readonly failure: PageFailure };

interface Waiting {
  resolve(answer: PageAnswer): void;
  reject(error: unknown): void;
}

export interface FunctionWorkerOptions {
  /** dist/function-thread.js */
  readonly program: string;
  readonly bundlePath: string;
}

export class FunctionWorker {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private requests = 0;

  constructor(private readonly options: FunctionWorkerOptions) {}

  /** Calls one function over a page. Rejects when the thread ends or the bundle can't be loaded. */
  call(call: Omit<FunctionCall, "kind" | "request">): Promise<PageAnswer> {
    const worker = (this.worker ??= this.start());
    const request = this.requests++;
    return new Promise((resolve, reject) => {
      this.waiting.set(request, { resolve, reject });
      worker.postMessage({ kind: "call", request, ...call } satisfies FunctionCall);
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
    const { program, bundlePath } = this.options;
    const worker = new Worker(program, { workerData: { bundlePath } satisfies FunctionThreadData, execArgv: [] });
    // It never keeps the executor alive by itself.
    worker.unref();
    worker.on("message", (message: FromFunctionThread) => {
      if (worker === this.worker) this.receive(message);
    });
    worker.once("error", (error) => {
      this.ended(worker, `the thread of the row functions failed: ${error.message}`);
    });
    worker.once("exit", (exitCode) => {
      this.ended(worker, `the thread of the row functions ended with exit code ${String(exitCode)}`);
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
    waiting?.resolve(message.kind === "result" ? { column: message.column } : { failure: message });
  }

  private ended(worker: Worker, message: string): void {
    if (worker !== this.worker) return;
    this.worker = undefined;
    // Code of the script ended it, by process.exit or out of memory: another try elsewhere meets the same code.
    this.rejectAll(
      new GoldpanError("ROW_FUNCTION_FAILED", message, { hint: "row functions must not end their process" }),
    );
  }

  private rejectAll(error: GoldpanError): void {
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const one of waiting) one.reject(error);
  }
}
