/** Dates and times from texts and numbers, and back. A string is a column's name; formats are in Spark's letters. NULL gives NULL. */
import type { CallSite } from "../../../common/wire/types.js";
import { captureCallSite } from "../call-site.js";
import { Column } from "../column.js";
import { dateOfTextSql, timeOfTextSql } from "../sql/date-text-sql.js";
import { once } from "../sql/once.js";
import { call, constantText, type Name } from "./calls.js";
import { readTimeSql, writtenTimeSql } from "./date-patterns.js";
import {
  asBigint,
  asInt,
  asText,
  asTimestamp,
  byType,
  dateOf,
  instantOfMicros,
  instantOfSeconds,
  timeOf,
} from "./sql-parts.js";

/**
 * A DATE of a time or a text. What is no date fails the job.
 * @param format  of a text, in Spark's letters: `"dd.MM.yyyy"`; without it `yyyy-MM-dd`
 */
export function to_date(column: Name, format?: string): Column {
  const at = captureCallSite("to_date");
  return call({ shown: "to_date", columns: [column], sql: (value) => dateSql(value, format, false, at) }, at);
}

/** As `to_date`, NULL for what is no date. */
export function try_to_date(column: Name, format?: string): Column {
  const at = captureCallSite("try_to_date");
  const sql = (value: string) => dateSql(value, format, true, at);
  return call({ shown: "try_to_date", columns: [column], sql }, at);
}

/**
 * A TIMESTAMP (without time zone) of a date or a text. What is none fails the job.
 * @param format  of a text, in Spark's letters: `"dd.MM.yyyy HH:mm:ss"`; without it ISO 8601
 */
export function to_timestamp(column: Name, format?: string): Column {
  const at = captureCallSite("to_timestamp");
  const sql = (value: string) => asTimestamp(read(value, format, false, at));
  return call({ shown: "to_timestamp", columns: [column], sql }, at);
}

/** As `to_timestamp`, NULL for what is none. */
export function try_to_timestamp(column: Name, format?: string | Column): Column {
  const at = captureCallSite("try_to_timestamp");
  const sql = (value: string) => `TRY_CAST(${read(value, format, true, at)} AS TIMESTAMP)`;
  return call({ shown: "try_to_timestamp", columns: [column], sql }, at);
}

/** The same as `to_timestamp`. */
export function to_timestamp_ntz(column: Name, format?: string | Column): Column {
  const at = captureCallSite("to_timestamp_ntz");
  const sql = (value: string) => asTimestamp(read(value, format, false, at));
  return call({ shown: "to_timestamp_ntz", columns: [column], sql }, at);
}

/** As `to_timestamp`, as a TIMESTAMPTZ: the text is in the session's zone. */
export function to_timestamp_ltz(column: Name, format?: string | Column): Column {
  const at = captureCallSite("to_timestamp_ltz");
  const sql = (value: string) => `CAST(${read(value, format, false, at, "TIMESTAMPTZ")} AS TIMESTAMPTZ)`;
  return call({ shown: "to_timestamp_ltz", columns: [column], sql }, at);
}

function dateSql(given: string, format: string | undefined, tried: boolean, at: CallSite | null): string {
  const how = tried ? "TRY_CAST" : "CAST";
  if (format !== undefined) return `${how}(${read(given, format, tried, at)} AS DATE)`;
  return once(given, (value) =>
    byType(value, "VARCHAR", dateOfTextSql(asText(value), how), `${how}(${value} AS DATE)`),
  );
}

type TimeType = "TIMESTAMP" | "TIMESTAMPTZ";

/** Of a text, or of a date or a time as one of `type`. */
function read(
  given: string,
  format: string | Column | undefined,
  tried: boolean,
  at: CallSite | null,
  type: TimeType = "TIMESTAMP",
): string {
  const how = tried ? "TRY_CAST" : "CAST";
  const timeOfText = (text: string): string =>
    format === undefined
      ? timeOfTextSql(text, type, how)
      : `CAST(${readTimeSql(text, constantText(format, at), tried, at)} AS ${type})`;
  return once(given, (value) => byType(value, "VARCHAR", timeOfText(asText(value)), `${how}(${value} AS ${type})`));
}

/** A date or time as text. @param format  in Spark's letters: `"yyyy-MM"` */
export function date_format(column: Name, format: string): Column {
  const at = captureCallSite("date_format");
  const sql = (value: string) => writtenTimeSql(timeOf(value), format, at);
  return call({ shown: "date_format", columns: [column], values: [format], sql }, at);
}

const secondsFormat = "yyyy-MM-dd HH:mm:ss";

/** Seconds since 1970 in UTC of a text in the session's zone, or of a time; without a column those of now. @param format  of a text */
export function unix_timestamp(column?: Name, format = secondsFormat): Column {
  const at = captureCallSite("unix_timestamp");
  if (column === undefined) return new Column({ sql: secondsSql("now()"), callSite: at, atomic: true });
  const sql = (value: string) => secondsOf(value, format, at);
  return call({ shown: "unix_timestamp", columns: [column], sql }, at);
}

/** The same as `unix_timestamp` of a column. */
export function to_unix_timestamp(column: Name, format: string | Column = secondsFormat): Column {
  const at = captureCallSite("to_unix_timestamp");
  const sql = (value: string) => secondsOf(value, format, at);
  return call({ shown: "to_unix_timestamp", columns: [column], sql }, at);
}

