/** Functions over windows alone: each needs `over`. A string is a column's name. */
import type { CallSite } from "../../../common/wire/types.js";
import { captureCallSite, planRefused } from "../call-site.js";
import { Column, type ColumnOrLiteral } from "../column.js";
import { aggregate, call, type Name } from "./calls.js";

/** The row's number in its partition, from 1: rows that are equal in the order get different ones, the same at every run. */
export function row_number(): Column {
  return place("row_number", [], captureCallSite("row_number"));
}

/** The row's rank in its partition, from 1: equal rows share one, and as many are left out after them. */
export function rank(): Column {
  return place("rank", [], captureCallSite("rank"));
}

/** As `rank`, none is left out. */
export function dense_rank(): Column {
  return place("dense_rank", [], captureCallSite("dense_rank"));
}

/** `(rank - 1) / (rows - 1)`, from 0 to 1. */
export function percent_rank(): Column {
  return place("percent_rank", [], captureCallSite("percent_rank"));
}

/** The share of rows that come before the row or are equal to it. */
export function cume_dist(): Column {
  return place("cume_dist", [], captureCallSite("cume_dist"));
}

/** The number of the row's bucket, from 1, of so many equal ones. */
export function ntile(buckets: number): Column {
  const at = captureCallSite("ntile");
  return place("ntile", [positive("ntile", buckets, at)], at);
}

/** The value so many rows before the row. @param fallback  where there is no such row; a string is text */
export function lag(column: Name, offset = 1, fallback?: ColumnOrLiteral): Column {
  return shifted("lag", column, offset, fallback, captureCallSite("lag"));
}

/** The value so many rows after the row. @param fallback  where there is no such row; a string is text */
export function lead(column: Name, offset = 1, fallback?: ColumnOrLiteral): Column {
  return shifted("lead", column, offset, fallback, captureCallSite("lead"));
}

/** The first value of the frame; with `ignoreNulls` the first that is not NULL. */
export function first_value(column: Name, ignoreNulls = false): Column {
  return inFrame("first_value", column, ignoreNulls, captureCallSite("first_value"));
}

/** The last value of the frame: of the partition only if the frame goes to its end. With `ignoreNulls` the last that is not NULL. */
export function last_value(column: Name, ignoreNulls = false): Column {
  return inFrame("last_value", column, ignoreNulls, captureCallSite("last_value"));
}

/** The value of the frame's row of that number, from 1; NULL where it has fewer. */
export function nth_value(column: Name, number: number, ignoreNulls = false): Column {
  const at = captureCallSite("nth_value");
  const made = inFrame("nth_value", column, ignoreNulls, at, `, ${positive("nth_value", number, at)}`);
  return new Column({ ...made.parts, placeIn: "nth_value" });
}

function shifted(
  name: string,
  column: Name,
  offset: number,
  fallback: ColumnOrLiteral | undefined,
  at: CallSite | null,
): Column {
  if (!Number.isSafeInteger(offset)) {
    throw planRefused(`${name}: ${String(offset)} is not a number of rows`, at, "pass a whole number");
  }
  return place(name, [offset, ...(fallback === undefined ? [] : [fallback])], at, [column]);
}

/** A function that tells of a row's place in an order. */
function place(
  name: string,
  values: readonly ColumnOrLiteral[],
  at: CallSite | null,
  columns: readonly Name[] = [],
): Column {
  return new Column({ ...call({ shown: name, columns, values }, at).parts, placeIn: name });
}

function inFrame(name: string, column: Name, ignoreNulls: boolean, at: CallSite | null, more = ""): Column {
  const nulls = ignoreNulls ? " IGNORE NULLS" : "";
  return aggregate({ shown: name, columns: [column], sql: (value = "") => `${name}(${value}${more}${nulls})` }, at);
}

function positive(name: string, count: number, at: CallSite | null): number {
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw planRefused(`${name}(${String(count)}): not a number from 1`, at, "pass a whole number from 1");
}
