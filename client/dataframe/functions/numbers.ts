/** Functions over numbers, and over NULL. A string is a column's name. NULL gives NULL unless said otherwise. */
import { captureCallSite, planRefused } from "../call-site.js";
import type { Column } from "../column.js";
import { call, type Name } from "./calls.js";

/** Without its sign. */
export function abs(column: Name): Column {
  return call({ shown: "abs", columns: [column] }, captureCallSite("abs"));
}

/** To so many digits after the point, halves away from zero. @param digits  negative ones stand before the point */
export function round(column: Name, digits = 0): Column {
  return call({ shown: "round", columns: [column], values: [digits] }, captureCallSite("round"));
}

/** The greatest whole number that is not greater, as a BIGINT. */
export function floor(column: Name): Column {
  return call({ shown: "floor", columns: [column], sql: wholeSql("floor") }, captureCallSite("floor"));
}

/** The smallest whole number that is not smaller, as a BIGINT. */
export function ceil(column: Name): Column {
  return call({ shown: "ceil", columns: [column], sql: wholeSql("ceil") }, captureCallSite("ceil"));
}

/** The square root; of a negative number it fails the job. */
export function sqrt(column: Name): Column {
  return call({ shown: "sqrt", columns: [column] }, captureCallSite("sqrt"));
}

/** e to the power of it. */
export function exp(column: Name): Column {
  return call({ shown: "exp", columns: [column] }, captureCallSite("exp"));
}

/** The natural logarithm; of 0 and below it fails the job. */
export function log(column: Name): Column {
  return call({ shown: "ln", columns: [column] }, captureCallSite("log"));
}

/** The logarithm to base 10. */
export function log10(column: Name): Column {
  return call({ shown: "log10", columns: [column] }, captureCallSite("log10"));
}

/** One number to the power of another. */
export function pow(base: Name, exponent: number | Column): Column {
  return call({ shown: "pow", columns: [base], values: [exponent] }, captureCallSite("pow"));
}

/** -1, 0 or 1. */
export function signum(column: Name): Column {
  return call({ shown: "signum", name: "sign", columns: [column] }, captureCallSite("signum"));
}

/** The first of these that is not NULL. */
export function coalesce(...columns: readonly Name[]): Column {
  const at = captureCallSite("coalesce");
  if (columns.length === 0) throw planRefused("coalesce without columns", at, 'write coalesce("a", lit(0))');
  return call({ shown: "coalesce", columns }, at);
}

/** The same as `coalesce` of two. */
export function ifnull(column: Name, other: Name): Column {
  return call({ shown: "ifnull", columns: [column, other] }, captureCallSite("ifnull"));
}

/** NULL where both are equal, the first elsewhere. */
export function nullif(column: Name, other: Name): Column {
  return call({ shown: "nullif", columns: [column, other] }, captureCallSite("nullif"));
}

/** Whether it is NULL. */
export function isnull(column: Name): Column {
  const at = captureCallSite("isnull");
  return call({ shown: "isnull", columns: [column], sql: (value = "") => `(${value} IS NULL)` }, at);
}

/** Whether it is NULL. */
export function isnotnull(column: Name): Column {
  const at = captureCallSite("isnotnull");
  return call({ shown: "isnotnull", columns: [column], sql: (value = "") => `(${value} IS NOT NULL)` }, at);
}

/** Whether it is NaN; FALSE for NULL. */
export function isnan(column: Name): Column {
  const at = captureCallSite("isnan");
  return call({ shown: "isnan", columns: [column], sql: (value = "") => `coalesce(isnan(${value}), FALSE)` }, at);
}

/** The greatest of these, NULLs left out. */
export function greatest(...columns: readonly Name[]): Column {
  return call({ shown: "greatest", columns }, captureCallSite("greatest"));
}

/** The smallest of these, NULLs left out. */
export function least(...columns: readonly Name[]): Column {
  return call({ shown: "least", columns }, captureCallSite("least"));
}

function wholeSql(name: string): (value?: string) => string {
  return (value = "") => `CAST(${name}(${value}) AS BIGINT)`;
}
