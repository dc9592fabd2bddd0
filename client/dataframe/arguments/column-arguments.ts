/** What a script passes where a Column is wanted, as a Column; and Columns as plans carry them. */
import type { CallSite, ExpressionInput, NamedExpressionInput } from "../../../common/wire/types.js";
import { planRefused } from "../call-site.js";
import { assertPlainValue, Column } from "../column.js";
import { lastNamePart, nameSql } from "./column-names.js";
import { shownValue } from "./shown-value.js";

/** A column by name, or the Column itself: for methods where a string is a name. */
export function columnOfName(column: Column | string, at: CallSite | null): Column {
  if (column instanceof Column) return column;
  assertText(column, "a name or a Column", at);
  const defaultName = lastNamePart(column, at);
  const sql = nameSql(column, at);
  return new Column({ sql, callSite: at, atomic: true, ...(defaultName === undefined ? {} : { defaultName }) });
}

/** An expression in SQL, or the Column itself: for methods where a string is SQL. */
export function columnOfSql(column: Column | string, at: CallSite | null): Column {
  if (column instanceof Column) return column;
  assertText(column, "SQL or a Column", at);
  if (column.trim() === "") {
    throw planRefused("an expression is empty", at, 'write SQL such as "delay > 15"');
  }
  // A comment would swallow what follows it.
  return new Column({ sql: column.includes("--") ? `${column}\n` : column, callSite: at });
}

/** Scripts need not be type-checked. */
function assertText(value: unknown, wanted: string, at: CallSite | null): void {
  if (typeof value === "string") return;
  const hint =
    typeof value === "boolean"
      ? 'TypeScript compares by itself: write col("delay").eq(3) instead of col("delay") === 3, and .and, .or, .not() for &&, ||, !'
      : value === undefined
        ? 'columns are no properties of a DataFrame: df.delay and df["delay"] are written df.col("delay") or "delay"'
        : 'a string, col("delay"), or lit(5) for a value';
  throw planRefused(`${at?.method || "this method"} takes ${wanted}, not ${shownValue(value)}`, at, hint);
}

/** Columns given one by one or as one array. */
export type Columns = readonly (Column | string)[] | readonly [readonly (Column | string)[]];

/** The items of arguments that are given one by one or as one array. */
export function spread<T>(items: readonly T[] | readonly [readonly T[]]): readonly T[] {
  const [first] = items;
  return items.length === 1 && Array.isArray(first) ? (first as readonly T[]) : (items as readonly T[]);
}

/**
 * For relations: the expression with the place it came from, or else where the method was called.
 * @throws PLAN_REFUSED for what belongs in orderBy or select alone
 */
export function toExpression(column: Column, at: CallSite | null): ExpressionInput {
  assertPlainValue(column, at);
  return { sql: column.parts.sql, callSite: column.parts.callSite ?? at };
}

/** As `toExpression`, with `name`, or else the name that the Column has; empty where DuckDB names it. */
export function toNamedExpression(column: Column, at: CallSite | null, name?: string): NamedExpressionInput {
  return {
    name: name ?? column.parts.alias ?? column.parts.defaultName ?? "",
    expression: toExpression(column, at),
    ...(column.parts.hugeintAsBigint === true ? { hugeintAsBigint: true } : {}),
  };
}
