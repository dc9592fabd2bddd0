import fc from "fast-check";
import { expect, test } from "vitest";
import { attemptToken } from "../../common/ids.js";
import type { AttemptKey } from "../../common/wire/types.js";
import { app, endRequested, jobOf, registered, report, sizes, stageOf } from "../../tests/support/scheduler-events.js";
import { command, run, World } from "../../tests/support/scheduler-world.js";
import type { Action, LaunchTask } from "./actions.js";
import type { TaskReport } from "./events.js";
import type { JobGraph, StageGraph, StageInput } from "./job-graph.js";
import type { JobRecord } from "./state.js";

const partitionCount = 4;
const rules = {
  enabled: true,
  advisoryPartitionBytes: 2_000,
  coalesceMinBytes: 100,
  skewFactor: 2,
  skewMinBytes: 1_500,
};

/** Bytes of the partitions that a stage's task leaves: what it is, and not which attempt it is, decides. Many are empty. */
function bytesOf({ stageId, partition }: AttemptKey): number[] {
  return Array.from({ length: partitionCount }, (_, part) => {
    const noise = (stageId * 7_919 + partition * 104_729 + part * 1_299_709 + 17) % 101;
    return noise < 35 ? 0 : noise > 90 ? 4_000 : noise * 10;
  });
}

/** Checks what every task is told to read against what its stage's layout says and what workers hold. */
class JobGraphWorld extends World {
  readonly seen = new Set<Action["kind"]>();
  private readonly shapes = new Map<string, string>();

  protected override reportOf(key: AttemptKey): TaskReport {
    const bytes = bytesOf(key);
    return report({ pieceSizes: sizes(...bytes), bytesOut: bytes.reduce((sum, each) => sum + each, 0) });
  }

  protected override obey(action: Action): void {
    this.seen.add(action.kind);
    if (action.kind === "LaunchTask") this.checkLaunch(action);
    if (action.kind === "StartCommit") this.checkReads(this.jobOf(action.jobId));
    super.obey(action);
  }

  private jobOf(jobId: number): JobRecord {
    const job = this.scheduler.state.applications.get(app)?.jobs.get(jobId);
    if (job === undefined) throw new Error(`there is no job ${jobId}`);
    return job;
  }

  private checkLaunch({ key, shape, inputs }: LaunchTask): void {
    const job = this.jobOf(key.jobId);
    const fragment = job.stages[key.stageId]?.graph.fragments[shape.fragmentIndex];
    expect(inputs.length).toBe(fragment?.inputs.length);
    for (const [input, { from, to, mapFrom, mapTo }] of shape.reads.entries()) {
      const upstream = fragment?.inputs[input]?.stageId ?? -1;
      const wanted = [];
      for (let map = mapFrom; map < mapTo; map++) {
        const bytes = bytesOf({ ...key, stageId: upstream, partition: map }).slice(from, to);
        if (bytes.some((each) => each > 0)) wanted.push([upstream, map, from, to]);
      }
      const told = inputs[input] ?? [];
      expect(told.map((ref) => [ref.key?.stageId, ref.key?.partition, ref.partitionFrom, ref.partitionTo])).toEqual(
        wanted,
      );
      for (const { key: of, workerId } of told) {
        const held = this.workers.get(workerId as never)?.pieces.map(attemptToken);
        expect(held, `pieces of ${workerId ?? ""}`).toContain(attemptToken(of as AttemptKey));
      }
    }
    const name = `${key.jobId}/${key.stageId}/${key.partition}`;
    const before = this.shapes.get(name) ?? JSON.stringify(shape);
    expect(JSON.stringify(shape)).toBe(before);
    this.shapes.set(name, before);
  }

  /** Every piece that is read by partition or by map is read once, or once with each part of the other side. */
  private checkReads(job: JobRecord): void {
    for (const { graph, tasks, state } of job.stages) {
      for (const [fragmentIndex, { inputs }] of state === "laid out" ? graph.fragments.entries() : []) {
        for (const [input, { stageId, read }] of inputs.entries()) {
          if (read === "all") continue;
          const maps = job.stages[stageId]?.tasks ?? [];
          for (const { partition: map } of maps) {
            for (const [part, bytes] of bytesOf({ stageId, partition: map } as AttemptKey).entries()) {
              const readers = tasks.filter(({ shape }) => {
                const own = shape.fragmentIndex === fragmentIndex ? shape.reads[input] : undefined;
                return own !== undefined && part >= own.from && part < own.to && map >= own.mapFrom && map < own.mapTo;
              });
              if (bytes > 0 && input === 0) expect(readers).toHaveLength(1);
              if (bytes > 0) expect(readers.length).toBeGreaterThan(0);
            }
          }
        }
      }
    }
  }
}

