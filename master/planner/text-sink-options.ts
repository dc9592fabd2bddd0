/** Options of writes to files of text, by Spark's names: each is kept, or refused with what to do instead. */
import { patternLetters, strftimeFormatOf } from "../../common/strftime-format.js";
import type { CallSite, TextSink } from "../../common/wire/types.js";
import { flag } from "./options.js";
import { planRefused } from "./plan-refused.js";

type TextFormat = "csv" | "json" | "text";
type Values = ReadonlyMap<string, string>;

const anyText = ["codec", "lineSep", "encoding", "charset"];
const dates = ["dateFormat", "timestampFormat", "timestampNTZFormat"];

/** Beside those of every table. */
export const textOptionNames: Readonly<Record<TextFormat, readonly string[]>> = {
  csv: [
    ...[...anyText, ...dates],
    ...["header", "sep", "delimiter", "quote", "escape", "charToEscapeQuoteEscaping", "quoteAll", "escapeQuotes"],
    ...["nullValue", "emptyValue", "ignoreLeadingWhiteSpace", "ignoreTrailingWhiteSpace"],
  ],
  json: [...anyText, ...dates, "ignoreNullFields", "pretty"],
  text: anyText,
};

/** Options whose spaces mean something. */
export const verbatimOptions: ReadonlySet<string> = new Set([
  ...["lineSep", "sep", "delimiter", "quote", "escape", "charToEscapeQuoteEscaping", "nullValue", "emptyValue"],
  ...dates,
]);

/**
 * @param timeZone  of the session
 * @throws PLAN_REFUSED naming the option
 */
export function parseTextSink(
  format: TextFormat,
  values: Values,
  timeZone: string,
  callSite: CallSite | null,
): TextSink {
  assertPlain(values, callSite);
  const withZone = values.get("timestampFormat");
  const ntz = patternWithoutZone(values);
  const pattern = (name: string, value: string, zones?: Readonly<Record<string, string>>) =>
    strftime(name, value, callSite, zones);
  return {
    format,
    compression: compressionOf(values, callSite),
    dateFormat: pattern("dateFormat", values.get("dateFormat") ?? "yyyy-MM-dd"),
    timestampFormat: pattern("timestampFormat", ntz ?? "yyyy-MM-dd'T'HH:mm:ss.SSSSSS"),
    timestampTzFormat:
      withZone === undefined ? "" : pattern("timestampFormat", withZone, timeZone === "UTC" ? utcLetters : undefined),
    ignoreNullFields: values.has("ignoreNullFields")
      ? flag("ignoreNullFields", values.get("ignoreNullFields"), callSite)
      : true,
    csv: format === "csv" ? csvOf(values, callSite) : null,
  };
}

/** Of TIMESTAMP, which has no zone to write: `timestampFormat` is its format as well unless that has a zone. */
export function patternWithoutZone(values: Values): string | undefined {
  const other = values.get("timestampFormat");
  return values.get("timestampNTZFormat") ?? (other && "format" in strftimeFormatOf(other) ? other : undefined);
}

/** What a zone is written as where it is UTC. */
const utcLetters = { X: "Z", XX: "Z", XXX: "Z", VV: "UTC", z: "UTC", zzz: "UTC" };

