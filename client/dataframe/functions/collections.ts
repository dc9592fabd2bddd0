/** Functions over lists, structs and maps. A string is a column's name. NULL gives NULL unless said otherwise. */
import { captureCallSite, planRefused } from "../call-site.js";
import type { Column, ColumnOrLiteral } from "../column.js";
import { spread, type Columns, columnOfName } from "../column-arguments.js";
import { quoteIdentifier } from "../literal.js";
import { call, shownName, type Name } from "./calls.js";

/** A list of these values. */
export function array(...columns: Columns): Column {
  const at = captureCallSite("array");
  return call({ shown: "array", columns: spread(columns), sql: (...parts) => `[${parts.join(", ")}]` }, at);
}

/** A struct of these values, its fields named as they are. @example struct("city", col("zip").as("code")) */
export function struct(...columns: Columns): Column {
  const at = captureCallSite("struct");
  const fields = spread(columns).map((column) => columnOfName(column, at));
  if (fields.length === 0) throw planRefused("struct without columns", at, 'write struct("city", "zip")');
  const names = fields.map((field, index) => field.parts.alias ?? field.parts.defaultName ?? `col${index + 1}`);
  const sql = (...parts: string[]) =>
    `struct_pack(${parts.map((part, index) => `${quoteIdentifier(names[index] ?? "")} := ${part}`).join(", ")})`;
  return call({ shown: "struct", columns: fields, sql }, at).as(`struct(${fields.map(shownName).join(", ")})`);
}

/** How many elements a list has. Of a map write `size(map_keys("attributes"))`. */
export function size(column: Name): Column {
  return call({ shown: "size", name: "len", columns: [column] }, captureCallSite("size"));
}

/** Whether a list has an element of this value. */
export function array_contains(column: Name, value: ColumnOrLiteral): Column {
  const at = captureCallSite("array_contains");
  return call({ shown: "array_contains", name: "list_contains", columns: [column], values: [value] }, at);
}

/** The list's different elements, in no order that is defined. Different from Spark: without NULL. */
export function array_distinct(column: Name): Column {
  const at = captureCallSite("array_distinct");
  return call({ shown: "array_distinct", name: "list_distinct", columns: [column] }, at);
}

/** The elements as one text, with `separator` between them, NULLs left out. */
export function array_join(column: Name, separator: string): Column {
  const at = captureCallSite("array_join");
  return call({ shown: "array_join", name: "array_to_string", columns: [column], values: [separator] }, at);
}

/** The list in order: ascending with NULL first, or descending with NULL last. */
export function sort_array(column: Name, ascending = true): Column {
  const at = captureCallSite("sort_array");
  const values = ascending ? ["ASC", "NULLS FIRST"] : ["DESC", "NULLS LAST"];
  return call({ shown: "sort_array", name: "list_sort", columns: [column], values }, at);
}

/** The list's element at a position, from 1, or the map's value of a key; NULL where there is none. */
export function element_at(column: Name, key: ColumnOrLiteral): Column {
  const at = captureCallSite("element_at");
  return call(
    {
      shown: "element_at",
      columns: [column],
      values: [key],
      sql: (list = "", position = "") => `${list}[${position}]`,
    },
    at,
  );
}

/** A list of the map's keys. */
export function map_keys(column: Name): Column {
  return call({ shown: "map_keys", columns: [column] }, captureCallSite("map_keys"));
}

/** A list of the map's values. */
export function map_values(column: Name): Column {
  return call({ shown: "map_values", columns: [column] }, captureCallSite("map_values"));
}