interface Choice {
  readonly kind: number;
  readonly count: number;
  readonly first: number;
  readonly second: number;
  readonly flags: number;
}

/** A stage that reads earlier ones by chance. Where it joins two, it may take over the first; where it says so, it is cached. */
function stageBy({ kind, count, first, second, flags }: Choice, stages: StageGraph[]): StageGraph {
  const stageId = stages.length;
  const cache = flags % 3 === 0 ? { key: `key ${stageId}`, cacheId: stageId } : undefined;
  const splits = { kind: "splits", taskCount: 1 + (count % 3) } as const;
  if (stageId === 0) return stageOf(0, splits, [], { cache });
  const a = first > 5 ? first % stageId : stageId - 1;
  const b = second % stageId;
  const input = (of: number, read: StageInput["read"]): StageInput => ({ stageId: of, read });
  const partitions = { kind: "partitions", partitionCount, coalesce: flags % 2 === 0, splittable: [0] } as const;
  switch (kind) {
    case 0:
      return stageOf(stageId, splits, [], { cache });
    case 1:
      return stageOf(stageId, splits, [input(a, "all")], { cache });
    case 2:
      return stageOf(stageId, { kind: "maps", tasksMax: flags % 2 === 0 ? 2 : undefined }, [input(a, "map")], {
        cache,
      });
    case 3:
      return stageOf(stageId, partitions, [input(a, "partition")], { cache });
    case 4:
      return stageOf(stageId, { kind: "single" }, [input(a, "all")], { cache });
    default: {
      const inputs = [input(a, "partition"), input(b, "partition")];
      if (b >= a) return stageOf(stageId, partitions, inputs, { cache });
      const main = stages[a];
      if (main !== undefined) stages[a] = { ...main, after: [...new Set([...main.after, b])] };
      const joinSwitch = { mainStageId: a, buildStageId: b, bytesMax: flags % 4 === 1 ? 1_000 : 1_000_000 };
      return stageOf(stageId, partitions, inputs, { cache, joinSwitch });
    }
  }
}

const choice = fc.record({
  kind: fc.nat({ max: 11 }),
  count: fc.nat({ max: 5 }),
  first: fc.nat({ max: 9 }),
  second: fc.nat({ max: 9 }),
  flags: fc.nat({ max: 9 }),
});

const jobGraph = fc.array(choice, { minLength: 1, maxLength: 7 }).map((choices): JobGraph => {
  const stages: StageGraph[] = [];
  for (const each of choices) stages.push(stageBy(each, stages));
  return jobOf(stages, "sink", rules);
});

test("whatever a job's stages are and whatever is lost, all jobs end, and each task reads what its stage's layout says", () => {
  const outcomes = { fused: 0, adopted: 0, committed: 0 };
  fc.assert(
    fc.property(jobGraph, fc.array(command, { maxLength: 100 }), fc.nat({ max: 60 }), (graph, commands, second) => {
      const world = new JobGraphWorld();
      world.do(registered({ noWorkerTimeoutMs: 5_000, taskFailuresMax: 4 }));
      const submit = (jobId: number) =>
        world.do({ kind: "JobSubmitted", atMs: 0, applicationId: app, jobId, graph, planSha256: "" });
      submit(0);
      for (const [index, each] of commands.entries()) {
        if (index === second) submit(1);
        run(world, each);
      }
      world.heal();
      submit(1);
      submit(2);
      const job = world.scheduler.state.applications.get(app)?.jobs.get(2);
      if (job?.stages.some(({ decisions }) => decisions.some(({ kind }) => kind === "cached")) === true)
        outcomes.adopted += 1;
      world.heal();
      if (world.seen.has("StagesFused")) outcomes.fused += 1;
      if (world.seen.has("StartCommit")) outcomes.committed += 1;
      expect([...world.ends].sort()).toEqual([0, 1, 2].map((jobId) => `${app}/${jobId}`));
      world.do({ kind: "CacheReleased", atMs: 0, applicationId: app, cacheId: 0 });
      world.do(endRequested());
      expect(world.scheduler.state.applications.size).toBe(0);
    }),
    { numRuns: 250 },
  );
  expect(outcomes.adopted).toBeGreaterThan(30);
  expect(outcomes.fused).toBeGreaterThan(5);
  expect(outcomes.committed).toBeGreaterThan(200);
});
