/** Functions over dates and times. A string is a column's name. NULL gives NULL. */
import type { CallSite } from "../../../common/wire/types.js";
import { captureCallSite, planRefused } from "../call-site.js";
import { Column } from "../column.js";
import { literalSql } from "../literal.js";
import { call, type Name } from "./calls.js";

/** The year. */
export function year(column: Name): Column {
  return call({ shown: "year", columns: [column] }, captureCallSite("year"));
}

/** The quarter, from 1. */
export function quarter(column: Name): Column {
  return call({ shown: "quarter", columns: [column] }, captureCallSite("quarter"));
}

/** The month, from 1. */
export function month(column: Name): Column {
  return call({ shown: "month", columns: [column] }, captureCallSite("month"));
}

/** The week of the ISO year, from 1. */
export function weekofyear(column: Name): Column {
  return call({ shown: "weekofyear", columns: [column] }, captureCallSite("weekofyear"));
}

/** The day of the month. */
export function dayofmonth(column: Name): Column {
  return call({ shown: "dayofmonth", columns: [column] }, captureCallSite("dayofmonth"));
}

/** The same as `dayofmonth`. */
export function day(column: Name): Column {
  return call({ shown: "day", columns: [column] }, captureCallSite("day"));
}

/** The day of the week: Sunday is 1, Saturday 7. */
export function dayofweek(column: Name): Column {
  const at = captureCallSite("dayofweek");
  return call({ shown: "dayofweek", columns: [column], sql: (value = "") => `(dayofweek(${value}) + 1)` }, at);
}

/** The day of the year, from 1. */
export function dayofyear(column: Name): Column {
  return call({ shown: "dayofyear", columns: [column] }, captureCallSite("dayofyear"));
}

/** The hour, from 0. */
export function hour(column: Name): Column {
  return call({ shown: "hour", columns: [column] }, captureCallSite("hour"));
}

/** The minute, from 0. */
export function minute(column: Name): Column {
  return call({ shown: "minute", columns: [column] }, captureCallSite("minute"));
}

/** The second, from 0, without its fraction. */
export function second(column: Name): Column {
  return call({ shown: "second", columns: [column] }, captureCallSite("second"));
}

/**
 * The beginning of the year, quarter, month, week (Monday), day, hour, minute or second that a date or time lies in, as a TIMESTAMP, or
 * a TIMESTAMPTZ of one.
 * @example flights.groupBy(date_trunc("day", "date").as("day")).count()
 */
export function date_trunc(unit: string, column: Name): Column {
  const at = captureCallSite("date_trunc");
  const sql = (value = "") => `date_trunc(${literalSql(unit)}, ${value})`;
  return call({ shown: "date_trunc", columns: [column], sql }, at);
}

/** As `date_trunc`, as a DATE: for year, quarter, month and week. */
export function trunc(column: Name, unit: string): Column {
  const at = captureCallSite("trunc");
  const sql = (value = "") => `CAST(date_trunc(${literalSql(unit)}, ${value}) AS DATE)`;
  return call({ shown: "trunc", columns: [column], sql }, at);
}

/**
 * A DATE of a time or a text. What is no date fails the job.
 * @param format  of a text, in Spark's letters: `"dd.MM.yyyy"`; without it `yyyy-MM-dd`
 */
export function to_date(column: Name, format?: string): Column {
  const at = captureCallSite("to_date");
  const parsed = (value: string): string =>
    format === undefined ? value : `strptime(${value}, ${literalSql(strftimeFormat(format, at))})`;
  return call({ shown: "to_date", columns: [column], sql: (value = "") => `CAST(${parsed(value)} AS DATE)` }, at);
}

/**
 * A TIMESTAMP (without time zone) of a date or a text. What is none fails the job.
 * @param format  of a text, in Spark's letters: `"dd.MM.yyyy HH:mm:ss"`; without it ISO 8601
 */
