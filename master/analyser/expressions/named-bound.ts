/** Bound expressions while they are still trees. */
import type { CallSite, Expression } from "../../../common/wire/types.js";
import { quoteIdentifier } from "../../../common/sql-text.js";
import type { BoundColumn, BoundExpression } from "../../planner/analysed-plan.js";
import { columnReference, formatTree, type Tree } from "../../planner/trees/tree.js";
import { shownSql, type Place } from "./refusals.js";
import type { Scope } from "./scope.js";

export interface NamedBound extends BoundColumn {
  readonly expression: BoundExpression;
  readonly tree: Tree;
}

/** A column as it is. */
export function columnAsIs(column: BoundColumn, callSite: CallSite | null, name = column.name): NamedBound {
  const place: Place = { callSite, sql: quoteIdentifier(column.name), columns: [] };
  return named(name, column.type, columnReference(column.name), place);
}

export function named(name: string, type: string, tree: Tree, place: Place): NamedBound {
  return { name, type, tree, expression: boundExpression(tree, place) };
}

export function boundExpression(tree: Tree, place: Place): BoundExpression {
  return { json: formatTree(tree), callSite: place.callSite, sql: shownSql(place.sql) };
}

export function placeOf(expression: Expression, scope: Scope): Place {
  const numbered = scope.columns.filter(({ name, column }) => column.name !== name && column.name.includes("#"));
  return {
    callSite: expression.callSite,
    sql: expression.sql,
    columns: scope.names,
    ...(numbered.length === 0 ? {} : { visible: new Map(numbered.map(({ name, column }) => [column.name, name])) }),
  };
}
