/**
 * Sorts: keys are sampled, bounds are taken from the samples, rows are sent to the range that they belong to, and each range is sorted:
 * the partitions one after the other are in order. What is small is sorted in one task, and what is limited keeps its first rows only.
 */
import type { SortKey } from "../../common/wire/types.js";
import type { BoundColumn, BoundLimit, BoundRelation, BoundSort, BoundSortOrder } from "./analysed-plan.js";
import { locate, readBy, union, type LoweringContext, type Wanted } from "./lowering-context.js";
import { limitOperator, namedTree, passedOn, projectOperator, sortKey, sortOperator } from "./operators.js";
import { partitionCount } from "./partition-count.js";
import { append, estimateOf, isSingleTask, narrow, type Pipeline } from "./pipeline.js";
import { rangeExchange } from "./range-exchange.js";
import { cutRowFunctions, helperPrefix } from "./row-functions.js";
import { columnReference, plainColumn } from "./trees/tree.js";

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
    return [sorted(stages.gather(keyed.pipelines, keyed.columns), keyed, relation)];
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
    lowering.stages.gather(first, keyed.columns),
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

/** The relation where nobody asks for the order of its rows. */
export function withoutOrder(relation: BoundRelation): BoundRelation {
  return relation.kind === "sort" && !relation.withinPartitions ? withoutOrder(relation.input) : relation;
}

/** Pipelines whose sort keys are columns. */
export interface Keyed {
  readonly input: BoundRelation;
  readonly orders: readonly BoundSortOrder[];
  readonly wanted: Wanted;
  /** With exactly `columns`. */
  readonly pipelines: readonly Pipeline[];
  /** The wanted ones and those that keys read. */
  readonly columns: readonly BoundColumn[];
  readonly keys: readonly SortKey[];
}

/** @param relation  whose wanted columns and keys the pipelines get */
export function lowerKeyed(
  lowering: LoweringContext,
  relation: { readonly input: BoundRelation; readonly orders: readonly BoundSortOrder[] },
  wanted: Wanted,
): Keyed {
  const input = withoutOrder(relation.input);
  const { orders } = relation;
  const located = orders.map(({ expression }) => locate(expression));
  const isColumn = located.map(({ tree }) => plainColumn(tree) !== undefined);
  const below = lowering.lower(input, {
    ...wanted,
    columns: union(wanted.columns, readBy(located, input.schema)),
    firstRows: undefined,
  });
  const kept = union(
    wanted.columns,
    readBy(
      located.filter((_, index) => isColumn[index]),
      input.schema,
    ),
  );
  const passed = input.schema.filter(({ name }) => kept.has(name));
  const helpers = orders.flatMap(({ type }, index) =>
    isColumn[index] === true ? [] : [{ name: keyName(index), type }],
  );
  const helperTrees = located.filter((_, index) => isColumn[index] !== true);
  const pipelines = below.map((pipeline) => {
    if (helpers.length === 0) return narrow(pipeline, passed);
    const cut = cutRowFunctions(helperTrees, pipeline.columns, lowering.functions);
    const named = helpers.flatMap((column, index) => {
      const tree = cut.trees[index];
      return tree === undefined ? [] : [namedTree(column, tree, helperTrees[index]?.callSite ?? null)];
    });
    const operators = [...cut.operators, projectOperator([...passed.map(passedOn), ...named], null)];
    return append(pipeline, operators, undefined, { columns: [...passed, ...helpers], partitioning: undefined });
  });
  const keys = orders.map((order, index) =>
    sortKey(
      order,
      isColumn[index] === true ? (located[index]?.tree ?? columnReference("")) : columnReference(keyName(index)),
    ),
  );
  return { input, orders, wanted, pipelines, columns: [...passed, ...helpers], keys };
}

function keyName(index: number): string {
  return `${helperPrefix}sort_${index}`;
}

function sorted(pipeline: Pipeline, keyed: Keyed, { callSite }: BoundSort): Pipeline {
  return withoutHelpers(append(pipeline, [sortOperator(keyed.keys, callSite)], "sort"), keyed);
}

function withoutHelpers(pipeline: Pipeline, { columns, wanted }: Keyed): Pipeline {
  return narrow(
    pipeline,
    columns.filter(({ name }) => wanted.columns.has(name)),
  );
}

function sortPartitions({ rules }: LoweringContext, pipelines: readonly Pipeline[]): number {
  const bytes = estimateOf(pipelines, "bytes");
  const partitions = partitionCount(bytes, rules);
  return rules.shufflePartitions === undefined && bytes !== undefined && bytes <= smallBytes ? 1 : partitions;
}

function placeOf({ callSite }: BoundSort): string {
  return callSite === null ? "" : ` at ${callSite.file}:${callSite.line}`;
}
