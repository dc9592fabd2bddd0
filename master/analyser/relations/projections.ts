/** Projections over scopes: columns get names of their own in the relation, whatever the script calls them, and neighbours are merged. */
import { sameName } from "../../../common/same-name.js";
import type { CallSite } from "../../../common/wire/types.js";
import type { BoundColumn, BoundProjection, BoundRelation } from "../../planner/analysed-plan.js";
import { plainColumn } from "../../planner/trees/tree.js";
import { columnAsIs, type NamedBound } from "../expressions/named-bound.js";
import { scriptError } from "../expressions/refusals.js";
import { describeColumn, plainScopeColumn, Scope, type ScopeColumn } from "../expressions/scope.js";
import { placeAt } from "./parts.js";
import { mergeProjections, type Projection } from "./merge-projections.js";

/** A column of a projection, and what the script may call it. */
export interface ProjectedColumn {
  /** Over the input's relation; its name is the visible one. */
  readonly bound: NamedBound;
  /** The column that is passed on under its name; its qualifiers stay. */
  readonly from: ScopeColumn | undefined;
}

/** Of all projections that could not be merged: what one task is told must fit into a message. */
const projectedColumnsMax = 100_000;

export class Projections {
  /** Of projections, to merge others into them. */
  private readonly known = new WeakMap<BoundRelation, Projection>();
  private readonly passed = new Map<string, NamedBound>();
  private projectedColumns = 0;

  /** A projection, merged with the one below it where that changes nothing. */
  over(input: BoundRelation, columns: readonly NamedBound[], callSite: CallSite | null): BoundRelation {
    const below = input.kind === "project" ? this.known.get(input) : undefined;
    const merged = below === undefined ? undefined : mergeProjections(below, columns);
    const [from, list] = merged === undefined || input.kind !== "project" ? [input, columns] : [input.input, merged];
    this.projectedColumns += merged === undefined ? list.length : Math.max(0, list.length - input.schema.length);
    if (this.projectedColumns > projectedColumnsMax) throw projectsTooMuch(callSite);
    const projection: BoundRelation = { kind: "project", input: from, ...projectionsOf(list), callSite };
    this.known.set(projection, { input: from.schema, columns: list });
    return projection;
  }

  /**
   * Names in the relation are the visible ones, numbered where two columns have the same.
   * @param relation  where it is not the scope's own: one that has more columns
   */
  select(
    input: Scope,
    columns: readonly ProjectedColumn[],
    callSite: CallSite | null,
    relation: BoundRelation = input.relation,
  ): Scope {
    // Visible columns first: they may have their names.
    const names = new Names();
    const order = columns.some(({ from }) => from?.hidden === true)
      ? [...columns.filter(({ from }) => from?.hidden !== true), ...columns.filter(({ from }) => from?.hidden === true)]
      : columns;
    const own = new Map(order.map((column) => [column, names.take(column.bound.name)]));
    const bound = columns.map((column) => withName(column.bound, own.get(column) ?? column.bound.name));
    const projection = this.over(relation, bound, callSite);
    const scoped = columns.map(({ bound: { name }, from }, index): ScopeColumn => {
      const column = projection.schema[index] ?? { name, type: "" };
      const isPlain = from === undefined || (from.alias === undefined && from.plans.length === 0 && !from.hidden);
      if (isPlain && column.name === name && from?.side === undefined) return plainScopeColumn(column);
      if (from === undefined) return { ...plainScopeColumn(column), name };
      return { ...from, column, name };
    });
    return new Scope(projection, scoped, input.broadcast);
  }

  /** Every column of the scope, hidden ones too, as it is. */
  passedOn(column: ScopeColumn): ProjectedColumn {
    return { bound: withName(this.passedThrough(column.column), column.name), from: column };
  }

  /** A column as it is: one object for all projections that pass it on, since long chains of them do so with many columns. */
  passedThrough(column: BoundColumn): NamedBound {
    const key = `${column.type} ${column.name}`;
    const known = this.passed.get(key) ?? columnAsIs(column, null);
    this.passed.set(key, known);
    return known;
  }

  /** The relation with further columns that only it knows. */
  extended(relation: BoundRelation, added: readonly NamedBound[], callSite: CallSite | null): BoundRelation {
    if (added.length === 0) return relation;
    return this.over(relation, [...relation.schema.map((column) => this.passedThrough(column)), ...added], callSite);
  }

  /** The scope's visible columns and nothing else, still under names of the relation's own. */
  trimmed(scope: Scope): Scope {
    const { relation, visible } = scope;
    if (visible.length === relation.schema.length && visible.length === scope.columns.length) return scope;
    return this.select(
      scope,
      visible.map((column) => this.passedOn(column)),
      relation.callSite,
    );
  }

