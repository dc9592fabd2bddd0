/** Numbers and values as texts for people. A string is a column's name. */
import type { CallSite } from "../../../common/wire/types.js";
import { captureCallSite, planRefused } from "../call-site.js";
import type { Column } from "../column.js";
import { literalSql } from "../sql/literal.js";
import { call, constantText, type Name } from "./calls.js";
import { halfEvenSql, roundSql } from "./rounding.js";
import { asBigint, asDouble, asText } from "./sql-parts.js";

/** A number with commas and so many digits after the point: `1,234.50`. NULL gives NULL. Of a DOUBLE exact up to 15 digits. */
export function format_number(column: Name, digits: number): Column {
  const at = captureCallSite("format_number");
  if (!Number.isSafeInteger(digits) || digits < 0) {
    throw planRefused(`format_number: ${String(digits)} digits`, at, "pass a whole number from 0");
  }
  const sql = (value: string) => {
    const number = asDouble(value);
    const endless = `CASE WHEN isnan(${number}) THEN 'NaN' WHEN ${number} > 0 THEN '∞' ELSE '-∞' END`;
    const inDigits = groupedSql(value, halfEvenSql(value, digits), digits);
    return `CASE WHEN typeof(${value}) LIKE 'DECIMAL(%' OR typeof(${value}) LIKE '%INT%' THEN ${inDigits} WHEN isfinite(${number}) THEN format('{:,.${digits}f}', ${number}) WHEN ${number} IS NOT NULL THEN ${endless} END`;
  };
  return call({ shown: "format_number", columns: [column], sql }, at);
}

/** A DECIMAL's own digits, by three; the sign of what rounds to zero stays. */
function groupedSql(value: string, rounded: string, digits: number): string {
  const text = `ltrim(${asText(rounded)}, '-')`;
  const whole = `reverse(split_part(${text}, '.', 1))`;
  const grouped = `ltrim(reverse(regexp_replace(${whole}, '(\\d{3})', '\\1,', 'g')), ',')`;
  const fraction = digits === 0 ? "''" : `'.' || rpad(split_part(${text}, '.', 2), ${digits}, '0')`;
  return `(CASE WHEN ${value} < 0 THEN '-' ELSE '' END || ${grouped} || ${fraction})`;
}

/**
 * A text with values put in: `%s` anything, `%d` whole numbers, `%.2f` numbers, `%x` hexadecimal, `%%` a percent sign; widths, `-`, `0`
 * and `+` as in Java. NULL is put in as `null`.
 */
export function format_string(format: string | Column, ...columns: readonly Name[]): Column {
  return formatted("format_string", format, columns, captureCallSite("format_string"));
}

function formatted(shown: string, given: string | Column, columns: readonly Name[], at: CallSite | null): Column {
  const format = constantText(given, at);
  const pieces = formatPieces(format, at);
  const wanted = pieces.filter(({ kind }) => kind === "value").length;
  if (wanted !== columns.length) {
    throw planRefused(
      `${shown}: ${wanted} values wanted in '${format}', ${columns.length} given`,
      at,
      "one column for each",
    );
  }
  const sql = (...values: string[]): string => {
    const open = [...values];
    const texts = pieces.map((piece) =>
      piece.kind === "text" ? literalSql(piece.text) : valueSql(piece, open.shift() ?? ""),
    );
    return texts.length === 0 ? "''" : `(${texts.join(" || ")})`;
  };
  return call({ shown, columns, sql }, at);
}

type Piece =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "value";
      readonly flags: string;
      readonly width: string;
      readonly digits: string;
      readonly letter: string;
    };

/** @throws PLAN_REFUSED for a specifier that has no counterpart */
function formatPieces(format: string, at: CallSite | null): Piece[] {
  const pattern = /%(?<flags>[-0+]*)(?<width>\d*)(?<digits>\.\d+)?(?<letter>[sdfexX%])|%|[^%]+/g;
  return [...format.matchAll(pattern)].map(({ 0: all, groups = {} }): Piece => {
    const { flags = "", width = "", digits = "", letter } = groups;
    if (letter === "%") return { kind: "text", text: "%" };
    if (letter !== undefined) return { kind: "value", flags, width, digits, letter };
    if (!all.startsWith("%")) return { kind: "text", text: all };
    throw planRefused(
      `a % in '${format}' is not understood`,
      at,
      "write %s, %d, %f, %e, %x or %X, or %% for a percent sign",
    );
  });
}

function valueSql({ flags, width, digits, letter }: Extract<Piece, { kind: "value" }>, value: string): string {
  const side = flags.includes("-") ? "rpad" : "lpad";
  const wide = (text: string): string =>
    width === "" ? text : `CASE WHEN length(${text}) < ${width} THEN ${side}(${text}, ${width}, ' ') ELSE ${text} END`;
  if (letter === "s") {
    const text = `coalesce(${asText(value)}, 'null')`;
    return wide(digits === "" ? text : `substr(${text}, 1, ${digits.slice(1)})`);
  }
  const named = letter === "X" ? "NULL" : "null";
  const nothing = literalSql(digits === "" ? named : named.slice(0, Number(digits.slice(1))));
  const number = numberSql(value, letter, digits);
  const written = `printf('%${flags}${width}${digits}${letter}', ${number})`;
  if (!"fe".includes(letter)) return `coalesce(${written}, ${wide(nothing)})`;
  const sign = flags.includes("+") ? "+" : "";
  const endless = `CASE WHEN isnan(${number}) THEN 'NaN' WHEN ${number} > 0 THEN '${sign}Infinity' ELSE '-Infinity' END`;
  return `CASE WHEN ${number} IS NULL THEN ${wide(nothing)} WHEN isfinite(${number}) THEN ${written} ELSE ${wide(endless)} END`;
}

/** What printf is given: Java rounds halves as they are written, and knows 32 bits of an INT. */
function numberSql(value: string, letter: string, digits: string): string {
  if (letter === "e") return asDouble(value);
  if (letter === "f")
    return asDouble(roundSql(asDouble(value), Math.min(digits === "" ? 6 : Number(digits.slice(1)), 18)));
  if (letter === "d") return value;
  return `CASE WHEN typeof(${value}) IN ('INTEGER', 'SMALLINT', 'TINYINT') AND ${value} < 0 THEN ${asBigint(value)} & 4294967295 ELSE ${asBigint(value)} END`;
}

/** As `format_string`. @param format  text */
export function printf(format: string | Column, ...columns: readonly Name[]): Column {
  return formatted("printf", format, columns, captureCallSite("printf"));
}
