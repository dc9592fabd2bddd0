/** Dates and times from others. A string is a column's name; texts are read as ISO 8601, as in Spark. NULL gives NULL. */
import type { CallSite } from "../../../common/wire/types.js";
import { captureCallSite, planRefused } from "../call-site.js";
import { Column } from "../column.js";
import { literalSql } from "../sql/literal.js";
import { apart } from "../../../common/sql-text.js";
import { once } from "../sql/once.js";
import { call, refuseMore, type Name, type NameOrNumber } from "./calls.js";
import { asDate, asDouble, asInt, asTimestamp, dateOf, timeOf } from "./sql-parts.js";

/** The date so many days later. */
export function date_add(column: Name, days: NameOrNumber): Column {
  return moved("date_add", column, "+", days, captureCallSite("date_add"));
}

/** The same as `date_add`. */
export function dateadd(column: Name, days: NameOrNumber): Column {
  return moved("date_add", column, "+", days, captureCallSite("dateadd"));
}

/** The date so many days earlier. */
export function date_sub(column: Name, days: NameOrNumber): Column {
  return moved("date_sub", column, "-", days, captureCallSite("date_sub"));
}

function moved(name: string, column: Name, sign: "+" | "-", days: NameOrNumber, at: CallSite | null): Column {
  const sql = (value: string, count: string) => `(${dateOf(value)} ${sign} ${asInt(count)})`;
  return call({ shown: name, columns: [column, days], sql }, at);
}

/** The date so many months later, at most the last day of that month. */
export function add_months(column: Name, months: NameOrNumber): Column {
  const sql = (value: string, count: string) => asDate(`${dateOf(value)} + to_months(${asInt(count)})`);
  return call({ shown: "add_months", columns: [column, months], sql }, captureCallSite("add_months"));
}

/** How many days from `start` to `end`. */
export function datediff(end: Name, start: Name): Column {
  return call({ shown: "datediff", columns: [end, start], sql: daysSql }, captureCallSite("datediff"));
}

/** The same as `datediff`. */
export function date_diff(end: Name, start: Name): Column {
  return call({ shown: "date_diff", columns: [end, start], sql: daysSql }, captureCallSite("date_diff"));
}

function daysSql(end: string, start: string): string {
  return asInt(`date_diff('day', ${dateOf(start)}, ${dateOf(end)})`);
}

/**
 * How many months from `start` to `end`: whole where both are the same day of a month or the last one, else with a month of 31 days.
 * @param rounded  to 8 digits
 */
export function months_between(end: Name, start: Name, rounded = true): Column {
  const sql = (to: string, from: string) =>
    apart(`struct_pack(a := ${timeOf(to)}, b := ${timeOf(from)})`, (both) =>
      betweenSql(`${both}.a`, `${both}.b`, rounded),
    );
  return call({ shown: "months_between", columns: [end, start], sql }, captureCallSite("months_between"));
}

function betweenSql(a: string, b: string, rounded: boolean): string {
  const months = `((year(${a}) - year(${b})) * 12 + month(${a}) - month(${b}))`;
  const isLast = (time: string): string => `day(${time}) = day(last_day(${time}))`;
  const secondOf = (time: string): string =>
    `(day(${time}) * 86400 + hour(${time}) * 3600 + minute(${time}) * 60 + second(${time}))`;
  const part = `(${secondOf(a)} - ${secondOf(b)}) / 2678400e0`;
  const all = rounded ? `round(${months} + ${part}, 8)` : `(${months} + ${part})`;
  const whole = `day(${a}) = day(${b}) OR (${isLast(a)} AND ${isLast(b)})`;
  return asDouble(`CASE WHEN ${whole} THEN ${months} ELSE ${all} END`);
}

/** The last day of the date's month. */
export function last_day(column: Name): Column {
  return call(
    { shown: "last_day", columns: [column], sql: (value) => `last_day(${dateOf(value)})` },
    captureCallSite("last_day"),
  );
}

const weekdays = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

/** The next date that is a `day` of the week: `"Mon"`, `"monday"` or `"mo"`. */
export function next_day(column: Name, day: string): Column {
  const at = captureCallSite("next_day");
  const wanted = day.trim().toUpperCase();
  const number = weekdays.findIndex((name) => [name, name.slice(0, 3), name.slice(0, 2)].includes(wanted)) + 1;
  if (number === 0) throw planRefused(`next_day: '${day}' is no day of the week`, at, 'write for instance "Mon"');
  const sql = (value: string) =>
    once(dateOf(value), (date) => `(${date} + ${asInt(`(${number} - isodow(${date}) + 6) % 7 + 1`)})`);
  return call({ shown: "next_day", columns: [column], values: [day], sql }, at);
}

