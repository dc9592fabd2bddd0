/** The scheduler's surroundings, for property tests: workers, a committer and a client that fail in any way at any time. */
import fc from "fast-check";
import { expect } from "vitest";
import { attemptToken, type WorkerId } from "../../common/ids.js";
import type { AttemptKey, WireErrorInput } from "../../common/wire/types.js";
import type { Action } from "../../master/core/actions.js";
import type { SchedulerEvent, TaskReport } from "../../master/core/events.js";
import { checkInvariants } from "../../master/core/invariants.js";
import { Scheduler } from "../../master/core/scheduler.js";
import { app, fileOf, report } from "./scheduler-events.js";

/**
 * Workers, committer and client as the scheduler imagines them: they do what they are told, in any order, and die at any time.
 * What they observe must be possible whatever the order: each job ends once, each partition is accepted once.
 */
export class World {
  readonly scheduler = new Scheduler();
  readonly ends: string[] = [];
  /** By job and partition of the sink's stage. */
  readonly accepted = new Map<string, number>();
  protected readonly workers = new Map<WorkerId, { epoch: number; running: AttemptKey[]; pieces: AttemptKey[] }>();
  private readonly said: Extract<SchedulerEvent, { kind: "AttemptSucceeded" }>[] = [];
  private commits: number[] = [];
  private relays: number[] = [];
  private atMs = 0;

  do(event: SchedulerEvent): void {
    for (const action of this.scheduler.step({ ...event, atMs: this.atMs })) this.obey(action);
    checkInvariants(this.scheduler.state);
  }

  protected obey(action: Action): void {
    switch (action.kind) {
      case "ConfirmWorker": {
        const worker = this.workers.get(action.workerId);
        if (worker === undefined) throw new Error("a worker that never came was confirmed");
        worker.epoch = action.workerEpoch;
        worker.running = [...action.keepRunning];
        worker.pieces = [...action.keepPieces];
        return;
      }
      case "LaunchTask": {
        const worker = this.workers.get(action.workerId);
        if (worker === undefined) throw new Error(`launched on ${action.workerId}, which is gone`);
        for (const { address } of action.inputs.flat()) expect(address).not.toBe("");
        worker.running.push(action.key);
        return;
      }
      case "ReleasePieces": {
        const worker = this.workers.get(action.workerId);
        const goes = ({ jobId, stageId }: AttemptKey) => jobId === action.jobId && !action.keepStages.includes(stageId);
        if (worker !== undefined) worker.pieces = worker.pieces.filter((key) => !goes(key));
        return;
      }
      case "CancelAttempt": {
        const worker = this.workers.get(action.workerId);
        if (worker !== undefined)
          worker.running = worker.running.filter((key) => attemptToken(key) !== attemptToken(action.key));
        return;
      }
      case "AcceptAttempt": {
        const name = `${action.key.jobId}/${action.key.stageId}/${action.key.partition}`;
        this.accepted.set(name, (this.accepted.get(name) ?? 0) + 1);
        return;
      }
      case "StartCommit":
        this.commits.push(action.jobId);
        return;
      case "StartRelay":
        this.relays.push(action.jobId);
        return;
      case "ReportJobEnd":
        this.ends.push(`${action.applicationId}/${action.jobId}`);
        return;
      default:
        return;
    }
  }

  come(index: number, cores: number): void {
    const workerId = `w${index}` as WorkerId;
    const { running, pieces } = this.workers.get(workerId) ?? { running: [], pieces: [] };
    this.workers.set(workerId, { epoch: 0, running, pieces });
    this.do({
      kind: "WorkerRegistered",
      atMs: 0,
      workerId,
      cores,
      memoryBytes: 8,
      pieceAddress: `${workerId}:1`,
      running,
      holding: pieces,
    });
  }

  lose(index: number, forever: boolean): void {
    const [workerId, worker] = this.pick(index) ?? [];
    if (workerId === undefined || worker === undefined) return;
    if (forever) this.workers.delete(workerId);
    this.do({ kind: "WorkerLost", atMs: 0, workerId, workerEpoch: worker.epoch, reason: "gone" });
  }

  drain(index: number): void {
    const [workerId, worker] = this.pick(index) ?? [];
    if (workerId === undefined || worker === undefined) return;
    this.do({ kind: "WorkerDraining", atMs: 0, workerId, workerEpoch: worker.epoch });
  }

  succeed(index: number, which: number): void {
    const [workerId, worker] = this.pick(index) ?? [];
    const key = worker?.running[which % Math.max(1, worker.running.length)];
    if (workerId === undefined || worker === undefined || key === undefined) return;
    worker.running = worker.running.filter((other) => other !== key);
    worker.pieces.push(key);
    const event = {
      kind: "AttemptSucceeded",
      atMs: 0,
      key,
      workerId,
      workerEpoch: worker.epoch,
      report: this.reportOf(key),
    } as const;
    this.said.push(event);
    this.do(event);
  }

  protected reportOf(key: AttemptKey): TaskReport {
    return report({ files: [fileOf(key)] });
  }

  /** As a worker that did not hear that it was understood. */
  repeat(which: number): void {
    const event = this.said[which % Math.max(1, this.said.length)];
    if (event !== undefined) this.do(event);
  }

