/**
 * Aggregates. Where every call can be split, each task leaves one partial row per group, and those change place; otherwise the rows
 * themselves do, with the columns that the calls read. Without keys all of it ends in one task.
 */
import type { CallSite } from "../../common/wire/types.js";
import { callsOf, replaceCalls, type AggregateCall } from "./aggregate-calls.js";
import { aggregateInFull, aggregateInSteps, keysAsColumns, type Grouping } from "./aggregate-steps.js";
import { functionName, splitAggregate } from "./aggregates.js";
import type { SplitAggregate } from "./split-aggregate.js";
import type { BoundAggregate, BoundColumn } from "./analysed-plan.js";
import { distinctOf, lowerDistinctAggregate } from "./lower-distinct-aggregate.js";
import { expandGroupingSets, partialTotals, withTotalRows } from "./lower-grouping-sets.js";
import { lowerAggregateFunctions } from "./lower-aggregate-function.js";
import { locate, readBy, tellStrategy, union, wantAll, type LoweringContext, type Wanted } from "./lowering-context.js";
import { namedTree, passedOn, projectOperator } from "./operators.js";
import { formatBytes } from "../../common/units.js";
import { partitionCount } from "./partition-count.js";
import { alreadyTogether, projected } from "./partitioning.js";
import { append, estimateOf, isSingleTask, keepPartitions, narrow, type Pipeline } from "./pipeline.js";
import { planRefused } from "./plan-refused.js";
import { filtered, filtersOver } from "./push-filters.js";
import { cutRowFunctions, type LocatedTree } from "./row-functions.js";
import { columnKeys } from "./stages.js";
import { renameColumns } from "./trees/tree-columns.js";
import { plainColumn, type Tree } from "./trees/tree.js";
import { hasUnnamedFields } from "./types.js";

export function lowerAggregate(lowering: LoweringContext, relation: BoundAggregate, wanted: Wanted): Pipeline[] {
  const kept = relation.columns.filter(({ name }) => wanted.columns.has(name));
  const expressions = kept.map(({ expression }) => locate(expression));
  const calls = callsOf(expressions, relation, lowering.aggregateNames, lowering.functions);
  const keys = relation.keys.map(({ expression }) => locate(expression));
  const columns = readBy([...keys, ...calls.values()], relation.input.schema);
  const filters = throughKeys(lowering, wanted.filters, relation);
  const needed = union(columns, readBy(filters.map(asLocated), relation.input.schema));
  const below = lowering.lower(relation.input, { ...wantAll(needed), filters });
  const grouping = prepare(lowering, relation, filtered(below, filters, relation.callSite), [...calls.values()]);
  const isOneRow = relation.keys.length === 0 && relation.groupingSets === undefined;
  return group(lowering, relation, grouping).map((grouped) => {
    const pipeline = isOneRow ? withOneRow(grouped) : grouped;
    if (kept.length === 0) return pipeline;
    const overCalls = expressions.map(({ tree, callSite }) => ({ tree: replaceCalls(tree, calls), callSite }));
    return concluded(lowering, relation, pipeline, kept, overCalls);
  });
}

/** What comes of it has one row, of about the size of those that went in. */
function withOneRow(pipeline: Pipeline): Pipeline {
  const { bytes, rows } = pipeline;
  return { ...pipeline, rows: 1, bytes: bytes === undefined || rows === undefined ? bytes : bytes / Math.max(1, rows) };
}

/** Rows with the keys as columns, and the calls over columns, row functions in their arguments done. */
function prepare(
  lowering: LoweringContext,
  relation: BoundAggregate,
  below: readonly Pipeline[],
  calls: readonly AggregateCall[],
): Grouping {
  const { callSite, groupingSets } = relation;
  const keys = relation.keys.map(({ name, type, expression }) => ({ column: { name, type }, ...locate(expression) }));
  const located: LocatedTree[] = [...keys, ...calls];
  const names = readBy(located, relation.input.schema);
  const read = relation.input.schema.filter(({ name }) => names.has(name));
  const cuts = below.map((pipeline) => {
    // All branches have the same columns then, and row functions' results the same names.
    const exact = lowering.functions.length > 0 ? narrow(pipeline, read) : pipeline;
    const scalar = lowering.functions.filter(({ kind }) => kind !== "AGGREGATE");
    const cut = cutRowFunctions(located, exact.columns, scalar);
    return { trees: cut.trees, pipeline: append(exact, cut.operators, undefined, { columns: cut.columns }) };
  });
  const trees = cuts[0]?.trees ?? [];
  const grouping: Grouping = {
    pipelines: cuts.map(({ pipeline }) => pipeline),
    keys: keys.map(({ column, callSite: at, tree }, index) => ({ column, tree: trees[index] ?? tree, callSite: at })),
    calls: calls.map((call, index) => ({ ...call, tree: trees[keys.length + index] ?? call.tree })),
    callSite,
    totals: [],
  };
  return groupingSets === undefined ? grouping : expandGroupingSets(grouping, groupingSets);
}

