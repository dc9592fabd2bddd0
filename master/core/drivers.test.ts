import { describe, expect, test } from "vitest";
import {
  app,
  chain,
  endRequested,
  lost,
  registered,
  submitted,
  w1,
  w2,
  workerCame,
} from "../../tests/support/scheduler-events.js";
import type { Action } from "./actions.js";
import type { DriverDemand, SchedulerEvent } from "./events.js";
import { checkInvariants } from "./invariants.js";
import { Scheduler } from "./scheduler.js";

const demand: DriverDemand = { memoryBytes: 40, cores: 1, restartsMax: 0, graceMs: 10_000 };

/** In cluster mode; workers of the tests have 100 bytes of memory. */
function driven(overrides: Partial<DriverDemand> = {}): SchedulerEvent {
  const event = registered();
  return { ...event, driver: { ...demand, ...overrides, bundleSha256: "" } } as SchedulerEvent;
}

const started = (launch: number, workerId = w1): SchedulerEvent => ({
  kind: "DriverStarted",
  atMs: 0,
  applicationId: app,
  launch,
  workerId,
});

const driverEnded = (launch: number, code = "DRIVER_LOST", workerId = w1): SchedulerEvent => ({
  kind: "DriverEnded",
  atMs: 0,
  applicationId: app,
  launch,
  workerId,
  error: { code, retry: "NEVER", message: "it is gone" },
});

const tick = (atMs: number): SchedulerEvent => ({ kind: "Ticked", atMs });

function play(events: readonly SchedulerEvent[], scheduler = new Scheduler()): readonly Action[] {
  return events.flatMap((event) => {
    const actions = scheduler.step(event);
    checkInvariants(scheduler.state);
    return actions;
  });
}

const launches = (actions: readonly Action[]) =>
  actions.flatMap((action) => (action.kind === "LaunchDriver" ? [[action.workerId, action.launch]] : []));

const outcome = (actions: readonly Action[]) =>
  actions.find((action) => action.kind === "ReportApplicationEnd")?.outcome;

describe("a driver is placed", () => {
  test("where the most memory is free, when a worker has come", () => {
    const scheduler = new Scheduler();
    expect(launches(play([driven()], scheduler))).toEqual([]);
    expect(launches(play([workerCame(w1, 2)], scheduler))).toEqual([[w1, 1]]);
  });

  test("and takes its memory from what tasks may have, but no cores", () => {
    const scheduler = new Scheduler();
    const needs = registered({ executorMemoryBytes: 30 }) as Extract<SchedulerEvent, { kind: "ApplicationRegistered" }>;
    const event = { ...needs, driver: { ...demand, bundleSha256: "" } };
    const actions = play([workerCame(w1, 4), event, submitted(chain([4]))], scheduler);
    expect(launches(actions)).toEqual([[w1, 1]]);
    // (100 − 40) / 30 = 2 slots, and as many behind them.
    expect(actions.filter(({ kind }) => kind === "LaunchTask")).toHaveLength(4);
    const attempts = scheduler.state.workers.get(w1)?.state;
    expect(attempts?.kind === "alive" ? [...attempts.attempts.values()].map(({ place }) => place) : []).toEqual([
      "slot",
      "slot",
      "prefetch",
      "prefetch",
    ]);
  });

  test("never where it does not fit: that is fatal after the time without workers", () => {
    const scheduler = new Scheduler();
    play([workerCame(w1, 1), driven({ cores: 2 }), tick(500)], scheduler);
    const actions = play([tick(1_000)], scheduler);
    expect(outcome(actions)).toMatchObject({ state: "FAILED", exitCode: 1, error: { code: "NO_WORKERS" } });
  });

  test("behind another driver when that one has gone", () => {
    const scheduler = new Scheduler();
    const other = { ...(driven({ memoryBytes: 70 }) as object), applicationId: "app-2" } as SchedulerEvent;
    expect(launches(play([workerCame(w1, 2), driven({ memoryBytes: 70 }), other], scheduler))).toEqual([[w1, 1]]);
    const actions = play([endRequested()], scheduler);
    expect(actions.find(({ kind }) => kind === "LaunchDriver")).toMatchObject({ applicationId: "app-2" });
  });
});

