/** What DuckDB refuses, told in the words of the user's script: where it stands, what is near, what to write instead. */
import { GoldpanError } from "../../../common/errors/goldpan-error.js";
import type { ErrorCode } from "../../../common/errors/registry.js";
import { nearest } from "../../../common/nearest.js";
import { sameName } from "../../../common/same-name.js";
import type { CallSite } from "../../../common/wire/types.js";
import { quoteIdentifier } from "../../../common/sql-text.js";
import { EngineRefusal } from "../engine.js";
import { describeColumn, planIdOf, type ScopeColumn } from "./scope.js";
import { duckdbSpelling } from "./spark-functions.js";
import { arrowHint, keywordHint, quotedTextHint, sparkSpelling } from "./spelling-hints.js";

/** Where an expression or relation stands. */
export interface Place {
  readonly callSite: CallSite | null;
  /** Empty for what has none. */
  readonly sql: string;
  /** Columns that it may name. */
  readonly columns: readonly string[];
  /** Visible names by those that only the relation knows: DuckDB speaks of these. */
  readonly visible?: ReadonlyMap<string, string>;
}

type ScriptCode = Extract<
  ErrorCode,
  | "SYNTAX_ERROR"
  | "COLUMN_NOT_FOUND"
  | "FUNCTION_NOT_FOUND"
  | "TYPE_MISMATCH"
  | "AMBIGUOUS_COLUMN"
  | "EXPRESSION_REFUSED"
  | "PLAN_REFUSED"
  | "TYPE_NOT_SUPPORTED"
>;

/** An error of the script, its message starting with file and line. */
export function scriptError(
  code: ScriptCode,
  place: Place,
  what: string,
  more: { hint?: string; candidates?: readonly string[] } = {},
): GoldpanError {
  const where = place.callSite === null ? "" : `${place.callSite.file}:${place.callSite.line}: `;
  const inside = place.sql === "" ? "" : ` in \`${shorten(place.sql)}\``;
  return new GoldpanError(code, `${where}${inVisibleNames(what, place)}${inside}`, {
    details: {
      expression: shownSql(place.sql),
      candidates: [...(more.candidates ?? [])],
      ...(place.callSite === null ? {} : { callSite: place.callSite }),
    },
    ...(more.hint === undefined ? {} : { hint: more.hint }),
  });
}

function inVisibleNames(said: string, { visible }: Place): string {
  return [...(visible ?? [])].reduce((text, [own, name]) => text.replaceAll(own, name), said);
}

export function columnNotFound(
  place: Place,
  name: string,
  more: {
    readonly enginesCandidates?: readonly string[];
    readonly path?: readonly string[];
    /** ` on the left side of the join` */
    readonly where?: string;
    /** What helps beside another name. */
    readonly orElse?: string;
  } = {},
): GoldpanError {
  const { enginesCandidates = [], path = [name], where = "", orElse } = more;
  const dotted = place.columns.find((column) =>
    path.some((_, end) => sameName(column, path.slice(0, end + 1).join("."))),
  );
  if (dotted !== undefined) {
    return scriptError("COLUMN_NOT_FOUND", place, `there is no column '${name}'`, {
      hint: `did you mean ${dotted}? ${quotingHint(dotted)}`,
      candidates: [dotted],
    });
  }
  const lambda = /^\w+$/.test(name) ? arrowHint(place.sql, name) : undefined;
  if (lambda !== undefined)
    return scriptError("COLUMN_NOT_FOUND", place, `there is no column '${name}'${where}`, { hint: lambda });
  const own = nearest(name, place.columns, 3);
  const known = enginesCandidates.filter((candidate) => place.columns.includes(candidate) && !own.includes(candidate));
  const candidates = [...own, ...known].slice(0, 4);
  const quoted = isColumnText(place.sql) ? undefined : quotedTextHint(place.sql, name);
  const all = `the columns are ${place.columns.slice(0, 20).join(", ")}${place.columns.length > 20 ? ", …" : ""}`;
  const meant = own.length === 0 ? undefined : `did you mean ${own.join(" or ")}?`;
  const hint = [meant, quoted].filter((part) => part !== undefined).join(" ");
  const message = `there is no column '${name}'${where}`;
  return scriptError("COLUMN_NOT_FOUND", place, message, {
    hint: [hint === "" ? all : hint, orElse].filter((part) => part !== undefined).join("; "),
    candidates,
  });
}

