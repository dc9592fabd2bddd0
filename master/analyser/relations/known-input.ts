/** A bound input whose names and types decide which relations are written over it. */
import { sameName } from "../../../common/same-name.js";
import type { CallSite, Expression, NamedExpression, Relation } from "../../../common/wire/types.js";
import { columnNotFound } from "../expressions/refusals.js";
import type { Scope } from "../expressions/scope.js";
import type { WireRelations } from "../sql/wire-relations.js";
import type { TypedColumn } from "./column-kinds.js";
import { placeAt } from "./parts.js";

/** What is known once the input is bound. */
export interface KnownInput {
  /** Stands for the bound input. */
  readonly input: Relation;
  readonly scope: Scope;
  readonly columns: readonly TypedColumn[];
  readonly make: WireRelations;
  readonly callSite: CallSite | null;
}

/**
 * The columns of these names, or all without names.
 * @throws COLUMN_NOT_FOUND with the nearest name
 */
export function columnsNamed(
  names: readonly string[],
  { columns, scope, callSite }: KnownInput,
): readonly TypedColumn[] {
  if (names.length === 0) return columns;
  return names.map((name) => {
    const column = columns.find((candidate) => sameName(candidate.name, name));
    if (column === undefined) throw columnNotFound({ ...placeAt(callSite), columns: scope.names }, name);
    return column;
  });
}

export function expressionOf(sql: string, callSite: CallSite | null): Expression {
  return { sql, callSite };
}

export function namedOf(name: string, sql: string, callSite: CallSite | null): NamedExpression {
  return { name, expression: expressionOf(sql, callSite), hugeintAsBigint: false };
}
