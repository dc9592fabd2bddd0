/**
 * The one loop that moves the scheduler: events in, steps, one journal write for the batch, then the actions. Whatever comes
 * while a batch is written makes up the next one. When the last application is gone, the journal starts anew.
 */
import type { Action } from "../core/actions.js";
import { knownWorkers } from "../core/carry-over.js";
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
  /** No application is left, and the journal has forgotten those that were. */
  readonly onForgotten: () => void;
  /** A step or the journal failed: nothing more will be performed, and the process must stop. */
  readonly onFatal: (error: unknown) => void;
}

export class SchedulerLoop {
  private queue: NewEvent[] = [];
  private state: "held" | "idle" | "running" | "stopped" = "held";
  /** What is added to the monotonic clock: steps of the wall clock, and time in which no master ran, time nothing out. */
  private clockOffsetMs = 0;
  private drained: Promise<void> = Promise.resolve();

  constructor(private readonly options: LoopOptions) {}

  /** Until then events wait, and nothing is journaled. @param first  goes before those that wait */
  start(first: readonly NewEvent[]): void {
    const { lastEventAtMs, applications } = this.options.scheduler.state;
    const startAtMs = applications.size > 0 ? lastEventAtMs : Math.max(lastEventAtMs, Date.now());
    this.clockOffsetMs = startAtMs - performance.now();
    this.queue.unshift(...first);
    this.state = "idle";
    this.run();
  }

  post(event: NewEvent): void {
    if (this.state === "stopped") return;
    this.queue.push(event);
    this.run();
  }

  /** Takes no more events; resolves when those taken are on disk and done. */
  async stop(): Promise<void> {
    this.state = "stopped";
    await this.drained;
  }

  private run(): void {
    if (this.state !== "idle" || this.queue.length === 0) return;
    this.state = "running";
    this.drained = this.drain();
  }

  private async drain(): Promise<void> {
    // Events of the same turn share a write.
    await Promise.resolve();
    try {
      while (this.queue.length > 0) await this.runBatch();
      if (this.state === "running") this.state = "idle";
    } catch (error) {
      this.state = "stopped";
      this.options.onFatal(error);
    }
  }

  private async runBatch(): Promise<void> {
    const { scheduler, journal, perform } = this.options;
    const batch = this.queue;
    this.queue = [];
    const records: JournalRecord[] = [];
    const actions: Action[] = [];
    const atMs = this.nowMs();
    for (const posted of batch) {
      const event = { ...posted, atMs } as SchedulerEvent;
      const caused = scheduler.step(event);
      // A tick that caused nothing changed nothing.
      if (event.kind !== "Ticked" || caused.length > 0) records.push({ event, decided: decisionsOf(caused) });
      actions.push(...caused);
    }
    if (records.length > 0) await journal.append(records);
    for (const action of actions) perform(action);
    const someEnded = actions.some(({ kind }) => kind === "ReportApplicationEnd");
    if (someEnded && scheduler.state.applications.size === 0) await this.startAnew();
  }

  /** Events that came meanwhile are stepped and journaled after it. */
  private async startAnew(): Promise<void> {
    const { scheduler, journal, onForgotten } = this.options;
    const event = { kind: "StateCarriedOver", atMs: this.nowMs(), workers: knownWorkers(scheduler.state) } as const;
    scheduler.step(event);
    await journal.startAnew([{ event, decided: [] }]);
    onForgotten();
  }

  private nowMs(): number {
    return Math.round(this.clockOffsetMs + performance.now());
  }
}