/** Spark's names of units. */
const units: Readonly<Record<string, string>> = {
  year: "year",
  yyyy: "year",
  yy: "year",
  quarter: "quarter",
  month: "month",
  mon: "month",
  mm: "month",
  week: "week",
  day: "day",
  dd: "day",
  hour: "hour",
  minute: "minute",
  second: "second",
  millisecond: "milliseconds",
  microsecond: "microseconds",
};

function unitOf(name: string, unit: string, only: readonly string[] | undefined, at: CallSite | null): string {
  const known = Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined;
  if (known !== undefined && (only === undefined || only.includes(known))) return known;
  const names = Object.keys(units).filter((each) => only === undefined || only.includes(units[each] ?? ""));
  throw planRefused(`${name}: there is no unit '${unit}'`, at, `use ${names.join(", ")}`);
}

/**
 * The beginning of the year, quarter, month, week (Monday), day, hour, minute, second, millisecond or microsecond that a time lies in, as a
 * TIMESTAMP, or a TIMESTAMPTZ of one.
 * @example flights.groupBy(date_trunc("day", "date").as("day")).count()
 */
export function date_trunc(unit: string, column: Name): Column {
  const at = captureCallSite("date_trunc");
  const name = literalSql(unitOf("date_trunc", unit, undefined, at));
  const sql = (value: string) => `date_trunc(${name}, cast_to_type(${value}, ${timestampLike(value)}))`;
  return call({ shown: "date_trunc", columns: [column], sql }, at);
}

/** Something of the type that a time is reckoned with: TIMESTAMPTZ of one, TIMESTAMP of texts, dates and the rest. */
function timestampLike(value: string): string {
  const each = "{ zoned: CAST(NULL AS TIMESTAMPTZ), plain: CAST(NULL AS TIMESTAMP) }";
  return `struct_extract(${each}, if(typeof(${value}) = 'TIMESTAMP WITH TIME ZONE', 'zoned', 'plain'))`;
}

/** As `date_trunc`, as a DATE: for year, quarter, month and week. */
export function trunc(column: Name, unit: string): Column {
  const at = captureCallSite("trunc");
  const name = literalSql(unitOf("trunc", unit, ["year", "quarter", "month", "week"], at));
  return call(
    { shown: "trunc", columns: [column], sql: (value) => asDate(`date_trunc(${name}, ${dateOf(value)})`) },
    at,
  );
}

/** The date of year, month and day; a date that there is not fails the job. */
export function make_date(years: Name, months: Name, days: Name): Column {
  const sql = (...parts: string[]) => `make_date(${parts.map(asInt).join(", ")})`;
  return call({ shown: "make_date", columns: [years, months, days], sql }, captureCallSite("make_date"));
}

/** The TIMESTAMP of year, month, day, hour, minute and second; one that there is not fails the job. */
export function make_timestamp(
  years: Name,
  months: Name,
  days: Name,
  hours: Name,
  minutes: Name,
  seconds: Name,
  ...more: never[]
): Column {
  const at = captureCallSite("make_timestamp");
  refuseMore("make_timestamp", more, at, "leave out the zone: to_utc_timestamp(make_timestamp(…), zone)");
  const columns = [years, months, days, hours, minutes, seconds];
  return call({ shown: "make_timestamp", columns, sql: makeTimestampSql }, at);
}

/** The same as `make_timestamp`. */
export function make_timestamp_ntz(
  years: Name,
  months: Name,
  days: Name,
  hours: Name,
  minutes: Name,
  seconds: Name,
): Column {
  const columns = [years, months, days, hours, minutes, seconds];
  return call({ shown: "make_timestamp_ntz", columns, sql: makeTimestampSql }, captureCallSite("make_timestamp_ntz"));
}

function makeTimestampSql(...parts: string[]): string {
  return `make_timestamp(${parts.map((part, index) => (index < 5 ? asInt(part) : asDouble(part))).join(", ")})`;
}

/** The day on which the application was started, in the session's time zone. */
export function current_date(): Column {
  return new Column({ sql: "current_date", callSite: captureCallSite("current_date"), atomic: true });
}

/** The same as `current_date`. */
export function curdate(): Column {
  return new Column({ sql: "current_date", callSite: captureCallSite("curdate"), atomic: true });
}

/** The instant at which the application was started, the same in every row, as a TIMESTAMPTZ. */
export function current_timestamp(): Column {
  return new Column({ sql: "now()", callSite: captureCallSite("current_timestamp"), atomic: true });
}

/** The same as `current_timestamp`. */
export function now(): Column {
  return new Column({ sql: "now()", callSite: captureCallSite("now"), atomic: true });
}

/** As `current_timestamp`, as a TIMESTAMP: what the clock on the wall says in the session's zone. */
export function localtimestamp(): Column {
  return new Column({ sql: asTimestamp("now()"), callSite: captureCallSite("localtimestamp"), atomic: true });
}
