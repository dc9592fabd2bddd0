/** Functions over lists, Spark's arrays: positions count from 1. A string is a column's name where a column is meant. NULL gives NULL. */
import type { CallSite } from "../../../common/wire/types.js";
import { captureCallSite, planRefused } from "../call-site.js";
import { Column, type ColumnOrLiteral } from "../column.js";
import { spread, type Columns } from "../arguments/column-arguments.js";
import { call, constantNumbers, operandOf, refuseMore, type Name, type NameOrNumber } from "./calls.js";
import { asBigint, asInt, byType, element, mapTypes, place, unlessNull } from "./sql-parts.js";

/** A list of these values. */
export function array(...columns: Columns): Column {
  const at = captureCallSite("array");
  return call({ shown: "array", columns: spread(columns), sql: (...parts) => `[${parts.join(", ")}]` }, at);
}

/** How many elements a list has, or entries a map; NULL of NULL. */
export function size(column: Name): Column {
  return call({ shown: "size", columns: [column], sql: sizeSql }, captureCallSite("size"));
}

/** The same as `size`. */
export function cardinality(column: Name): Column {
  return call({ shown: "cardinality", columns: [column], sql: sizeSql }, captureCallSite("cardinality"));
}

/** How many elements a list has. */
export function array_size(column: Name): Column {
  return call(
    { shown: "array_size", columns: [column], sql: (list) => asInt(`len(${list})`) },
    captureCallSite("array_size"),
  );
}

function sizeSql(value: string): string {
  const ofMap = asInt(`cardinality(TRY_CAST(${value} AS MAP(VARCHAR, VARCHAR)))`);
  return byType(value, mapTypes, ofMap, asInt(`len(TRY_CAST(${value} AS VARCHAR[]))`));
}

/** Whether a list has an element of this value; NULL where it has none, but a NULL. */
export function array_contains(column: Name, value: ColumnOrLiteral): Column {
  const sql = (list: string, wanted: string) =>
    `CASE WHEN ${list} IS NULL OR ${wanted} IS NULL THEN NULL WHEN list_contains(${list}, ${wanted}) THEN TRUE ` +
    `WHEN list_count(${list}) < len(${list}) THEN NULL ELSE FALSE END`;
  return call({ shown: "array_contains", columns: [column], values: [value], sql }, captureCallSite("array_contains"));
}

/** Where an element of this value is first, from 1; 0 where there is none. */
export function array_position(column: Name, value: ColumnOrLiteral): Column {
  const sql = (list: string, wanted: string) =>
    unlessNull([list, wanted], asBigint(`coalesce(list_position(${list}, ${wanted}), 0)`));
  return call({ shown: "array_position", columns: [column], values: [value], sql }, captureCallSite("array_position"));
}

/** The elements as one text, with `separator` between them, NULLs left out or written as `nulls`. */
export function array_join(column: Name, separator: string, nulls?: string): Column {
  const at = captureCallSite("array_join");
  const values = nulls === undefined ? [separator] : [separator, nulls];
  const sql = (list: string, between: string, instead?: string) => {
    const texts = `CAST(${list} AS VARCHAR[])`;
    const all =
      instead === undefined ? texts : `list_transform(${texts}, lambda ${element}: coalesce(${element}, ${instead}))`;
    return unlessNull([list], `coalesce(array_to_string(${all}, ${between}), '')`);
  };
  return call({ shown: "array_join", columns: [column], values, sql }, at);
}

/** The list in order: ascending with NULL first, or descending with NULL last. */
export function sort_array(column: Name, ascending = true): Column {
  const at = captureCallSite("sort_array");
  const order = ascending ? "'ASC', 'NULLS FIRST'" : "'DESC', 'NULLS LAST'";
  return call({ shown: "sort_array", columns: [column], sql: (list) => `list_sort(${list}, ${order})` }, at);
}

