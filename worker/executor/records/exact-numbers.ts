/**
 * Numbers of JSON as they are written. The engine makes a DOUBLE of each fraction, whatever type is asked for, but leaves numbers alone
 * that are beyond every DOUBLE: so fractions are made huge by an exponent, which is taken away from the text of the value.
 */
import { quoteText } from "../../../common/sql-text.js";
import { DuckDBListType, DuckDBMapType, DuckDBStructType, type DuckDBType } from "../../engine/types.js";

/** What no sound number has: an exponent that begins with zero. The digit after it tells how the number's own is written. */
const mark = "+099999";
const markPattern = "[+]099999";

/** Ones that a DOUBLE does not hold: its 15 digits are kept whatever happens. */
const long = "[0-9.]{17}";
const anyFraction = "[0-9][.eE][-+0-9]";

/** Strings of JSON, and what is between them. */
const parts = '"(?:[^"\\\\]|\\\\.)*"|[^"]+';

/** @param value  SQL of a text of JSON that is valid; @returns SQL of the text with its fractions marked, where it has any */
export function exactNumbers(value: string): string {
  const marked = `list_transform(regexp_extract_all(${value}, ${quoteText(parts)}), lambda part: CASE WHEN starts_with(part, '"') THEN part ELSE ${markedNumbers("part")} END)`;
  return `CASE WHEN regexp_matches(${value}, ${quoteText(anyFraction)}) THEN array_to_string(${marked}, '') ELSE ${value} END`;
}

/** SQL of whether a text has a mark of its own, with which it can't be read. */
export function isMarked(value: string): string {
  return `CASE WHEN contains(${value}, ${quoteText(mark)}) THEN regexp_matches(${value}, ${quoteText(`[0-9][eE]${markPattern}`)}) ELSE false END`;
}

/**
 * SQL of whether a value of the type may be another where numbers are not marked. To mark them costs far more than all else that is done
 * to a record, and most have no need of it: a text is in quotes, and the engine's DOUBLE is the number's.
 * @param value  the record; @param json  the value's text as the engine has it
 * @returns undefined where it never is
 */
export function needsExactNumbers(type: DuckDBType, value: string, json: string): string | undefined {
  const leaves = leavesOf(type);
  if (leaves.every((leaf) => unchanged.has(leaf))) return undefined;
  // A text shows a number as it is written, even where it is a short one.
  const pattern = leaves.includes("VARCHAR") ? anyFraction : long;
  return `(regexp_matches(${json}, '^[-0-9[{]') AND regexp_matches(${value}, ${quoteText(pattern)}))`;
}

/** Types whose values are the same of a number as it is written, and of the DOUBLE that it is. */
const unchanged: ReadonlySet<string> = new Set([
  ...["BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "DOUBLE"],
]);

function leavesOf(type: DuckDBType): string[] {
  if (type instanceof DuckDBListType) return leavesOf(type.valueType);
  if (type instanceof DuckDBStructType) return type.entryTypes.flatMap(leavesOf);
  if (type instanceof DuckDBMapType) return leavesOf(type.valueType);
  return [String(type)];
}

function markedNumbers(text: string): string {
  const steps = [
    ["([0-9][eE])[+]", `\\1${mark}2`],
    ["([0-9][eE])-", `\\1${mark}3`],
    ["([0-9][eE])([0-9])", `\\1${mark}1\\2`],
    ["([.][0-9]+)([^0-9eE]|$)", `\\1e${mark}0\\2`],
  ] as const;
  return replaced(text, steps);
}

/** @param json  SQL of the text of a value, in which there may be marks */
export function numberAsWritten(json: string): string {
  const steps = [
    [`([0-9])e${markPattern}0`, "\\1"],
    [`([0-9][eE])${markPattern}1`, "\\1"],
    [`([0-9][eE])${markPattern}2`, "\\1+"],
    [`([0-9][eE])${markPattern}3`, "\\1-"],
  ] as const;
  return `CASE WHEN contains(${json}, ${quoteText(mark)}) THEN ${replaced(json, steps)} ELSE ${json} END`;
}

function replaced(text: string, steps: readonly (readonly [pattern: string, by: string])[]): string {
  return steps.reduce(
    (sql, [pattern, by]) => `regexp_replace(${sql}, ${quoteText(pattern)}, ${quoteText(by)}, 'g')`,
    text,
  );
}