describe("a driver that is lost", () => {
  test("fails its application by name", () => {
    const actions = play([workerCame(w1, 1), driven(), started(1), submitted(chain([1])), driverEnded(1)]);
    expect(outcome(actions)).toMatchObject({ state: "FAILED", exitCode: 1, error: { code: "DRIVER_LOST" } });
    expect(actions.some(({ kind }) => kind === "CancelAttempt")).toBe(true);
  });

  test("is launched again where it is supervised, elsewhere, after a pause that doubles, so often", () => {
    const scheduler = new Scheduler();
    play([workerCame(w1, 1), workerCame(w2, 1), driven({ restartsMax: 2 }), started(1)], scheduler);
    play([lost(w1, 1)], scheduler);
    expect(launches(play([tick(9_999)], scheduler))).toEqual([]);
    // Its worker had ten seconds to come back, the pause is one.
    expect(launches(play([tick(10_000), tick(10_999)], scheduler))).toEqual([]);
    expect(launches(play([tick(11_000), started(2, w2)], scheduler))).toEqual([[w2, 2]]);
    play([driverEnded(2, "DRIVER_LOST", w2)], scheduler);
    expect(launches(play([tick(12_999)], scheduler))).toEqual([]);
    expect(launches(play([tick(13_000)], scheduler))).toEqual([[w2, 3]]);
    expect(outcome(play([driverEnded(3, "DRIVER_LOST", w2)], scheduler))).toMatchObject({ state: "FAILED" });
  });

  test("is not launched again when another launch would end in the same way", () => {
    const scheduler = new Scheduler();
    play([workerCame(w1, 1), driven({ restartsMax: 2 }), started(1)], scheduler);
    const actions = play([driverEnded(1, "DRIVER_OUT_OF_MEMORY")], scheduler);
    expect(outcome(actions)).toMatchObject({ error: { code: "DRIVER_OUT_OF_MEMORY" } });
  });

  test("of an earlier launch, or another worker, changes nothing", () => {
    const scheduler = new Scheduler();
    play([workerCame(w1, 1), workerCame(w2, 1), driven({ restartsMax: 1 }), started(1), driverEnded(1)], scheduler);
    play([tick(1_000)], scheduler);
    expect(play([driverEnded(1), driverEnded(2, "DRIVER_LOST", w2)], scheduler)).toEqual([]);
    expect(scheduler.state.applications.get(app)?.driver?.launches).toBe(2);
  });
});

describe("a worker that is cut off", () => {
  const back = (drivers: readonly { applicationId: typeof app; launch: number }[]): SchedulerEvent => ({
    ...(workerCame(w1, 1) as Extract<SchedulerEvent, { kind: "WorkerRegistered" }>),
    drivers,
  });
  const key = { applicationId: app, launch: 1 };

  test("and comes back with its driver goes on", () => {
    const scheduler = new Scheduler();
    play([workerCame(w1, 1), driven(), started(1), lost(w1, 1)], scheduler);
    const actions = play([back([key]), tick(60_000)], scheduler);
    expect(actions.find(({ kind }) => kind === "ConfirmWorker")).toMatchObject({ keepDrivers: [key] });
    expect(outcome(actions)).toBeUndefined();
  });

  test("and comes back without it has lost it", () => {
    const scheduler = new Scheduler();
    play([workerCame(w1, 1), driven(), started(1), lost(w1, 1)], scheduler);
    expect(outcome(play([back([])], scheduler))).toMatchObject({ error: { code: "DRIVER_LOST" } });
  });

  test("before it ever started the driver gets it once more", () => {
    const scheduler = new Scheduler();
    play([workerCame(w1, 1), driven(), lost(w1, 1)], scheduler);
    expect(launches(play([back([])], scheduler))).toEqual([[w1, 2]]);
  });

  test("and stays away has lost it, after the grace", () => {
    const scheduler = new Scheduler();
    play([workerCame(w1, 1), driven(), started(1), lost(w1, 1)], scheduler);
    expect(outcome(play([tick(9_999)], scheduler))).toBeUndefined();
    expect(outcome(play([tick(10_000)], scheduler))).toMatchObject({ state: "FAILED" });
  });

  test("runs a driver of an application that has ended: it is told to end it", () => {
    const scheduler = new Scheduler();
    play([workerCame(w1, 1), driven(), started(1), lost(w1, 1), endRequested()], scheduler);
    expect(play([back([key])], scheduler).find(({ kind }) => kind === "ConfirmWorker")).toMatchObject({
      keepDrivers: [],
    });
  });
});
