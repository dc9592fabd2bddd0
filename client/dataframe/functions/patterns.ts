/**
 * Functions over regular expressions. A string is a column's name, a pattern in TypeScript is text where Spark takes text. NULL gives NULL.
 * Different from Spark: the syntax is RE2's, which has no look-around and no back-references.
 */
import type { CallSite } from "../../../common/wire/types.js";
import { captureCallSite, planRefused } from "../call-site.js";
import type { Column } from "../column.js";
import { literalSql } from "../sql/literal.js";
import { groupCount, matchesNothing, patternSql } from "../sql/java-pattern.js";
import { call, refuseMore, type Name } from "./calls.js";
import { asInt, element } from "./sql-parts.js";

/**
 * The parts of a text between what a regular expression matches, as a list.
 * @param limit  above 0: at most so many, the last one with all that is left
 * @example lines.select(explode(split("value", "\\s+")).as("word"))
 */
export function split(column: Name, pattern: string | Column, limit = -1): Column {
  const at = captureCallSite("split");
  const sql = (text: string, given: string) => {
    if (matchesNothing(given)) {
      const hint = `write "\\\\|" for a bar, "" for each character, or a pattern that matches at least one character`;
      throw planRefused(`split: the pattern ${given} matches the empty text`, at, hint);
    }
    const expression = patternSql(given, at);
    const parts = `string_split_regex(${text}, ${expression})`;
    if (limit <= 0) return parts;
    const before = `'^(?:(?s:.*?)(?:' || ${expression} || ')){${limit - 1}}'`;
    const rest = limit === 1 ? text : `regexp_replace(${text}, ${before}, '')`;
    return `CASE WHEN len(${parts}) > ${limit} THEN list_append(${parts}[1:${limit - 1}], ${rest}) ELSE ${parts} END`;
  };
  return call({ shown: "split", columns: [column], values: [pattern], sql }, at);
}

/** All that a regular expression matches replaced; `$1` stands for what its first group matched, a backslash for the sign behind it. */
export function regexp_replace(
  column: Name,
  pattern: string | Column,
  replacement: string | Column,
  ...more: never[]
): Column {
  const at = captureCallSite("regexp_replace");
  refuseMore("regexp_replace", more, at, "put substring(…, 1, n) before a regexp_replace of the rest, by concat");
  const by = typeof replacement === "string" ? literalSql(duckdbReplacement(replacement, at)) : undefined;
  const group = typeof replacement === "string" ? highestGroup(replacement) : 0;
  const sql = (text: string, expression: string, columnOfReplacement: string) =>
    `regexp_replace(${text}, ${grouped("regexp_replace", expression, group, at)}, ${by ?? replacementSql(columnOfReplacement)}, 'g')`;
  return call({ shown: "regexp_replace", columns: [column], values: [pattern, replacement], sql }, at);
}

/** Java writes groups as $1, DuckDB as \1. */
function duckdbReplacement(replacement: string, at: CallSite | null): string {
  return replacement.replace(/\\([\s\S]?)|\$(\d?)/g, (_, escaped: string | undefined, group: string | undefined) => {
    if (escaped !== undefined) return escaped === "\\" || escaped === "" ? "\\\\" : escaped;
    if (group !== "") return `\\${group}`;
    const what = `regexp_replace: '$' without a group in '${replacement}'`;
    throw planRefused(what, at, "write $1 for a group, \\\\$ for a dollar sign; groups have no names here");
  });
}

function highestGroup(replacement: string): number {
  return Math.max(0, ...[...replacement.matchAll(/\\[\s\S]?|\$(\d)/g)].map(([, group]) => Number(group ?? 0)));
}

function replacementSql(replacement: string): string {
  return `regexp_replace(${replacement}, '\\$(\\d)', '\\\\\\1', 'g')`;
}

/** What a group of a regular expression matched first; an empty text where it does not match. @param group  0 is the whole match */
export function regexp_extract(column: Name, pattern: string | Column, group = 1): Column {
  const at = captureCallSite("regexp_extract");
  const sql = (text: string, expression: string, wanted: string) =>
    `regexp_extract(${text}, ${grouped("regexp_extract", expression, group, at)}, ${wanted})`;
  return call({ shown: "regexp_extract", columns: [column], values: [pattern, group], sql }, at);
}