  /**
   * The scope's visible columns under their visible names: what leaves the plan, or is matched by name or position.
   * @throws AMBIGUOUS_COLUMN where two have the same
   */
  sealed(scope: Scope, callSite: CallSite | null = scope.relation.callSite): Scope {
    const { relation, visible } = scope;
    assertDistinct(visible, callSite);
    const same =
      visible.length === relation.schema.length &&
      visible.length === scope.columns.length &&
      visible.every(({ name, column }, index) => name === column.name && column.name === relation.schema[index]?.name);
    if (same) return scope;
    return this.select(
      scope,
      visible.map((column) => this.passedOn(column)),
      relation.callSite,
    );
  }
}

/** Hands out names that differ in more than case: `id`, `id#2`. */
export class Names {
  private readonly taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.taken = new Set([...taken].map((name) => name.toLowerCase()));
  }

  take(wanted: string): string {
    let name = wanted;
    for (let number = 2; this.taken.has(name.toLowerCase()); number++) name = `${wanted}#${number}`;
    this.taken.add(name.toLowerCase());
    return name;
  }
}

/** Columns of the scope that trees pass on as they are keep their qualifiers. */
export function projected(scope: Scope, columns: readonly NamedBound[]): ProjectedColumn[] {
  const qualified = scope.columns.filter(
    ({ alias, plans, side }) => alias !== undefined || plans.length > 0 || side !== undefined,
  );
  const byColumn = new Map(qualified.map((column) => [column.column.name, column]));
  return columns.map((bound) => {
    const source = byColumn.size === 0 ? undefined : byColumn.get(plainColumn(bound.tree) ?? "");
    if (source === undefined || !sameName(source.name, bound.name)) return { bound, from: undefined };
    return { bound, from: { ...source, hidden: false } };
  });
}

/** Two columns of one name are only of use where a qualifier tells them apart. */
export function assertReachable(columns: readonly ProjectedColumn[], callSite: CallSite | null): void {
  const seen = new Map<string, ProjectedColumn>();
  for (const column of columns) {
    const { name } = column.bound;
    const other = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), column);
    if (other === undefined) continue;
    const told = column.from !== undefined && other.from !== undefined && column.from.column !== other.from.column;
    if (told) continue;
    const others = other.bound.name;
    const what = others === name ? `two columns are called '${name}'` : `'${others}' and '${name}' differ in case only`;
    throw scriptError("AMBIGUOUS_COLUMN", placeAt(callSite), what, {
      hint: "give one of them another name with AS or alias",
    });
  }
}

function assertDistinct(columns: readonly ScopeColumn[], callSite: CallSite | null): void {
  const seen = new Map<string, ScopeColumn>();
  for (const column of columns) {
    const other = seen.get(column.name.toLowerCase());
    seen.set(column.name.toLowerCase(), column);
    if (other === undefined) continue;
    const sides = [describeColumn(other), describeColumn(column)];
    const what = `two columns are called '${column.name}': ${sides.join(" and ")}`;
    throw scriptError("AMBIGUOUS_COLUMN", placeAt(callSite), what, {
      hint: "drop or rename one of them before the join, join by name (join(other, ['id'])), or select the columns you want, each under a name of its own",
      candidates: sides,
    });
  }
}

function withName(bound: NamedBound, name: string): NamedBound {
  return bound.name === name ? bound : { ...bound, name };
}

function projectsTooMuch(callSite: CallSite | null) {
  const what = `up to here the plan's projections have more than ${projectedColumnsMax} columns in all`;
  return scriptError("PLAN_REFUSED", placeAt(callSite), what, {
    hint: "each column that is computed from a computed one starts a projection of all columns: add columns that do not build on each other together, by withColumns, or write a table in between and read it",
  });
}

/** The same objects for the same column: copies of long chains would fill the analyser's memory, and its answer. */
const projectionOf = new WeakMap<NamedBound, { column: BoundColumn; projection: BoundProjection }>();

export function projectionsOf(columns: readonly NamedBound[]): {
  columns: BoundProjection[];
  schema: BoundColumn[];
} {
  const parts = columns.map((bound) => {
    const { name, type, expression } = bound;
    const part = projectionOf.get(bound) ?? { column: { name, type }, projection: { name, type, expression } };
    projectionOf.set(bound, part);
    return part;
  });
  return { columns: parts.map(({ projection }) => projection), schema: parts.map(({ column }) => column) };
}
