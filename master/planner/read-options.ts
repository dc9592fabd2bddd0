/** Options of reads: Spark's names, without case. What Spark has and we do not is refused with what to write instead. */
import { isEncodingName, isUtf8Name } from "../../common/csv/encoding.js";
import { patternLetters, strptimeFormatOf } from "../../common/strftime-format.js";
import type { CallSite } from "../../common/wire/types.js";
import { flag, readOptions } from "./options.js";
import { planRefused } from "./plan-refused.js";
import type { ReadFormat } from "./read-format.js";
import { refusedReadOptions } from "./refused-read-options.js";

export interface ReadOptions {
  readonly format: ReadFormat;
  /** Files that cannot be read: they fail the job, or are left out and counted. */
  readonly badFiles: "fail" | "quarantine";
  readonly failAbove: { readonly share: number } | { readonly rows: number } | undefined;
  /** Malformed records are quarantined, not only counted. */
  readonly quarantinesRecords: boolean;
  /** Of text: a file is a row. */
  readonly wholeText: boolean;
  /** Of csv and json: all of a format's options, as RecordFormat has them. */
  readonly records: Readonly<Record<string, string>>;
}

const forAll = ["badFiles", "failAbove", "recursiveFileLookup", "versionAsOf"];
const forRecords = [
  "mode",
  "columnNameOfCorruptRecord",
  "malformed",
  "dateFormat",
  "timestampFormat",
  "timestampNTZFormat",
  "multiLine",
  "encoding",
  "charset",
  "lineSep",
];
const names: Readonly<Record<ReadFormat, readonly string[]>> = {
  parquet: [...forAll, "mergeSchema"],
  text: [...forAll, "wholetext", "encoding", "charset", "lineSep"],
  csv: [
    ...forAll,
    ...forRecords,
    "sep",
    "delimiter",
    "quote",
    "escape",
    "comment",
    "header",
    "enforceSchema",
    "inferSchema",
    "samplingRatio",
    "ignoreLeadingWhiteSpace",
    "ignoreTrailingWhiteSpace",
    "nullValue",
    "emptyValue",
  ],
  json: [...forAll, ...forRecords, "primitivesAsString", "samplingRatio", "wholeRecords"],
};

/** Their spaces mean something. */
const verbatim: ReadonlySet<string> = new Set([
  "sep",
  "delimiter",
  "quote",
  "escape",
  "comment",
  "nullValue",
  "emptyValue",
  "lineSep",
]);

/** @throws PLAN_REFUSED for what cannot be read */
export function readFormatOf(format: string, callSite: CallSite | null): ReadFormat {
  const known = format.toLowerCase();
  switch (known) {
    case "":
      return "parquet";
    case "parquet":
    case "text":
    case "csv":
    case "json":
      return known;
    default:
      throw planRefused(callSite, `the format '${format}' cannot be read`, "take parquet, csv, json or text");
  }
}

/** @throws PLAN_REFUSED naming the option */
export function resolveReadOptions(
  given: Readonly<Record<string, string>>,
  callSite: CallSite | null,
  format: ReadFormat,
): ReadOptions {
  for (const [name, value] of Object.entries(given)) {
    const hint = refusedReadOptions[format][name.toLowerCase()];
    if (hint !== undefined) throw planRefused(callSite, `the read option ${name} ('${value}') is not supported`, hint);
  }
  const values = readOptions("read", given, names[format], callSite, verbatim);
  checkAlways(values, callSite);
  if (format === "text" && encodingOf(values, callSite) !== "") {
    throw planRefused(
      callSite,
      "text is read in UTF-8 alone",
      "take csv, or convert the files first by iconv -t UTF-8",
    );
  }
  const badFiles = oneOf("badFiles", values.get("badFiles") ?? "fail", ["fail", "quarantine"] as const, callSite);
  const malformed = oneOf("malformed", values.get("malformed") ?? "keep", ["keep", "quarantine"] as const, callSite);
  const records = format === "csv" || format === "json" ? recordOptions(values, format, callSite) : {};
  if (malformed === "quarantine" && records["mode"] !== "PERMISSIVE") {
    const what = `malformed 'quarantine' does not go with mode ${records["mode"] ?? ""}`;
    throw planRefused(callSite, what, "leave out the mode: malformed records are taken away either way");
  }
  return {
    format,
    badFiles,
    failAbove: failAboveOf(values, badFiles, callSite),
    quarantinesRecords: malformed === "quarantine",
    wholeText: flag("wholetext", values.get("wholetext"), callSite),
    records,
  };
}

/** What Spark turns on or off and is always one way here may be said, never turned. */
function checkAlways(values: ReadonlyMap<string, string>, callSite: CallSite | null): void {
  const refuse = (what: string, hint: string): never => {
    throw planRefused(callSite, what, hint);
  };
  if (values.has("mergeSchema") && !flag("mergeSchema", values.get("mergeSchema"), callSite)) {
    refuse("mergeSchema cannot be turned off", "leave it out: the files' schemas are merged by name");
  }
  if (flag("recursiveFileLookup", values.get("recursiveFileLookup"), callSite)) {
    const hint = "leave it out: folders are read in any depth, and key=value folders become columns";
    refuse("recursiveFileLookup, which hides key=value folders, is not supported", hint);
  }
  assertVersion(values.get("versionAsOf"), callSite);
  const lineSep = values.get("lineSep") ?? "\n";
  if (!["\n", "\r\n", "\r", "\\n", "\\r\\n", "\\r"].includes(lineSep)) {
    refuse(`the lineSep '${lineSep}' is not supported`, "leave it out: lines end with \\n, \\r\\n or \\r");
  }
  const ratio = values.get("samplingRatio") ?? "1";
  if (Number(ratio) !== 1) {
    refuse(
      `a samplingRatio of ${ratio} is not supported`,
      "leave it out: types come from all records, so that all fit them",
    );
  }
}

