/**
 * Texts of fields as values, as Spark's readers take them, and NULL where they are none: stricter than the engine's casts, which make
 * 2 of '1.5' and true of 'yes'.
 */
import { withoutExponentSql } from "../decimal-text-sql.js";
import { quoteText } from "../sql-text.js";

export interface FieldFormats {
  /** strptime's, where the script gave patterns; empty: ISO 8601. */
  readonly date: string;
  readonly timestamp: string;
  readonly timestampNtz: string;
}

export interface CastSql {
  /** Computed first, over the text; undefined where the value needs nothing but the text. */
  readonly cast: string | undefined;
  /** Over the text, and over what the cast made of it. */
  readonly value: (text: string, cast: string) => string;
}

const wholeNumbers = new Set([
  "TINYINT",
  "SMALLINT",
  "INTEGER",
  "BIGINT",
  "HUGEINT",
  "UTINYINT",
  "USMALLINT",
  "UINTEGER",
  "UBIGINT",
]);

const isoDate = "[+-]?[0-9]{4,7}(-[0-9]{1,2}(-[0-9]{1,2}([ T].*)?)?)?";
/** The engine takes 24:00:00, too. */
const hour = "([01]?[0-9]|2[0-3])";
const isoTimestamp = `[+-]?[0-9]{4,7}(-[0-9]{1,2}(-[0-9]{1,2}([ T]${hour}(:[0-9]{1,2}(:[0-9]{1,2}([.][0-9]*)?)?)?)?)?)?`;
/** At most eighteen hours. */
const offset = "[+-]((0?[0-9]|1[0-7])(:?[0-5][0-9])?|18(:?00)?)";
const zone = ` ?(Z|UTC|GMT|${offset}|[A-Za-z]+/[A-Za-z_/]+)`;
const zonedTimestamp = `[+-]?[0-9]{4,7}-[0-9]{1,2}-[0-9]{1,2}[ T]${hour}:[0-9]{1,2}:[0-9]{1,2}([.][0-9]*)?${zone}`;
const blanks = "\\s*";

/** What the engine does not take as Spark does, and how it does: a part that is left out is its first value. */
const completions = [
  [`^${blanks}[+]?(.*?)${blanks}$`, "\\1"],
  ["^([0-9]{4,7})$", "\\1-01-01"],
  ["^([0-9]{4,7}-[0-9]{1,2})$", "\\1-01"],
  [" ([+-][0-9:]+)$", "\\1"],
  ["([:.][0-9]*[+-])([0-9](:?[0-9]{2})?)$", "\\10\\2"],
  ["([ T][0-9]{1,2})$", "\\1:00"],
] as const;

function completed(text: string): string {
  return completions.reduce(
    (sql, [pattern, by]) => `regexp_replace(${sql}, ${quoteText(pattern)}, ${quoteText(by)})`,
    text,
  );
}

/** @param type  as DuckDB spells it; @param text  SQL of the field's text */
export function castSql(type: string, text: string, formats: FieldFormats): CastSql {
  const plain = `TRY_CAST(${text} AS ${type})`;
  if (type === "VARCHAR") return { cast: undefined, value: (same) => same };
  if (type === "BLOB") return { cast: undefined, value: (same) => `encode(${same})` };
  if (type === "BOOLEAN") {
    return {
      cast: undefined,
      value: (same) => `CASE lower(${same}) WHEN 'true' THEN true WHEN 'false' THEN false END`,
    };
  }
  if (wholeNumbers.has(type)) return { cast: plain, value: spelled("[+-]?[0-9]+") };
  if (type === "DOUBLE" || type === "FLOAT") {
    // Beyond the type's numbers it is infinite. A pattern, since the engine makes a join of a list of six texts, which takes megabytes.
    const form = "\\s*(NaN|[-+]?Infinity|[-+.0-9eE]+)\\s*|-?Inf";
    const value = (same: string, cast: string): string =>
      `CASE WHEN contains(${same}, '_') THEN NULL WHEN isfinite(${cast}) OR regexp_full_match(${same}, '${form}') THEN ${cast} END`;
    return { cast: plain, value };
  }
  // As Java's BigDecimal after Spark took the commas out: it has no blanks around it.
  if (type.startsWith("DECIMAL")) {
    const number = `replace(${text}, ',', '')`;
    const moved = `TRY_CAST(${withoutExponentSql(number)} AS ${type})`;
    const cast = `CASE WHEN regexp_matches(${text}, '[eE]') THEN ${moved} ELSE TRY_CAST(${number} AS ${type}) END`;
    return { cast, value: (same, value) => `CASE WHEN regexp_matches(${same}, '[_\\s]') THEN NULL ELSE ${value} END` };
  }
  if (type === "DATE") return dateSql(text, formats.date);
  if (type === "TIMESTAMP") return timestampSql(text, formats.timestampNtz);
  if (type === "TIMESTAMP WITH TIME ZONE") return instantSql(text, formats.timestamp);
  return { cast: plain, value: (_, cast) => cast };
}