/** The list in ascending order, NULL last. */
export function array_sort(column: Name, ...more: never[]): Column {
  const at = captureCallSite("array_sort");
  const hint = "without a comparator: transform into structs that begin with what to sort by, or sort_array(…, false)";
  refuseMore("array_sort", more, at, hint);
  const sql = (list: string) => `list_sort(${list}, 'ASC', 'NULLS LAST')`;
  return call({ shown: "array_sort", columns: [column], sql }, at);
}

/** The greatest element, NULLs left out. */
export function array_max(column: Name): Column {
  return call({ shown: "array_max", name: "list_max", columns: [column] }, captureCallSite("array_max"));
}

/** The smallest element, NULLs left out. */
export function array_min(column: Name): Column {
  return call({ shown: "array_min", name: "list_min", columns: [column] }, captureCallSite("array_min"));
}

/** The list without its NULLs. */
export function array_compact(column: Name): Column {
  const sql = (list: string) => `list_filter(${list}, lambda ${element}: ${element} IS NOT NULL)`;
  return call({ shown: "array_compact", columns: [column], sql }, captureCallSite("array_compact"));
}

/** The list with a value behind it. */
export function array_append(column: Name, value: ColumnOrLiteral): Column {
  const sql = (list: string, item: string) => unlessNull([list], `list_append(${list}, ${item})`);
  return call({ shown: "array_append", columns: [column], values: [value], sql }, captureCallSite("array_append"));
}

/** The list with a value before it. */
export function array_prepend(column: Name, value: ColumnOrLiteral): Column {
  const sql = (list: string, item: string) => unlessNull([list], `list_prepend(${item}, ${list})`);
  return call({ shown: "array_prepend", columns: [column], values: [value], sql }, captureCallSite("array_prepend"));
}

/** The list with a value at a position, from 1, or from the end with a negative one; filled up with NULLs where it is shorter. */
export function array_insert(column: Name, given: number | Column, value: ColumnOrLiteral): Column {
  const at = captureCallSite("array_insert");
  const position = given instanceof Column ? constantNumbers(given) : given;
  if (typeof position !== "number" || !Number.isSafeInteger(position) || position === 0) {
    const hint = "a number, the same for all rows: positions count from 1, or from -1 at the end";
    throw planRefused(`array_insert at ${String(given)}`, at, hint);
  }
  const sql = (list: string, item: string): string => {
    const filled = (before: string, after: string): string => `list_concat(list_append(${before}, ${item}), ${after})`;
    if (position > 0) {
      return unlessNull([list], filled(`list_resize(${list}, ${position - 1})`, `${list}[${position}:]`));
    }
    const [kept, missing] = [
      `len(${list}) + ${position + 1}`,
      `list_resize(${list}[1:0], -(len(${list}) + ${position + 1}))`,
    ];
    const inside = filled(`list_resize(${list}, greatest(${kept}, 0))`, `${list}[greatest(${kept}, 0) + 1:]`);
    const before = `list_concat(list_prepend(${item}, ${missing}), ${list})`;
    return unlessNull([list], `CASE WHEN ${kept} >= 0 THEN ${inside} ELSE ${before} END`);
  };
  return call({ shown: "array_insert", columns: [column], values: [value], sql }, at);
}

/** The list without elements of this value. */
export function array_remove(column: Name, value: ColumnOrLiteral): Column {
  const sql = (list: string, item: string) =>
    unlessNull([item], `list_filter(${list}, lambda ${element}: ${element} IS DISTINCT FROM ${item})`);
  return call({ shown: "array_remove", columns: [column], values: [value], sql }, captureCallSite("array_remove"));
}

/** A list of a value so many times. */
export function array_repeat(column: Name, count: NameOrNumber): Column {
  const sql = (item: string, times: string) => unlessNull([times], `repeat([${item}], greatest(${times}, 0))`);
  return call({ shown: "array_repeat", columns: [column, count], sql }, captureCallSite("array_repeat"));
}