function failAboveOf(
  values: ReadonlyMap<string, string>,
  badFiles: ReadOptions["badFiles"],
  callSite: CallSite | null,
): ReadOptions["failAbove"] {
  const given = values.get("failAbove");
  if (given === undefined) return undefined;
  if (badFiles !== "quarantine") {
    throw planRefused(
      callSite,
      "failAbove goes with badFiles 'quarantine'",
      "without it the first bad file fails the job",
    );
  }
  const number = Number(given);
  if (given !== "" && number >= 0 && (number < 1 || Number.isSafeInteger(number))) {
    return given.includes(".") || number < 1 ? { share: number } : { rows: number };
  }
  const hint = "a share of the files from 0 to below 1, or a number of files";
  throw planRefused(callSite, `failAbove = '${given}' is neither a share nor a number of files`, hint);
}

function recordOptions(
  values: ReadonlyMap<string, string>,
  format: "csv" | "json",
  callSite: CallSite | null,
): Record<string, string> {
  const on = (name: string): string => String(flag(name, values.get(name), callSite));
  const common = {
    mode: oneOf(
      "mode",
      (values.get("mode") ?? "PERMISSIVE").toUpperCase(),
      ["PERMISSIVE", "DROPMALFORMED", "FAILFAST"],
      callSite,
    ),
    columnNameOfCorruptRecord: values.get("columnNameOfCorruptRecord") ?? "_corrupt_record",
    multiLine: on("multiLine"),
    encoding: encodingOf(values, callSite),
    dateFormat: pattern("dateFormat", values, callSite),
    timestampFormat: pattern("timestampFormat", values, callSite),
    // TIMESTAMP is what a script from Spark calls its timestamps: one format is for both, as in writes.
    timestampNTZFormat: pattern(
      values.has("timestampNTZFormat") ? "timestampNTZFormat" : "timestampFormat",
      values,
      callSite,
    ),
  };
  if (format === "json") return { ...common, wholeRecords: on("wholeRecords") };
  if (flag("inferSchema", values.get("inferSchema"), callSite)) {
    const hint = "give the schema that it found: clients ask for it before they send the plan";
    throw planRefused(callSite, "inferSchema is done by clients", hint);
  }
  const sep = delimiterOf(values.get("sep") ?? values.get("delimiter") ?? ",", callSite);
  const quote = character("quote", values.get("quote") ?? '"', callSite);
  const comment = character("comment", values.get("comment") ?? "", callSite);
  if (quote !== "" && sep.includes(quote)) {
    throw planRefused(callSite, `sep and quote are both '${quote}'`, "give one of them another character");
  }
  return {
    ...common,
    sep,
    // Given or not: what is in quotes goes by it.
    lineSep: values.get("lineSep") ?? "",
    quote,
    escape: character("escape", values.get("escape") ?? "\\", callSite),
    comment,
    header: on("header"),
    enforceSchema: on("enforceSchema"),
    ignoreLeadingWhiteSpace: on("ignoreLeadingWhiteSpace"),
    ignoreTrailingWhiteSpace: on("ignoreTrailingWhiteSpace"),
    nullValue: values.get("nullValue") ?? "",
    emptyValue: values.get("emptyValue") ?? "",
  };
}

/** Empty for UTF-8. */
function encodingOf(values: ReadonlyMap<string, string>, callSite: CallSite | null): string {
  const encoding = values.get("encoding") ?? values.get("charset") ?? "UTF-8";
  if (isUtf8Name(encoding)) return "";
  if (isEncodingName(encoding)) return encoding;
  const hint = "take a name like ISO-8859-1, windows-1252 or UTF-16LE, or convert the files first";
  throw planRefused(callSite, `the encoding '${encoding}' is not known`, hint);
}

function oneOf<T extends string>(name: string, value: string, allowed: readonly T[], callSite: CallSite | null): T {
  const known = allowed.find((one) => one === value);
  if (known !== undefined) return known;
  throw planRefused(callSite, `${name} '${value}' is not known`, `take one of ${allowed.join(", ")}`);
}

/** `\t` may be written as two characters, as in Spark. */
function delimiterOf(value: string, callSite: CallSite | null): string {
  const sep = value.replaceAll("\\t", "\t").replaceAll("\\\\", "\\");
  if (sep !== "" && !/[\n\r]/.test(sep)) return sep;
  throw planRefused(callSite, "sep is empty or ends a line", "take a character, for instance ';' or '\\t'");
}

function character(name: string, value: string, callSite: CallSite | null): string {
  if (/^.?$/su.test(value) && !/[\n\r]/.test(value)) return value === "\u0000" ? "" : value;
  throw planRefused(callSite, `${name} '${value}' is not one character`, `take one character, or '' for none`);
}

/** Spark's pattern as strptime's; empty where none is given. */
function pattern(name: string, values: ReadonlyMap<string, string>, callSite: CallSite | null): string {
  const given = values.get(name);
  if (given === undefined || given === "") return "";
  const found = strptimeFormatOf(given);
  if ("format" in found) return found.format;
  const hint = `it may have ${patternLetters}, XXX and texts in quotes; otherwise read the column as STRING and convert it`;
  throw planRefused(callSite, `${name} '${given}' has a part that cannot be read: ${found.unknown}`, hint);
}

function assertVersion(version: string | undefined, callSite: CallSite | null): void {
  if (version === undefined || /^[1-9]\d{0,14}$/.test(version)) return;
  throw planRefused(
    callSite,
    `versionAsOf = '${version}' is no commit: they are counted from 1`,
    "goldpan table PATH lists them",
  );
}
