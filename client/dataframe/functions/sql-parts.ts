/** SQL that several functions are made of: Spark's result types, and answers by the type of an argument, which only the binder knows. */

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

export const notANumber = "CAST('NaN' AS DOUBLE)";

/**
 * One of two by the type of `value`. The type is known when the query is bound, so that only one of them is left when rows come; both
 * have to bind whatever the type is, which casts do.
 */
export function byType(value: string, pattern: string, yes: string, no: string): string {
  return `CASE WHEN typeof(${value}) LIKE '${pattern}' THEN ${yes} ELSE ${no} END`;
}

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
