import { afterEach, expect, test, vi } from "vitest";
import { createLogger } from "../../common/log.js";
import type { WorkerId } from "../../common/ids.js";
import type { NewEvent } from "./scheduler-loop.js";
import { WorkerLink, WorkerLinks } from "./worker-links.js";

afterEach(() => vi.useRealTimers());

function connected() {
  const events: NewEvent[] = [];
  const logger = createLogger("test", "silent");
  const warn = vi.spyOn(logger, "warn");
  const links = new WorkerLinks((event) => void events.push(event), 5_000, logger);
  const link = new WorkerLink("w1" as WorkerId, { send: () => undefined, close: () => undefined });
  links.await(link);
  links.confirm(link.workerId, 3);
  return { events, warn, links, link };
}

test("a step of the wall clock loses no worker", () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const { events, links } = connected();
  vi.setSystemTime(Date.now() + 3_600_000);
  links.tick();
  expect(events).toEqual([]);
});

test("silence does, and that is logged", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const { events, warn, links, link } = connected();
  vi.advanceTimersByTime(4_999);
  links.tick();
  expect(events).toEqual([]);
  link.heard();
  vi.advanceTimersByTime(5_000);
  links.tick();
  const reason = "nothing was heard from w1 for 5 s";
  expect(events).toEqual([{ kind: "WorkerLost", workerId: "w1", workerEpoch: 3, reason }]);
  expect(warn).toHaveBeenCalledWith({ workerId: "w1", epoch: 3, reason }, "worker_lost");
});

test("nobody is lost when the master goes", () => {
  const { events, links, link } = connected();
  links.closeAll();
  links.hungUp(link);
  expect(events).toEqual([]);
});
