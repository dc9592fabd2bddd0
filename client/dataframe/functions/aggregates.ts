/** Aggregates: for `agg`, and by `over` for windows. NULLs are left out unless said otherwise; a string is a column's name. */
import type { CallSite } from "../../../common/wire/types.js";
import { captureCallSite } from "../call-site.js";
import { Column } from "../column.js";
import { columnOfName } from "../column-arguments.js";

/** For `agg`: how many rows have a value in `column`; `count("*")` counts all rows. A string is a name. */
export function count(column: Column | string): Column {
  const at = captureCallSite("count");
  if (column === "*") return aggregate("count(*)", "count(1)", at);
  return aggregateOf("count", column, at);
}

/** For `agg`: how many different values `column` has, NULL not counted. A string is a name. */
export function countDistinct(column: Column | string): Column {
  const at = captureCallSite("countDistinct");
  const operand = columnOfName(column, at);
  return aggregate(`count(DISTINCT ${operand.operand()})`, `count(DISTINCT ${shownName(operand)})`, at);
}

/**
 * For `agg`: the sum of a column, NULLs left out, NULL without values. A string is a name. As in Spark, integers add up to a
 * BIGINT (one that overflows fails the job) and floating-point numbers to a DOUBLE; a DECIMAL keeps its scale.
 */
export function sum(column: Column | string): Column {
  const summed = aggregateOf("sum", column, captureCallSite("sum"));
  return new Column({ ...summed.parts, hugeintAsBigint: true });
}

/** For `agg`: the mean as a DOUBLE, NULLs left out, NULL without values. A string is a name. */
export function avg(column: Column | string): Column {
  return aggregateOf("avg", column, captureCallSite("avg"));
}

/** For `agg`: the smallest value, NULLs left out. A string is a name. */
export function min(column: Column | string): Column {
  return aggregateOf("min", column, captureCallSite("min"));
}

/** For `agg`: the greatest value, NULLs left out; NaN is greater than any other number. A string is a name. */
export function max(column: Column | string): Column {
  return aggregateOf("max", column, captureCallSite("max"));
}

function aggregateOf(name: string, column: Column | string, at: CallSite | null): Column {
  const operand = columnOfName(column, at);
  return aggregate(`${name}(${operand.parts.sql})`, `${name}(${shownName(operand)})`, at);
}

function aggregate(text: string, defaultName: string, callSite: CallSite | null): Column {
  return new Column({ sql: text, callSite, atomic: true, defaultName });
}

function shownName(column: Column): string {
  return column.parts.defaultName ?? column.parts.sql;
}
