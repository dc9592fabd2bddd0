/** Columns that a join names in `using`: equal on both sides, and one column of what comes out. */
import type { CallSite } from "../../../common/wire/types.js";
import type { BoundJoinKind, BoundRelation } from "../../planner/analysed-plan.js";
import { coalesce } from "../../planner/trees/make-tree.js";
import { columnReference } from "../../planner/trees/tree.js";
import { named } from "../expressions/named-bound.js";
import { ambiguousColumn, columnNotFound, type Place } from "../expressions/refusals.js";
import { Scope, type ScopeColumn } from "../expressions/scope.js";
import type { Binding } from "./binding.js";
import type { JoinSides } from "./join-sides.js";
import { placeAt } from "./parts.js";
import { Names } from "./projections.js";

/** A column of `using`, on both sides. */
export interface UsingColumn {
  readonly left: ScopeColumn;
  readonly right: ScopeColumn;
}

export function usingColumns(
  names: readonly string[],
  { left, right }: JoinSides,
  callSite: CallSite | null,
): UsingColumn[] {
  const distinct = [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
  const columnOf = (name: string, scope: Scope, side: string): ScopeColumn => {
    const columns = scope.named(name);
    const [column] = columns;
    const place: Place = { ...placeAt(callSite), columns: scope.names };
    if (column === undefined) throw columnNotFound(place, name, { where: ` on ${side} of the join` });
    if (columns.length > 1) throw ambiguousColumn(place, [name], columns);
    return column;
  };
  return distinct.map((name) => ({
    left: columnOf(name, left, "the left side"),
    right: columnOf(name, right, "the right side"),
  }));
}

/** Where the columns of `using` stand: `first` as in Spark, or where the left side has them, as in SQL text. */
export type UsingPlace = "first" | "left";

/** The left side's columns. */
export function leftOfUsing(
  columns: readonly ScopeColumn[],
  using: readonly UsingColumn[],
  place: UsingPlace,
): readonly ScopeColumn[] {
  if (place === "left") return columns;
  const keys = using.map(({ left }) => left);
  return [...keys, ...columns.filter((column) => !keys.includes(column))];
}

/** The columns of `using` once. */
export async function withUsing(
  binding: Binding,
  joined: Scope,
  using: readonly UsingColumn[],
  kind: BoundJoinKind,
  { place, callSite }: { readonly place: UsingPlace; readonly callSite: CallSite | null },
): Promise<Scope> {
  const whole = (relation: BoundRelation, first: readonly ScopeColumn[]): Scope => {
    const hidden = (side: ScopeColumn): ScopeColumn => ({ ...side, hidden: true, side: undefined });
    const isFirst = ({ column }: ScopeColumn) => first.some((visible) => visible.column === column);
    const columns = joined.columns.flatMap((column): ScopeColumn[] => {
      if (column.hidden) return [column];
      const isRight = using.some(({ right }) => right.column === column.column);
      const index = using.findIndex(({ left }) => left.column === column.column);
      if (index < 0 && !isRight) return [column];
      if (place === "first") return isFirst(column) ? [] : [hidden(column)];
      const visible = first[index];
      // Unqualified, so that `t.*` has each side's columns where that side has them.
      return visible === undefined ? [hidden(column)] : [{ ...visible, alias: undefined, plans: [] }, hidden(column)];
    });
    return new Scope(relation, place === "first" ? [...first, ...columns] : columns);
  };
  if (kind !== "full") {
    const first = using.map(({ left, right }) => ({
      ...(kind === "right" ? right : left),
      hidden: false,
      side: undefined,
    }));
    return whole(joined.relation, first);
  }
  const input = await binding.tables.of(joined);
  const names = new Names(joined.relation.schema.map(({ name }) => name));
  const both = [];
  for (const { left, right } of using) {
    const tree = coalesce(columnReference(left.column.name), columnReference(right.column.name));
    const type = await binding.expressions.typeOf(tree, input, placeAt(callSite));
    both.push(named(names.take(left.name), type, tree, { ...placeAt(callSite), sql: left.name }));
  }
  const relation = binding.projections.extended(joined.relation, both, callSite);
  const added = relation.schema.slice(joined.relation.schema.length);
  const first = using.map(({ left }, index): ScopeColumn => {
    const column = added[index] ?? left.column;
    return { column, name: left.name, alias: undefined, plans: [], hidden: false, side: undefined };
  });
  return whole(relation, first);
}
