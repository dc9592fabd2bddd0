/** Functions over texts as a whole. A string is a column's name where a column is meant. NULL gives NULL. */
import { captureCallSite, planRefused } from "../call-site.js";
import type { CallSite } from "../../../common/wire/types.js";
import type { Column } from "../column.js";
import { operandSql } from "../column.js";
import { literalSql } from "../sql/literal.js";
import { call, refuseMore, type Name, type NameOrNumber } from "./calls.js";
import { asInt, asText, bytesOf, byType, element, listTypes, place } from "./sql-parts.js";

/** In upper case. */
export function upper(column: Name): Column {
  return call({ shown: "upper", columns: [column] }, captureCallSite("upper"));
}

/** The same as `upper`. */
export function ucase(column: Name): Column {
  return call({ shown: "ucase", name: "upper", columns: [column] }, captureCallSite("ucase"));
}

/** In lower case. */
export function lower(column: Name): Column {
  return call({ shown: "lower", columns: [column] }, captureCallSite("lower"));
}

/** The same as `lower`. */
export function lcase(column: Name): Column {
  return call({ shown: "lcase", name: "lower", columns: [column] }, captureCallSite("lcase"));
}

/** Each word, between spaces, with a capital and small letters after it. */
export function initcap(column: Name): Column {
  const word = `lambda ${element}: upper(substr(${element}, 1, 1)) || lower(substr(${element}, 2))`;
  const sql = (text: string) => `array_to_string(list_transform(string_split(${text}, ' '), ${word}), ' ')`;
  return call({ shown: "initcap", columns: [column], sql }, captureCallSite("initcap"));
}

/** Without spaces at both ends, or without the characters of `characters`. */
export function trim(column: Name, characters?: Name): Column {
  return trimmed("trim", "trim", column, characters, captureCallSite("trim"));
}

/** The same as `trim`. */
export function btrim(column: Name, characters?: Name): Column {
  return trimmed("btrim", "trim", column, characters, captureCallSite("btrim"));
}

/** Without spaces at the beginning, or without the characters of `characters`. */
export function ltrim(column: Name, characters?: Name): Column {
  return trimmed("ltrim", "ltrim", column, characters, captureCallSite("ltrim"));
}

/** Without spaces at the end, or without the characters of `characters`. */
export function rtrim(column: Name, characters?: Name): Column {
  return trimmed("rtrim", "rtrim", column, characters, captureCallSite("rtrim"));
}

function trimmed(shown: string, name: string, column: Name, characters: Name | undefined, at: CallSite | null): Column {
  // DuckDB's own takes every space of Unicode away, Spark's the blank alone.
  const sql = (text: string, wanted = "' '") => `${name}(${text}, ${wanted})`;
  return call({ shown, columns: characters === undefined ? [column] : [column, characters], sql }, at);
}

/** How many characters. */
export function length(column: Name): Column {
  return characterCount("length", column, captureCallSite("length"));
}

/** The same as `length`. */
export function char_length(column: Name): Column {
  return characterCount("char_length", column, captureCallSite("char_length"));
}

/** The same as `length`. */
export function character_length(column: Name): Column {
  return characterCount("character_length", column, captureCallSite("character_length"));
}

function characterCount(shown: string, column: Name, at: CallSite | null): Column {
  const sql = (value: string) =>
    asInt(byType(value, "BLOB", `octet_length(TRY_CAST(${value} AS BLOB))`, `length(${asText(value)})`));
  return call({ shown, columns: [column], sql }, at);
}

/** How many bytes a text takes in UTF-8. */
export function octet_length(column: Name): Column {
  const sql = (text: string) => asInt(`octet_length(${bytesOf(text)})`);
  return call({ shown: "octet_length", columns: [column], sql }, captureCallSite("octet_length"));
}

/** How many bits a text takes in UTF-8. */
export function bit_length(column: Name): Column {
  const sql = (text: string) => asInt(`8 * octet_length(${bytesOf(text)})`);
  return call({ shown: "bit_length", columns: [column], sql }, captureCallSite("bit_length"));
}

/** One text, or one list, after the other; NULL if one of them is. */
export function concat(...columns: readonly Name[]): Column {
  const at = captureCallSite("concat");
  if (columns.length === 0) throw planRefused("concat without columns", at, 'write concat("first", "last")');
  return call({ shown: "concat", columns, sql: (...parts) => `(${parts.join(" || ")})` }, at);
}

/** One text after the other with `separator` between them, and the elements of lists; NULLs are left out. */
export function concat_ws(separator: string, ...columns: readonly Name[]): Column {
  const at = captureCallSite("concat_ws");
  const between = literalSql(separator);
  const textOf = (value: string): string => {
    const list = `TRY_CAST(${value} AS VARCHAR[])`;
    const joined = `CASE WHEN list_count(${list}) > 0 THEN array_to_string(${list}, ${between}) END`;
    return byType(value, listTypes, joined, asText(value));
  };
  const sql = (...parts: string[]) =>
    parts.length === 0 ? "''" : `concat_ws(${[between, ...parts.map(textOf)].join(", ")})`;
  return call({ shown: "concat_ws", columns, sql }, at);
}

/** Several times in a row. */
export function repeat(column: Name, times: NameOrNumber): Column {
  return call({ shown: "repeat", columns: [column, times] }, captureCallSite("repeat"));
}

