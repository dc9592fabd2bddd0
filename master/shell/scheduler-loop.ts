/**
 * The one loop that moves the scheduler: events in, steps, one journal write for the batch, then the actions. Whatever comes
 * while a batch is written makes up the next one.
 */
import type { Action } from "../core/actions.js";
import type { SchedulerEvent } from "../core/events.js";
import type { Scheduler } from "../core/scheduler.js";
import { decisionsOf } from "./decisions.js";
import type { JournalRecord } from "./journal-format.js";
import type { Journal } from "./journal.js";

type Unstamped<E> = E extends { atMs: number } ? Omit<E, "atMs"> : never;

/** An event as it is posted: the loop stamps the time. */
export type NewEvent = Unstamped<SchedulerEvent>;

export interface LoopOptions {
  readonly scheduler: Scheduler;
  readonly journal: Journal;
  readonly perform: (action: Action) => void;
  /** A step or the journal failed: nothing more will be performed, and the process must stop. */
  readonly onFatal: (error: unknown) => void;
}

export class SchedulerLoop {
  private queue: SchedulerEvent[] = [];
  private state: "idle" | "running" | "stopped" = "idle";
  private nowMs = 0;
  private drained: Promise<void> = Promise.resolve();

  constructor(private readonly options: LoopOptions) {}

  post(event: NewEvent): void {
    if (this.state === "stopped") return;
    // The wall clock may be set back; the scheduler's time is not.
    this.nowMs = Math.max(this.nowMs, Date.now());
    this.queue.push({ ...event, atMs: this.nowMs });
    if (this.state === "running") return;
    this.state = "running";
    this.drained = this.drain();
  }

  /** Takes no more events; resolves when those taken are on disk and done. */
  async stop(): Promise<void> {
    await this.drained;
    this.state = "stopped";
  }

  private async drain(): Promise<void> {
    // Events of the same turn share a write.
    await Promise.resolve();
    try {
      while (this.queue.length > 0) await this.runBatch();
      this.state = "idle";
    } catch (error) {
      this.state = "stopped";
      this.options.onFatal(error);
    }
  }

  private async runBatch(): Promise<void> {
    const batch = this.queue;
    this.queue = [];
    const records: JournalRecord[] = [];
    const actions: Action[] = [];
    for (const event of batch) {
      const caused = this.options.scheduler.step(event);
      // A tick that caused nothing changed nothing.
      if (event.kind !== "Ticked" || caused.length > 0) records.push({ event, decided: decisionsOf(caused) });
      actions.push(...caused);
    }
    if (records.length > 0) await this.options.journal.append(records);
    for (const action of actions) this.options.perform(action);
  }
}
