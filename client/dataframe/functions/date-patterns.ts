/** Spark's letters for dates and times, which are Java's, as DuckDB's strptime and strftime take them. */
import type { CallSite } from "../../../common/wire/types.js";
import { planRefused } from "../call-site.js";
import { literalSql } from "../sql/literal.js";

interface Letters {
  /** For strftime and strptime. */
  readonly format: string;
  /** What a text has there; undefined where Spark only writes it. */
  readonly pattern?: string;
}

/** By the letters of a pattern. */
const known: Readonly<Record<string, Letters>> = {
  yyyy: { format: "%Y", pattern: "\\d{4}" },
  y: { format: "%Y", pattern: "\\d{4}" },
  yy: { format: "%y", pattern: "\\d{2}" },
  MMMM: { format: "%B", pattern: "[[:alpha:]]+" },
  MMM: { format: "%b", pattern: "[[:alpha:]]{3}" },
  MM: { format: "%m", pattern: "\\d{2}" },
  M: { format: "%-m", pattern: "\\d{1,2}" },
  LLLL: { format: "%B", pattern: "[[:alpha:]]+" },
  LLL: { format: "%b", pattern: "[[:alpha:]]{3}" },
  LL: { format: "%m", pattern: "\\d{2}" },
  L: { format: "%-m", pattern: "\\d{1,2}" },
  dd: { format: "%d", pattern: "\\d{2}" },
  d: { format: "%-d", pattern: "\\d{1,2}" },
  DDD: { format: "%j", pattern: "\\d{3}" },
  D: { format: "%-j", pattern: "\\d{1,3}" },
  EEEE: { format: "%A" },
  EEE: { format: "%a" },
  EE: { format: "%a" },
  E: { format: "%a" },
  HH: { format: "%H", pattern: "\\d{2}" },
  H: { format: "%-H", pattern: "\\d{1,2}" },
  hh: { format: "%I", pattern: "\\d{2}" },
  h: { format: "%-I", pattern: "\\d{1,2}" },
  mm: { format: "%M", pattern: "\\d{2}" },
  m: { format: "%-M", pattern: "\\d{1,2}" },
  ss: { format: "%S", pattern: "\\d{2}" },
  s: { format: "%-S", pattern: "\\d{1,2}" },
  a: { format: "%p", pattern: "[AaPp][Mm]" },
};

/** Offsets: only read, `+02:00` or `+0200`; X also reads Z. */
const offsets: Readonly<Record<string, string>> = {
  X: "[+-]\\d{2}(?:\\d{2})?|Z",
  XX: "[+-]\\d{4}|Z",
  XXX: "[+-]\\d{2}:\\d{2}|Z",
  x: "[+-]\\d{2}(?:\\d{2})?",
  xx: "[+-]\\d{4}",
  xxx: "[+-]\\d{2}:\\d{2}",
  Z: "[+-]\\d{4}",
};

type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "letters"; readonly letters: string }
  | { readonly kind: "fraction"; readonly digits: number };

/** @throws PLAN_REFUSED for square brackets, braces and an open quote */
function partsOf(format: string, at: CallSite | null): Part[] {
  const tokens = format.matchAll(/'((?:[^']|'')*)'|(S+)|(([A-Za-z])\4*)|([^A-Za-z'])|'/g);
  return [...tokens].map(([token, quoted, fraction, letters, , other]): Part => {
    if (fraction !== undefined && fraction.length <= 6) return { kind: "fraction", digits: fraction.length };
    if (letters !== undefined) return { kind: "letters", letters };
    if (quoted !== undefined) return { kind: "text", text: quoted === "" ? "'" : quoted.replaceAll("''", "'") };
    if (other !== undefined && !"[]{}#".includes(other)) return { kind: "text", text: other };
    throw unknown(token, format, at);
  });
}

function unknown(part: string, format: string, at: CallSite | null): Error {
  const what = `'${part}' in the format '${format}' has no counterpart`;
  const letters = [...Object.keys(known), "S to SSSSSS"].join(", ");
  return planRefused(what, at, `use ${letters}, or strptime and strftime in expr`);
}

