/**
 * `count(DISTINCT x)` and the like in two phases: each task leaves every value of x once per group, with partials of the other calls
 * beside it, so that what changes place is no more than the distinct values.
 */
import { aggregateInSteps, keysAsColumns, type Grouping } from "./aggregate-steps.js";
import type { AggregateCall } from "./aggregate-calls.js";
import { filterOf, functionName, ordersOf } from "./aggregates.js";
import type { SplitAggregate } from "./split-aggregate.js";
import type { BoundColumn } from "./analysed-plan.js";
import { tellStrategy, type LoweringContext } from "./lowering-context.js";
import { partitionCount } from "./partition-count.js";
import { estimateOf, keepPartitions, type Pipeline } from "./pipeline.js";
import { helperPrefix } from "./row-functions.js";
import { columnKeys } from "./stages.js";
import { bigintConstant, coalesce } from "./trees/make-tree.js";
import { call as makeCall, cast, columnReference, fingerprint, trees, type Tree } from "./trees/tree.js";
import { parseType, typeTree } from "./types.js";

export interface DistinctCalls {
  /** The one argument that all distinct calls have. */
  readonly argument: Tree;
  readonly type: string;
  /** By position among the calls; undefined for the distinct ones. */
  readonly split: readonly (SplitAggregate | undefined)[];
}

/** What several of its kind add up to, when none of them saw a value that another saw. */
const addedUp: Readonly<Record<string, string>> = { count: "sum", min: "min", max: "max" };

/** @returns undefined unless the calls that cannot be split are all DISTINCT of one argument, without filter or order */
export function distinctOf(
  calls: readonly AggregateCall[],
  split: readonly (SplitAggregate | undefined)[],
): DistinctCalls | undefined {
  const whole = calls.filter((_, index) => split[index] === undefined);
  const [first] = whole;
  const [argument, ...more] = first === undefined ? [] : trees(first.tree, "children");
  const type = first?.types.arguments[0];
  if (argument === undefined || type === undefined || more.length > 0) return undefined;
  const isSame = ({ tree }: AggregateCall): boolean => {
    const [own, ...others] = trees(tree, "children");
    const seesOnce = tree["distinct"] === true || functionName(tree) === "approx_count_distinct";
    const plain = filterOf(tree) === null && ordersOf(tree).length === 0 && others.length === 0;
    return seesOnce && plain && own !== undefined && fingerprint(own) === fingerprint(argument);
  };
  return whole.every(isSame) ? { argument, type, split } : undefined;
}

export function lowerDistinctAggregate(
  lowering: LoweringContext,
  grouping: Grouping,
  { argument, type, split }: DistinctCalls,
): Pipeline {
  const value: BoundColumn = { name: `${helperPrefix}distinct`, type };
  const valueKey = { column: value, tree: argument, callSite: grouping.callSite };
  const parts = split.filter((part) => part !== undefined);
  const others = grouping.calls.filter((_, index) => split[index] !== undefined);
  const first = aggregateInSteps({ ...grouping, keys: [...grouping.keys, valueKey], calls: others }, parts);
  const values = grouping.pipelines.map(first.partial);
  if (grouping.keys.length === 0)
    return withoutKeys(lowering, grouping, split, { values, value, columns: first.columns });
  const keys = columnKeys(grouping.keys.map(({ column }) => column.name));
  const partitions = partitionCount(estimateOf(values, "bytes"), lowering.rules);
  const how = `distinct values in each task, then groups by hash, ${partitions} partitions`;
  tellStrategy(lowering, "aggregate", grouping.callSite, how);
  const exchanged = lowering.stages.exchange(values, { kind: "hash", keys, partitions }, first.columns);
  const steps = aggregateInSteps({ ...grouping, keys: keysAsColumns(grouping.keys) }, numbered(grouping, split, value));
  return steps.final(keepPartitions(exchanged));
}

