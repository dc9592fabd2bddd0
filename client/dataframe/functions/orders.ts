/** Sort orders of columns by name: for `orderBy` and windows. */
import { captureCallSite } from "../call-site.js";
import type { Column } from "../column.js";
import { columnOfName } from "../arguments/column-arguments.js";
import type { Name } from "./calls.js";

/** Ascending, NULL first. */
export function asc(column: Name): Column {
  return columnOfName(column, captureCallSite("asc")).asc();
}

/** Descending, NULL last. */
export function desc(column: Name): Column {
  return columnOfName(column, captureCallSite("desc")).desc();
}

/** The same as `asc`. */
export function asc_nulls_first(column: Name): Column {
  return columnOfName(column, captureCallSite("asc_nulls_first")).ascNullsFirst();
}

/** Ascending, NULL last. */
export function asc_nulls_last(column: Name): Column {
  return columnOfName(column, captureCallSite("asc_nulls_last")).ascNullsLast();
}

/** Descending, NULL first. */
export function desc_nulls_first(column: Name): Column {
  return columnOfName(column, captureCallSite("desc_nulls_first")).descNullsFirst();
}

/** The same as `desc`. */
export function desc_nulls_last(column: Name): Column {
  return columnOfName(column, captureCallSite("desc_nulls_last")).descNullsLast();
}
