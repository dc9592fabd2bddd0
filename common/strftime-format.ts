/** Spark's patterns of dates and times, which are Java's, as formats of DuckDB's strftime. */

const letters: Readonly<Record<string, string>> = {
  yyyy: "%Y",
  yy: "%y",
  MMMM: "%B",
  MMM: "%b",
  MM: "%m",
  M: "%-m",
  dd: "%d",
  d: "%-d",
  EEEE: "%A",
  EEE: "%a",
  E: "%a",
  HH: "%H",
  H: "%-H",
  hh: "%I",
  h: "%-I",
  mm: "%M",
  m: "%-M",
  ss: "%S",
  s: "%-S",
  SSS: "%g",
  SSSSSS: "%f",
  a: "%p",
  DDD: "%j",
};

/** Offsets are read by one format, whatever their letters. */
const zones = {
  XXX: "%z",
  XX: "%z",
  X: "%z",
  xxx: "%z",
  xx: "%z",
  x: "%z",
  Z: "%z",
  ZZZ: "%z",
  VV: "%Z",
  y: "%Y",
  yyyyy: "%Y",
  uuuu: "%Y",
  EE: "%a",
};

/** What a pattern may be made of, for messages. */
export const patternLetters = Object.keys(letters).join(", ");

/** Of texts that are read: a format of strptime. */
export function strptimeFormatOf(pattern: string): ReturnType<typeof strftimeFormatOf> {
  return strftimeFormatOf(pattern, zones);
}

/**
 * `yyyy-MM-dd'T'HH:mm` → `%Y-%m-%dT%H:%M`
 * @param zones  formats of zone letters such as `XXX`; none has one unless given
 * @returns the format, or the part of the pattern that has no counterpart
 */
export function strftimeFormatOf(
  pattern: string,
  zones: Readonly<Record<string, string>> = {},
): { readonly format: string } | { readonly unknown: string } {
  let unknown: string | undefined;
  const format = pattern.replace(/'((?:[^']|'')*)'|([A-Za-z])\2*|[%[\]{}#]/g, (part, quoted: string | undefined) => {
    if (quoted !== undefined) return quoted === "" ? "'" : quoted.replaceAll("''", "'").replaceAll("%", "%%");
    if (part === "%") return "%%";
    const known = letters[part] ?? zones[part];
    unknown ??= known === undefined ? part : undefined;
    return known ?? "";
  });
  return unknown === undefined ? { format } : { unknown };
}
