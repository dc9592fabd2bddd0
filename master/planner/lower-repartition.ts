/** Rows in other partitions, as the script asks for. */
import type { BoundRepartition } from "./analysed-plan.js";
import { lowerRangeRepartition } from "./lower-sort.js";
import { locate, readBy, union, type LoweringContext, type Wanted } from "./lowering-context.js";
import { partitionCount } from "./partition-count.js";
import { append, estimateOf, narrow, type Pipeline } from "./pipeline.js";
import { cutRowFunctions } from "./row-functions.js";
import { mergeSplits } from "./splits.js";
import { readMaps } from "./stages.js";

export function lowerRepartition(lowering: LoweringContext, relation: BoundRepartition, wanted: Wanted): Pipeline[] {
  switch (relation.partitioning) {
    case "coalesce":
      return coalesced(lowering, relation, wanted);
    case "range":
      return lowerRangeRepartition(lowering, relation, wanted);
    case "hash":
    case "roundRobin":
      return exchanged(lowering, relation, wanted);
  }
}

function exchanged(lowering: LoweringContext, relation: BoundRepartition, wanted: Wanted): Pipeline[] {
  const { input, orders } = relation;
  const keys = orders.map(({ expression }) => locate(expression));
  const names = union(wanted.columns, readBy(keys, input.schema));
  const below = lowering.lower(input, { ...wanted, columns: names, firstRows: undefined });
  const exact = input.schema.filter(({ name }) => names.has(name));
  const cuts = below.map((pipeline) => {
    const narrowed = narrow(pipeline, exact);
    const cut = cutRowFunctions(keys, narrowed.columns, lowering.functions);
    return { trees: cut.trees, pipeline: append(narrowed, cut.operators, undefined, { columns: cut.columns }) };
  });
  const pipelines = cuts.map(({ pipeline }) => pipeline);
  const partitions = relation.partitions ?? partitionCount(estimateOf(pipelines, "bytes"), lowering.rules);
  // Who says a number gets that many.
  const options = { coalesce: relation.partitions === undefined, origins: wanted.origins, step: "repartition" };
  const division =
    relation.partitioning === "hash"
      ? ({ kind: "hash", keys: cuts[0]?.trees ?? [], partitions } as const)
      : ({ kind: "roundRobin", partitions } as const);
  return [lowering.stages.exchange(pipelines, division, exact, options)];
}

/** Neighbouring tasks as one, at most so many: splits are put together; what was laid out by sizes is read again. */
function coalesced(lowering: LoweringContext, relation: BoundRepartition, wanted: Wanted): Pipeline[] {
  const tasksMax = Math.max(1, relation.partitions ?? 1);
  const below = lowering.lower(relation.input, { ...wanted, firstRows: undefined });
  const [only] = below;
  if (only !== undefined && below.length === 1 && only.layout.kind === "splits") {
    const splits = mergeSplits(only.splits, tasksMax);
    return [{ ...only, splits, layout: { kind: "splits", taskCount: splits.length } }];
  }
  const columns = relation.schema.filter(({ name }) => wanted.columns.has(name));
  return [readMaps(lowering.stages.materialize(below, columns, { origins: wanted.origins }), tasksMax)];
}
