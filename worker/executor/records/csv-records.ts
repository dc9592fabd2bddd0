/** Records of a local CSV file as SQL. */
import { quoteText } from "../../../common/sql-text.js";
import type { RecordFormat } from "../../../common/wire/types.js";
import { castSql, type FieldFormats } from "../../../common/csv/field-sql.js";
import type { LocalCsv, LocalSlice, LocalValues } from "../local-slice.js";
import type { RecordsSql } from "./records-sql.js";

const recordBytesMin = 2 ** 20;
/** Of records that the engine has in memory at once. */
const bufferBytesMin = 8 * 2 ** 20;

/** Every field read as text and judged by itself. */
export function csvRecords(slice: LocalSlice, format: RecordFormat): RecordsSql {
  return { sql: recordsSql(slice, format, undefined) };
}

/**
 * The same at less than half the cost: fields are read as values where all are some, or have the form of one. In the second case reading
 * fails where a record is malformed after all.
 * @returns undefined where some are for certain, and fields were not made values
 */
export function typedCsvRecords(slice: LocalSlice, format: RecordFormat): RecordsSql | undefined {
  const { csv } = slice;
  if (csv?.values !== undefined) return { sql: valuesSql(csv.values, csv, format) };
  // To the engine, a blank line is no record of several fields.
  if (csv === undefined || csv.malformed > 0 || csv.typed.length < 2) return undefined;
  return { sql: recordsSql(slice, format, csv.typed) };
}

function recordsSql(
  slice: LocalSlice,
  { fields, options }: RecordFormat,
  typed: readonly boolean[] | undefined,
): string {
  const { csv } = slice;
  if (csv === undefined) throw new TypeError("a slice of CSV that is none");
  const formats = fieldFormats(options);
  const values = (fields?.columns ?? []).map(({ type }, index) =>
    typed?.[index] === true ? readAs(type, index) : textCast(type, index, options, formats, csv),
  );
  const types = values.map(({ read }) => read);
  const hasExtra = typed === undefined;
  return fieldsSql(values, readCsv(slice.path, csv, types, hasExtra, options), hasExtra ? "extra" : undefined);
}

/** Of records that were taken apart: what is no text is a value. */
function valuesSql({ path, columns }: LocalValues, csv: LocalCsv, { fields, options }: RecordFormat): string {
  const formats = fieldFormats(options);
  const values = (fields?.columns ?? []).map(({ type }, index): FieldSql => {
    switch (columns[index]) {
      case "text":
        return textCast(type, index, options, formats, csv);
      case "value":
        return storedAs(type, index);
      case undefined:
        return { ...storedAs(type, index), field: undefined, value: `CAST(NULL AS ${type}) AS v${index}` };
    }
  });
  return fieldsSql(values, `read_parquet(${quoteText(path)}, hive_partitioning = false)`, undefined);
}

/** @param extra  the column of what malformed records have beyond their fields */
function fieldsSql(values: readonly FieldSql[], from: string, extra: string | undefined): string {
  const text = extra ?? "CAST(NULL AS VARCHAR)";
  const list = (part: (field: FieldSql) => string | undefined): string[] =>
    values.flatMap((field) => part(field) ?? []);
  const read = `SELECT ${[...list(({ field }) => field), `${text} AS extra`].join(", ")} FROM ${from}`;
  const casts = list(({ cast }) => cast);
  const cast = casts.length === 0 ? read : `SELECT *, ${casts.join(", ")} FROM (${read})`;
  const valued = `SELECT *, ${list(({ value }) => value).join(", ")} FROM (${cast})`;
  const malformed = ["extra IS NOT NULL", ...list((field) => field.malformed)].join(" OR ");
  const shown = values.map((_, index) => `v${index}`);
  return `SELECT ${[...shown, `(${malformed}) AS malformed`, "extra AS text"].join(", ")} FROM (${valued})`;
}

/** A field in the steps of reading it, each over the one before. */
interface FieldSql {
  /** The type that the reader makes of it. */
  readonly read: string;
  /** Undefined where it is not read. */
  readonly field: string | undefined;
  readonly cast: string | undefined;
  readonly value: string;
  /** Undefined where all texts are values. */
  readonly malformed: string | undefined;
}