/**
 * One partial column of a call that is DISTINCT: the values, on which the call is made as it is written. Partials of the others keep
 * the names that they have without the distinct calls between them.
 */
function numbered(
  { calls }: Grouping,
  split: readonly (SplitAggregate | undefined)[],
  value: BoundColumn,
): SplitAggregate[] {
  let position = 0;
  return split.map((part, index): SplitAggregate => {
    const call = calls[index] as AggregateCall;
    if (part === undefined) {
      const tree = { ...call.tree, children: [columnReference(value.name)] };
      return {
        partials: [],
        finals: () => [{ type: call.types.returns, tree }],
        result: ([column = ""]) => columnReference(column),
      };
    }
    const names = part.partials.map((_, column) => `${helperPrefix}partial_${position}_${column}`);
    position += 1;
    return { ...part, finals: () => part.finals(names) };
  });
}

interface DistinctValues {
  readonly values: readonly Pipeline[];
  readonly value: BoundColumn;
  /** The value and the other calls' partials. */
  readonly columns: readonly BoundColumn[];
}

/** Values change place by themselves where their tasks' outcomes add up; else they are gathered. */
function withoutKeys(
  lowering: LoweringContext,
  grouping: Grouping,
  split: readonly (SplitAggregate | undefined)[],
  { values, value, columns }: DistinctValues,
): Pipeline {
  const perTask = partialsOfValues(grouping, split, value);
  if (perTask === undefined) {
    tellStrategy(lowering, "aggregate", grouping.callSite, "distinct values in each task, then all in one");
    const gathered = lowering.stages.gather(values, columns);
    return aggregateInSteps(grouping, numbered(grouping, split, value)).final(gathered);
  }
  const partitions = partitionCount(estimateOf(values, "bytes"), lowering.rules);
  const division = { kind: "hash", keys: columnKeys([value.name]), partitions } as const;
  const how = `distinct values in each task, then by hash of the value, ${partitions} partitions, then the whole`;
  tellStrategy(lowering, "aggregate", grouping.callSite, how);
  const exchanged = keepPartitions(lowering.stages.exchange(values, division, columns));
  const steps = aggregateInSteps(grouping, perTask);
  return steps.final(lowering.stages.gather([steps.partial(exchanged)], steps.columns));
}

/** The calls over rows of values and partials, in two steps again; undefined when one of them cannot be. */
function partialsOfValues(
  { calls }: Grouping,
  split: readonly (SplitAggregate | undefined)[],
  value: BoundColumn,
): SplitAggregate[] | undefined {
  let position = 0;
  const steps = split.map((part, index): SplitAggregate | undefined => {
    const call = calls[index] as AggregateCall;
    if (part === undefined) {
      const name = functionName(call.tree);
      const combine = Object.hasOwn(addedUp, name) ? addedUp[name] : undefined;
      const tree = { ...call.tree, children: [columnReference(value.name)] };
      return combine === undefined ? undefined : combined(tree, call.types.returns, combine);
    }
    const names = part.partials.map((_, column) => `${helperPrefix}partial_${position}_${column}`);
    position += 1;
    const { merges } = part;
    if (merges === undefined) return undefined;
    const partials = part.partials.map(({ type }, column) => ({
      type,
      tree: castTo(makeCall(merges[column] ?? "", [columnReference(names[column] ?? "")]), type),
    }));
    return { ...part, partials };
  });
  return steps.every((step) => step !== undefined) ? steps : undefined;
}

function combined(tree: Tree, type: string, combine: string): SplitAggregate {
  return {
    partials: [{ type, tree }],
    finals: ([column = ""]) => {
      const made = makeCall(combine, [columnReference(column)]);
      // Of counts, even where no task had rows.
      return [{ type, tree: castTo(combine === "sum" ? coalesce(made, bigintConstant(0)) : made, type) }];
    },
    result: ([column = ""]) => columnReference(column),
  };
}

function castTo(tree: Tree, type: string): Tree {
  return cast(tree, typeTree(parseType(type)));
}
