/** Aggregates without keys: each task its part and then the whole, or, where that would not be exact, all rows in one task. */
import type { NamedTree } from "../../common/wire/types.js";
import { splitAggregate, type SplitAggregate } from "./aggregates.js";
import type { AggregateCallTypes, BoundAggregate, BoundColumn } from "./analysed-plan.js";
import { locate, readBy, type LoweringContext, type Wanted } from "./lowering-context.js";
import { aggregateOperator, namedTree, projectOperator } from "./operators.js";
import { append, taskCount, type Pipeline } from "./pipeline.js";
import { cutRowFunctions, helperPrefix, type LocatedTree } from "./row-functions.js";
import {
  call as makeCall,
  columnReference,
  fingerprint,
  inPlaceOf,
  mapChildren,
  parseTree,
  text,
  type Tree,
} from "./trees/tree.js";

/** One aggregate call of the expressions, and the column that will hold its value. */
interface Call extends LocatedTree {
  readonly column: BoundColumn;
  readonly types: AggregateCallTypes;
}

export function lowerAggregate(lowering: LoweringContext, relation: BoundAggregate, wanted: Wanted): Pipeline {
  const kept = relation.columns.filter(({ name }) => wanted.columns.has(name));
  const expressions = kept.map(({ expression }) => locate(expression));
  const calls = callsOf(expressions, relation, new Set(lowering.aggregateNames));
  const below = lowering.lower(relation.input, {
    columns: readBy([...calls.values()], relation.input.schema),
    filters: [],
    firstRows: undefined,
  });
  const aggregated = aggregate(lowering, relation, below, [...calls.values()]);
  if (kept.length === 0) return aggregated;
  const overCalls = expressions.map(({ tree, callSite }) => ({ tree: replaceCalls(tree, calls), callSite }));
  const cut = cutRowFunctions(overCalls, aggregated.columns, lowering.functions);
  const columns = kept.map((column, index) =>
    namedTree(column, cut.trees[index] ?? locate(column.expression).tree, column.expression.callSite),
  );
  const project = projectOperator(columns, relation.callSite);
  return append(
    aggregated,
    [...cut.operators, project],
    undefined,
    kept.map(({ name, type }) => ({ name, type })),
  );
}

/** A pipeline of one row, with the calls' columns. */
function aggregate(
  lowering: LoweringContext,
  { input, callSite }: BoundAggregate,
  below: readonly Pipeline[],
  calls: readonly Call[],
): Pipeline {
  const whole = calls.map(({ column, tree, callSite: at }) => namedTree(column, tree, at));
  const outputs = calls.map(({ column }) => column);
  // Without an aggregate call there is still one row.
  const orRow = (trees: readonly NamedTree[]) =>
    trees.length > 0 ? trees : [namedTree(rowCount, countAll(), callSite)];
  const [only] = below;
  if (below.reduce((tasks, pipeline) => tasks + taskCount(pipeline), 0) === 1 && only !== undefined) {
    return over(lowering, only, orRow(whole), outputs, callSite);
  }
  const split = calls.map((call) => splitAggregate(call.tree, call.types));
  if (split.every((part) => part !== undefined)) return inTwoSteps(lowering, below, calls, split, callSite);
  const inOneTask = calls.filter((_, index) => split[index] === undefined).map(({ tree }) => functionName(tree));
  lowering.notices.push({
    code: "SINGLE_TASK",
    text: `${[...new Set(inOneTask)].join(", ")} needs all rows in one task to be exact: their columns are gathered there`,
  });
  const columns = readBy(calls, input.schema);
  const gathered = lowering.stages.gather(
    below,
    input.schema.filter(({ name }) => columns.has(name)),
  );
  return over(lowering, gathered, orRow(whole), outputs, callSite);
}

