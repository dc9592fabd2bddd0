/** Functions over texts. A string is a column's name where a column is meant, text elsewhere. NULL gives NULL. */
import { captureCallSite, planRefused } from "../call-site.js";
import type { Column } from "../column.js";
import { type ColumnOrLiteral } from "../column.js";
import { call, type Name } from "./calls.js";

/** In upper case. */
export function upper(column: Name): Column {
  return call({ shown: "upper", columns: [column] }, captureCallSite("upper"));
}

/** In lower case. */
export function lower(column: Name): Column {
  return call({ shown: "lower", columns: [column] }, captureCallSite("lower"));
}

/** Without spaces at both ends. */
export function trim(column: Name): Column {
  return call({ shown: "trim", columns: [column] }, captureCallSite("trim"));
}

/** Without spaces at the beginning. */
export function ltrim(column: Name): Column {
  return call({ shown: "ltrim", columns: [column] }, captureCallSite("ltrim"));
}

/** Without spaces at the end. */
export function rtrim(column: Name): Column {
  return call({ shown: "rtrim", columns: [column] }, captureCallSite("rtrim"));
}

/** How many characters. */
export function length(column: Name): Column {
  return call({ shown: "length", columns: [column] }, captureCallSite("length"));
}

/** One text after the other; NULL if one of them is. */
export function concat(...columns: readonly Name[]): Column {
  const at = captureCallSite("concat");
  if (columns.length === 0) throw planRefused("concat without columns", at, 'write concat("first", "last")');
  return call({ shown: "concat", columns, sql: (...parts) => `(${parts.join(" || ")})` }, at);
}

/** One text after the other with `separator` between them; NULLs are left out. */
export function concat_ws(separator: string, ...columns: readonly Name[]): Column {
  const at = captureCallSite("concat_ws");
  const sql = (...parts: string[]) => `concat_ws(${[parts.at(-1), ...parts.slice(0, -1)].join(", ")})`;
  return call({ shown: "concat_ws", columns, values: [separator], sql }, at);
}

/** A part of a text. @param start  from 1; 0 means 1; a negative one counts from the end */
export function substring(column: Name, start: number, length: number): Column {
  const at = captureCallSite("substring");
  return call({ shown: "substring", columns: [column], values: [start === 0 ? 1 : start, length] }, at);
}

/**
 * The parts of a text between what a regular expression matches, as a list.
 * Different from Spark: the syntax is RE2's, which has no look-around and no back-references.
 * @example lines.select(explode(split("value", "\\s+")).as("word"))
 */
export function split(column: Name, pattern: string): Column {
  const at = captureCallSite("split");
  return call({ shown: "split", name: "string_split_regex", columns: [column], values: [pattern] }, at);
}

/**
 * All that a regular expression matches replaced; `$1` stands for what its first group matched.
 * Different from Spark: the syntax is RE2's.
 */
export function regexp_replace(column: Name, pattern: ColumnOrLiteral, replacement: string): Column {
  const at = captureCallSite("regexp_replace");
  // DuckDB writes groups as \1.
  const groups = replacement.replaceAll("\\", "\\\\").replace(/\$(\d)/g, "\\$1");
  const values = [pattern, groups, "g"];
  return call({ shown: "regexp_replace", columns: [column], values }, at);
}

/**
 * What a group of a regular expression matched first; an empty text where it does not match.
 * Different from Spark: the syntax is RE2's.
 * @param group  0 is the whole match
 */
export function regexp_extract(column: Name, pattern: string, group = 1): Column {
  const at = captureCallSite("regexp_extract");
  return call({ shown: "regexp_extract", columns: [column], values: [pattern, group] }, at);
}

/** Every occurrence of a text replaced. */
export function replace(column: Name, search: ColumnOrLiteral, replacement: ColumnOrLiteral = ""): Column {
  return call({ shown: "replace", columns: [column], values: [search, replacement] }, captureCallSite("replace"));
}

/** Where a text begins for the first time, from 1; 0 where it is not there. */
export function instr(column: Name, text: ColumnOrLiteral): Column {
  return call({ shown: "instr", columns: [column], values: [text] }, captureCallSite("instr"));
}

/** Filled up on the left to `length` characters, or cut off there. */
export function lpad(column: Name, length: number, fill = " "): Column {
  return call({ shown: "lpad", columns: [column], values: [length, fill] }, captureCallSite("lpad"));
}

/** Filled up on the right to `length` characters, or cut off there. */
export function rpad(column: Name, length: number, fill = " "): Column {
  return call({ shown: "rpad", columns: [column], values: [length, fill] }, captureCallSite("rpad"));
}

/** Several times in a row. */
export function repeat(column: Name, times: number): Column {
  return call({ shown: "repeat", columns: [column], values: [times] }, captureCallSite("repeat"));
}

/** From its last character to its first. */
export function reverse(column: Name): Column {
  return call({ shown: "reverse", columns: [column] }, captureCallSite("reverse"));
}

/** MD5 in hexadecimal. */
export function md5(column: Name): Column {
  return call({ shown: "md5", columns: [column] }, captureCallSite("md5"));
}

/** SHA-2 in hexadecimal. @param bits  256, or 0, which means the same */
export function sha2(column: Name, bits: number): Column {
  const at = captureCallSite("sha2");
  if (bits !== 256 && bits !== 0) throw planRefused(`sha2 of ${bits} bits is not there`, at, "write sha2(column, 256)");
  return call({ shown: "sha2", name: "sha256", columns: [column] }, at);
}