/** Pipelines with the grouping's keys and the calls' columns. */
function group(lowering: LoweringContext, relation: BoundAggregate, grouping: Grouping): Pipeline[] {
  const { pipelines, keys, calls, totals } = grouping;
  if (calls.some(({ rowFunction }) => rowFunction !== undefined)) {
    return [lowerAggregateFunctions(lowering, grouping, (others) => group(lowering, relation, others))];
  }
  const together = isTogether(grouping);
  if (together !== undefined) {
    tellStrategy(lowering, "aggregate", relation.callSite, "where the rows are, which share a task with their group");
    return [aggregateInFull(together, grouping)];
  }
  const types = new Map((pipelines[0]?.columns ?? []).map(({ name, type }) => [name, type]));
  const split = calls.map((call) =>
    hasUnnamedType(call) ? undefined : splitAggregate(call.tree, call.types, (name) => types.get(name)),
  );
  if (split.every((part) => part !== undefined)) return [inTwoSteps(lowering, grouping, split)];
  const distinct = totals.length === 0 && !calls.some(hasUnnamedType) ? distinctOf(calls, split) : undefined;
  if (distinct !== undefined) return [lowerDistinctAggregate(lowering, grouping, distinct)];
  const whole = calls.filter((_, index) => split[index] === undefined);
  return [keys.length > 0 ? byRows(lowering, grouping) : inOneTask(lowering, relation, grouping, whole)];
}

/** `arg_max(x, (a, b))`: values of a type without a text are made where the rows are, partials of them could not change place. */
function hasUnnamedType({ types }: AggregateCall): boolean {
  return [types.returns, ...types.arguments].some(hasUnnamedFields);
}

/** The one pipeline when each group is in one of its tasks already. */
function isTogether({ pipelines, keys, totals }: Grouping): Pipeline | undefined {
  const [only] = pipelines;
  if (totals.length > 0) return undefined;
  if (only !== undefined && isSingleTask(pipelines)) return keepPartitions(only);
  return alreadyTogether(
    pipelines,
    keys.flatMap(({ tree }) => plainColumn(tree) ?? []),
  );
}

function inTwoSteps(lowering: LoweringContext, grouping: Grouping, split: readonly SplitAggregate[]): Pipeline {
  const steps = aggregateInSteps(grouping, split);
  const totals = partialTotals(grouping, (other) => aggregateInSteps(other, split));
  const partial = [...grouping.pipelines.map(steps.partial), ...totals];
  const keys = grouping.keys.map(({ column }) => column);
  if (keys.length === 0) {
    tellStrategy(lowering, "aggregate", grouping.callSite, "a part in each task, then the whole");
    return steps.final(lowering.stages.gather(partial, steps.columns));
  }
  const division = byKeys(lowering, partial, keys);
  const how = `a part in each task, then groups by hash, ${division.partitions} partitions`;
  tellStrategy(lowering, "aggregate", grouping.callSite, how);
  return steps.final(keepPartitions(lowering.stages.exchange(partial, division, steps.columns)));
}

/** Rows change place, with the columns that the calls read. */
function byRows(lowering: LoweringContext, grouping: Grouping): Pipeline {
  const rows = rowsByKey(grouping);
  const { keyed, columns, calls } = withTotalRows(rows.keyed, rows.columns, grouping);
  const keys = grouping.keys.map(({ column }) => column);
  const division = byKeys(lowering, keyed, keys);
  const how = `rows by hash of their keys, ${division.partitions} partitions`;
  tellStrategy(lowering, "aggregate", grouping.callSite, how);
  const exchanged = lowering.stages.exchange(keyed, division, columns);
  return aggregateInFull(keepPartitions(exchanged), { ...grouping, keys: keysAsColumns(grouping.keys), calls });
}

