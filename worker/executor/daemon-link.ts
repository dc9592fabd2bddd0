/** The executor's end of the IPC channel to its daemon: questions with typed answers, and news that need none. */
import { errorFromWire } from "../../common/errors/wire.js";
import type { WireError } from "../../common/wire/types.js";
import type { ExecutorRequests, FromExecutor, ToExecutor } from "../executor-protocol.js";

/** What an attempt needs of its daemon; tests answer it in-process. */
export interface Daemon {
  ask<M extends keyof ExecutorRequests>(
    method: M,
    ask: ExecutorRequests[M]["ask"],
  ): Promise<ExecutorRequests[M]["answer"]>;
  tell(message: FromExecutor): void;
}

type Answer = Extract<ToExecutor, { kind: "answer" | "refusal" }>;

export class DaemonLink implements Daemon {
  private requests = 0;
  private readonly waiting = new Map<number, { resolve(result: unknown): void; reject(error: unknown): void }>();

  /** @param post  hands a message to the channel */
  constructor(private readonly post: (message: FromExecutor) => void) {}

  tell(message: FromExecutor): void {
    this.post(message);
  }

  /** Rejects with the daemon's own error when it refuses. No deadline: the daemon has one for each thing it does, and its end ends us. */
  ask<M extends keyof ExecutorRequests>(
    method: M,
    ask: ExecutorRequests[M]["ask"],
  ): Promise<ExecutorRequests[M]["answer"]> {
    const request = this.requests++;
    return new Promise((resolve, reject) => {
      this.waiting.set(request, { resolve, reject });
      this.post({ kind: "request", request, method, ask } as FromExecutor);
    });
  }

  receive(answer: Answer): void {
    const waiting = this.waiting.get(answer.request);
    this.waiting.delete(answer.request);
    if (waiting === undefined) return;
    if (answer.kind === "answer") waiting.resolve(answer.result);
    else waiting.reject(errorFromWire(answer.error as WireError));
  }
}