/** As clients write `col("a.b")`. */
function isColumnText(sql: string): boolean {
  return /^"(?:[^"]|"")+"(?:\."(?:[^"]|"")+")*$/.test(sql);
}

/** Names both sides, and how to tell them apart. */
export function ambiguousColumn(place: Place, path: readonly string[], columns: readonly ScopeColumn[]): GoldpanError {
  const [first = "", second] = path;
  const name = planIdOf(first) === undefined || second === undefined ? first : second;
  const sides = columns.map(describeColumn);
  const hint = columns.every(({ alias }) => alias !== undefined)
    ? `write ${sides.join(" or ")}`
    : "give the sides names with alias('a') and alias('b') before the join, and write a.name or b.name; or rename one with withColumnRenamed";
  return scriptError("AMBIGUOUS_COLUMN", place, `'${name}' is ambiguous: ${sides.join(", or ")}`, {
    hint,
    candidates: sides,
  });
}

/** Names the columns that the text seems to mean and that need quotes. */
export function syntaxError(place: Place, message: string): GoldpanError {
  const [, depth] = /^Max expression depth limit of (\d+)/.exec(message) ?? [];
  if (depth !== undefined) {
    return scriptError("EXPRESSION_REFUSED", place, `an expression is more than ${depth} deep`, {
      hint: "compute it in steps, each a column of its own; many alternatives of one column are isin(…), or IN (…)",
    });
  }
  const sql = place.sql.toLowerCase();
  const unquoted = place.columns.filter((name) => {
    if (/^[a-z_][a-z0-9_]*$/i.test(name)) return false;
    const written = name.toLowerCase();
    return sql.includes(written) && !sql.includes(quoteIdentifier(written));
  });
  // The longest says most: `site name (long)` has `site name` in it.
  const [longest] = unquoted.toSorted((a, b) => b.length - a.length);
  const hint =
    sparkSpelling(place.sql) ??
    arrowHint(place.sql) ??
    keywordHint(place.sql, place.columns) ??
    (longest === undefined ? undefined : quotingHint(longest));
  return scriptError("SYNTAX_ERROR", place, message, hint === undefined ? {} : { hint });
}

function quotingHint(name: string): string {
  const quoted = quoteIdentifier(name);
  return (
    `names with spaces, dots or other signs go between double quotes in SQL text: ${quoted}; ` +
    `where a name is wanted, as in col(), between backquotes: \`${name.replaceAll("`", "``")}\``
  );
}

