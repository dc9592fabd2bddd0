/**
 * Rows as lines of text, in SQL: what CSV, JSON and plain text files have of them. Each value's text is the one that reads back as the
 * value: DECIMAL and BIGINT by their digits, DOUBLE by the shortest text, timestamps to the microsecond unless a format says otherwise.
 */
import {
  DuckDBDecimalType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  DuckDBTypeId,
  isNumber,
  type DuckDBType,
} from "../engine/types.js";
import { InvariantError } from "../../common/errors/goldpan-error.js";
import { decimalTextSql } from "../../common/decimal-text-sql.js";
import { quoteIdentifier, quoteText } from "../../common/sql-text.js";
import type { CsvSink, TextSink } from "../../common/wire/types.js";
import type { NamedType } from "../engine/engine.js";

/** An expression: the line of a row, never NULL. @param columns  of the files, in order */
export function lineSql(columns: readonly NamedType[], sink: TextSink): string {
  switch (sink.format) {
    case "csv":
      return csvLine(columns, sink, csvOf(sink));
    case "json":
      return jsonLine(columns, sink);
    case "text": {
      const [column] = columns;
      if (column === undefined) throw new InvariantError("lines of text without a column");
      return `coalesce(${quoteIdentifier(column.name)}, '')`;
    }
    default:
      throw new InvariantError(`lines of the unknown format ${sink.format}`);
  }
}

/** The first line of each file; undefined for none. */
export function headerLine(columns: readonly NamedType[], sink: TextSink): string | undefined {
  if (sink.format !== "csv" || !csvOf(sink).header) return undefined;
  const csv = csvOf(sink);
  return columns
    .map(({ name }) => (csv.quoteAll || specialIn(csv).test(name) ? quoted(name, csv) : name))
    .join(csv.separator);
}

/** @throws InvariantError for a sink of another format */
export function csvOf({ csv }: TextSink): CsvSink {
  if (csv === null) throw new InvariantError("CSV without its separator");
  return csv;
}

/** An expression: a value's text in a folder's name, as Spark writes it, which reads no other name of what is no finite number. */
export function partitionText(value: string, type: DuckDBType): string {
  return isFloating(type) ? floatingText(value, "Infinity") : digitsText(value, type);
}

function csvLine(columns: readonly NamedType[], sink: TextSink, csv: CsvSink): string {
  const cells = columns.map(({ name, type }) => {
    const text = csvText(quoteIdentifier(name), type, sink);
    return `coalesce(${csvCell(text, type, csv)}, ${quoteText(csv.nullValue)})`;
  });
  return cells.join(` || ${quoteText(csv.separator)} || `);
}

function csvText(value: string, type: DuckDBType, sink: TextSink): string {
  if (!isFloating(type)) return plainText(value, type, sink);
  return floatingText(value, "Inf");
}

/** As Spark writes and reads them. */
function floatingText(value: string, infinity: string): string {
  return `CASE WHEN isnan(${value}) THEN 'NaN' WHEN isinf(${value}) THEN if(${value} > 0, '${infinity}', '-${infinity}') ELSE CAST(${value} AS VARCHAR) END`;
}

function csvCell(text: string, type: DuckDBType, csv: CsvSink): string {
  const value = mayNeedQuotes(type) ? trimmed(text, csv) : text;
  if (csv.quote === "") return mayNeedQuotes(type) ? unquoted(value, csv) : value;
  const { quote, escape } = csv;
  const escaped = escape === quote ? value : `replace(${value}, ${quoteText(escape)}, ${quoteText(escape + escape)})`;
  const inQuotes = `${quoteText(quote)} || replace(${escaped}, ${quoteText(quote)}, ${quoteText(escape + quote)}) || ${quoteText(quote)}`;
  if (csv.quoteAll) return `CASE WHEN ${value} = '' THEN ${quoteText(csv.emptyValue)} ELSE ${inQuotes} END`;
  if (!mayNeedQuotes(type)) return value;
  const needed = [
    `regexp_matches(${value}, ${quoteText(specialPattern(csv))})`,
    ...(csv.nullValue === "" ? [] : [`${value} = ${quoteText(csv.nullValue)}`]),
  ];
  return `CASE WHEN ${value} = '' THEN ${quoteText(csv.emptyValue)} WHEN ${needed.join(" OR ")} THEN ${inQuotes} ELSE ${value} END`;
}

/** A text that can't be told from the separator after it gets one too many, by which its line is refused. */
function unquoted(value: string, { separator }: CsvSink): string {
  const starts = separatorStarts(separator).join("|");
  if (starts === "") return value;
  return `CASE WHEN regexp_matches(${value}, ${quoteText(starts)}) THEN ${value} || ${quoteText(separator)} ELSE ${value} END`;
}

/** What Spark takes for blanks: all up to the space, but for NUL, which no text of SQL has. */
const blanks = quoteText(String.fromCharCode(...Array.from({ length: 32 }, (_, index) => index + 1)));

function trimmed(text: string, { trimStart, trimEnd }: CsvSink): string {
  if (trimStart && trimEnd) return `trim(${text}, ${blanks})`;
  if (trimStart) return `ltrim(${text}, ${blanks})`;
  return trimEnd ? `rtrim(${text}, ${blanks})` : text;
}

/** Separators and quotes are none of the characters that numbers and truth values are made of. */
function mayNeedQuotes(type: DuckDBType): boolean {
  switch (type.typeId) {
    case DuckDBTypeId.VARCHAR:
    case DuckDBTypeId.DATE:
    case DuckDBTypeId.TIME:
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_NS:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return true;
    default:
      return false;
  }
}

