/**
 * Functions that make several rows of one: in `select` and `withColumn`, one per call. A string is a column's name. `as` names their
 * columns; without it they are called as in Spark: `col`, and `pos` for the position.
 */
import type { CallSite } from "../../../common/wire/types.js";
import { captureCallSite } from "../call-site.js";
import { assertPlainValue, Column } from "../column.js";
import { columnOfName } from "../arguments/column-arguments.js";
import type { Name } from "./calls.js";

/**
 * One row per element of a list; none where it is empty or NULL. Of a map one row per entry: name both of its columns.
 * @example lines.select(explode("words").as("word"))
 * @example people.select("id", explode("attributes").as("key", "value"))
 */
export function explode(column: Name): Column {
  return generator("explode", column, { withPosition: false, outer: false }, captureCallSite("explode"));
}

/** As `explode`, a row without elements stays, with NULL. */
export function explode_outer(column: Name): Column {
  return generator("explode_outer", column, { withPosition: false, outer: true }, captureCallSite("explode_outer"));
}

/** As `explode`, with the element's position before it, from 0. @example select(posexplode("words").as("position", "word")) */
export function posexplode(column: Name): Column {
  return generator("posexplode", column, { withPosition: true, outer: false }, captureCallSite("posexplode"));
}

/** As `posexplode`, a row without elements stays, with NULL. */
export function posexplode_outer(column: Name): Column {
  return generator(
    "posexplode_outer",
    column,
    { withPosition: true, outer: true },
    captureCallSite("posexplode_outer"),
  );
}

function generator(
  name: string,
  column: Name,
  how: { readonly withPosition: boolean; readonly outer: boolean },
  at: CallSite | null,
): Column {
  const list = columnOfName(column, at);
  assertPlainValue(list, at);
  return new Column({ sql: list.parts.sql, callSite: at, generator: { name, ...how } });
}