/** So many elements from a position on, from 1, or from the end with a negative one. */
export function slice(column: Name, start: NameOrNumber, length: NameOrNumber): Column {
  const sql = (list: string, from: string, count: string) => {
    const first = `CASE WHEN ${from} < 0 THEN len(${list}) + ${from} + 1 ELSE ${from} END`;
    const part = `CASE WHEN ${first} < 1 OR ${count} < 1 THEN ${list}[1:0] ELSE ${list}[${first}:${first} + ${count} - 1] END`;
    const bad = `error('slice: positions count from 1, or from -1 at the end, and a length is not negative')`;
    return unlessNull([list, from, count], `CASE WHEN ${from} = 0 OR ${count} < 0 THEN ${bad} ELSE ${part} END`);
  };
  return call({ shown: "slice", columns: [column, start, length], sql }, captureCallSite("slice"));
}

/** The lists in a list, one after the other; NULL where one of them is. */
export function flatten(column: Name): Column {
  const sql = (list: string) => `CASE WHEN list_count(${list}) = len(${list}) THEN flatten(${list}) END`;
  return call({ shown: "flatten", columns: [column], sql }, captureCallSite("flatten"));
}

/**
 * The list's element at a position, from 1, or from the end with a negative one, or the map's value of a key; NULL where there is none.
 * Different from Spark: a position beyond the list is no error.
 */
export function element_at(column: Name, key: ColumnOrLiteral): Column {
  return elementAt("element_at", column, key, captureCallSite("element_at"));
}

/** The same as `element_at`. @param key  a string is a column's name */
export function try_element_at(column: Name, key: NameOrNumber): Column {
  const at = captureCallSite("try_element_at");
  return elementAt("try_element_at", column, operandOf(key, at), at);
}

function elementAt(shown: string, column: Name, key: ColumnOrLiteral, at: CallSite | null): Column {
  const sql = (list: string, position: string) => `${list}[${position}]`;
  return call({ shown, columns: [column], values: [key], sql }, at);
}

/** The list's element at a position, from 0; NULL where there is none. */
export function get(column: Name, position: NameOrNumber): Column {
  const sql = (list: string, index: string) => `CASE WHEN ${index} >= 0 THEN ${list}[${index} + 1] END`;
  return call({ shown: "get", columns: [column, position], sql }, captureCallSite("get"));
}

/**
 * The numbers, or dates, from `start` to `stop`, both included. @param step  1 or -1, or a day, unless given: a number, or an
 * interval for dates and times, `expr("INTERVAL 1 MONTH")`
 */
export function sequence(start: Name, stop: Name, step?: NameOrNumber): Column {
  const at = captureCallSite("sequence");
  const single = (from: string, to: string) => {
    const steps = `generate_series(0, ${asBigint(`abs(${to} - ${from})`)})`;
    return `list_transform(${steps}, lambda ${place}: ${from} + ${asInt(`sign(${to} - ${from}) * ${place}`)})`;
  };
  // From the start each time: a month after 31 January and another one are 31 March.
  const stepped = (from: string, to: string, by: string) => {
    const each = `list_transform(generate_series(${from}, ${to}, ${by}), lambda ${element}, ${place}: ${from} + (${place} - 1) * ${by})`;
    const within = `list_filter(${each}, lambda ${element}: ${element} BETWEEN least(${from}, ${to}) AND greatest(${from}, ${to}))`;
    const none = "error('sequence: the step does not lead from the start to the stop')";
    return `CASE WHEN ${from} = ${to} THEN [${from}] WHEN len(${within}) = 0 THEN ${none} ELSE ${within} END`;
  };
  const sql = (from: string, to: string, by?: string) => {
    const all = by === undefined ? single(from, to) : stepped(from, to, by);
    return unlessNull([from, to], `cast_to_type(${all}, [${from}])`);
  };
  return call({ shown: "sequence", columns: step === undefined ? [start, stop] : [start, stop, step], sql }, at);
}
