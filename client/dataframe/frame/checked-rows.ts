/**
 * Expectations that one row alone cannot answer, as relations. Where a row can be blamed, a helper column says of each row what the
 * others say of it, a window or a join makes it, and the expectation over it is one like any other. Helpers are gone afterwards.
 */
import type {
  CallSite,
  ExpectInput,
  NamedExpressionInput,
  RelationInput,
  SortOrderInput,
} from "../../../common/wire/types.js";
import { planRefused } from "../call-site.js";
import { Column } from "../column.js";
import { columnOfName, spread, toExpression } from "../arguments/column-arguments.js";
import { quoteIdentifier } from "../sql/literal.js";
import { toSortOrder } from "../arguments/sort-orders.js";
import { shownValue } from "../arguments/shown-value.js";

/** A column or several: a string is a name. */
export type KeyColumns = Column | string | readonly (Column | string)[];

/** No column of a script's has such a name, and messages leave it out. */
const helperPrefix = "__goldpan_";

/** Which of the rows with the same key do not violate `expectUnique`. */
export type KeptRow = "first" | "none" | Column | readonly Column[];

/**
 * Rows whose keys other rows have as well, all but the one that is kept.
 * @param expectation  all of it but its input and its predicate
 */
export function uniqueRows(
  input: RelationInput,
  keys: readonly Column[],
  keep: KeptRow,
  expectation: Omit<ExpectInput, "input" | "predicate">,
  at: CallSite | null,
): RelationInput {
  const { relation: keyed, names, helpers } = withNames(input, keys, `${helperPrefix}key_`, at);
  const parts = names.map(quoteIdentifier);
  const mark = `${helperPrefix}kept`;
  const alone = { sql: `count(*) OVER (PARTITION BY ${parts.join(", ")}) = 1`, callSite: at };
  const marked: RelationInput =
    keep === "none"
      ? { callSite: at, withColumns: { input: keyed, columns: [{ name: mark, expression: alone }] } }
      : { callSite: at, deduplicate: { input: keyed, keys: names, keep: ordersOf(keep, at), mark } };
  return checked(marked, unlessNull(parts, quoteIdentifier(mark)), [...helpers, mark], expectation, at);
}

/** What `expectIn` compares with. */
export interface Reference {
  readonly relation: RelationInput;
  readonly columns: readonly Column[];
}

/** Rows whose values are in no row of the other table. */
export function containedRows(
  input: RelationInput,
  columns: readonly Column[],
  other: Reference,
  expectation: Omit<ExpectInput, "input" | "predicate">,
  at: CallSite | null,
): RelationInput {
  const { relation: left, names: own, helpers } = withNames(input, columns, `${helperPrefix}own_`, at);
  const theirs = columns.map((_, index) => `${helperPrefix}theirs_${String(index)}`);
  const found = `${helperPrefix}found`;
  const values: RelationInput = {
    callSite: at,
    project: { input: other.relation, columns: namedColumns(theirs, other.columns, at) },
  };
  const present = theirs.map((name) => `${quoteIdentifier(name)} IS NOT NULL`).join(" AND ");
  const filled: RelationInput = {
    callSite: at,
    filter: { input: values, condition: { sql: present, callSite: at } },
  };
  const once: RelationInput = { callSite: at, deduplicate: { input: filled, keys: [], keep: [] } };
  const right: RelationInput = {
    callSite: at,
    withColumns: { input: once, columns: [{ name: found, expression: { sql: "true", callSite: at } }] },
  };
  const equal = own.map((name, index) => `${quoteIdentifier(name)} = ${quoteIdentifier(theirs[index] ?? "")}`);
  const joined: RelationInput = {
    callSite: at,
    join: { left, right, kind: "LEFT", using: [], condition: { sql: equal.join(" AND "), callSite: at } },
  };
  const predicate = unlessNull(own.map(quoteIdentifier), `coalesce(${quoteIdentifier(found)}, false)`);
  return checked(joined, predicate, [...helpers, ...theirs, found], expectation, at);
}

/** Columns from what a script passed. @throws PLAN_REFUSED for none, and for what is no column */
export function keyColumns(keys: KeyColumns, at: CallSite | null): readonly Column[] {
  const list = spread<Column | string>(Array.isArray(keys) ? keys : [keys]);
  if (list.length === 0) throw planRefused(`${at?.method ?? "it"} without a column`, at, "name at least one column");
  return list.map((key) => columnOfName(key, at));
}

/** `booking`, `day, booking`: as names of expectations have them. */
export function columnList(columns: readonly Column[]): string {
  return columns.map(({ parts }) => parts.alias ?? parts.defaultName ?? parts.sql).join(", ");
}

/** NULL for a row without a value in one of the columns: `nulls` says what becomes of it. */
function unlessNull(columns: readonly string[], predicate: string): string {
  const missing = columns.map((column) => `${column} IS NULL`).join(" OR ");
  return `CASE WHEN ${missing} THEN NULL ELSE ${predicate} END`;
}

/** Columns under names: a name stays as it is, an expression becomes a helper column. */
function withNames(
  input: RelationInput,
  columns: readonly Column[],
  prefix: string,
  at: CallSite | null,
): { relation: RelationInput; names: string[]; helpers: string[] } {
  const names = columns.map(({ parts }, index) => {
    const { defaultName, sql } = parts;
    return defaultName !== undefined && sql === quoteIdentifier(defaultName)
      ? defaultName
      : `${prefix}${String(index)}`;
  });
  const added = columns.map((column, index) => ({ column, name: names[index] ?? "" }));
  const computed = added.filter(({ name }) => name.startsWith(prefix));
  if (computed.length === 0) return { relation: input, names, helpers: [] };
  const helpers = computed.map(({ name }) => name);
  const expressions = namedColumns(
    helpers,
    computed.map(({ column }) => column),
    at,
  );
  return { relation: { callSite: at, withColumns: { input, columns: expressions } }, names, helpers };
}

function checked(
  input: RelationInput,
  predicate: string,
  helpers: readonly string[],
  expectation: Omit<ExpectInput, "input" | "predicate">,
  at: CallSite | null,
): RelationInput {
  const expect = { ...expectation, input, predicate: { sql: predicate, callSite: at }, helpers: [...helpers] };
  return { drop: { input: { callSite: at, expect }, columns: [...helpers] } };
}

function ordersOf(keep: Exclude<KeptRow, "none">, at: CallSite | null): SortOrderInput[] {
  if (keep === "first") return [];
  const orders: readonly unknown[] = Array.isArray(keep) ? keep : [keep];
  return orders.map((order) => {
    if (order instanceof Column) return toSortOrder(order, at);
    const hint = 'write keep: "first", "none", latest("updated_at"), or earliest("updated_at")';
    throw planRefused(`expectUnique keeps no row by ${shownValue(order)}`, at, hint);
  });
}

function namedColumns(
  names: readonly string[],
  columns: readonly Column[],
  at: CallSite | null,
): NamedExpressionInput[] {
  return columns.map((column, index) => ({ name: names[index] ?? "", expression: toExpression(column, at) }));
}
