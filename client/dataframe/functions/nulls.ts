/** Functions about NULL and NaN, and the greatest and smallest of several. A string is a column's name. */
import { captureCallSite, planRefused } from "../call-site.js";
import type { Column } from "../column.js";
import { call, type Name } from "./calls.js";
import { asDouble } from "./sql-parts.js";

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

/** The same as `coalesce` of two. */
export function nvl(column: Name, other: Name): Column {
  return call({ shown: "nvl", name: "coalesce", columns: [column, other] }, captureCallSite("nvl"));
}

/** The second where the first is not NULL, the third where it is. */
export function nvl2(column: Name, present: Name, absent: Name): Column {
  const sql = (value: string, yes: string, no: string) => `CASE WHEN ${value} IS NOT NULL THEN ${yes} ELSE ${no} END`;
  return call({ shown: "nvl2", columns: [column, present, absent], sql }, captureCallSite("nvl2"));
}

/** NULL where both are equal, the first elsewhere. */
export function nullif(column: Name, other: Name): Column {
  return call({ shown: "nullif", columns: [column, other] }, captureCallSite("nullif"));
}

/** NULL for 0. */
export function nullifzero(column: Name): Column {
  const at = captureCallSite("nullifzero");
  return call({ shown: "nullifzero", columns: [column], sql: (value) => `nullif(${value}, 0)` }, at);
}

/** 0 for NULL. */
export function zeroifnull(column: Name): Column {
  const at = captureCallSite("zeroifnull");
  return call({ shown: "zeroifnull", columns: [column], sql: (value) => `coalesce(${value}, 0)` }, at);
}

/** The second where the first is NaN. */
export function nanvl(column: Name, other: Name): Column {
  const sql = (value: string, instead: string) =>
    `CASE WHEN isnan(${asDouble(value)}) THEN ${asDouble(instead)} ELSE ${asDouble(value)} END`;
  return call({ shown: "nanvl", columns: [column, other], sql }, captureCallSite("nanvl"));
}

/** Whether both are equal, NULL equal to NULL. */
export function equal_null(column: Name, other: Name): Column {
  const sql = (a: string, b: string) => `(${a} IS NOT DISTINCT FROM ${b})`;
  return call({ shown: "equal_null", columns: [column, other], sql }, captureCallSite("equal_null"));
}

/** Whether it is NULL. */
export function isnull(column: Name): Column {
  const at = captureCallSite("isnull");
  return call({ shown: "isnull", columns: [column], sql: (value) => `(${value} IS NULL)` }, at);
}

/** Whether it is not NULL. */
export function isnotnull(column: Name): Column {
  const at = captureCallSite("isnotnull");
  return call({ shown: "isnotnull", columns: [column], sql: (value) => `(${value} IS NOT NULL)` }, at);
}

/** Whether it is NaN; FALSE for NULL. */
export function isnan(column: Name): Column {
  const at = captureCallSite("isnan");
  const sql = (value: string) => `coalesce(isnan(${asDouble(value)}), FALSE)`;
  return call({ shown: "isnan", columns: [column], sql }, at);
}

/** The greatest of these, NULLs left out. */
export function greatest(...columns: readonly Name[]): Column {
  return call({ shown: "greatest", columns }, captureCallSite("greatest"));
}

/** The smallest of these, NULLs left out. */
export function least(...columns: readonly Name[]): Column {
  return call({ shown: "least", columns }, captureCallSite("least"));
}
