/** Operators of fragments, as the wire has them. */
import type {
  CallSite,
  Column,
  ExpectOperator,
  NamedTree,
  Operator,
  RowFunctionCall,
  ScanSource,
  Tree as WireTree,
  ValuesSource,
} from "../../common/wire/types.js";
import type { BoundColumn } from "./analysed-plan.js";
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

export function piecesOperator(columns: readonly BoundColumn[]): Operator {
  return { callSite: null, operator: "pieces", pieces: { columns: { columns: wireColumns(columns) } } };
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

export function limitOperator(limit: number, callSite: CallSite | null): Operator {
  return { callSite, operator: "limit", limit };
}

export function aggregateOperator(aggregates: readonly NamedTree[], callSite: CallSite | null): Operator {
  return { callSite, operator: "aggregate", aggregate: { aggregates: [...aggregates] } };
}

export function wireColumns(columns: readonly BoundColumn[]): Column[] {
  return columns.map(({ name, type }) => ({ name, type }));
}
