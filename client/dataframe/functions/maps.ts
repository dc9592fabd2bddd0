/** Functions over maps. A string is a column's name where a column is meant. NULL gives NULL. */
import { captureCallSite, planRefused } from "../call-site.js";
import type { Column, ColumnOrLiteral } from "../column.js";
import { spread, type Columns } from "../arguments/column-arguments.js";
import { call, type Name } from "./calls.js";
import { unlessNull } from "./sql-parts.js";

/** A map of keys and values in turn: `create_map("key", "value", …)`. A NULL key, or the same one twice, fails the job. */
export function create_map(...columns: Columns): Column {
  const at = captureCallSite("create_map");
  const items = spread(columns);
  if (items.length % 2 !== 0)
    throw planRefused("create_map: a key without a value", at, "pass keys and values in turn");
  const sql = (...parts: string[]) => {
    const [keys, values] = [0, 1].map((rest) => parts.filter((_, index) => index % 2 === rest).join(", "));
    return `map([${keys ?? ""}], [${values ?? ""}])`;
  };
  return call({ shown: "map", columns: items, sql }, at);
}

/** A map of a list of keys and one of values. */
export function map_from_arrays(keys: Name, values: Name): Column {
  const sql = (a: string, b: string) => unlessNull([a, b], `map(${a}, ${b})`);
  return call({ shown: "map_from_arrays", columns: [keys, values], sql }, captureCallSite("map_from_arrays"));
}

/** A map of a list of structs of two fields: key and value. */
export function map_from_entries(column: Name): Column {
  return call({ shown: "map_from_entries", columns: [column] }, captureCallSite("map_from_entries"));
}

/** A list of the map's keys. */
export function map_keys(column: Name): Column {
  return call({ shown: "map_keys", columns: [column] }, captureCallSite("map_keys"));
}

/** A list of the map's values. */
export function map_values(column: Name): Column {
  return call({ shown: "map_values", columns: [column] }, captureCallSite("map_values"));
}

/** A list of structs of `key` and `value`. */
export function map_entries(column: Name): Column {
  return call({ shown: "map_entries", columns: [column] }, captureCallSite("map_entries"));
}

/** Whether a map has a key. */
export function map_contains_key(column: Name, key: ColumnOrLiteral): Column {
  const sql = (map: string, wanted: string) => unlessNull([map, wanted], `map_contains(${map}, ${wanted})`);
  return call(
    { shown: "map_contains_key", columns: [column], values: [key], sql },
    captureCallSite("map_contains_key"),
  );
}

/** The entries of all maps in one; a key that two of them have fails the job. */
export function map_concat(...columns: Columns): Column {
  const at = captureCallSite("map_concat");
  const sql = (...maps: string[]) => {
    const all = (part: string): string => `flatten([${maps.map((map) => `${part}(${map})`).join(", ")}])`;
    return unlessNull(maps, `map(${all("map_keys")}, ${all("map_values")})`);
  };
  return call({ shown: "map_concat", columns: spread(columns), sql }, at);
}
