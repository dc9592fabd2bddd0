/**
 * The workers' connections. A link is awaited (its registration is on its way through the scheduler), then confirmed under an
 * epoch, then closed; a worker has at most one that is confirmed. Heartbeats stay here: the scheduler hears only of losses.
 */
import type { WorkerId } from "../../common/ids.js";
import type { Logger } from "../../common/log.js";
import type { MasterMessageInput } from "../../common/wire/types.js";
import type { NewEvent } from "./scheduler-loop.js";

/** A stream to a worker, as grpc offers it. */
export interface WorkerStream {
  send(message: Omit<MasterMessageInput, "masterTerm">): void;
  close(): void;
}

export class WorkerLink {
  epoch: number | undefined;
  closed = false;
  private lastHeardAtMs = performance.now();

  constructor(
    readonly workerId: WorkerId,
    readonly stream: WorkerStream,
  ) {}

  /** By a clock that nobody sets: a step of the wall clock is no silence. */
  get silentMs(): number {
    return performance.now() - this.lastHeardAtMs;
  }

  heard(): void {
    this.lastHeardAtMs = performance.now();
  }
}

export class WorkerLinks {
  /** In the order of their registrations. */
  private readonly awaiting = new Map<WorkerId, WorkerLink[]>();
  private readonly confirmed = new Map<WorkerId, WorkerLink>();

  constructor(
    private readonly post: (event: NewEvent) => void,
    private readonly timeoutMs: number,
    private readonly logger: Logger,
  ) {}

  /** The registration's event was posted; `confirm` follows. */
  await(link: WorkerLink): void {
    this.awaiting.set(link.workerId, [...(this.awaiting.get(link.workerId) ?? []), link]);
  }

  /** Gives the oldest awaited link its epoch. One that has closed meanwhile is a loss. */
  confirm(workerId: WorkerId, epoch: number): WorkerLink | undefined {
    const link = this.awaiting.get(workerId)?.shift();
    if (link === undefined) return undefined;
    link.epoch = epoch;
    const before = this.confirmed.get(workerId);
    this.confirmed.set(workerId, link);
    before?.stream.close();
    if (!link.closed) return link;
    this.lose(link, `${workerId} hung up`);
    return undefined;
  }

  /** Called once for each link whose stream has ended. */
  hungUp(link: WorkerLink): void {
    link.closed = true;
    if (this.confirmed.get(link.workerId) === link) this.lose(link, `the connection to ${link.workerId} ended`);
  }

  /** Loses those that were silent for too long. */
  tick(): void {
    for (const link of this.confirmed.values()) {
      if (link.silentMs < this.timeoutMs) continue;
      link.stream.close();
      this.lose(link, `nothing was heard from ${link.workerId} for ${this.timeoutMs / 1_000} s`);
    }
  }

  /** Does nothing where the worker is not connected: its loss is on its way to the scheduler. */
  send(workerId: WorkerId, message: Omit<MasterMessageInput, "masterTerm">): void {
    this.confirmed.get(workerId)?.stream.send(message);
  }

  /** Of workers that are not lost: this master goes. */
  closeAll(): void {
    const links = [...this.confirmed.values(), ...[...this.awaiting.values()].flat()];
    this.confirmed.clear();
    for (const link of links) link.stream.close();
  }

  private lose(link: WorkerLink, reason: string): void {
    this.confirmed.delete(link.workerId);
    const { workerId, epoch } = link;
    if (epoch === undefined) return;
    this.logger.warn({ workerId, epoch, reason }, "worker_lost");
    this.post({ kind: "WorkerLost", workerId, workerEpoch: epoch, reason });
  }
}