function inTwoSteps(
  lowering: LoweringContext,
  below: readonly Pipeline[],
  calls: readonly Call[],
  split: readonly SplitAggregate[],
  callSite: BoundAggregate["callSite"],
): Pipeline {
  const partialColumns = split.map(({ partials }, call) =>
    partials.map(({ type }, part): BoundColumn => ({ name: `${helperPrefix}partial_${call}_${part}`, type })),
  );
  const partials = split.flatMap((part, call) =>
    part.partials.map(({ tree }, index) =>
      namedTree(partialColumns[call]?.[index] ?? rowCount, tree, calls[call]?.callSite ?? null),
    ),
  );
  const flat = partialColumns.flat();
  const trees = partials.length > 0 ? partials : [namedTree(rowCount, countAll(), callSite)];
  const perTask = below.map((pipeline) =>
    over(lowering, pipeline, trees, flat.length > 0 ? flat : [rowCount], callSite),
  );
  const gathered = lowering.stages.gather(perTask, flat.length > 0 ? flat : [rowCount]);
  const finals = split.map((part, call) => {
    const names = (partialColumns[call] ?? []).map(({ name }) => name);
    return namedTree(calls[call]?.column ?? rowCount, part.final(names), calls[call]?.callSite ?? null);
  });
  const last = finals.length > 0 ? finals : [namedTree(rowCount, countAll(), callSite)];
  return append(
    gathered,
    [aggregateOperator(last, callSite)],
    "aggregate",
    calls.map(({ column }) => column),
  );
}

/** The aggregate over a pipeline, after the row functions that its arguments call. */
function over(
  lowering: LoweringContext,
  pipeline: Pipeline,
  aggregates: readonly NamedTree[],
  outputs: readonly BoundColumn[],
  callSite: BoundAggregate["callSite"],
): Pipeline {
  const located = aggregates.map(({ tree }) => ({
    tree: parseTree(tree?.json ?? ""),
    callSite: tree?.callSite ?? null,
  }));
  const cut = cutRowFunctions(located, pipeline.columns, lowering.functions);
  const trees = aggregates.map(({ name, type }, index) =>
    namedTree({ name, type }, cut.trees[index] ?? countAll(), located[index]?.callSite ?? null),
  );
  return append(pipeline, [...cut.operators, aggregateOperator(trees, callSite)], "aggregate", outputs);
}

const rowCount: BoundColumn = { name: `${helperPrefix}rows`, type: "BIGINT" };

function countAll(): Tree {
  return makeCall("count_star", []);
}

/** By fingerprint: a call that is written twice is computed once. */
function callsOf(
  expressions: readonly LocatedTree[],
  { calls: types }: BoundAggregate,
  aggregateNames: ReadonlySet<string>,
): Map<string, Call> {
  const calls = new Map<string, Call>();
  const collect = (tree: Tree, callSite: LocatedTree["callSite"]): void => {
    const print =
      tree["class"] === "FUNCTION" && aggregateNames.has(functionName(tree)) ? fingerprint(tree) : undefined;
    const known = print === undefined ? undefined : types[print];
    if (print !== undefined && known !== undefined) {
      const column = { name: `${helperPrefix}aggregate_${calls.size}`, type: known.returns };
      if (!calls.has(print)) calls.set(print, { tree: { ...tree, alias: "" }, callSite, column, types: known });
      return;
    }
    mapChildren(tree, (child) => {
      collect(child, callSite);
      return child;
    });
  };
  for (const { tree, callSite } of expressions) collect(tree, callSite);
  return calls;
}

function replaceCalls(tree: Tree, calls: ReadonlyMap<string, Call>): Tree {
  const call = tree["class"] === "FUNCTION" ? calls.get(fingerprint(tree)) : undefined;
  return call === undefined
    ? mapChildren(tree, (child) => replaceCalls(child, calls))
    : inPlaceOf(tree, columnReference(call.column.name));
}

function functionName(tree: Tree): string {
  return text(tree, "function_name").toLowerCase();
}
