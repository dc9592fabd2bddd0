/**
 * Outcomes of attempts on their way to the master. The stream acknowledges nothing, so an outcome stays here, and its attempt
 * counts as running when the worker registers again, until a broken connection would have been noticed.
 */
import type { AttemptKey, WorkerMessageInput } from "../../common/wire/types.js";
import type { Attempt } from "./attempt.js";

/** Well above the 2–3 s after which a dead peer is seen. */
const doubtMs = 10_000;

interface Outcome {
  readonly attempt: Attempt;
  readonly message: WorkerMessageInput;
  /** By the clock that is never set. */
  sentAtMs: number | undefined;
}

export class Outbox {
  private readonly outcomes = new Map<string, Outcome>();

  /** @param send  returns false when there is no connection */
  constructor(private readonly send: (message: WorkerMessageInput) => boolean) {}

  /** Whether all were sent. */
  get empty(): boolean {
    return [...this.outcomes.values()].every(({ sentAtMs }) => sentAtMs !== undefined);
  }

  has(token: string): boolean {
    return this.outcomes.has(token);
  }

  /** Of attempts whose outcome may not have arrived. */
  keys(): AttemptKey[] {
    return [...this.outcomes.values()].map(({ attempt }) => attempt.key);
  }

  add(attempt: Attempt, message: WorkerMessageInput): void {
    this.outcomes.set(attempt.token, { attempt, message, sentAtMs: undefined });
    this.flush();
  }

  flush(): void {
    for (const outcome of this.outcomes.values()) {
      if (outcome.sentAtMs === undefined && this.send(outcome.message)) outcome.sentAtMs = performance.now();
    }
  }

  /** Forgets what must have arrived by now. */
  prune(): void {
    const sentBeforeMs = performance.now() - doubtMs;
    for (const [token, { sentAtMs }] of this.outcomes) {
      if (sentAtMs !== undefined && sentAtMs < sentBeforeMs) this.outcomes.delete(token);
    }
  }

  /**
   * After a new registration: what the master still waits for is sent again, the rest forgotten.
   * @returns attempts whose outcome never left this process and is not wanted any more
   */
  reconcile(wanted: ReadonlySet<string>): Attempt[] {
    const dropped: Attempt[] = [];
    for (const [token, outcome] of this.outcomes) {
      if (wanted.has(token)) {
        outcome.sentAtMs = undefined;
      } else {
        this.outcomes.delete(token);
        if (outcome.sentAtMs === undefined) dropped.push(outcome.attempt);
      }
    }
    this.flush();
    return dropped;
  }

  forgetApplication(applicationId: string): void {
    for (const [token, { attempt }] of this.outcomes) {
      if (attempt.key.applicationId === applicationId) this.outcomes.delete(token);
    }
  }
}
