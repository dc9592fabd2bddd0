/** Functions over parts of texts: where they are, cut out, put in. A string is a column's name unless it says text. NULL gives NULL. */
import { captureCallSite } from "../call-site.js";
import type { CallSite } from "../../../common/wire/types.js";
import type { Column } from "../column.js";
import { literalSql } from "../sql/literal.js";
import { call, refuseMore, type Name, type NameOrNumber } from "./calls.js";
import { asInt, asText, substrSql } from "./sql-parts.js";

/** A part of a text. @param start  from 1; 0 means 1; a negative one counts from the end */
export function substring(column: Name, start: NameOrNumber, length: NameOrNumber): Column {
  return cut("substring", [column, start, length], captureCallSite("substring"));
}

/** The same as `substring`; without `length` to the end. */
export function substr(column: Name, start: NameOrNumber, length?: NameOrNumber): Column {
  return cut("substr", length === undefined ? [column, start] : [column, start, length], captureCallSite("substr"));
}

function cut(shown: string, columns: readonly NameOrNumber[], at: CallSite | null): Column {
  const [, start, length] = columns;
  const plain = typeof start === "number" && (length === undefined || typeof length === "number");
  const sql = (text: string, from: string, count?: string): string =>
    plain ? plainSubstrSql(asText(text), start, length) : substrSql(asText(text), from, count);
  return call({ shown, columns, sql }, at);
}

function plainSubstrSql(text: string, start: number, length?: number): string {
  return `substr(${[text, start === 0 ? 1 : start, ...(length === undefined ? [] : [Math.max(length, 0)])].join(", ")})`;
}

/** The first so many characters. */
export function left(column: Name, length: NameOrNumber): Column {
  const sql = (text: string, count: string) =>
    `CASE WHEN ${count} IS NOT NULL THEN left(${text}, greatest(${count}, 0)) END`;
  return call({ shown: "left", columns: [column, length], sql }, captureCallSite("left"));
}

/** The last so many characters. */
export function right(column: Name, length: NameOrNumber): Column {
  const sql = (text: string, count: string) =>
    `CASE WHEN ${count} IS NOT NULL THEN right(${text}, greatest(${count}, 0)) END`;
  return call({ shown: "right", columns: [column, length], sql }, captureCallSite("right"));
}

/** What stands before the delimiter's occurrence of that number; with a negative number behind the one counted from the end. */
export function substring_index(column: Name, delimiter: string, count: number): Column {
  const part = count > 0 ? `[1:${count}]` : `[${count}:]`;
  const text = literalSql(delimiter);
  const sql = (value: string) =>
    count === 0 || delimiter === ""
      ? `CASE WHEN ${value} IS NOT NULL THEN '' END`
      : `array_to_string(string_split(${value}, ${text})${part}, ${text})`;
  return call({ shown: "substring_index", columns: [column], sql }, captureCallSite("substring_index"));
}

/** The part of that number between delimiters, from 1, or from the end with a negative number; an empty text where there is none. */
export function split_part(column: Name, delimiter: Name, part: Name): Column {
  const sql = (text: string, between: string, number: string) =>
    `CASE WHEN ${between} = '' THEN CASE WHEN ${number} IN (1, -1) THEN ${text} ELSE '' END ` +
    `ELSE split_part(${text}, ${between}, ${number}) END`;
  return call({ shown: "split_part", columns: [column, delimiter, part], sql }, captureCallSite("split_part"));
}

/** Where a text begins for the first time, from 1; 0 where it is not there. @param text  a string is text */
export function instr(column: Name, text: string | Column, ...more: never[]): Column {
  const at = captureCallSite("instr");
  refuseMore("instr", more, at, 'write locate("text", column, from) for a place to begin at');
  const sql = (value: string, part: string) => asInt(`instr(${value}, ${part})`);
  return call({ shown: "instr", columns: [column], values: [text], sql }, at);
}

/** Where `text` begins in the column at `from` or after it, from 1; 0 where it is not there. @param text  text */
export function locate(text: string, column: Name, from = 1): Column {
  const at = captureCallSite("locate");
  const sql = (value: string, part: string) => locateSql(part, value, String(from));
  return call({ shown: "locate", columns: [column], values: [text], sql }, at);
}