/** @returns the error for the user; anything that is not DuckDB's refusal comes back as it is */
export function refusalToError(error: unknown, place: Place): unknown {
  if (!(error instanceof EngineRefusal)) return error;
  const { exceptionType, subtype, missing, candidates } = error;
  const said = firstLine(error.message);
  if (exceptionType === "Parser") return syntaxError(place, said);
  if (subtype === "COLUMN_NOT_FOUND" && missing !== undefined) {
    return columnNotFound(place, missing.name, { enginesCandidates: candidates });
  }
  if (subtype === "MISSING_ENTRY" && missing !== undefined) {
    if (missing.kind.endsWith("Function")) return functionNotFound(place, missing.name, candidates);
    return scriptError("TYPE_MISMATCH", place, `there is no ${missing.kind.toLowerCase()} '${missing.name}'`, {
      candidates,
      ...(candidates.length === 0 ? {} : { hint: `did you mean ${candidates.join(" or ")}?` }),
    });
  }
  if (subtype === "NO_MATCHING_FUNCTION") {
    return noMatchingFunction(place, error.call ?? missing?.name ?? "the call", candidates);
  }
  if (subtype === "UNSUPPORTED") return scriptError("EXPRESSION_REFUSED", place, said);
  if (exceptionType === "Out of Memory") return analysisTooLarge(place);
  if (said.startsWith("Cannot extract field")) return scriptError("TYPE_MISMATCH", place, said, { hint: fieldHint });
  if (said.startsWith("Malformed JSON") && /\bfrom_json\s*\(/i.test(place.sql)) {
    return scriptError("TYPE_MISMATCH", place, said, { hint: fromJsonHint });
  }
  const advice =
    arrowHint(place.sql) ??
    (said.includes("best candidate function") ? castHint : exceptionType === "Binder" ? secondLine(error.message) : "");
  return scriptError(isAboutTypes(exceptionType) ? "TYPE_MISMATCH" : "EXPRESSION_REFUSED", place, said, {
    ...(advice === "" ? {} : { hint: inVisibleNames(advice, place) }),
  });
}

export function functionNotFound(place: Place, name: string, candidates: readonly string[]): GoldpanError {
  // DuckDB takes a backquote for an operator of its own.
  if (name.includes("`") || name === "__postfix") return syntaxError(place, "names are not written between backquotes");
  if (name === "!")
    return scriptError("FUNCTION_NOT_FOUND", place, "there is no function '!'", { hint: "write NOT x" });
  const spelling = duckdbSpelling(name);
  const hint =
    spelling !== undefined
      ? `Spark's ${name} is written ${spelling} here`
      : candidates.length > 0
        ? `did you mean ${candidates.join(" or ")}?`
        : "functions are DuckDB's; a function of your own is declared with udf";
  return scriptError("FUNCTION_NOT_FOUND", place, `there is no function '${name}'`, { hint, candidates });
}

/** `+(VARCHAR, INTEGER_LITERAL)` is an operator between types: its dozens of signatures say less than a cast does. */
function noMatchingFunction(place: Place, call: string, signatures: readonly string[]): GoldpanError {
  const readable = call.replaceAll("_LITERAL", "").replaceAll("STRING", "VARCHAR");
  const operator = /^([^\w\s"]+)\((.*), (.*)\)$/.exec(readable);
  if (operator !== null) {
    const [, sign = "", left = "", right = ""] = operator;
    return scriptError("TYPE_MISMATCH", place, `there is no ${left} ${sign} ${right}`, {
      hint: sign === "<=>" ? "write a IS NOT DISTINCT FROM b" : castHint,
    });
  }
  const shown = signatures.slice(0, 8);
  const name = readable.split("(")[0] ?? "";
  if (name === "struct_extract") {
    return scriptError("TYPE_MISMATCH", place, `no function matches ${readable}`, { hint: fieldHint });
  }
  const spelling = duckdbSpelling(name);
  const sparks = spelling === undefined ? "" : `; Spark's ${name} is written ${spelling} here`;
  return scriptError("TYPE_MISMATCH", place, `no function matches ${readable}`, {
    candidates: shown,
    hint: `cast the arguments; there is ${shown.join("; ")}${sparks}`,
  });
}

const castHint = "cast one side, for instance CAST(x AS BIGINT) or TRY_CAST(x AS DOUBLE)";

const fromJsonHint = `a schema is JSON in SQL text, '{"a": "INTEGER"}'; from_json of TypeScript takes Spark's, from_json("text", "a int")`;

const fieldHint =
  'of a list of structs: transform(items, (item) => item.getField("price")), or explode it; of a map: getItem("key")';

function analysisTooLarge(place: Place): GoldpanError {
  const where = place.callSite === null ? "" : `${place.callSite.file}:${place.callSite.line}: `;
  return new GoldpanError(
    "ANALYSIS_LIMIT_EXCEEDED",
    `${where}\`${shorten(place.sql)}\` takes too much memory to analyse`,
    { hint: "a constant in it is very large: compute it in the script, or from a column" },
  );
}

/** Errors of the binder without a subtype are about types in all cases that we know. */
function isAboutTypes(exceptionType: string): boolean {
  return ["Binder", "Conversion", "Mismatch Type", "Invalid type", "Out of Range", "Invalid Input"].includes(
    exceptionType,
  );
}

function firstLine(message: string): string {
  return message.split("\n")[0]?.replace(/[!.]$/, "") ?? "";
}

/** As a user would write it: names of single DataFrames are numbers that nobody knows. */
export function shownSql(sql: string): string {
  return sql.includes("__goldpan_plan_") ? sql.replace(/"?__goldpan_plan_\d+"?\./gi, "") : sql;
}

/** Of an ungrouped column: what to do about it. */
function secondLine(message: string): string {
  return message.split("\n")[1]?.trim() ?? "";
}

function shorten(sql: string): string {
  const oneLine = shownSql(sql).replace(/\s+/g, " ").trim();
  return oneLine.length > 200 ? `${oneLine.slice(0, 200)}…` : oneLine;
}
