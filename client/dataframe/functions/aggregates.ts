/** Aggregates: for `agg`, and by `over` for windows. NULLs are left out unless said otherwise; a string is a column's name. */
import { captureCallSite, planRefused } from "../call-site.js";
import { Column } from "../column.js";
import { literalSql } from "../sql/literal.js";
import { aggregate, call, refuseMore, type Name } from "./calls.js";
import type { CallSite } from "../../../common/wire/types.js";

/** How many rows have a value in `column`; `count("*")` counts all rows. */
export function count(column: Name): Column {
  const at = captureCallSite("count");
  if (column === "*") return new Column({ sql: "count(*)", callSite: at, atomic: true, defaultName: "count(1)" });
  return plain("count", column, at);
}

/** How many different values `column` has; with several columns, how many different combinations without NULL. */
export function countDistinct(column: Name, ...more: readonly Name[]): Column {
  return distinctCount([column, ...more], captureCallSite("countDistinct"));
}

/** The same as `countDistinct`. */
export function count_distinct(column: Name, ...more: readonly Name[]): Column {
  return distinctCount([column, ...more], captureCallSite("count_distinct"));
}

/** How many rows the condition is TRUE for. */
export function count_if(condition: Name): Column {
  const at = captureCallSite("count_if");
  // DuckDB's own count_if is NULL where all conditions are.
  return aggregate({ shown: "count_if", columns: [condition], sql: (value) => `count(*) FILTER (WHERE ${value})` }, at);
}

/** With `rollup`, `cube` and `groupingSets`: 1 where the row's grouping is without the key, else 0. */
export function grouping(key: Name): Column {
  return plain("grouping", key, captureCallSite("grouping"));
}

/** `grouping` of each key as a bit, the last one's lowest. Name all keys: `grouping_id("region", "city")`. */
export function grouping_id(...keys: readonly Name[]): Column {
  const at = captureCallSite("grouping_id");
  if (keys.length === 0) throw planRefused("grouping_id of no keys", at, 'name them: grouping_id("region", "city")');
  return call({ shown: "grouping_id", name: "grouping", columns: keys }, at);
}

/**
 * The sum of a column, NULL without values. As in Spark, integers add up to a BIGINT (one that overflows fails the job) and
 * floating-point numbers to a DOUBLE; a DECIMAL keeps its scale.
 */
export function sum(column: Name): Column {
  return asBigint(plain("sum", column, captureCallSite("sum")));
}

/** The sum of the different values of a column, see `sum`. */
export function sumDistinct(column: Name): Column {
  return asBigint(distinctSum(column, captureCallSite("sumDistinct")));
}

/** The same as `sumDistinct`. */
export function sum_distinct(column: Name): Column {
  return asBigint(distinctSum(column, captureCallSite("sum_distinct")));
}

/** The mean as a DOUBLE, NULL without values. */
export function avg(column: Name): Column {
  return plain("avg", column, captureCallSite("avg"));
}

/** The same as `avg`. */
export function mean(column: Name): Column {
  return plain("avg", column, captureCallSite("mean"));
}

/** The smallest value. */
export function min(column: Name): Column {
  return plain("min", column, captureCallSite("min"));
}

/** The greatest value; NaN is greater than any other number. */
export function max(column: Name): Column {
  return plain("max", column, captureCallSite("max"));
}

const severalHint = "for several rows of a group, number them: row_number().over(Window…) and filter";

/** The value of `column` in the row where `order` is greatest. Of several such rows any one. */
export function max_by(column: Name, order: Name, ...more: never[]): Column {
  const at = captureCallSite("max_by");
  refuseMore("max_by", more, at, severalHint);
  return ordered("max_by", "arg_max_null", [column, order], at);
}

/** The value of `column` in the row where `order` is smallest. Of several such rows any one. */
export function min_by(column: Name, order: Name, ...more: never[]): Column {
  const at = captureCallSite("min_by");
  refuseMore("min_by", more, at, severalHint);
  return ordered("min_by", "arg_min_null", [column, order], at);
}

/** TRUE where all values are. */
export function bool_and(column: Name): Column {
  return plain("bool_and", column, captureCallSite("bool_and"));
}

/** The same as `bool_and`. */
export function every(column: Name): Column {
  return plain("bool_and", column, captureCallSite("every"));
}

/** TRUE where some value is. */
export function bool_or(column: Name): Column {
  return plain("bool_or", column, captureCallSite("bool_or"));
}

/** The same as `bool_or`. */
export function some(column: Name): Column {
  return plain("bool_or", column, captureCallSite("some"));
}

/** The bits that all integers have. */
export function bit_and(column: Name): Column {
  return plain("bit_and", column, captureCallSite("bit_and"));
}

/** The bits that some integer has. */
export function bit_or(column: Name): Column {
  return plain("bit_or", column, captureCallSite("bit_or"));
}

