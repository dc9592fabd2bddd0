/**
 * Sorts: keys are sampled, bounds are taken from the samples, rows are sent to the range that they belong to, and each range is sorted:
 * the partitions one after the other are in order. What is small is sorted in one task, and what is limited keeps its first rows only.
 */
import type { BoundLimit, BoundRelation, BoundSort, BoundSortOrder } from "./analysed-plan.js";
import { lowerKeyed, withoutHelpers, type Keyed } from "./keyed-pipelines.js";
import type { LoweringContext, Wanted } from "./lowering-context.js";
import { limitOperator, sortOperator } from "./operators.js";
import { partitionCount } from "./partition-count.js";
import { append, estimateOf, isSingleTask, type Pipeline } from "./pipeline.js";
import { rangeExchange } from "./range-exchange.js";

/** Compressed bytes that one task sorts as soon as several would. */
const smallBytes = 4 * 2 ** 20;
/** Rows of which a single task finds the first ones out of all tasks' first ones. */
const topRowsMax = 1_000_000;

export function lowerSort(lowering: LoweringContext, relation: BoundSort, wanted: Wanted): Pipeline[] {
  const { stages, strategies } = lowering;
  const keyed = lowerKeyed(lowering, relation, wanted);
  if (relation.withinPartitions) return keyed.pipelines.map((pipeline) => sorted(pipeline, keyed, relation));
  const [only] = keyed.pipelines;
  if (isSingleTask(keyed.pipelines) && only !== undefined) return [sorted(only, keyed, relation)];
  const partitions = sortPartitions(lowering, keyed.pipelines);
  const at = placeOf(relation);
  if (partitions === 1) {
    strategies.push(`sort${at}: in one task`);
    return [sorted(stages.gather(keyed.pipelines, keyed.columns, wanted.origins), keyed, relation)];
  }
  strategies.push(`sort${at}: by ranges of sampled keys, ${partitions} partitions`);
  return [sorted(rangeExchange(lowering, keyed, partitions), keyed, relation)];
}

/** Rows of a range are in one partition; those of one partition are in no order. */
export function lowerRangeRepartition(
  lowering: LoweringContext,
  relation: {
    readonly input: BoundRelation;
    readonly orders: readonly BoundSortOrder[];
    readonly partitions: number | undefined;
  },
  wanted: Wanted,
): Pipeline[] {
  const keyed = lowerKeyed(lowering, relation, wanted);
  const partitions = relation.partitions ?? partitionCount(estimateOf(keyed.pipelines, "bytes"), lowering.rules);
  const options = { coalesce: relation.partitions === undefined };
  return [withoutHelpers(rangeExchange(lowering, keyed, partitions, options), keyed)];
}

/** @returns undefined for a limit that stands on no sort, or on too many rows for one task */
export function lowerTopRows(lowering: LoweringContext, relation: BoundLimit, wanted: Wanted): Pipeline[] | undefined {
  const { input, count, offset, callSite } = relation;
  if (input.kind === "project") {
    const pushed = lowersTop(input.input, count, offset);
    if (!pushed) return undefined;
    const limited: BoundLimit = { ...relation, input: input.input, schema: input.input.schema };
    return lowering.lower({ ...input, input: limited }, wanted);
  }
  if (input.kind !== "sort" || count === undefined || !lowersTop(input, count, offset)) return undefined;
  const keyed = lowerKeyed(lowering, input, { ...wanted, filters: [], firstRows: undefined });
  const first = keyed.pipelines.map((pipeline) => {
    const ordered = append(pipeline, [sortOperator(keyed.keys, input.callSite)], "sort");
    return limitedTo(ordered, count + offset, 0, callSite);
  });
  const [only] = first;
  if (isSingleTask(first) && only !== undefined) {
    return [withoutHelpers(offset === 0 ? only : limitedTo(only, count, offset, callSite), keyed)];
  }
  lowering.strategies.push(`sort${placeOf(input)}: the first ${count + offset} rows of each task, then of all`);
  const gathered = append(
    lowering.stages.gather(first, keyed.columns, wanted.origins),
    [sortOperator(keyed.keys, input.callSite)],
    "sort",
  );
  return [withoutHelpers(limitedTo(gathered, count, offset, callSite), keyed)];
}

function lowersTop(relation: BoundRelation, count: number | undefined, offset: number): boolean {
  if (count === undefined || count + offset > topRowsMax) return false;
  if (relation.kind === "project") return lowersTop(relation.input, count, offset);
  return relation.kind === "sort" && !relation.withinPartitions;
}

function limitedTo(pipeline: Pipeline, count: number, offset: number, callSite: BoundLimit["callSite"]): Pipeline {
  const rows = pipeline.rows === undefined ? count : Math.min(count, pipeline.rows);
  return append(pipeline, [limitOperator(count, offset, callSite)], "limit", { rows });
}

function sorted(pipeline: Pipeline, keyed: Keyed, { callSite }: BoundSort): Pipeline {
  return withoutHelpers(append(pipeline, [sortOperator(keyed.keys, callSite)], "sort"), keyed);
}

function sortPartitions({ rules }: LoweringContext, pipelines: readonly Pipeline[]): number {
  const bytes = estimateOf(pipelines, "bytes");
  const partitions = partitionCount(bytes, rules);
  return rules.shufflePartitions === undefined && bytes !== undefined && bytes <= smallBytes ? 1 : partitions;
}

function placeOf({ callSite }: BoundSort): string {
  return callSite === null ? "" : ` at ${callSite.file}:${callSite.line}`;
}
