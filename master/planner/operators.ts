/** Operators of fragments, as the wire has them. */
import type {
  AggregateFunctionStep,
  CallSite,
  Column,
  ExpectOperator,
  NamedTree,
  Operator,
  RowFunction,
  RowFunctionCall,
  SampleOperator,
  ScanSource,
  SetOperationKind,
  SortKey,
  Tree as WireTree,
  ValuesSource,
} from "../../common/wire/types.js";
import type { BoundColumn, BoundSortOrder } from "./analysed-plan.js";
import { columnReference, formatTree, type Tree } from "./trees/tree.js";

export function wireTree(tree: Tree, callSite: CallSite | null): WireTree {
  return { json: formatTree(tree), callSite };
}

export function namedTree(column: BoundColumn, tree: Tree, callSite: CallSite | null): NamedTree {
  return { name: column.name, type: column.type, tree: wireTree(tree, callSite) };
}

/** A column passed on as it is. */
export function passedOn(column: BoundColumn): NamedTree {
  return namedTree(column, columnReference(column.name), null);
}

export function scanOperator(scan: ScanSource, callSite: CallSite | null): Operator {
  return { callSite, operator: "scan", scan };
}

export function valuesOperator(values: ValuesSource, callSite: CallSite | null): Operator {
  return { callSite, operator: "values", values };
}

/** @param input  position among the inputs of the fragment */
export function piecesOperator(columns: readonly BoundColumn[], input: number): Operator {
  return { callSite: null, operator: "pieces", pieces: { columns: { columns: wireColumns(columns) }, input } };
}

export function projectOperator(columns: readonly NamedTree[], callSite: CallSite | null): Operator {
  return { callSite, operator: "project", project: { columns: [...columns] } };
}

export function filterOperator(condition: Tree, callSite: CallSite | null): Operator {
  return { callSite, operator: "filter", filter: wireTree(condition, callSite) };
}

export function expectOperator(expect: ExpectOperator, callSite: CallSite | null): Operator {
  return { callSite, operator: "expect", expect };
}

export function mapFunctionOperator(calls: readonly RowFunctionCall[], callSite: CallSite | null): Operator {
  return { callSite, operator: "mapFunction", mapFunction: { calls: [...calls] } };
}

/** @param count  undefined for all rows after the offset */
export function limitOperator(count: number | undefined, offset: number, callSite: CallSite | null): Operator {
  return { callSite, operator: "limit", limit: { ...(count === undefined ? {} : { count }), offset } };
}

/** With keys one row per group, the keys first; without, exactly one row. */
export function aggregateOperator(
  keys: readonly NamedTree[],
  aggregates: readonly NamedTree[],
  callSite: CallSite | null,
): Operator {
  return { callSite, operator: "aggregate", aggregate: { keys: [...keys], aggregates: [...aggregates] } };
}

export function sortKey({ expression, descending, nullsFirst }: BoundSortOrder, tree: Tree): SortKey {
  return { tree: wireTree(tree, expression.callSite), descending, nullsFirst };
}

export function sortOperator(keys: readonly SortKey[], callSite: CallSite | null): Operator {
  return { callSite, operator: "sort", sort: { keys: [...keys] } };
}

export function deduplicateOperator(
  keys: readonly string[],
  keep: readonly SortKey[],
  callSite: CallSite | null,
  mark = "",
): Operator {
  return { callSite, operator: "deduplicate", deduplicate: { keys: [...keys], keep: [...keep], mark } };
}

/** Appends the columns. */
export function windowOperator(columns: readonly NamedTree[], callSite: CallSite | null): Operator {
  return { callSite, operator: "window", window: { columns: [...columns] } };
}

export function wireColumns(columns: readonly BoundColumn[]): Column[] {
  return columns.map(({ name, type }) => ({ name, type }));
}

export interface Unnesting {
  /** A list or a map. */
  readonly tree: Tree;
  /** [element], or [key, value] of a map, each with the position before it when asked for. */
  readonly columns: readonly BoundColumn[];
  /** @default false */
  readonly withPosition?: boolean;
  /** Whether a row without elements stays. @default false */
  readonly outer?: boolean;
}

export function unnestOperator(
  { tree, columns, withPosition = false, outer = false }: Unnesting,
  callSite: CallSite | null,
): Operator {
  const unnest = { tree: wireTree(tree, callSite), columns: wireColumns(columns), withPosition, outer };
  return { callSite, operator: "unnest", unnest };
}

export function aggregateFunctionOperator(
  keys: readonly string[],
  calls: readonly RowFunctionCall[],
  step: AggregateFunctionStep,
  callSite: CallSite | null,
): Operator {
  return { callSite, operator: "aggregateFunction", aggregateFunction: { keys: [...keys], calls: [...calls], step } };
}

export function setOperator(
  kind: SetOperationKind,
  all: boolean,
  right: readonly Operator[],
  callSite: CallSite | null,
): Operator {
  return { callSite, operator: "setOperation", setOperation: { kind, all, right: [...right] } };
}

export function sampleOperator(sample: SampleOperator, callSite: CallSite | null): Operator {
  const { fraction, withReplacement, seed, byOrigin } = sample;
  return { callSite, operator: "sample", sample: { fraction, withReplacement, seed, byOrigin } };
}

export function mapPartitionsOperator(
  rowFunction: RowFunction,
  output: readonly BoundColumn[],
  callSite: CallSite | null,
): Operator {
  const mapPartitions = { function: rowFunction, output: { columns: wireColumns(output) } };
  return { callSite, operator: "mapPartitions", mapPartitions };
}