function csvOf(values: Values, callSite: CallSite | null): NonNullable<TextSink["csv"]> {
  const separator = separatorOf(values, callSite);
  const quote = oneCharacter("quote", values.get("quote") ?? '"', callSite, true);
  const escape = quote === "" ? "" : oneCharacter("escape", values.get("escape") ?? "\\", callSite, false);
  const ofEscape = values.get("charToEscapeQuoteEscaping");
  if (ofEscape !== undefined && ofEscape !== escape) {
    const hint = `leave it out: '${escape}' is escaped by itself`;
    throw planRefused(callSite, "charToEscapeQuoteEscaping other than the escape is not supported", hint);
  }
  if (values.has("escapeQuotes") && !flag("escapeQuotes", values.get("escapeQuotes"), callSite)) {
    throw planRefused(callSite, "escapeQuotes cannot be turned off", "leave it out: quotes within quotes are escaped");
  }
  const nullValue = values.get("nullValue") ?? "";
  const emptyValue = values.get("emptyValue") ?? quote + quote;
  for (const [name, value] of [
    ["nullValue", nullValue],
    ["emptyValue", emptyValue === quote + quote ? "" : emptyValue],
  ] as const) {
    if ([separator, "\n", "\r", ...(quote === "" ? [] : [quote])].some((text) => value.includes(text))) {
      throw planRefused(
        callSite,
        `${name} '${value}' holds the separator, a quote or a line break`,
        "take another text",
      );
    }
  }
  const isOn = (name: string) => flag(name, values.get(name), callSite);
  return {
    header: isOn("header"),
    ...{ separator, quote, escape, nullValue, emptyValue },
    quoteAll: quote !== "" && isOn("quoteAll"),
    trimStart: isOn("ignoreLeadingWhiteSpace"),
    trimEnd: isOn("ignoreTrailingWhiteSpace"),
  };
}

/** Numbers, dates and truth values have none of them. */
const separatorPattern = /^[^\p{L}\p{N}.+\n\r"'\\-]+$/u;
const separatorBytesMax = 4;

function separatorOf(values: Values, callSite: CallSite | null): string {
  const separator = values.get("sep") ?? values.get("delimiter") ?? ",";
  const given = separator === "\\t" ? "\t" : separator;
  if (separatorPattern.test(given) && Buffer.byteLength(given) <= separatorBytesMax) return given;
  const hint = `take up to ${separatorBytesMax} bytes without letters, digits, quotes, '.', '+', '-' and line breaks`;
  throw planRefused(callSite, `sep '${separator}' cannot separate columns`, hint);
}

function oneCharacter(name: string, value: string, callSite: CallSite | null, mayBeNone: boolean): string {
  if (/^[\x20-\x7e]$/.test(value) && !/[A-Za-z0-9.+-]/.test(value)) return value;
  if (mayBeNone && (value === "" || value === "\u0000")) return "";
  throw planRefused(callSite, `${name} '${value}' is not one sign`, `set ${name} to a sign such as '"' or '\\'`);
}

function assertPlain(values: Values, callSite: CallSite | null): void {
  const lineSep = values.get("lineSep");
  if (lineSep !== undefined && lineSep !== "\n") {
    throw planRefused(callSite, "lineSep other than \\n is not supported", "leave it out: lines end with \\n");
  }
  const encoding = values.get("encoding") ?? values.get("charset");
  if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) {
    throw planRefused(callSite, `encoding '${encoding}' is not supported`, "leave it out: texts are written in UTF-8");
  }
  if (flag("pretty", values.get("pretty"), callSite)) {
    throw planRefused(callSite, "pretty is not supported", "leave it out: a row is a line");
  }
}

function compressionOf(values: Values, callSite: CallSite | null): string {
  const given = values.get("compression") ?? values.get("codec");
  const known = { none: "none", uncompressed: "none", gzip: "gzip", zstd: "zstd" };
  const name = given?.toLowerCase() ?? "none";
  if (Object.hasOwn(known, name)) return known[name as keyof typeof known];
  throw planRefused(callSite, `compression '${given ?? ""}' is not known for files of text`, "take none, gzip or zstd");
}

function strftime(
  name: string,
  pattern: string,
  callSite: CallSite | null,
  zones?: Readonly<Record<string, string>>,
): string {
  const found = strftimeFormatOf(pattern, zones);
  if ("format" in found) return found.format;
  const hint = `use ${patternLetters}; for anything else write a column of text: date_format, or strftime in expr`;
  throw planRefused(callSite, `'${found.unknown}' in ${name} '${pattern}' has no counterpart`, hint);
}