/** The bits that an odd number of integers has. */
export function bit_xor(column: Name): Column {
  return plain("bit_xor", column, captureCallSite("bit_xor"));
}

/** Some value that is not NULL, the same at every run; NULL if there is none. */
export function any_value(column: Name): Column {
  return plain("any_value", column, captureCallSite("any_value"));
}

/**
 * The first value, which may be NULL unless `ignoreNulls`. Rows of a DataFrame have no order: over a window with `orderBy` it is
 * defined, in `agg` it is some row's, the same at every run.
 */
export function first(column: Name, ignoreNulls = false): Column {
  return edge("first", column, ignoreNulls, captureCallSite("first"));
}

/** The last value, see `first`. */
export function last(column: Name, ignoreNulls = false): Column {
  return edge("last", column, ignoreNulls, captureCallSite("last"));
}

/** The same as `collect_list`. */
export function array_agg(column: Name): Column {
  return list("collect_list", "", column, captureCallSite("array_agg"));
}

/** All values as a list, in no order that is defined; empty without values. */
export function collect_list(column: Name): Column {
  return list("collect_list", "", column, captureCallSite("collect_list"));
}

/** The different values as a list, in no order that is defined; empty without values. */
export function collect_set(column: Name): Column {
  return list("collect_set", "DISTINCT ", column, captureCallSite("collect_set"));
}

/** All values as one text with `delimiter` between them, in no order that is defined; NULL without values. */
export function listagg(column: Name, delimiter = ""): Column {
  return joined("listagg", "", column, delimiter, captureCallSite("listagg"));
}

/** The same as `listagg`. */
export function string_agg(column: Name, delimiter = ""): Column {
  return joined("string_agg", "", column, delimiter, captureCallSite("string_agg"));
}

/** The different values as one text, see `listagg`. */
export function listagg_distinct(column: Name, delimiter = ""): Column {
  return joined("listagg", "DISTINCT ", column, delimiter, captureCallSite("listagg_distinct"));
}

/** The same as `listagg_distinct`. */
export function string_agg_distinct(column: Name, delimiter = ""): Column {
  return joined("string_agg", "DISTINCT ", column, delimiter, captureCallSite("string_agg_distinct"));
}

function joined(shown: string, distinct: string, column: Name, delimiter: string, at: CallSite | null): Column {
  const sql = (value = "") => `string_agg(${distinct}CAST(${value} AS VARCHAR), ${literalSql(delimiter)})`;
  return aggregate({ shown, columns: [column], sql }, at);
}

function plain(name: string, column: Name, at: CallSite | null): Column {
  return call({ shown: name, columns: [column] }, at);
}

function ordered(shown: string, name: string, columns: readonly Name[], at: CallSite | null): Column {
  return call({ shown, name, columns }, at);
}

function asBigint(summed: Column): Column {
  return new Column({ ...summed.parts, hugeintAsBigint: true });
}

function distinctSum(column: Name, at: CallSite | null): Column {
  const summed = aggregate({ shown: "sum", columns: [column], sql: (value = "") => `sum(DISTINCT ${value})` }, at);
  return new Column({
    ...summed.parts,
    defaultName: (summed.parts.defaultName ?? "").replace("sum(", "sum(DISTINCT "),
  });
}

function distinctCount(columns: readonly Name[], at: CallSite | null): Column {
  const counted = aggregate({ shown: "count", columns, sql: distinctCountSql }, at);
  return new Column({
    ...counted.parts,
    defaultName: (counted.parts.defaultName ?? "").replace("count(", "count(DISTINCT "),
  });
}

function distinctCountSql(...values: string[]): string {
  const [only, second] = values;
  if (second === undefined) return `count(DISTINCT ${only ?? ""})`;
  const all = values.map((value) => `(${value}) IS NOT NULL`).join(" AND ");
  return `count(DISTINCT row(${values.join(", ")})) FILTER (WHERE ${all})`;
}

function edge(name: "first" | "last", column: Name, ignoreNulls: boolean, at: CallSite | null): Column {
  return aggregate(
    {
      shown: name,
      columns: [column],
      sql: (value = "") =>
        ignoreNulls ? `${name}(${value}) FILTER (WHERE (${value}) IS NOT NULL)` : `${name}(${value})`,
      window: (over, value = "") => `${name}_value(${value}${ignoreNulls ? " IGNORE NULLS" : ""})${over}`,
    },
    at,
  );
}

function list(shown: string, distinct: string, column: Name, at: CallSite | null): Column {
  const window = (over: string, value = ""): string =>
    `coalesce(list(${distinct}${value}) FILTER (WHERE (${value}) IS NOT NULL)${over}, [])`;
  return aggregate({ shown, columns: [column], window }, at);
}