/** What is spelled otherwise than the engine would spell it has to have the form. */
function spelled(pattern: string): CastSql["value"] {
  return (text, cast) =>
    `CASE WHEN CAST(${cast} AS VARCHAR) = ${text} OR regexp_full_match(${text}, ${quoteText(pattern)}) THEN ${cast} END`;
}

function dateSql(text: string, format: string): CastSql {
  if (format !== "") return strptime(text, format, "DATE");
  return {
    cast: finite(text, "DATE"),
    value: (same, cast) =>
      `CASE WHEN CAST(${cast} AS VARCHAR) = ${same} THEN ${cast} ` +
      `WHEN ${isSpelled(same, isoDate)} THEN coalesce(${cast}, TRY_CAST(${completed(same)} AS DATE)) END`,
  };
}

/** The engine has days and times that are infinite, Spark has none. */
function finite(text: string, type: string): string {
  return `CASE WHEN ${text} NOT IN ('infinity', '-infinity') THEN TRY_CAST(${text} AS ${type}) END`;
}

/** Of a text with a zone of its own, the time that it is in the session's: what Spark shows of its TIMESTAMP. */
function timestampSql(text: string, format: string): CastSql {
  if (format !== "") return strptime(text, format, "TIMESTAMP");
  return {
    cast: finite(text, "TIMESTAMP"),
    value: (same, cast) =>
      `CASE WHEN CAST(${cast} AS VARCHAR) = ${same} THEN ${cast} ` +
      `WHEN ${isSpelled(same, isoTimestamp)} THEN coalesce(${cast}, TRY_CAST(${completed(same)} AS TIMESTAMP)) ` +
      `WHEN ${isSpelled(same, zonedTimestamp)} THEN CAST(${inZone(same)} AS TIMESTAMP) END`,
  };
}

/** SQL of whether a text that is a time of `format` names its zone or offset. */
export function hasZone(text: string, format: string): string {
  return format === "" ? isSpelled(text, zonedTimestamp) : String(/%z/i.test(format));
}

function isSpelled(text: string, pattern: string): string {
  return `regexp_full_match(${text}, ${quoteText(blanks + pattern + blanks)})`;
}

function inZone(text: string): string {
  const type = "TIMESTAMP WITH TIME ZONE";
  return `coalesce(TRY_CAST(${text} AS ${type}), TRY_CAST(${completed(text)} AS ${type}))`;
}

/** The engine takes `5` for two digits, Spark does not. `Z` stands for an offset where a format has one. */
function strptime(text: string, format: string, type: string): CastSql {
  const read = format.includes("%z") ? `regexp_replace(${text}, 'Z$', '+00:00')` : text;
  const cast = `CAST(try_strptime(${read}, ${quoteText(format)}) AS ${type})`;
  return {
    cast,
    value: (same, value) =>
      `CASE WHEN regexp_full_match(${same}, ${quoteText(formatPattern(format))}) THEN ${value} END`,
  };
}

const partPatterns: Readonly<Record<string, string>> = {
  "%Y": "[0-9]{4}",
  "%j": "[0-9]{3}",
  "%g": "[0-9]{3}",
  "%f": "[0-9]{6}",
  "%b": "[A-Za-z]+",
  "%B": "[A-Za-z]+",
  "%a": "[A-Za-z]+",
  "%A": "[A-Za-z]+",
  "%p": "[AaPp][Mm]",
  "%z": "(Z|[+-][0-9]{2}(:?[0-9]{2})?)",
  "%Z": "[A-Za-z_/+-]+",
  "%%": "%",
};

/** What has a format of strptime, as a pattern of regular expressions. */
function formatPattern(format: string): string {
  return format.replace(/%-?.|[^\w\s]/gs, (part) => {
    if (part.startsWith("%-")) return "[0-9]{1,2}";
    if (part.startsWith("%")) return partPatterns[part] ?? "[0-9]{2}";
    return `[${part === "^" || part === "]" || part === "\\" ? `\\${part}` : part}]`;
  });
}

/** Without a zone of its own, a text is a time of the session's zone. */
function instantSql(text: string, format: string): CastSql {
  const type = "TIMESTAMP WITH TIME ZONE";
  if (format !== "") return strptime(text, format, type);
  return {
    cast: finite(text, "TIMESTAMP"),
    // Most have no zone, and are spelled as the engine spells them, which costs far less than a pattern.
    value: (same, cast) =>
      `CASE WHEN CAST(${cast} AS VARCHAR) = ${same} THEN CAST(${cast} AS ${type}) ` +
      `WHEN ${isSpelled(same, `(${isoTimestamp}|${zonedTimestamp})`)} THEN ${inZone(same)} END`,
  };
}
