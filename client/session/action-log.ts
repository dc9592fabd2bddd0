/**
 * Account of the actions that a script started: which still run, which failed, and whether the script ever looked. An action that
 * nobody awaits is still run, waited for, and named by its line.
 */
import type { CallSite } from "../../common/wire/types.js";

export interface ActionRecord {
  /** `count`, `write.parquet`, … */
  readonly name: string;
  readonly callSite: CallSite | null;
  readonly state: "running" | "succeeded" | "failed";
  /** Of a failed one. */
  readonly error: unknown;
  /** The script attached a `then`, as `await` does: it sees how the action ends. */
  readonly awaited: boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class ActionLog {
  private readonly log: Mutable<ActionRecord>[] = [];
  private readonly ends = new Set<Promise<unknown>>();

  /** In the order they were started. */
  records(): readonly ActionRecord[] {
    return this.log;
  }

  /** Runs `work` at once. What it rejects with is an unhandled rejection if nobody looks, as with any promise. */
  start<T>(name: string, callSite: CallSite | null, work: () => Promise<T>): Promise<T> {
    const record: Mutable<ActionRecord> = { name, callSite, state: "running", error: undefined, awaited: false };
    this.log.push(record);
    const outcome = work();
    const end = outcome
      .then(
        () => {
          record.state = "succeeded";
        },
        (error: unknown) => {
          record.state = "failed";
          record.error = error;
        },
      )
      .finally(() => this.ends.delete(end));
    this.ends.add(end);
    return ActionPromise.of(outcome, () => {
      record.awaited = true;
    });
  }

  /** Resolves when no action runs, those included that start meanwhile. */
  async settled(): Promise<void> {
    while (this.ends.size > 0) await Promise.all(this.ends);
  }
}

/**
 * A promise that tells when somebody listens to it. `await`, `Promise.all`, `catch` and `finally` all call `then`, because the
 * constructor is not Promise itself.
 */
class ActionPromise<T> extends Promise<T> {
  private observed: (() => void) | undefined;

  /** Promises made from it are ordinary ones. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  static of<T>(outcome: Promise<T>, observed: () => void): ActionPromise<T> {
    const promise = new ActionPromise<T>((resolve, reject) => {
      outcome.then(resolve, reject);
    });
    promise.observed = observed;
    return promise;
  }

  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.observed?.();
    return super.then(onFulfilled, onRejected);
  }
}