/** The pipelines with their keys as columns, and what the calls read. */
function rowsByKey({ pipelines, keys, calls, callSite }: Grouping): { keyed: Pipeline[]; columns: BoundColumn[] } {
  const available = pipelines[0]?.columns ?? [];
  const read = readBy(calls, available);
  const passed = available.filter(({ name }) => read.has(name) && !keys.some(({ column }) => column.name === name));
  const columns = [...keys.map(({ column }) => column), ...passed];
  const named = [...keys.map(({ column, tree, callSite: at }) => namedTree(column, tree, at)), ...passed.map(passedOn)];
  const keyed = pipelines.map((pipeline) =>
    append(pipeline, [projectOperator(named, callSite)], undefined, { columns, partitioning: undefined }),
  );
  return { keyed, columns };
}

function inOneTask(
  lowering: LoweringContext,
  relation: BoundAggregate,
  grouping: Grouping,
  whole: readonly AggregateCall[],
): Pipeline {
  const names = [...new Set(whole.map(({ tree }) => functionName(tree)))].join(", ");
  const read = readBy(grouping.calls, grouping.pipelines[0]?.columns ?? []);
  const columns = (grouping.pipelines[0]?.columns ?? []).filter(({ name }) => read.has(name));
  const narrowed = grouping.pipelines.map((pipeline) => narrow(pipeline, columns));
  assertFits(lowering, relation.callSite, names, estimateOf(narrowed, "bytes"));
  lowering.notices.push({
    code: "SINGLE_TASK",
    text: `${names} needs all rows in one task to be exact: their columns are gathered there`,
  });
  tellStrategy(lowering, "aggregate", relation.callSite, `${names} in one task, which gets their columns alone`);
  return aggregateInFull(lowering.stages.gather(narrowed, columns), grouping);
}

function assertFits(
  { rules }: LoweringContext,
  callSite: CallSite | null,
  names: string,
  bytes: number | undefined,
): void {
  if (bytes === undefined || bytes <= rules.singleTaskBytesMax) return;
  throw planRefused(
    callSite,
    `${names} without keys needs all values in one task, and they are about ${formatBytes(bytes)}`,
    `group by a key, take an aggregate that is computed in parts (count, sum, avg, min, max, stddev), or raise goldpan.sql.singleTask.maxBytes from ${formatBytes(rules.singleTaskBytesMax)}`,
  );
}

function byKeys({ rules }: LoweringContext, pipelines: readonly Pipeline[], keys: readonly BoundColumn[]) {
  const partitions = partitionCount(estimateOf(pipelines, "bytes"), rules);
  return { kind: "hash", keys: columnKeys(keys.map(({ name }) => name)), partitions } as const;
}

/** The result's columns over keys and calls. */
function concluded(
  lowering: LoweringContext,
  { callSite }: BoundAggregate,
  pipeline: Pipeline,
  kept: BoundAggregate["columns"],
  expressions: readonly LocatedTree[],
): Pipeline {
  const scalar = lowering.functions.filter(({ kind }) => kind !== "AGGREGATE");
  const cut = cutRowFunctions(expressions, pipeline.columns, scalar);
  const trees = kept.map((_, index) => cut.trees[index] ?? expressions[index]?.tree);
  const columns = kept.map(({ name, type }) => ({ name, type }));
  const named = kept.map(({ expression }, index) =>
    namedTree(columns[index] as BoundColumn, trees[index] ?? locate(expression).tree, expression.callSite),
  );
  const partitioning = projected(
    pipeline.partitioning,
    kept.map(({ name }, index) => ({ name, tree: trees[index] })),
  );
  return append(pipeline, [...cut.operators, projectOperator(named, callSite)], undefined, { columns, partitioning });
}

/** Filters over the result that are filters of the input: those over keys that are columns, when all groups have all keys. */
function throughKeys(
  lowering: LoweringContext,
  filters: readonly Tree[],
  { keys, columns, groupingSets }: BoundAggregate,
): Tree[] {
  if (groupingSets !== undefined || keys.length === 0) return [];
  const sources = new Map<string, string>();
  const keyColumns = new Map(keys.map(({ name, expression }) => [name, plainColumn(locate(expression).tree)]));
  for (const { name, expression } of columns) {
    const key = plainColumn(locate(expression).tree);
    const source = key === undefined ? undefined : keyColumns.get(key);
    if (source !== undefined) sources.set(name, source);
  }
  return filtersOver(lowering, filters, [...sources.keys()]).map((filter) =>
    renameColumns(filter, (name) => sources.get(name)),
  );
}

function asLocated(tree: Tree): LocatedTree {
  return { tree, callSite: null };
}
