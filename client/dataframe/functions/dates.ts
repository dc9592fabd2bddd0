/** Parts of dates and times. A string is a column's name; texts are read as ISO 8601, as in Spark. NULL gives NULL. */
import type { CallSite } from "../../../common/wire/types.js";
import { captureCallSite } from "../call-site.js";
import type { Column } from "../column.js";
import { timeOfTextSql } from "../sql/date-text-sql.js";
import { once } from "../sql/once.js";
import { call, type Name } from "./calls.js";
import { asInt, asTimestamp, asText, byType, dateOf } from "./sql-parts.js";

function ofDate(shown: string, part: string, column: Name, at: CallSite | null): Column {
  return call({ shown, columns: [column], sql: (value) => asInt(`${part}(${dateOf(value)})`) }, at);
}

function ofTime(shown: string, column: Name, at: CallSite | null): Column {
  // A text with an offset is an instant, shown in the session's zone.
  const time = (given: string): string =>
    once(given, (value) =>
      byType(value, "VARCHAR", asTimestamp(timeOfTextSql(asText(value), "TIMESTAMPTZ", "CAST")), asTimestamp(value)),
    );
  return call({ shown, columns: [column], sql: (value) => asInt(`${shown}(${time(value)})`) }, at);
}

/** The year. */
export function year(column: Name): Column {
  return ofDate("year", "year", column, captureCallSite("year"));
}

/** The quarter, from 1. */
export function quarter(column: Name): Column {
  return ofDate("quarter", "quarter", column, captureCallSite("quarter"));
}

/** The month, from 1. */
export function month(column: Name): Column {
  return ofDate("month", "month", column, captureCallSite("month"));
}

/** The week of the ISO year, from 1. */
export function weekofyear(column: Name): Column {
  return ofDate("weekofyear", "weekofyear", column, captureCallSite("weekofyear"));
}

/** The day of the month. */
export function dayofmonth(column: Name): Column {
  return ofDate("dayofmonth", "dayofmonth", column, captureCallSite("dayofmonth"));
}

/** The same as `dayofmonth`. */
export function day(column: Name): Column {
  return ofDate("day", "day", column, captureCallSite("day"));
}

/** The day of the week: Sunday is 1, Saturday 7. */
export function dayofweek(column: Name): Column {
  const sql = (value: string) => asInt(`dayofweek(${dateOf(value)}) + 1`);
  return call({ shown: "dayofweek", columns: [column], sql }, captureCallSite("dayofweek"));
}

/** The day of the week: Monday is 0, Sunday 6. */
export function weekday(column: Name): Column {
  const sql = (value: string) => asInt(`isodow(${dateOf(value)}) - 1`);
  return call({ shown: "weekday", columns: [column], sql }, captureCallSite("weekday"));
}

/** The day of the year, from 1. */
export function dayofyear(column: Name): Column {
  return ofDate("dayofyear", "dayofyear", column, captureCallSite("dayofyear"));
}

/** The day of the week in three letters: `Mon`. */
export function dayname(column: Name): Column {
  const sql = (value: string) => `left(dayname(${dateOf(value)}), 3)`;
  return call({ shown: "dayname", columns: [column], sql }, captureCallSite("dayname"));
}

/** The month in three letters: `Jan`. */
export function monthname(column: Name): Column {
  const sql = (value: string) => `left(monthname(${dateOf(value)}), 3)`;
  return call({ shown: "monthname", columns: [column], sql }, captureCallSite("monthname"));
}

/** The hour, from 0. */
export function hour(column: Name): Column {
  return ofTime("hour", column, captureCallSite("hour"));
}

/** The minute, from 0. */
export function minute(column: Name): Column {
  return ofTime("minute", column, captureCallSite("minute"));
}

/** The second, from 0, without its fraction. */
export function second(column: Name): Column {
  return ofTime("second", column, captureCallSite("second"));
}