/** From its last character, or element of a list, to its first. */
export function reverse(column: Name): Column {
  // Subscripts, unlike list_reverse, bind for texts, too.
  const sql = (value: string) => {
    const backwards = `generate_series(len(TRY_CAST(${value} AS VARCHAR[])), 1, -1)`;
    const list = `cast_to_type(list_transform(${backwards}, lambda ${place}: ${value}[${place}]), ${value})`;
    // DuckDB's own keeps an accent on its letter; Spark turns characters around one by one.
    const characters = `array_to_string(list_reverse(CAST(string_split(${asText(value)}, '') AS VARCHAR[])), '')`;
    const text = `CASE WHEN strlen(${asText(value)}) = length(${asText(value)}) THEN reverse(${asText(value)}) ELSE ${characters} END`;
    return byType(value, listTypes, list, `cast_to_type(${text}, ${value})`);
  };
  return call({ shown: "reverse", columns: [column], sql }, captureCallSite("reverse"));
}

/** Filled up on the left to `length` characters, or cut off there. */
export function lpad(column: Name, length: number | Column, fill: string | Column = " "): Column {
  return padded("lpad", column, length, fill, captureCallSite("lpad"));
}

/** Filled up on the right to `length` characters, or cut off there. */
export function rpad(column: Name, length: number | Column, fill: string | Column = " "): Column {
  return padded("rpad", column, length, fill, captureCallSite("rpad"));
}

/** DuckDB fills with nothing by failing, Spark by leaving the text as it is. */
function padded(name: string, column: Name, length: number | Column, fill: string | Column, at: CallSite | null) {
  const sql = (text: string, count: string, filling: string) => {
    const wanted = `greatest(${asInt(count)}, 0)`;
    return (
      `CASE WHEN ${count} IS NOT NULL THEN CASE WHEN ${filling} = '' OR length(${text}) >= ${wanted} ` +
      `THEN substr(${text}, 1, ${wanted}) ELSE ${name}(${text}, ${wanted}, ${filling}) END END`
    );
  };
  return call({ shown: name, columns: [column], values: [length, fill], sql }, at);
}

/** Each character of `from` replaced by the one at the same place in `to`, or removed where there is none. */
export function translate(column: Name, from: string, to: string): Column {
  return call({ shown: "translate", columns: [column], values: [from, to] }, captureCallSite("translate"));
}

/** The code point of the first character; 0 of an empty text. */
export function ascii(column: Name): Column {
  return call({ shown: "ascii", columns: [column] }, captureCallSite("ascii"));
}

/** The character of a code from 0 to 255, of others modulo 256; an empty text below 0. */
export function chr(column: Name): Column {
  const sql = (code: string) => characterOf(code);
  return call({ shown: "chr", columns: [column], sql }, captureCallSite("chr"));
}

/** The same as `chr`. */
export function char(column: Name): Column {
  const sql = (code: string) => characterOf(code);
  return call({ shown: "char", columns: [column], sql }, captureCallSite("char"));
}

function characterOf(code: string): string {
  return `CASE WHEN ${code} < 0 THEN '' ELSE chr(${asInt(`${code} % 256`)}) END`;
}

/**
 * How many characters have to be changed, added or left out to make one text of the other.
 * Different from Spark: DuckDB counts bytes, so that a character beyond ASCII counts for more than one.
 * @param threshold  -1 for more than that
 */
export function levenshtein(left: Name, right: Name, threshold?: number): Column {
  const sql = (a: string, b: string) => {
    const distance = asInt(`levenshtein(${a}, ${b})`);
    return threshold === undefined
      ? distance
      : `CASE WHEN ${distance} > ${operandSql(threshold)} THEN -1 ELSE ${distance} END`;
  };
  return call({ shown: "levenshtein", columns: [left, right], sql }, captureCallSite("levenshtein"));
}

/** Four letters and digits that English words of the same sound share. */
export function soundex(column: Name): Column {
  return call({ shown: "soundex", columns: [column], sql: soundexSql }, captureCallSite("soundex"));
}

/** Codes of the letters, without H and W between equal ones, runs of a digit as one, without vowels (0), the first letter in front. */
function soundexSql(text: string): string {
  const [letters, codes] = ["AEIOUYBFPVCGJKQSXZDTLMNR", "000000111122222222334556"];
  const plain = `regexp_replace(upper(substr(${text}, 2)), '[^A-Z]', 'A', 'g')`;
  const coded = `translate(upper(substr(${text}, 1, 1)) || replace(replace(${plain}, 'H', ''), 'W', ''), '${letters}', '${codes}')`;
  const merged = ["0", "1", "2", "3", "4", "5", "6"].reduce(
    (sql, digit) => `regexp_replace(${sql}, '${digit}+', '${digit}', 'g')`,
    coded,
  );
  const digits = `replace(substr(${merged}, 2), '0', '')`;
  const code = `rpad(upper(substr(${text}, 1, 1)) || ${digits}, 4, '0')`;
  return `CASE WHEN regexp_matches(${text}, '^[A-Za-z]') THEN ${code} ELSE ${text} END`;
}

/** Letters and digits hidden: upper case as X, lower case as x, digits as n. The rest stays. */
export function mask(column: Name, ...more: never[]): Column {
  const at = captureCallSite("mask");
  refuseMore("mask", more, at, 'it hides by X, x and n; write regexp_replace(column, "\\\\p{Lu}", "…") for others');
  const replaced = (text: string, what: string, by: string): string =>
    `regexp_replace(${text}, '${what}', '${by}', 'g')`;
  const sql = (text: string) => replaced(replaced(replaced(text, "\\p{Lu}", "X"), "\\p{Ll}", "x"), "\\p{Nd}", "n");
  return call({ shown: "mask", columns: [column], sql }, at);
}
