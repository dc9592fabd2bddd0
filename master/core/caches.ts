/**
 * What earlier jobs of an application left on workers' disks for later ones: a stage with the key of a cached one takes over its tasks as
 * accepted. What it came from is taken over as well, as accepted without pieces: so a piece that is lost is made again by the tasks
 * that made it, of inputs that are divided as they were.
 */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { CacheReleased } from "./events.js";
import type { JobGraph, StageGraph } from "./job-graph.js";
import { fuse } from "./join-switch.js";
import { reviewNeeds } from "./needs.js";
import type { AcceptedState, ApplicationRecord, CachedStage, CacheRecord, JobRecord, StageRecord } from "./state.js";
import { isAdopted, isComplete, isConnected, isDone, stageOf, type Step } from "./step.js";
import { adopt, layOutStage } from "./tasks.js";

/** Stages of this job by those of the job that made the cache. */
type Places = ReadonlyMap<number, number>;

/** Takes note of cached stages that have become complete. */
export function rememberCaches(step: Step, application: ApplicationRecord, job: JobRecord): void {
  for (const stage of job.stages) {
    const { cache } = stage.graph;
    if (cache === undefined || stage.cacheKnown || !isComplete(stage)) continue;
    const origin = originOf(job.graph, stage.graph.stageId);
    if (![...origin].every((id) => isDone(stageOf(job, id)))) continue;
    stage.cacheKnown = true;
    // Rows that were quarantined on the way belong to one commit alone.
    if (stage.tasks.some(({ state }) => state.kind === "accepted" && state.report.files.length > 0)) continue;
    const before = application.caches.get(cache.key);
    const cacheIds = new Set([...(before?.cacheIds ?? []), cache.cacheId]);
    application.caches.set(cache.key, recordOf(job, stage, { key: cache.key, cacheIds, origin }));
    for (const jobId of before === undefined ? [] : jobsOf(before)) releaseJobPieces(step, application, jobId);
  }
}

function recordOf(
  job: JobRecord,
  { graph: { stageId } }: StageRecord,
  { key, cacheIds, origin }: { key: string; cacheIds: Set<number>; origin: ReadonlySet<number> },
): CacheRecord {
  const stages = new Map<number, CachedStage>();
  for (const id of origin) {
    const { tasks, statistics } = stageOf(job, id);
    const planned = plannedStage(job.graph, id);
    const kept = tasks.map(({ shape, state }) => {
      if (state.kind !== "accepted") throw new InvariantError(`stage ${id} of a cache is not complete`);
      return { shape, state: id === stageId ? state : { ...state, holder: undefined } };
    });
    stages.set(id, { stageId: id, planned, tasks: kept, statistics });
  }
  const fusions = job.fusions.filter((fusion) => origin.has(fusion.stageId));
  return { key, cacheIds, stages, stageId, fusions };
}

/** The stage and all that it reads or waits for, directly or not. */
function originOf(graph: JobGraph, stageId: number, found = new Set<number>()): Set<number> {
  if (found.has(stageId)) return found;
  const { fragments, after } = plannedStage(graph, stageId);
  for (const { inputs } of fragments) for (const input of inputs) originOf(graph, input.stageId, found);
  for (const id of after) originOf(graph, id, found);
  return found.add(stageId);
}

function plannedStage(graph: JobGraph, stageId: number): StageGraph {
  const stage = graph.stages[stageId];
  if (stage === undefined) throw new InvariantError(`there is no stage ${stageId}`);
  return stage;
}

/** A job that was just submitted: what is there of its stages need not be made. */
export function adoptCaches(step: Step, application: ApplicationRecord, job: JobRecord): void {
  for (const stage of job.stages.toReversed()) {
    const { cache } = stage.graph;
    const record = cache === undefined ? undefined : application.caches.get(cache.key);
    if (cache === undefined || record === undefined) continue;
    const places = placesOf(record, job.graph, stage.graph.stageId);
    if (places === undefined || !fits(record, job, places)) continue;
    const found = statesOf(record).filter(({ holder }) => holder !== undefined).length;
    if (found === 0) continue;
    record.cacheIds.add(cache.cacheId);
    adoptRecord(step, job, record, places);
    stage.decisions.push({ kind: "cached", found, tasks: stage.tasks.length });
    stage.cacheKnown = true;
  }
  reviewNeeds(step, job);
}

/** Undefined when the stages are not the same after all. */
function placesOf(record: CacheRecord, graph: JobGraph, stageId: number): Places | undefined {
  const places = new Map<number, number>();
  const same = (before: number, now: number): boolean => {
    const known = places.get(before);
    if (known !== undefined) return known === now;
    places.set(before, now);
    const old = record.stages.get(before)?.planned;
    const stage = graph.stages[now];
    if (old === undefined || stage === undefined || shapeOf(old) !== shapeOf(stage)) return false;
    const wanted = referencesOf(stage);
    return referencesOf(old).every((id, index) => same(id, wanted[index] ?? -1));
  };
  return same(record.stageId, stageId) ? places : undefined;
}

