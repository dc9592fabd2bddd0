import fc from "fast-check";
import { expect, test } from "vitest";
import { app, chain, demand, endRequested, registered } from "../../tests/support/scheduler-events.js";
import { command, run, World } from "../../tests/support/scheduler-world.js";
import type { SchedulerEvent } from "./events.js";
import { Scheduler } from "./scheduler.js";

const jobs = [chain([3, 1], "result"), chain([5], "sink"), chain([4, 2, 1], "sink")];

test("whatever is lost in whatever order, each job ends exactly once and each partition of a sink is accepted once", () => {
  fc.assert(
    fc.property(
      fc.array(command, { maxLength: 120 }),
      fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
      (commands, coresMax) => {
        const world = new World();
        world.do(registered({ coresMax, noWorkerTimeoutMs: 5_000 }));
        for (const [jobId, graph] of jobs.entries()) {
          world.do({ kind: "JobSubmitted", atMs: 0, applicationId: app, jobId, graph, planSha256: "" });
        }
        for (const each of commands) run(world, each);
        world.heal();
        expect([...world.ends].sort()).toEqual(jobs.map((_, jobId) => `${app}/${jobId}`));
        for (const [jobId, graph] of jobs.entries()) {
          if (graph.target.kind !== "sink") continue;
          for (const [name, count] of world.accepted) {
            if (name.startsWith(`${jobId}/${graph.stages.length - 1}/`)) expect(count, name).toBe(1);
          }
        }
        world.do(endRequested());
        expect(world.scheduler.state.applications.size).toBe(0);
        for (const { state } of world.scheduler.state.workers.values()) {
          if (state.kind !== "lost") expect(state.attempts.size).toBe(0);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test("the same events give the same actions", () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      const events: SchedulerEvent[] = [];
      class Recorder extends World {
        override do(event: SchedulerEvent): void {
          events.push(structuredClone(event));
          super.do(event);
        }
      }
      const world = new Recorder();
      world.do(registered(demand));
      for (const [jobId, graph] of jobs.entries()) {
        world.do({ kind: "JobSubmitted", atMs: 0, applicationId: app, jobId, graph, planSha256: "" });
      }
      for (const each of commands) run(world, each);
      const first = new Scheduler();
      const second = new Scheduler();
      for (const event of events) expect(second.step(structuredClone(event))).toEqual(first.step(event));
      expect(second.state).toEqual(first.state);
    }),
    { numRuns: 50 },
  );
});