/** Text, in the session's zone, of seconds since 1970 in UTC. */
export function from_unixtime(column: Name, format = secondsFormat): Column {
  const at = captureCallSite("from_unixtime");
  const sql = (value: string) => writtenTimeSql(asTimestamp(`to_timestamp(${asBigint(value)})`), format, at);
  return call({ shown: "from_unixtime", columns: [column], sql }, at);
}

/** Of what the clock says in UTC, what it says in a zone then: `"Europe/Zurich"`, `"+05:30"`. */
export function from_utc_timestamp(column: Name, zone: string | Column): Column {
  const at = captureCallSite("from_utc_timestamp");
  const sql = (value: string, name: string) =>
    zoned(name, timeOf(value), 1, (time) => `timezone(${name}, timezone('UTC', ${time}))`);
  return call({ shown: "from_utc_timestamp", columns: [column], values: [zone], sql }, at);
}

/** Of what the clock says in a zone, what it says in UTC then. */
export function to_utc_timestamp(column: Name, zone: string | Column): Column {
  const at = captureCallSite("to_utc_timestamp");
  const sql = (value: string, name: string) =>
    zoned(name, timeOf(value), -1, (time) => {
      // Of the hour that a clock shows twice Spark takes the first, DuckDB the second.
      const later = `timezone('UTC', timezone(${name}, ${time}))`;
      const earlier = `(${later} - INTERVAL 1 HOUR)`;
      return `CASE WHEN timezone(${name}, timezone('UTC', ${earlier})) = ${time} THEN ${earlier} ELSE ${later} END`;
    });
  return call({ shown: "to_utc_timestamp", columns: [column], values: [zone], sql }, at);
}

/** DuckDB knows zones by name, and of offsets the hours alone. */
function zoned(zone: string, given: string, sign: 1 | -1, byName: (time: string) => string): string {
  const part = (pattern: string): string =>
    `coalesce(TRY_CAST(regexp_extract(${zone}, '${pattern}', 1) AS INTEGER), 0)`;
  const minutes = `(60 * ${part("^[+-](\\d+)")} + ${part(":(\\d+)$")})`;
  const later = `to_minutes(CASE WHEN left(${zone}, 1) = '-' THEN ${-sign} ELSE ${sign} END * ${minutes})`;
  const isOffset = `regexp_full_match(${zone}, 'Z|[+-]\\d{1,2}(:\\d{2})?')`;
  return once(given, (time) => `CASE WHEN ${isOffset} THEN ${time} + ${later} ELSE ${byName(time)} END`);
}

/** A TIMESTAMP is taken as UTC, as Spark takes its TIMESTAMP_NTZ. */
function secondsOf(value: string, format: string | Column, at: CallSite | null): string {
  const plain = asBigint(`epoch_us(TRY_CAST(${value} AS TIMESTAMP)) // 1000000`);
  return byType(value, "TIMESTAMP", plain, secondsSql(read(value, format, false, at, "TIMESTAMPTZ")));
}

/** Whole seconds, toward 1970. */
function secondsSql(time: string): string {
  return asBigint(`epoch_us(CAST(${time} AS TIMESTAMPTZ)) // 1000000`);
}

function sinceEpoch(shown: string, column: Name, sql: (micros: string) => string, at: CallSite | null): Column {
  return call({ shown, columns: [column], sql: (value) => sql(`epoch_us(CAST(${value} AS TIMESTAMPTZ))`) }, at);
}

/** Seconds since 1970 in UTC. */
export function unix_seconds(column: Name): Column {
  return sinceEpoch("unix_seconds", column, (us) => asBigint(`floor(${us} / 1e6)`), captureCallSite("unix_seconds"));
}

/** Milliseconds since 1970 in UTC. */
export function unix_millis(column: Name): Column {
  return sinceEpoch("unix_millis", column, (us) => asBigint(`floor(${us} / 1e3)`), captureCallSite("unix_millis"));
}

/** Microseconds since 1970 in UTC. */
export function unix_micros(column: Name): Column {
  return sinceEpoch("unix_micros", column, asBigint, captureCallSite("unix_micros"));
}

/** Days since 1970. */
export function unix_date(column: Name): Column {
  const sql = (value: string) => asInt(`${dateOf(value)} - DATE '1970-01-01'`);
  return call({ shown: "unix_date", columns: [column], sql }, captureCallSite("unix_date"));
}

/** The date so many days after 1970-01-01. */
export function date_from_unix_date(column: Name): Column {
  const sql = (value: string) => `(DATE '1970-01-01' + ${asInt(value)})`;
  return call({ shown: "date_from_unix_date", columns: [column], sql }, captureCallSite("date_from_unix_date"));
}

/** The instant so many seconds, with a fraction, after 1970 in UTC, as a TIMESTAMPTZ. */
export function timestamp_seconds(column: Name): Column {
  const at = captureCallSite("timestamp_seconds");
  return call({ shown: "timestamp_seconds", columns: [column], sql: (value) => instantOfSeconds(value) }, at);
}

/** The instant so many milliseconds after 1970 in UTC, as a TIMESTAMPTZ. */
export function timestamp_millis(column: Name): Column {
  const sql = (value: string) => instantOfMicros(`${asBigint(value)} * 1000`);
  return call({ shown: "timestamp_millis", columns: [column], sql }, captureCallSite("timestamp_millis"));
}

/** The instant so many microseconds after 1970 in UTC, as a TIMESTAMPTZ. */
export function timestamp_micros(column: Name): Column {
  const at = captureCallSite("timestamp_micros");
  return call({ shown: "timestamp_micros", columns: [column], sql: (value) => instantOfMicros(asBigint(value)) }, at);
}
