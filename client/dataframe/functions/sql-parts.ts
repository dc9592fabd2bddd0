/** SQL that several functions are made of: Spark's result types, and answers by the type of an argument, which only the binder knows. */
import { dateOfTextSql, timeOfTextSql } from "../sql/date-text-sql.js";
import { once } from "../sql/once.js";

/** Spark's INT, where DuckDB has a BIGINT. */
export function asInt(sql: string): string {
  return `CAST(${sql} AS INTEGER)`;
}

export function asBigint(sql: string): string {
  return `CAST(${sql} AS BIGINT)`;
}

export function asDouble(sql: string): string {
  return `CAST(${sql} AS DOUBLE)`;
}

export function asText(sql: string): string {
  return `CAST(${sql} AS VARCHAR)`;
}

export function asDate(sql: string): string {
  return `CAST(${sql} AS DATE)`;
}

/** What the clock on the wall says: of a TIMESTAMPTZ in the session's zone. */
export function asTimestamp(sql: string): string {
  return `CAST(${sql} AS TIMESTAMP)`;
}

/** A TIMESTAMPTZ of microseconds since 1970, a BIGINT. */
export function instantOfMicros(micros: string): string {
  return `timezone('UTC', make_timestamp(${micros}))`;
}

/**
 * A TIMESTAMPTZ of seconds since 1970. What is beyond a microsecond of a DOUBLE is cut off, where DuckDB rounds it.
 * @param how  a cast's way with numbers that are no instant; else those that are not finite give NULL
 */
export function instantOfSeconds(value: string, how?: "CAST" | "TRY_CAST"): string {
  const seconds = asDouble(value);
  const instant = instantOfMicros(`${how ?? "CAST"}(trunc(${seconds} * 1e6) AS BIGINT)`);
  const cut = how === undefined ? `CASE WHEN isfinite(${seconds}) THEN ${instant} END` : instant;
  return `CASE WHEN typeof(${value}) IN ('DOUBLE', 'FLOAT') THEN ${cut} ELSE to_timestamp(${seconds}) END`;
}

/** The date of an argument, which may be a text. */
export function dateOf(given: string): string {
  return once(given, (value) => byType(value, "VARCHAR", dateOfTextSql(asText(value), "CAST"), asDate(value)));
}

/** What the clock says at an argument, which may be a text. */
export function timeOf(given: string): string {
  return once(given, (value) =>
    byType(value, "VARCHAR", timeOfTextSql(asText(value), "TIMESTAMP", "CAST"), asTimestamp(value)),
  );
}

export const notANumber = "CAST('NaN' AS DOUBLE)";
export const infinity = "CAST('Infinity' AS DOUBLE)";

/**
 * One of two by the type of `value`. The type is known when the query is bound, so that only one of them is left when rows come; both
 * have to bind whatever the type is, which casts do.
 */
export function byType(value: string, pattern: string, yes: string, no: string): string {
  return `CASE WHEN typeof(${value}) LIKE '${pattern}' THEN ${yes} ELSE ${no} END`;
}

/**
 * Parameters of lambdas: an element and its place. No column has their names: DuckDB takes a column of that name in `struct_pack(x := e)` and
 * in `e.x`, and a column in the lambda would be taken for the element.
 */
export const [element, place] = ["goldpan_element", "goldpan_place"];

export const listTypes = "%[]";
export const mapTypes = "MAP(%";

/** Bytes of a BLOB, or of anything else as text in UTF-8. */
export function bytesOf(value: string): string {
  return byType(value, "BLOB", `TRY_CAST(${value} AS BLOB)`, `encode(${asText(value)})`);
}

/** `result` where all of `values` are there, else NULL: for functions of DuckDB that leave NULLs out. */
export function unlessNull(values: readonly string[], result: string): string {
  return `CASE WHEN ${values.map((value) => `${value} IS NOT NULL`).join(" AND ")} THEN ${result} END`;
}

/** Positions as Spark counts them: what a negative start reaches before the beginning counts for the length. */
export function substrSql(text: string, start: string, length?: string): string {
  const from = `CASE WHEN ${start} > 0 THEN ${start} - 1 WHEN ${start} < 0 THEN length(${text}) + ${start} ELSE 0 END`;
  const count = length === undefined ? "" : `, greatest(${asBigint(length)} + least(${from}, 0), 0)`;
  const known = [start, ...(length === undefined ? [] : [length])].map((value) => `${value} IS NOT NULL`).join(" AND ");
  return `CASE WHEN ${known} THEN substr(${text}, greatest(${from}, 0) + 1${count}) END`;
}
