/** JavaScript values and names as DuckDB's SQL, exactly: what is written is what was meant, whatever characters it holds. */
import { planRefused } from "../call-site.js";
import { quoteIdentifier as quote, quoteText } from "../../../common/sql-text.js";

/** A value that has a SQL literal. Objects become structs, arrays lists. */
export type Literal =
  | string
  | number
  | bigint
  | boolean
  | null
  | Date
  | Uint8Array
  | readonly Literal[]
  | { readonly [name: string]: Literal };

const hugeintMax = 2n ** 127n - 1n;
const bigintMax = 2n ** 63n - 1n;

/** `"a ""b"""`: any name, whatever it holds. */
export function quoteIdentifier(name: string): string {
  if (name === "" || name.includes("\0")) {
    throw planRefused(
      `'${name.replaceAll("\0", "\\0")}' cannot be a name`,
      null,
      "a name has at least one character, none of them NUL",
    );
  }
  return quote(name);
}

/**
 * SQL of one value.
 * - A whole number up to 2^53 is an integer literal, which takes the type of what it meets; every other number is a DOUBLE,
 *   never the DECIMAL that DuckDB reads in `1.5`.
 * - A bigint is a BIGINT, or a HUGEINT beyond 64 bits.
 * - A Date is the instant it stands for: a TIMESTAMPTZ.
 * - A Uint8Array is a BLOB, an array a list, a plain object a struct.
 * @throws PLAN_REFUSED for undefined, an invalid Date, a function and whatever else has no literal
 */
export function literalSql(value: Literal): string {
  switch (typeof value) {
    case "string":
      return stringSql(value);
    case "number":
      return numberSql(value);
    case "bigint":
      return bigintSql(value);
    case "boolean":
      return value ? "TRUE" : "FALSE";
    case "object":
      return value === null ? "NULL" : objectSql(value);
    default:
      throw notALiteral(String(value));
  }
}

/** The text that a SQL text literal stands for; undefined of any other SQL. */
export function textOfLiteral(sql: string): string | undefined {
  return /^'((?:[^']|'')*)'$/.exec(sql)?.[1]?.replaceAll("''", "'");
}

function stringSql(text: string): string {
  if (/\p{Surrogate}/u.test(text)) {
    throw planRefused("a string holds half a surrogate pair", null, "such a string has no UTF-8 form: mend it first");
  }
  return quoteText(text);
}

function numberSql(value: number): string {
  if (Number.isNaN(value)) return "CAST('NaN' AS DOUBLE)";
  if (!Number.isFinite(value)) return `CAST('${value > 0 ? "" : "-"}Infinity' AS DOUBLE)`;
  if (Object.is(value, -0)) return "(-0e0)";
  const digits = String(Math.abs(value));
  const text = Number.isSafeInteger(value) || digits.includes("e") ? digits : `${digits}e0`;
  return value < 0 ? `(-${text})` : text;
}

function bigintSql(value: bigint): string {
  const magnitude = value < 0n ? -value : value;
  if (magnitude > hugeintMax) {
    throw planRefused(
      `${value} does not fit into a HUGEINT`,
      null,
      "write it as a string and cast it to the type you want",
    );
  }
  return `CAST('${value}' AS ${magnitude > bigintMax ? "HUGEINT" : "BIGINT"})`;
}

function objectSql(value: object): string {
  if (value instanceof Date) return dateSql(value);
  if (value instanceof Uint8Array) {
    const bytes = Array.from(value, (byte) => `\\x${byte.toString(16).padStart(2, "0").toUpperCase()}`);
    return `CAST('${bytes.join("")}' AS BLOB)`;
  }
  if (Array.isArray(value)) return `[${(value as Literal[]).map(literalSql).join(", ")}]`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw notALiteral(`an instance of ${value.constructor.name}`);
  }
  const fields = Object.entries(value as Record<string, Literal>);
  if (fields.length === 0) throw notALiteral("an object without fields");
  return `{${fields.map(([name, field]) => `${stringSql(name)}: ${literalSql(field)}`).join(", ")}}`;
}

function dateSql(value: Date): string {
  if (Number.isNaN(value.getTime())) throw notALiteral("an invalid Date");
  return `CAST('${isoInstant(value)}' AS TIMESTAMPTZ)`;
}

/** `2001-01-31T23:59:59.123Z`, with DuckDB's spelling of years beyond 9999 and before 1: `0044-03-15 (BC) 12:00:00.000Z`. */
export function isoInstant(value: Date): string {
  const [, time = ""] = value.toISOString().split("T");
  return `${isoDate(value)}${value.getUTCFullYear() < 1 ? " " : "T"}${time}`;
}

/** The UTC day: `2001-01-31`, `10000-01-01`, `0044-03-15 (BC)`. */
export function isoDate(value: Date): string {
  const year = value.getUTCFullYear();
  const day = `${twoDigits(value.getUTCMonth() + 1)}-${twoDigits(value.getUTCDate())}`;
  // JavaScript's year 0 is 1 BC.
  return year < 1 ? `${fourDigits(1 - year)}-${day} (BC)` : `${fourDigits(year)}-${day}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

function fourDigits(year: number): string {
  return String(year).padStart(4, "0");
}

function notALiteral(what: string): Error {
  return planRefused(
    `${what} has no SQL literal`,
    null,
    "use null for NULL, and strings, numbers, bigints, booleans, Dates, Uint8Arrays, arrays or plain objects",
  );
}
