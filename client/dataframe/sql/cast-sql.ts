/** Casts as Spark means them, where DuckDB means something else. */
import { dateOfTextSql, timeOfTextSql } from "./date-text-sql.js";
import { decimalTextSql, withoutExponentSql } from "../../../common/decimal-text-sql.js";
import { instantOfSeconds } from "../functions/sql-parts.js";
import { once } from "./once.js";

const wholeTypes = new Set(["TINYINT", "SMALLINT", "INTEGER", "INT", "BIGINT", "LONG", "SHORT", "BYTE"]);

const fractions = new Set(["DOUBLE", "FLOAT", "REAL"]);

const numbers = "U?(TINY|SMALL|BIG|HUGE)?INT|DOUBLE|FLOAT|DECIMAL";

const isDecimal = (type: string): boolean => /^(DEC|NUMERIC)/.test(type);

const timestamps = new Set(["TIMESTAMP", "TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE"]);

/**
 * SQL of a cast. To a whole number Spark cuts a fraction off, where DuckDB rounds it, and takes no text with a fraction or an exponent. The
 * type of the value is known when the query is bound: only one branch is left when rows come.
 * @param value  SQL that needs no parentheses
 */
export function castSql(value: string, type: string, how: "CAST" | "TRY_CAST"): string {
  return once(value, (written) => convertedSql(written, type, how));
}

/**
 * SQL of a cast that gives NULL for a value without a counterpart. Types of which no value has one are refused when a row comes, as in
 * Spark: DuckDB's TRY_CAST would make NULL of them all.
 */
export function tryCastSql(value: string, type: string): string {
  const unlike = unlikeTypes(type.toUpperCase());
  if (unlike === undefined) return castSql(value, type, "TRY_CAST");
  return once(value, (written) => {
    const cast = convertedSql(written, type, "TRY_CAST");
    return `CASE WHEN regexp_matches(typeof(${written}), '${unlike}') THEN CAST(${written} AS ${type}) ELSE ${cast} END`;
  });
}

function unlikeTypes(type: string): string | undefined {
  const nested = "STRUCT|MAP|.*\\]$";
  if (type === "DATE" || type === "TIMESTAMP") return `^(${numbers}|BOOLEAN|BLOB|${nested})`;
  if (timestamps.has(type)) return `^(BOOLEAN|BLOB|${nested})`;
  if (type === "BOOLEAN") return `^(DATE|TIME|INTERVAL|BLOB|${nested})`;
  // A timestamp has a number, a time of day has none.
  if (wholeTypes.has(type) || fractions.has(type) || isDecimal(type))
    return `^(DATE|TIME$|TIME[ _]|INTERVAL|BLOB|${nested})`;
  return undefined;
}

