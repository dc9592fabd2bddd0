import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { app, finished, registered, workerCame, w1 } from "../../tests/support/scheduler-events.js";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import type { SchedulerEvent } from "../core/events.js";
import { Scheduler } from "../core/scheduler.js";
import { decodeJournal } from "./journal-format.js";
import { Journal } from "./journal.js";
import { SchedulerLoop, type NewEvent } from "./scheduler-loop.js";

afterEach(() => vi.useRealTimers());

async function newLoop(past: readonly SchedulerEvent[] = []) {
  const path = join(temporaryFolder(), "journal.jsonl");
  const journal = await Journal.open(path);
  await journal.replay(() => undefined);
  const scheduler = new Scheduler();
  for (const event of past) scheduler.step(event);
  const onForgotten = vi.fn();
  const loop = new SchedulerLoop({
    scheduler,
    journal,
    perform: () => undefined,
    onForgotten,
    onFatal: (error) => {
      throw error;
    },
  });
  const events = async () => decodeJournal(await readFile(path)).map(({ event }) => event);
  return { loop, journal, onForgotten, events };
}

const restarted: NewEvent = { kind: "MasterRestarted", reconnectTimeoutMs: 1_000 };

test("what is posted before the start waits behind what goes first; nothing is journaled until then", async () => {
  const { loop, journal, events } = await newLoop([registered()]);
  loop.post(workerCame(w1, 1));
  await new Promise((resolve) => setImmediate(resolve));
  expect(await events()).toEqual([]);
  loop.start([restarted]);
  await loop.stop();
  await journal.close();
  expect((await events()).map(({ kind }) => kind)).toEqual(["MasterRestarted", "WorkerRegistered"]);
});

test("time goes on from the journal's last event, whatever the wall clock says", async () => {
  const past = { ...registered(), atMs: 5_000 };
  const { loop, journal, events } = await newLoop([past]);
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
  loop.start([restarted]);
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(250);
  loop.post(workerCame(w1, 1));
  await loop.stop();
  await journal.close();
  expect((await events()).map(({ atMs }) => atMs)).toEqual([5_250, 5_250]);
});

test("takes nothing once it is stopped, and journals what it took", async () => {
  const { loop, journal, events } = await newLoop();
  loop.start([]);
  loop.post(registered());
  const stopped = loop.stop();
  loop.post(workerCame(w1, 1));
  await stopped;
  loop.post(workerCame(w1, 1));
  await journal.close();
  expect((await events()).map(({ kind }) => kind)).toEqual(["ApplicationRegistered"]);
});

test("the journal starts anew after the last application; what came meanwhile is not lost", async () => {
  const { loop, journal, onForgotten, events } = await newLoop();
  loop.start([]);
  loop.post(workerCame(w1, 1));
  loop.post(registered());
  loop.post({ kind: "ApplicationEndRequested", applicationId: app, reason: "", outcome: finished });
  await Promise.resolve();
  loop.post(registered({}, "app-2" as typeof app));
  await loop.stop();
  await journal.close();
  expect((await events()).map(({ kind }) => kind)).toEqual(["StateCarriedOver", "ApplicationRegistered"]);
  expect(onForgotten).toHaveBeenCalledOnce();
});
