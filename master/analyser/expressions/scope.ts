/**
 * What expressions over a relation may name. The relation's schema has unique names of its own; beside it stand the names that the
 * script knows: several columns may have the same one, told apart by qualifiers, and some columns have none at all.
 */
import type { BoundColumn, BoundRelation } from "../../planner/analysed-plan.js";

export interface ScopeColumn {
  /** As in the relation's schema. */
  readonly column: BoundColumn;
  /** What the script calls it. */
  readonly name: string;
  /** Of `alias(…)`, in lower case. */
  readonly alias: string | undefined;
  /** DataFrames whose column it is, by plan id, with the number of DataFrames between them and here. */
  readonly plans: readonly { readonly planId: number; readonly distance: number }[];
  /** Not part of the rows, but still there for who names it with its qualifier: the right side's column of `using`. */
  readonly hidden: boolean;
  /** Which side of which join it came from, in words. */
  readonly side: string | undefined;
}

export type Resolution =
  | {
      readonly kind: "column";
      readonly column: ScopeColumn;
      readonly fields: readonly string[];
      readonly qualified: boolean;
    }
  | { readonly kind: "ambiguous"; readonly columns: readonly ScopeColumn[] }
  /** `known` are the names that could have stood there. */
  | { readonly kind: "unknown"; readonly name: string; readonly known: readonly string[] };

const planQualifier = /^__goldpan_plan_(\d+)$/;

export class Scope {
  private byName: ReadonlyMap<string, readonly ScopeColumn[]> | undefined;
  private byQualifier: ReadonlyMap<string, readonly ScopeColumn[]> | undefined;

  constructor(
    readonly relation: BoundRelation,
    /** In the order of the rows' columns, hidden ones anywhere. */
    readonly columns: readonly ScopeColumn[],
    /** Asked for by `broadcast(df)`. */
    readonly broadcast = false,
  ) {}

  /** Every column of the relation under its own name. */
  static of(relation: BoundRelation): Scope {
    return new Scope(relation, relation.schema.map(plainScopeColumn));
  }

  /** The same names over a relation that passes all of this one's columns on. */
  over(relation: BoundRelation): Scope {
    const scope = new Scope(relation, this.columns, this.broadcast);
    scope.byName = this.byName;
    scope.byQualifier = this.byQualifier;
    return scope;
  }

  get visible(): readonly ScopeColumn[] {
    return this.columns.some(({ hidden }) => hidden) ? this.columns.filter(({ hidden }) => !hidden) : this.columns;
  }

  get names(): readonly string[] {
    return this.visible.map(({ name }) => name);
  }

  /** Visible columns of the name, in any case. */
  named(name: string): readonly ScopeColumn[] {
    this.byName ??= groupBy(this.visible, (column) => [column.name.toLowerCase()]);
    return this.byName.get(name.toLowerCase()) ?? [];
  }

  /** Columns under a qualifier, hidden ones too. */
  qualifiedBy(qualifier: string): readonly ScopeColumn[] {
    this.byQualifier ??= groupBy(this.columns, qualifiersOf);
    const columns = this.byQualifier.get(qualifier.toLowerCase()) ?? [];
    const planId = planIdOf(qualifier);
    return planId === undefined ? columns : nearestOf(columns, planId);
  }

  /**
   * `alias.column` comes before a column's field, as in DuckDB.
   * @param path  of a reference as it is written
   */
  resolve(path: readonly string[]): Resolution {
    const [first = "", second] = path;
    const qualified = second === undefined ? [] : this.qualifiedBy(first);
    const named = qualified.filter(({ name }) => name.toLowerCase() === second?.toLowerCase());
    if (named.length > 0) return oneOf(named, path.slice(2), true);
    const plain = this.named(first);
    if (plain.length > 0) return oneOf(plain, path.slice(1), false);
    if (qualified.length === 0) return { kind: "unknown", name: first, known: this.names };
    return { kind: "unknown", name: second ?? "", known: qualified.map(({ name }) => name) };
  }
}

/** The same objects for the same column: long chains pass many columns on. */
const plainColumns = new WeakMap<BoundColumn, ScopeColumn>();

export function plainScopeColumn(column: BoundColumn): ScopeColumn {
  const known = plainColumns.get(column);
  if (known !== undefined) return known;
  const made: ScopeColumn = { column, name: column.name, alias: undefined, plans: [], hidden: false, side: undefined };
  plainColumns.set(column, made);
  return made;
}

/** The number in `__goldpan_plan_7`; undefined for other qualifiers. */
export function planIdOf(qualifier: string): number | undefined {
  const [, digits] = planQualifier.exec(qualifier.toLowerCase()) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** A column as a message would name it: `a.id`, or `id of the left side of the join at job.ts:7`. */
export function describeColumn({ alias, name, side }: ScopeColumn): string {
  if (alias !== undefined) return `${alias}.${name}`;
  return side === undefined ? name : `${name} of ${side}`;
}

function oneOf(columns: readonly ScopeColumn[], fields: readonly string[], qualified: boolean): Resolution {
  const [column] = columns;
  if (column === undefined || columns.length > 1) return { kind: "ambiguous", columns };
  return { kind: "column", column, fields, qualified };
}

function qualifiersOf({ alias, plans }: ScopeColumn): string[] {
  const qualifiers = plans.map(({ planId }) => `__goldpan_plan_${planId}`);
  return alias === undefined ? qualifiers : [alias, ...qualifiers];
}

/** Of columns with one name those that are nearest to their DataFrame: `df.col("id")` means df's own before what was made of df. */
function nearestOf(columns: readonly ScopeColumn[], planId: number): readonly ScopeColumn[] {
  const distanceOf = ({ plans }: ScopeColumn): number =>
    plans.find((plan) => plan.planId === planId)?.distance ?? Number.POSITIVE_INFINITY;
  const least = new Map<string, number>();
  for (const column of columns) {
    const name = column.name.toLowerCase();
    least.set(name, Math.min(least.get(name) ?? Number.POSITIVE_INFINITY, distanceOf(column)));
  }
  return columns.filter((column) => distanceOf(column) === least.get(column.name.toLowerCase()));
}

function groupBy(
  columns: readonly ScopeColumn[],
  keysOf: (column: ScopeColumn) => readonly string[],
): ReadonlyMap<string, readonly ScopeColumn[]> {
  const groups = new Map<string, ScopeColumn[]>();
  for (const column of columns) {
    for (const key of keysOf(column)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [column]);
      else group.push(column);
    }
  }
  return groups;
}