/** SQL of a time as text. @param time  SQL of a TIMESTAMP @throws PLAN_REFUSED for a letter that has no counterpart */
export function writtenTimeSql(time: string, format: string, at: CallSite | null): string {
  const pieces: string[] = [];
  let open = "";
  const close = (): void => {
    if (open !== "") pieces.push(`strftime(${time}, ${literalSql(open)})`);
    open = "";
  };
  for (const part of partsOf(format, at)) {
    if (part.kind === "text") open += part.text.replaceAll("%", "%%");
    else if (part.kind === "fraction" && part.digits === 6) open += "%f";
    else if (part.kind === "fraction") {
      close();
      pieces.push(`left(strftime(${time}, '%f'), ${part.digits})`);
    } else {
      const letters = known[part.letters];
      if (letters === undefined) throw unknown(part.letters, format, at);
      open += letters.format;
    }
  }
  close();
  return pieces.length === 0 ? `CASE WHEN ${time} IS NOT NULL THEN '' END` : `(${pieces.join(" || ")})`;
}

/**
 * SQL of a text as a TIMESTAMP. A text that the format does not fit exactly, as Spark takes it, fails, or is NULL with `tried`.
 * @throws PLAN_REFUSED for a letter that has no counterpart
 */
export function readTimeSql(text: string, format: string, tried: boolean, at: CallSite | null): string {
  const { duckdb, pattern, hasYear, hasShortYear, hasOffset } = readingOf(format, at);
  // DuckDB's missing year is 1900, Spark's 1970.
  const [prefix, yearFormat] = hasYear ? ["", ""] : ["1970 ", "%Y "];
  // %z does not read a Z.
  const readable = hasOffset ? `regexp_replace(${text}, 'Z$', '+00:00')` : text;
  const fits = `regexp_full_match(${text}, ${literalSql(pattern)})`;
  const wanted = literalSql(yearFormat + duckdb);
  const given = (value: string): string => (prefix === "" ? value : `'${prefix}' || ${value}`);
  const read = tried
    ? `try_strptime(CASE WHEN ${fits} THEN ${given(readable)} END, ${wanted})`
    : `strptime(CASE WHEN ${fits} THEN ${given(readable)} ELSE ${literalSql(`no ${format}: `)} || ${text} END, ${wanted})`;
  const time = `CAST(${read} AS TIMESTAMP)`;
  // Java's yy is in 2000 … 2099, DuckDB's in 1969 … 2068.
  return hasShortYear ? `(${time} + CASE WHEN year(${time}) < 2000 THEN to_years(100) ELSE to_years(0) END)` : time;
}

interface Reading {
  readonly duckdb: string;
  /** RE2. */
  readonly pattern: string;
  readonly hasYear: boolean;
  readonly hasShortYear: boolean;
  readonly hasOffset: boolean;
}

function readingOf(format: string, at: CallSite | null): Reading {
  const parts = partsOf(format, at);
  let [duckdb, pattern] = ["", ""];
  for (const part of parts) {
    if (part.kind === "text") {
      duckdb += part.text.replaceAll("%", "%%");
      pattern += part.text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    } else if (part.kind === "fraction") {
      duckdb += "%f";
      pattern += `\\d{${part.digits}}`;
    } else {
      const offset = offsets[part.letters];
      const letters = offset === undefined ? known[part.letters] : { format: "%z", pattern: `(?:${offset})` };
      if (letters?.pattern === undefined) throw unknown(part.letters, format, at);
      // strptime knows %-m as %m.
      duckdb += letters.format.replace("%-", "%");
      pattern += letters.pattern;
    }
  }
  const has = (wanted: (letters: string) => boolean): boolean =>
    parts.some((part) => part.kind === "letters" && wanted(part.letters));
  return {
    duckdb,
    pattern,
    hasYear: has((letters) => letters.startsWith("y")),
    hasShortYear: has((letters) => letters === "yy"),
    hasOffset: has((letters) => offsets[letters] !== undefined),
  };
}
