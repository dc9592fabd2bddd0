import { expect, test } from "vitest";
import {
  chain,
  endRequested,
  lost,
  registered,
  submitted,
  w1,
  w2,
  workerCame,
} from "../../tests/support/scheduler-events.js";
import { knownWorkers } from "./carry-over.js";
import type { SchedulerEvent } from "./events.js";
import { checkInvariants } from "./invariants.js";
import { Scheduler } from "./scheduler.js";

const w3 = "w3" as typeof w1;
const ended = { ...endRequested(), atMs: 7 };

function played(events: readonly SchedulerEvent[]): Scheduler {
  const scheduler = new Scheduler();
  for (const event of events) scheduler.step(event);
  return scheduler;
}

test("the one event replays to the state that many led to", () => {
  const scheduler = played([
    workerCame(w1, 2),
    workerCame(w1, 4),
    workerCame(w2, 2),
    workerCame(w3, 1),
    registered(),
    submitted(chain([3])),
    lost(w2),
    { kind: "WorkerDraining", atMs: 5, workerId: w3, workerEpoch: 1 },
    ended,
  ]);
  const event: SchedulerEvent = { kind: "StateCarriedOver", atMs: 8, workers: knownWorkers(scheduler.state) };
  // As the journal gives it back.
  const replayed = played([JSON.parse(JSON.stringify(event)) as SchedulerEvent]);
  expect(scheduler.step(event)).toEqual([]);
  expect(replayed.state).toEqual(scheduler.state);
  expect(replayed.state.workers.get(w1)).toMatchObject({ epoch: 2, state: { kind: "alive", cores: 4 } });
  const next = [registered(), submitted(chain([3])), lost(w1, 2)];
  for (const each of next) expect(replayed.step(each)).toEqual(scheduler.step(each));
  checkInvariants(replayed.state);
});

test("workers that a master's restart awaits are carried over with their deadline, and told when they are lost", () => {
  const restarted = played([workerCame(w1, 1), { kind: "MasterRestarted", atMs: 10, reconnectTimeoutMs: 100 }]);
  const scheduler = played([{ kind: "StateCarriedOver", atMs: 20, workers: knownWorkers(restarted.state) }]);
  expect(scheduler.step({ kind: "Ticked", atMs: 109 })).toEqual([]);
  const reason = "w1 did not come back after the master's restart";
  expect(scheduler.step({ kind: "Ticked", atMs: 110 })).toEqual([
    { kind: "ReportWorkerLoss", workerId: w1, workerEpoch: 1, reason },
  ]);
});

test("nothing is forgotten while an application is open", () => {
  const scheduler = played([registered()]);
  expect(() => scheduler.step({ kind: "StateCarriedOver", atMs: 1, workers: [] })).toThrow("would be forgotten");
});
