/** Records of a local CSV file as SQL. */
import { quoteText } from "../../../common/sql-text.js";
import type { RecordFormat } from "../../../common/wire/types.js";
import type { LocalSlice } from "../local-slice.js";
import { castSql, type FieldFormats } from "./field-sql.js";
import type { LocalCsv } from "../local-slice.js";
import type { RecordsSql } from "./records-sql.js";

const recordBytesMin = 2 ** 20;
/** Of records that the engine has in memory at once. */
const bufferBytesMin = 8 * 2 ** 20;

export function csvRecords(slice: LocalSlice, { fields, options }: RecordFormat): RecordsSql {
  const { csv } = slice;
  const columns = fields?.columns ?? [];
  if (csv === undefined) throw new TypeError("a slice of CSV that is none");
  const formats = fieldFormats(options);
  const casts = columns.map(({ type }, index) => castSql(type, `t${index}`, formats));
  const texts = columns.map((_, index) => `${nullable(`c${index}`, options)} AS t${index}`);
  const read = `SELECT ${[...texts, "extra"].join(", ")} FROM ${readCsv(slice.path, csv, columns.length, options)}`;
  const castList = casts.flatMap(({ cast }, index) => (cast === undefined ? [] : [`${cast} AS k${index}`]));
  const cast = castList.length === 0 ? read : `SELECT *, ${castList.join(", ")} FROM (${read})`;
  const values = casts.map(({ value }, index) => `${value(`t${index}`, `k${index}`)} AS v${index}`);
  const valued = `SELECT *, ${values.join(", ")} FROM (${cast})`;
  const bad = columns.flatMap(({ type }, index) =>
    type === "VARCHAR" ? [] : [`(v${index} IS NULL AND t${index} IS NOT NULL)`],
  );
  const malformed = ["extra IS NOT NULL", ...bad].join(" OR ");
  const shown = columns.map((_, index) => `v${index}`);
  return { sql: `SELECT ${[...shown, `(${malformed}) AS malformed`, "extra AS text"].join(", ")} FROM (${valued})` };
}

export function fieldFormats(options: Readonly<Record<string, string>>): FieldFormats {
  const format = (name: string): string => options[name] ?? "";
  return {
    date: format("dateFormat"),
    timestamp: format("timestampFormat"),
    timestampNtz: format("timestampNTZFormat"),
  };
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
  fields: number,
  { nullValue = "", emptyValue = "" }: Readonly<Record<string, string>>,
): string {
  const names = [...Array.from({ length: fields }, (_, index) => `c${index}`), "extra"];
  const recordBytes = Math.max(recordBytesMin, longestRecordBytes + 2);
  const options = [
    `columns = {${names.map((name) => `${quoteText(name)}: 'VARCHAR'`).join(", ")}}`,
    "auto_detect = false",
    `header = ${String(skipsHeader)}`,
    `delim = ${quoteText(dialect.delimiter)}`,
    `quote = ${quoteText(dialect.quote)}`,
    `escape = ${quoteText(dialect.quote)}`,
    "comment = ''",
    "nullstr = ''",
    `allow_quoted_nulls = ${String(nullValue === "" && emptyValue === "")}`,
    // Records have one column less than these, but for malformed ones.
    "null_padding = true",
    "parallel = false",
    `new_line = ${ends === "\n" ? "'\\n'" : "'\\r\\n'"}`,
    "compression = 'none'",
    `max_line_size = ${String(recordBytes)}`,
    `buffer_size = ${String(Math.max(bufferBytesMin, 2 * recordBytes))}`,
  ];
  return `read_csv(${quoteText(path)}, ${options.join(", ")})`;
}