function textCast(
  type: string,
  index: number,
  options: Readonly<Record<string, string>>,
  formats: FieldFormats,
  csv: LocalCsv,
): FieldSql {
  const { cast, value } = castSql(type, `t${index}`, formats);
  return {
    read: "VARCHAR",
    field: `${nullable(withPlainEnds(`c${index}`, options, csv), options)} AS t${index}`,
    cast: cast === undefined ? undefined : `${cast} AS k${index}`,
    value: `${value(`t${index}`, `k${index}`)} AS v${index}`,
    malformed: type === "VARCHAR" ? undefined : `(v${index} IS NULL AND t${index} IS NOT NULL)`,
  };
}

/** The reader fails for what is no value, but reads only columns that are asked for: so something is asked of each. */
function readAs(type: string, index: number): FieldSql {
  const isInstant = type === "TIMESTAMP WITH TIME ZONE";
  const isFraction = type === "DOUBLE" || type === "FLOAT";
  return {
    // Without a zone of its own, a text is a time of the session's zone.
    read: isInstant ? "TIMESTAMP" : type,
    field: `c${index} AS t${index}`,
    cast: undefined,
    value: `${isInstant ? `CAST(t${index} AS ${type})` : `t${index}`} AS v${index}`,
    malformed: isFraction
      ? `(t${index} IS NOT NULL AND NOT isfinite(t${index}))`
      : `(t${index} IS NULL AND t${index} IS NOT NULL)`,
  };
}

/** Without a zone of its own, a moment is one of the session's zone. */
function storedAs(type: string, index: number): FieldSql {
  return {
    read: type,
    field: `c${index}`,
    cast: undefined,
    value: `CAST(c${index} AS ${type}) AS v${index}`,
    malformed: undefined,
  };
}

export function fieldFormats(options: Readonly<Record<string, string>>): FieldFormats {
  const format = (name: string): string => options[name] ?? "";
  return {
    date: format("dateFormat"),
    timestamp: format("timestampFormat"),
    timestampNtz: format("timestampNTZFormat"),
  };
}

/** As Spark: where lines end with two characters and no `lineSep` is given, those within quotes have one. */
function withPlainEnds(
  column: string,
  { multiLine, lineSep = "" }: Readonly<Record<string, string>>,
  { ends }: LocalCsv,
): string {
  return multiLine === "true" && lineSep === "" && ends === "\r\n"
    ? `replace(${column}, chr(13) || chr(10), chr(10))`
    : column;
}

/** As Spark: a field without text is NULL, one with the text of `nullValue` too; one with empty quotes has the text `emptyValue`. */
function nullable(column: string, { nullValue = "", emptyValue = "" }: Readonly<Record<string, string>>): string {
  if (nullValue === "" && emptyValue === "") return column;
  const text = emptyValue === "" ? column : `CASE WHEN ${column} = '' THEN ${quoteText(emptyValue)} ELSE ${column} END`;
  return `nullif(${text}, ${quoteText(nullValue)})`;
}

function readCsv(
  path: string,
  { dialect, skipsHeader, ends, longestRecordBytes }: LocalCsv,
  types: readonly string[],
  hasExtra: boolean,
  { nullValue = "", emptyValue = "" }: Readonly<Record<string, string>>,
): string {
  const columns = types.map((type, index) => `'c${index}': ${quoteText(type)}`);
  if (hasExtra) columns.push("'extra': 'VARCHAR'");
  const recordBytes = Math.max(recordBytesMin, longestRecordBytes + 2);
  const options = [
    `columns = {${columns.join(", ")}}`,
    "auto_detect = false",
    `header = ${String(skipsHeader)}`,
    `delim = ${quoteText(dialect.delimiter)}`,
    `quote = ${quoteText(dialect.quote)}`,
    `escape = ${quoteText(dialect.quote)}`,
    "comment = ''",
    "nullstr = ''",
    `allow_quoted_nulls = ${String(nullValue === "" && emptyValue === "")}`,
    // Records have one column less than these, but for malformed ones.
    `null_padding = ${String(hasExtra)}`,
    "parallel = false",
    `new_line = ${ends === "\n" ? "'\\n'" : "'\\r\\n'"}`,
    "compression = 'none'",
    `max_line_size = ${String(recordBytes)}`,
    `buffer_size = ${String(Math.max(bufferBytesMin, 2 * recordBytes))}`,
  ];
  return `read_csv(${quoteText(path)}, ${options.join(", ")})`;
}
