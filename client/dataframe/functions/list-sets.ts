/** Lists as sets. The order is that of the first list, as in Spark; NULL equals NULL, NaN NaN. A string is a column's name. */
import { captureCallSite } from "../call-site.js";
import type { Column } from "../column.js";
import { columnOfName } from "../arguments/column-arguments.js";
import { quoteIdentifier } from "../sql/literal.js";
import { call, type Name } from "./calls.js";
import { element, place, unlessNull } from "./sql-parts.js";

function distinctSql(list: string, condition = "TRUE"): string {
  return `list_filter(${list}, lambda ${element}, ${place}: list_position(${list}, ${element}) = ${place} AND ${condition})`;
}

function isIn(list: string): string {
  return `coalesce(list_position(${list}, ${element}), 0) > 0`;
}

/** The list's different elements. */
export function array_distinct(column: Name): Column {
  const at = captureCallSite("array_distinct");
  return call({ shown: "array_distinct", columns: [column], sql: (list) => distinctSql(list) }, at);
}

/** The different elements of two lists. */
export function array_union(left: Name, right: Name): Column {
  const sql = (a: string, b: string) => unlessNull([a, b], distinctSql(`list_concat(${a}, ${b})`));
  return call({ shown: "array_union", columns: [left, right], sql }, captureCallSite("array_union"));
}

/** The different elements that both lists have. */
export function array_intersect(left: Name, right: Name): Column {
  const sql = (a: string, b: string) => unlessNull([a, b], distinctSql(a, isIn(b)));
  return call({ shown: "array_intersect", columns: [left, right], sql }, captureCallSite("array_intersect"));
}

/** The different elements of the first list that the second lacks. */
export function array_except(left: Name, right: Name): Column {
  const sql = (a: string, b: string) => unlessNull([a, b], distinctSql(a, `NOT ${isIn(b)}`));
  return call({ shown: "array_except", columns: [left, right], sql }, captureCallSite("array_except"));
}

/** Whether two lists share an element that is not NULL; NULL where they do not, but one of them has a NULL and neither is empty. */
export function arrays_overlap(left: Name, right: Name): Column {
  const sql = (a: string, b: string) => {
    const hasNull = `(list_count(${a}) < len(${a}) OR list_count(${b}) < len(${b}))`;
    const shared = `len(list_filter(${a}, lambda ${element}: ${element} IS NOT NULL AND ${isIn(b)})) > 0`;
    const decided = `CASE WHEN ${shared} THEN TRUE WHEN len(${a}) > 0 AND len(${b}) > 0 AND ${hasNull} THEN NULL ELSE FALSE END`;
    return unlessNull([a, b], decided);
  };
  return call({ shown: "arrays_overlap", columns: [left, right], sql }, captureCallSite("arrays_overlap"));
}

/** A list of structs of the elements at the same place, NULL where a list is shorter. */
export function arrays_zip(...columns: readonly Name[]): Column {
  const at = captureCallSite("arrays_zip");
  const names = columns.map((column, index) => columnOfName(column, at).parts.defaultName ?? String(index));
  const fields = names.map((name, index) => `${quoteIdentifier(name)} := ${element}[${index + 1}]`).join(", ");
  const sql = (...lists: string[]) =>
    unlessNull(lists, `list_transform(list_zip(${lists.join(", ")}), lambda ${element}: struct_pack(${fields}))`);
  return call({ shown: "arrays_zip", columns, sql }, at);
}