function convertedSql(value: string, type: string, how: "CAST" | "TRY_CAST"): string {
  const plain = `${how}(${value} AS ${type})`;
  const name = type.toUpperCase();
  // Texts and bytes are UTF-8 of each other, as they are.
  if (name === "VARCHAR") {
    // What the clock says in the session's zone, without its offset.
    const zoned = `WHEN typeof(${value}) = 'TIMESTAMP WITH TIME ZONE' THEN CAST(TRY_CAST(${value} AS TIMESTAMP) AS VARCHAR) `;
    const decimal = `WHEN typeof(${value}) LIKE 'DECIMAL(%' THEN ${decimalTextSql(value)} `;
    return `CASE WHEN typeof(${value}) = 'BLOB' THEN decode(TRY_CAST(${value} AS BLOB)) ${zoned}${decimal}ELSE ${plain} END`;
  }
  if (name === "BLOB") {
    return `CASE WHEN typeof(${value}) = 'VARCHAR' THEN encode(CAST(${value} AS VARCHAR)) ELSE ${plain} END`;
  }
  const text = `CAST(${value} AS VARCHAR)`;
  // DuckDB reads 1_000 as a number.
  const withUnderscore = `WHEN contains(${text}, '_') THEN 'not a number: ' || ${text}`;
  if (isDecimal(name)) return decimalSql(value, withUnderscore, type, how);
  if (fractions.has(name)) {
    const number = `${how}(CASE ${withUnderscore} ELSE ${text} END AS ${type})`;
    const seconds = `CAST(${microsOf(value)} / 1e6 AS ${type})`;
    return `CASE WHEN typeof(${value}) = 'VARCHAR' THEN ${number} WHEN ${isTime(value)} THEN ${seconds} ELSE ${plain} END`;
  }
  if (name === "DATE")
    return `CASE WHEN typeof(${value}) = 'VARCHAR' THEN ${dateOfTextSql(text, how)} ELSE ${plain} END`;
  if (timestamps.has(name)) {
    // A number is one of seconds.
    const isInstant = `WHEN regexp_matches(typeof(${value}), '^(${numbers})') THEN ${instantOfSeconds(value, how)} `;
    return (
      `CASE WHEN typeof(${value}) = 'VARCHAR' THEN ${timeOfTextSql(text, type, how)} ` +
      `${name === "TIMESTAMP" ? "" : isInstant}ELSE ${plain} END`
    );
  }
  if (!wholeTypes.has(name)) return plain;
  const cut = `trunc(TRY_CAST(${value} AS DOUBLE))`;
  const whole = `CASE WHEN regexp_full_match(${text}, '\\s*[+-]?\\d+\\s*') THEN ${text} ELSE 'not a whole number: ' || ${text} END`;
  return (
    `CASE WHEN typeof(${value}) IN ('DOUBLE', 'FLOAT') THEN ${how}(${cut} AS ${type}) ` +
    `WHEN typeof(${value}) LIKE 'DECIMAL(%' THEN ${how}(split_part(${text}, '.', 1) AS ${type}) ` +
    `WHEN typeof(${value}) = 'VARCHAR' THEN ${how}(${whole} AS ${type}) ` +
    `WHEN ${isTime(value)} THEN ${how}(CAST(floor(${microsOf(value)} / 1e6) AS BIGINT) AS ${type}) ELSE ${plain} END`
  );
}

/** A timestamp as a number is one of seconds since 1970 in UTC. */
function isTime(value: string): string {
  return `typeof(${value}) LIKE 'TIMESTAMP%'`;
}

/** Of a timestamp, a BIGINT; one without a zone is taken as UTC. */
function microsOf(value: string): string {
  const zoned = `epoch_us(TRY_CAST(${value} AS TIMESTAMPTZ))`;
  return `CASE WHEN typeof(${value}) LIKE '% TIME ZONE' THEN ${zoned} ELSE epoch_us(TRY_CAST(${value} AS TIMESTAMP)) END`;
}

/** Of DOUBLE and FLOAT the digits that they are written with count: the nearest DOUBLE to 1.005 is a little less. */
function decimalSql(value: string, withUnderscore: string, type: string, how: "CAST" | "TRY_CAST"): string {
  const read = (text: string, refused = ""): string => {
    const isScientific = `contains(${text}, 'e') OR contains(${text}, 'E')`;
    return `${how}(CASE ${refused} WHEN ${isScientific} THEN ${withoutExponentSql(text)} ELSE ${text} END AS ${type})`;
  };
  return (
    `CASE WHEN typeof(${value}) = 'VARCHAR' THEN ${read(`CAST(${value} AS VARCHAR)`, withUnderscore)} ` +
    `WHEN typeof(${value}) IN ('DOUBLE', 'FLOAT') THEN ${read(`CAST(TRY_CAST(${value} AS DOUBLE) AS VARCHAR)`)} ` +
    `WHEN ${isTime(value)} THEN ${how}(CAST(${microsOf(value)} AS DECIMAL(20,0)) * 0.000001 AS ${type}) ` +
    `ELSE ${how}(${value} AS ${type}) END`
  );
}
