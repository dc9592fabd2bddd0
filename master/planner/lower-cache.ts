/**
 * `cache()`: a stage whose pieces stay after the job. Two stages with the same key make the same rows: the key is over what their tasks
 * run and read, down to the etags of the files. So nothing from above reaches below it: neither columns nor filters.
 */
import type { BoundCache } from "./analysed-plan.js";
import { wantAll, type LoweringContext, type Wanted } from "./lowering-context.js";
import { narrow, type Pipeline } from "./pipeline.js";
import { readMaps, type Materialized } from "./stages.js";

export function lowerCache(lowering: LoweringContext, relation: BoundCache, wanted: Wanted): Pipeline[] {
  const { input, cacheId, schema } = relation;
  const known = lowering.cached.get(cacheId);
  const stage = known ?? materialized(lowering, relation);
  lowering.cached.set(cacheId, stage);
  const kept = schema.filter(({ name }) => wanted.columns.has(name));
  return [narrow(readMaps(stage, undefined, "cached"), kept.length > 0 ? kept : input.schema)];
}

function materialized(lowering: LoweringContext, { input, cacheId, schema }: BoundCache): Materialized {
  const below = lowering.lowerApart(input, wantAll(new Set(schema.map(({ name }) => name))));
  const exact = below.map((pipeline) => narrow(pipeline, schema));
  return lowering.stages.materialize(exact, schema, {
    cache: { key: lowering.stages.keyOfPipelines(exact), cacheId },
  });
}