/** As `locate`, the text is a column, too. */
export function position(text: Name, column: Name, from?: NameOrNumber): Column {
  const at = captureCallSite("position");
  return call({ shown: "position", columns: [text, column, from ?? 1], sql: locateSql }, at);
}

function locateSql(part: string, text: string, from: string): string {
  const found = `instr(substr(${text}, ${from}), ${part})`;
  const place = `CASE WHEN ${from} < 1 THEN 0 WHEN ${part} = '' THEN 1 WHEN ${found} = 0 THEN 0 ELSE ${found} + ${from} - 1 END`;
  return asInt(`CASE WHEN ${text} IS NOT NULL AND ${part} IS NOT NULL THEN ${place} END`);
}

/** Every occurrence of a text replaced; removed without `replacement`. All three are columns: a text is `lit("…")`. */
export function replace(column: Name, search: Name, replacement?: Name): Column {
  const at = captureCallSite("replace");
  const sql = (text: string, part: string, by = "''") =>
    `CASE WHEN ${part} = '' AND ${by} IS NOT NULL THEN ${text} ELSE replace(${text}, ${part}, ${by}) END`;
  const columns = replacement === undefined ? [column, search] : [column, search, replacement];
  return call({ shown: "replace", columns, sql }, at);
}

/** A text with another in place of `length` characters from `position`, from 1; without a length as many as the other has. */
export function overlay(column: Name, other: Name, position: NameOrNumber, length: NameOrNumber = -1): Column {
  const sql = (text: string, by: string, from: string, count: string) =>
    `(substr(${text}, 1, ${from} - 1) || ${by} || ` +
    `substr(${text}, ${from} + CASE WHEN ${count} < 0 THEN length(${by}) ELSE ${count} END))`;
  return call({ shown: "overlay", columns: [column, other, position, length], sql }, captureCallSite("overlay"));
}

/** The argument of that number, from 1; NULL where there is none. */
export function elt(number: Name, ...columns: readonly Name[]): Column {
  const sql = (index: string, ...items: string[]) =>
    `CASE ${index} ${items.map((item, place) => `WHEN ${place + 1} THEN ${item} `).join("")}END`;
  return call(
    { shown: "elt", columns: [number, ...columns], sql: (...parts) => sql(parts[0] ?? "", ...parts.slice(1)) },
    captureCallSite("elt"),
  );
}

/** The place of a text among those that commas part, from 1; 0 where it is not there. */
export function find_in_set(column: Name, list: Name): Column {
  const sql = (text: string, texts: string) =>
    `CASE WHEN ${text} IS NOT NULL AND ${texts} IS NOT NULL THEN coalesce(list_position(string_split(${texts}, ','), ${text}), 0) END`;
  return call({ shown: "find_in_set", columns: [column, list], sql }, captureCallSite("find_in_set"));
}

/** Whether a text begins so. */
export function startswith(column: Name, prefix: Name): Column {
  return call({ shown: "startswith", name: "starts_with", columns: [column, prefix] }, captureCallSite("startswith"));
}

/** Whether a text ends so. */
export function endswith(column: Name, suffix: Name): Column {
  return call({ shown: "endswith", name: "ends_with", columns: [column, suffix] }, captureCallSite("endswith"));
}

/** Whether a text has another in it. */
export function contains(column: Name, text: Name): Column {
  return call({ shown: "contains", columns: [column, text] }, captureCallSite("contains"));
}

/** SQL's LIKE: `_` is one character, `%` any number, a backslash escapes. @param pattern  a column: a text is `lit("…")` */
export function like(column: Name, pattern: Name, escape: string | Column = "\\"): Column {
  return likened("like", [column, pattern], escape, captureCallSite("like"));
}

/** As `like`, upper case and lower case alike. */
export function ilike(column: Name, pattern: Name, escape: string | Column = "\\"): Column {
  return likened("ilike", [column, pattern], escape, captureCallSite("ilike"));
}

function likened(
  shown: "like" | "ilike",
  columns: readonly Name[],
  escape: string | Column,
  at: CallSite | null,
): Column {
  const sql = (text: string, wanted: string, sign = "'\\'") =>
    `(${text} ${shown.toUpperCase()} ${wanted} ESCAPE ${sign})`;
  return call({ shown, columns, values: escape === "\\" ? [] : [escape], sql }, at);
}