/** What must stand in quotes, as RE2 and JavaScript read it: outside of them an escape is a character as any other, to Spark as well. */
function specialPattern({ separator, quote }: CsvSink): string {
  const texts = [separator, quote, "\n", "\r"].filter((text) => text !== "");
  return [...texts.map(literal), ...separatorStarts(separator)].join("|");
}

/** Ends of a text that make a separator with what follows: `a|` before `||`. */
function separatorStarts(separator: string): string[] {
  const characters = Array.from(separator);
  return characters.slice(1).map((_, index) => `${literal(characters.slice(0, index + 1).join(""))}$`);
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

function specialIn(csv: CsvSink): RegExp {
  return new RegExp(`${specialPattern(csv)}|^$`);
}

function quoted(text: string, { quote, escape }: CsvSink): string {
  if (quote === "") return text;
  const escaped = escape === quote ? text : text.replaceAll(escape, escape + escape);
  return quote + escaped.replaceAll(quote, escape + quote) + quote;
}

function jsonLine(columns: readonly NamedType[], sink: TextSink): string {
  return jsonObject(
    columns.map(({ name, type }) => ({ name, text: jsonText(quoteIdentifier(name), type, sink, 0) })),
    sink,
  );
}

function jsonObject(fields: readonly { readonly name: string; readonly text: string }[], sink: TextSink): string {
  const members = fields.map(({ name, text }) => {
    const key = quoteText(`${JSON.stringify(name)}:`);
    return sink.ignoreNullFields ? `${key} || ${text}` : `${key} || coalesce(${text}, 'null')`;
  });
  // NULL members are left out.
  return members.length === 0 ? "'{}'" : `'{' || concat_ws(',', ${members.join(", ")}) || '}'`;
}

/** An expression for a value's JSON, NULL for NULL. @param depth  of lists around it: names of lambdas differ */
function jsonText(value: string, type: DuckDBType, sink: TextSink, depth: number): string {
  const element = `goldpan_element_${String(depth)}`;
  if (type instanceof DuckDBListType) {
    const text = jsonText(element, type.valueType, sink, depth + 1);
    const texts = `list_transform(${value}, lambda ${element}: coalesce(${text}, 'null'))`;
    return `'[' || array_to_string(${texts}, ',') || ']'`;
  }
  if (type instanceof DuckDBStructType) {
    const fields = type.entryNames.map((name, index) => {
      const field = type.entryTypes[index];
      if (field === undefined) throw new InvariantError(`field ${name} of a struct has no type`);
      return { name, text: jsonText(`${value}.${quoteIdentifier(name)}`, field, sink, depth) };
    });
    return `CASE WHEN ${value} IS NULL THEN NULL ELSE ${jsonObject(fields, sink)} END`;
  }
  if (type instanceof DuckDBMapType) {
    const key = `CAST(to_json(${plainText(`${element}.key`, type.keyType, sink)}) AS VARCHAR)`;
    const text = jsonText(`${element}.value`, type.valueType, sink, depth + 1);
    const texts = `list_transform(map_entries(${value}), lambda ${element}: ${key} || ':' || coalesce(${text}, 'null'))`;
    return `CASE WHEN ${value} IS NULL THEN NULL ELSE '{' || array_to_string(${texts}, ',') || '}' END`;
  }
  return jsonLeaf(value, type, sink);
}

function jsonLeaf(value: string, type: DuckDBType, sink: TextSink): string {
  if (type.typeId === DuckDBTypeId.BLOB) return `CAST(to_json(base64(${value})) AS VARCHAR)`;
  const text = plainText(value, type, sink);
  if (isFloating(type)) {
    // JSON has no numbers for these; Spark writes and reads them as texts.
    const special = `WHEN isnan(${value}) THEN '"NaN"' WHEN ${value} > 0 THEN '"Infinity"' WHEN ${value} < 0 THEN '"-Infinity"'`;
    return `CASE WHEN isfinite(${value}) THEN ${text} ${special} END`;
  }
  return isNumber(type) || type.typeId === DuckDBTypeId.BOOLEAN ? text : `CAST(to_json(${text}) AS VARCHAR)`;
}

function plainText(value: string, type: DuckDBType, sink: TextSink): string {
  switch (type.typeId) {
    case DuckDBTypeId.DATE:
      return strftime(value, sink.dateFormat);
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_NS:
      return strftime(value, sink.timestampFormat);
    case DuckDBTypeId.TIMESTAMP_TZ:
      return sink.timestampTzFormat === ""
        ? strftime(`(${value} AT TIME ZONE 'UTC')`, "%Y-%m-%dT%H:%M:%S.%fZ")
        : strftime(value, sink.timestampTzFormat);
    default:
      return digitsText(value, type);
  }
}

/** With a digit before the point, without which JSON has no number. */
function digitsText(value: string, type: DuckDBType): string {
  const isFraction = type instanceof DuckDBDecimalType && type.width === type.scale;
  return isFraction ? decimalTextSql(value) : `CAST(${value} AS VARCHAR)`;
}

function strftime(value: string, format: string): string {
  return `strftime(${value}, ${quoteText(format)})`;
}

function isFloating({ typeId }: DuckDBType): boolean {
  return typeId === DuckDBTypeId.DOUBLE || typeId === DuckDBTypeId.FLOAT;
}