export function to_timestamp(column: Name, format?: string): Column {
  const at = captureCallSite("to_timestamp");
  const parsed = (value: string): string =>
    format === undefined ? value : `strptime(${value}, ${literalSql(strftimeFormat(format, at))})`;
  return call(
    { shown: "to_timestamp", columns: [column], sql: (value = "") => `CAST(${parsed(value)} AS TIMESTAMP)` },
    at,
  );
}

/** A date or time as text. @param format  in Spark's letters: `"yyyy-MM"` */
export function date_format(column: Name, format: string): Column {
  const at = captureCallSite("date_format");
  const text = literalSql(strftimeFormat(format, at));
  return call({ shown: "date_format", columns: [column], sql: (value = "") => `strftime(${value}, ${text})` }, at);
}

/** The date so many days later. */
export function date_add(column: Name, days: number | Column): Column {
  return shifted("date_add", column, "+", days, captureCallSite("date_add"));
}

/** The date so many days earlier. */
export function date_sub(column: Name, days: number | Column): Column {
  return shifted("date_sub", column, "-", days, captureCallSite("date_sub"));
}

/** The date so many months later, at most the last day of that month. */
export function add_months(column: Name, months: number | Column): Column {
  const at = captureCallSite("add_months");
  const sql = (value = "", count = "") => `CAST(CAST(${value} AS DATE) + to_months(${count}) AS DATE)`;
  return call({ shown: "add_months", columns: [column], values: [months], sql }, at);
}

/** How many days from `start` to `end`. */
export function datediff(end: Name, start: Name): Column {
  const at = captureCallSite("datediff");
  const sql = (to = "", from = "") => `date_diff('day', CAST(${from} AS DATE), CAST(${to} AS DATE))`;
  return call({ shown: "datediff", columns: [end, start], sql }, at);
}

/** The last day of the date's month. */
export function last_day(column: Name): Column {
  return call({ shown: "last_day", columns: [column] }, captureCallSite("last_day"));
}

/** The day on which the application was started, in the session's time zone. */
export function current_date(): Column {
  return new Column({ sql: "current_date", callSite: captureCallSite("current_date"), atomic: true });
}

/** The instant at which the application was started, the same in every row, as a TIMESTAMPTZ. */
export function current_timestamp(): Column {
  return new Column({ sql: "now()", callSite: captureCallSite("current_timestamp"), atomic: true });
}

function shifted(name: string, column: Name, sign: "+" | "-", days: number | Column, at: CallSite | null): Column {
  const sql = (value = "", count = "") => `(CAST(${value} AS DATE) ${sign} CAST(${count} AS INTEGER))`;
  return call({ shown: name, columns: [column], values: [days], sql }, at);
}

/** Spark's letters, which are Java's, as DuckDB's. */
const formatLetters: Readonly<Record<string, string>> = {
  yyyy: "%Y",
  yy: "%y",
  MMMM: "%B",
  MMM: "%b",
  MM: "%m",
  M: "%-m",
  dd: "%d",
  d: "%-d",
  EEEE: "%A",
  EEE: "%a",
  E: "%a",
  HH: "%H",
  H: "%-H",
  hh: "%I",
  h: "%-I",
  mm: "%M",
  m: "%-M",
  ss: "%S",
  s: "%-S",
  SSS: "%g",
  SSSSSS: "%f",
  a: "%p",
  DDD: "%j",
};

/** @throws PLAN_REFUSED for a letter that has no counterpart */
function strftimeFormat(format: string, at: CallSite | null): string {
  return format.replace(/'((?:[^']|'')*)'|([A-Za-z])\2*|%/g, (part, quoted: string | undefined) => {
    if (quoted !== undefined) return quoted === "" ? "'" : quoted.replaceAll("''", "'").replaceAll("%", "%%");
    if (part === "%") return "%%";
    const known = formatLetters[part];
    if (known !== undefined) return known;
    const what = `'${part}' in the format '${format}' has no counterpart`;
    throw planRefused(what, at, `use ${Object.keys(formatLetters).join(", ")}, or strptime and strftime in expr`);
  });
}