/** What a group matched, each time. @param pattern  a column: a text is `lit("…")` @param group  0 is the whole match */
export function regexp_extract_all(column: Name, pattern: Name, group: number | Column = 1): Column {
  const at = captureCallSite("regexp_extract_all");
  const sql = (text: string, expression: string, wanted: string) =>
    `regexp_extract_all(${text}, ${grouped("regexp_extract_all", expression, group, at)}, ${wanted})`;
  return call({ shown: "regexp_extract_all", columns: [column, pattern], values: [group], sql }, at);
}

/** @throws PLAN_REFUSED for a group that the pattern does not have: DuckDB gives an empty text, or replaces nothing */
function grouped(name: string, pattern: string, group: number | Column, at: CallSite | null): string {
  const groups = groupCount(pattern);
  if (groups !== undefined && typeof group === "number" && (group < 0 || group > groups)) {
    throw planRefused(`${name}: ${pattern} has no group ${group}`, at, "the whole match is group 0");
  }
  return patternSql(pattern, at);
}

/** How often a regular expression matches. @param pattern  a column: a text is `lit("…")` */
export function regexp_count(column: Name, pattern: Name): Column {
  const at = captureCallSite("regexp_count");
  const sql = (text: string, expression: string) =>
    asInt(`len(regexp_extract_all(${text}, ${patternSql(expression, at)}))`);
  return call({ shown: "regexp_count", columns: [column, pattern], sql }, at);
}

/** What a regular expression matches first; NULL where it does not, or matches an empty text. @param pattern  a column: a text is `lit("…")` */
export function regexp_substr(column: Name, pattern: Name): Column {
  const at = captureCallSite("regexp_substr");
  const sql = (text: string, given: string) => {
    const expression = patternSql(given, at);
    return `nullif(regexp_extract(${text}, ${expression}), '')`;
  };
  return call({ shown: "regexp_substr", columns: [column, pattern], sql }, at);
}

/** Where a regular expression matches first, from 1; 0 where it does not. @param pattern  a column: a text is `lit("…")` */
export function regexp_instr(column: Name, pattern: Name, ...more: never[]): Column {
  const at = captureCallSite("regexp_instr");
  refuseMore("regexp_instr", more, at, "leave out the group: the place of the whole match is what there is");
  const sql = (text: string, given: string) => {
    const expression = patternSql(given, at);
    const before = `regexp_extract(${text}, '^((?s:.*?))(?:' || ${expression} || ')', 1)`;
    const place = `CASE WHEN regexp_matches(${text}, ${expression}) THEN length(${before}) + 1 ELSE 0 END`;
    return asInt(`CASE WHEN ${text} IS NOT NULL AND ${expression} IS NOT NULL THEN ${place} END`);
  };
  return call({ shown: "regexp_instr", columns: [column, pattern], sql }, at);
}

/** Whether a regular expression matches anywhere. @param pattern  a column: a text is `lit("…")` */
export function rlike(column: Name, pattern: Name): Column {
  return matches("rlike", column, pattern, captureCallSite("rlike"));
}

/** The same as `rlike`. */
export function regexp(column: Name, pattern: Name): Column {
  return matches("regexp", column, pattern, captureCallSite("regexp"));
}

/** The same as `rlike`. */
export function regexp_like(column: Name, pattern: Name): Column {
  return matches("regexp_like", column, pattern, captureCallSite("regexp_like"));
}

function matches(shown: string, column: Name, pattern: Name, at: CallSite | null): Column {
  const sql = (text: string, expression: string) => `regexp_matches(${text}, ${patternSql(expression, at)})`;
  return call({ shown, columns: [column, pattern], sql }, at);
}

/** The texts of a map written as `a:1,b:2`. @param pairs  what parts entries @param values  what parts keys from values: text, or `lit("…")` */
export function str_to_map(column: Name, pairs: string | Column = ",", values: string | Column = ":"): Column {
  const at = captureCallSite("str_to_map");
  const sql = (text: string, givenBetween: string, givenInside: string) => {
    const [between, inside] = [patternSql(givenBetween, at), patternSql(givenInside, at)];
    const behind = `regexp_replace(${element}, '^(?s:.*?)(?:' || ${inside} || ')', '')`;
    const entry =
      `struct_pack(k := string_split_regex(${element}, ${inside})[1], ` +
      `v := CASE WHEN regexp_matches(${element}, ${inside}) THEN ${behind} END)`;
    return `map_from_entries(list_transform(string_split_regex(${text}, ${between}), lambda ${element}: ${entry}))`;
  };
  return call({ shown: "str_to_map", columns: [column], values: [pairs, values], sql }, at);
}