/** Stages that it names, in an order of its own. */
function referencesOf({ fragments, after, joinSwitch }: StageGraph): number[] {
  const switched = joinSwitch === undefined ? [] : [joinSwitch.mainStageId, joinSwitch.buildStageId];
  return [...fragments.flatMap(({ inputs }) => inputs.map(({ stageId }) => stageId)), ...after, ...switched];
}

/** All but those. */
function shapeOf({ fragments, after, joinSwitch }: StageGraph): string {
  const own = fragments.map(({ inputs, layout }) => [inputs.map(({ read }) => read), layout]);
  return JSON.stringify([own, after.length, joinSwitch?.bytesMax]);
}

/** Whether stages that another cache has laid out already were laid out in the same way. */
function fits(record: CacheRecord, job: JobRecord, places: Places): boolean {
  return [...record.stages.values()].every(({ stageId, tasks }) => {
    const stage = stageOf(job, placeOf(places, stageId));
    if (stage.state !== "laid out") return stage.state === "planned" || tasks.length === 0;
    return JSON.stringify(stage.tasks.map(({ shape }) => shape)) === JSON.stringify(tasks.map(({ shape }) => shape));
  });
}

function adoptRecord(step: Step, job: JobRecord, record: CacheRecord, places: Places): void {
  for (const fusion of record.fusions) {
    const { mainStageId, buildStageId, stageId } = fusion;
    const main = placeOf(places, mainStageId);
    if (stageOf(job, main).state === "skipped") continue;
    const build = placeOf(places, buildStageId);
    fuse(step, job, { mainStageId: main, buildStageId: build, stageId: placeOf(places, stageId) });
  }
  for (const [id, { tasks, statistics }] of record.stages) {
    const stage = stageOf(job, placeOf(places, id));
    if (stage.state === "skipped") continue;
    if (stage.state === "planned") {
      layOutStage(
        stage,
        tasks.map(({ shape }) => shape),
      );
      stage.statistics = statistics.map((each) => ({ ...each, stageId: placeOf(places, each.stageId) }));
      for (const [partition, task] of stage.tasks.entries()) {
        const state = tasks[partition]?.state;
        if (state !== undefined) adopt(stage, task, id === record.stageId ? state : { ...state });
      }
    } else if (id === record.stageId) {
      for (const [partition, task] of stage.tasks.entries()) task.state = tasks[partition]?.state ?? task.state;
    }
  }
}

function placeOf(places: Places, stageId: number): number {
  const place = places.get(stageId);
  if (place === undefined) throw new InvariantError(`stage ${stageId} of a cache has no place`);
  return place;
}

export function releaseCache(step: Step, { applicationId, cacheId }: CacheReleased): void {
  const application = step.state.applications.get(applicationId);
  if (application === undefined) return;
  const jobs = new Set<number>();
  for (const record of [...application.caches.values()]) {
    if (!record.cacheIds.delete(cacheId) || record.cacheIds.size > 0) continue;
    application.caches.delete(record.key);
    for (const jobId of jobsOf(record)) jobs.add(jobId);
  }
  for (const jobId of jobs) releaseJobPieces(step, application, jobId);
}

/** Pieces of a job that has ended, but for what caches or open jobs hold on to. */
export function releaseJobPieces(step: Step, application: ApplicationRecord, jobId: number): void {
  if (application.jobs.get(jobId)?.state.kind !== "ended") return;
  const kept = new Set<number>();
  const keep = ({ key }: AcceptedState): void => {
    if (key.jobId === jobId) kept.add(key.stageId);
  };
  for (const record of application.caches.values()) statesOf(record).forEach(keep);
  for (const job of application.jobs.values()) adoptedStates(job).forEach(keep);
  const keepStages = [...kept].sort((a, b) => a - b);
  const { applicationId } = application;
  for (const worker of step.state.workers.values()) {
    if (!isConnected(worker)) continue;
    step.actions.push({ kind: "ReleasePieces", workerId: worker.workerId, applicationId, jobId, keepStages });
  }
}

/** Of the pieces that caches of the application keep. */
export function statesOf(record: CacheRecord): AcceptedState[] {
  return (record.stages.get(record.stageId)?.tasks ?? []).map(({ state }) => state);
}

function jobsOf(record: CacheRecord): Set<number> {
  return new Set(statesOf(record).map(({ key }) => key.jobId));
}

/** Tasks that other jobs ran, and whose pieces are still there. */
function adoptedStates(job: JobRecord): AcceptedState[] {
  return job.stages.flatMap(({ tasks }) =>
    tasks.flatMap(({ state }) =>
      state.kind === "accepted" && isAdopted(job, state) && state.holder !== undefined ? [state] : [],
    ),
  );
}

/** Jobs whose pieces it reads. */
export function adoptedJobs(job: JobRecord): number[] {
  return [...new Set(adoptedStates(job).map(({ key }) => key.jobId))];
}