  fail(index: number, which: number, kind: number): void {
    const [workerId, worker] = this.pick(index) ?? [];
    const key = worker?.running[which % Math.max(1, worker.running.length)];
    if (workerId === undefined || worker === undefined || key === undefined) return;
    worker.running = worker.running.filter((other) => other !== key);
    const upstream = this.scheduler.state.applications.get(app)?.jobs.get(key.jobId)?.stages[key.stageId - 1]?.tasks[
      which % 2
    ]?.state;
    const errors: WireErrorInput[] = [
      { code: "STORE_FAILED", retry: "OTHER_WORKER", message: "no answer" },
      { code: "STORE_FAILED", retry: "SAME_WORKER", message: "no answer" },
      { code: "ATTEMPT_CANCELLED", retry: "NEVER", message: "handed back" },
      {
        code: "PIECES_LOST",
        retry: "RERUN_UPSTREAM",
        message: "gone",
        upstream: { missing: upstream?.kind === "accepted" ? [upstream.key] : [] },
      },
      { code: "DATA_ERROR", retry: "NEVER", message: "bad" },
      { code: "INPUT_UNREADABLE", retry: "NEVER", message: "damaged", data: { files: [{ file: "f", bytes: 1 }] } },
    ];
    const error = errors[kind % errors.length] ?? {};
    this.do({
      kind: "AttemptFailed",
      atMs: 0,
      key,
      workerId,
      workerEpoch: worker.epoch,
      error: structuredClone(error),
    });
  }

  commit(fails: boolean): void {
    const jobId = this.commits.shift();
    if (jobId === undefined) return;
    if (fails)
      this.do({
        kind: "CommitFailed",
        atMs: 0,
        applicationId: app,
        jobId,
        error: { code: "TABLE_CONFLICT", message: "lost" },
      });
    else this.do({ kind: "CommitSucceeded", atMs: 0, applicationId: app, jobId, commit: 1, files: 1 });
  }

  relay(fails: boolean, partitionsSent: number, cutShort: boolean): void {
    const jobId = this.relays.shift();
    if (jobId === undefined) return;
    if (!fails) return this.do({ kind: "RelaySucceeded", atMs: 0, applicationId: app, jobId });
    const tasks = this.scheduler.state.applications.get(app)?.jobs.get(jobId)?.stages.at(-1)?.tasks ?? [];
    const sent = Math.min(partitionsSent, Math.max(0, tasks.length - 1));
    const missing = tasks.slice(sent).flatMap(({ state }) => (state.kind === "accepted" ? [state.key] : []));
    const error = { code: "PIECES_LOST", retry: "RERUN_UPSTREAM" as const, message: "gone", upstream: { missing } };
    this.do({ kind: "RelayFailed", atMs: 0, applicationId: app, jobId, partitionsSent: sent, cutShort, error });
  }

  restart(): void {
    this.commits = [];
    this.relays = [];
    this.do({ kind: "MasterRestarted", atMs: 0, reconnectTimeoutMs: 50 });
  }

  wait(durationMs: number): void {
    this.atMs += durationMs;
    this.do({ kind: "Ticked", atMs: this.atMs });
  }

  /** No more faults: whatever is open must come to its end. */
  heal(): void {
    this.wait(60);
    for (const index of [0, 1, 2]) this.come(index, 2);
    for (let round = 0; round < 400; round++) {
      for (const index of [0, 1, 2]) this.succeed(index, 0);
      this.commit(false);
      this.relay(false, 0, false);
      // Those that are lost and came back under another name are not expected any more.
      if (round % 20 === 0) this.wait(60);
    }
  }

  private pick(index: number) {
    const workers = [...this.workers];
    return workers.length === 0 ? undefined : workers[index % workers.length];
  }
}

const small = fc.nat({ max: 5 });
/** What may happen next: a name and two numbers. */
export const command = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constant("come" as const), fc.nat({ max: 2 }), fc.integer({ min: 1, max: 3 })) },
  { weight: 8, arbitrary: fc.tuple(fc.constant("succeed" as const), small, small) },
  { weight: 2, arbitrary: fc.tuple(fc.constant("fail" as const), small, fc.nat({ max: 30 })) },
  { weight: 2, arbitrary: fc.tuple(fc.constant("lose" as const), small, fc.nat({ max: 1 })) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("drain" as const), small, small) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("repeat" as const), fc.nat({ max: 50 }), small) },
  { weight: 2, arbitrary: fc.tuple(fc.constant("commit" as const), fc.nat({ max: 4 }), small) },
  { weight: 2, arbitrary: fc.tuple(fc.constant("relay" as const), fc.nat({ max: 3 }), fc.nat({ max: 3 })) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("wait" as const), fc.nat({ max: 400 }), small) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("restart" as const), small, small) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("cancel" as const), fc.nat({ max: 2 }), small) },
);

export function run(world: World, [name, a, b]: [string, number, number]): void {
  switch (name) {
    case "come":
      return world.come(a, b);
    case "succeed":
      return world.succeed(a, b);
    case "fail":
      return world.fail(a, b, b);
    case "lose":
      return world.lose(a, b === 1);
    case "drain":
      return world.drain(a);
    case "repeat":
      return world.repeat(a);
    case "commit":
      return world.commit(a === 0);
    case "relay":
      return world.relay(a === 0, b, b === 3);
    case "wait":
      return world.wait(a);
    case "restart":
      return world.restart();
    default:
      return world.do({ kind: "JobCancelRequested", atMs: 0, applicationId: app, jobId: a, reason: "cancelled" });
  }
}
