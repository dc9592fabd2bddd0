/** The sources of a fragment as SQL over local files: slices of objects, pieces of earlier stages, rows of the script's own. */
import { statSync } from "node:fs";
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { Column, FileSlice } from "../../common/wire/types.js";
import type { LocalPiece } from "../executor-protocol.js";
import type { LocalSlice } from "./local-slice.js";
import { quoteIdentifier, quoteText } from "../../common/sql-text.js";
import { selectList, textList } from "../engine/sql-text.js";
import { hidesRowNumber, rowNumber } from "../engine/row-number.js";
import { fromPiece } from "../engine/types.js";
import { hiddenProvenance, shownProvenance, provenanceColumns, type Relation } from "./relation.js";

/** All slices, one after the other, each column cast to the type that the plan was bound with. */
export function sliceRelation(slices: readonly LocalSlice[], columns: readonly Column[]): Relation {
  const branches = slices
    .filter((slice) => localRows(slice) > 0)
    .map((slice) => (slice.text === undefined ? branchOf(slice, columns) : linesOf(slice, columns)));
  return {
    sql: branches.length === 0 ? emptySelect(columns) : branches.join(" UNION ALL "),
    columns: columns.map((column) => column.name),
    provenance: hiddenProvenance,
    volatile: false,
  };
}

export function rowsOf(slice: FileSlice): number {
  return slice.rowGroups.reduce((sum, rowGroup) => sum + rowGroup.rows, 0);
}

/** Rows of a slice, or records, or lines. */
export function localRows({ slice, text, csv }: LocalSlice): number {
  return csv?.records ?? text?.lines ?? rowsOf(slice);
}

/** Of the lines that the engine takes at once, at least: long ones come by less than its 2048, since JSON takes fifty times their memory. */
const linesBytesMin = 256 * 2 ** 10;

/** Lines, or whole texts, as a table of one column. */
function linesOf(local: LocalSlice, columns: readonly Column[]): string {
  const { file, rowGroup, row } = hiddenProvenance;
  const list = [
    ...columns.map((column) => `${valueOf(local, column)} AS ${quoteIdentifier(column.name)}`),
    `${quoteText(local.slice.uri)} AS ${quoteIdentifier(file)}`,
    // The lines before these are not counted.
    `CAST(NULL AS BIGINT) AS ${quoteIdentifier(rowGroup)}`,
    `CAST(NULL AS BIGINT) AS ${quoteIdentifier(row)}`,
  ];
  return `SELECT ${list.join(", ")} FROM (${textsSql(local)})`;
}

/** A SELECT of `value`: the lines, or the text that is not cut into them. */
export function textsSql(slice: LocalSlice): string {
  return slice.wholeText === true
    ? `SELECT content AS value FROM read_text(${quoteText(slice.path)})`
    : linesSql(slice);
}

/** A SELECT of `value`: nothing in lines is quoted, and nothing parts them. */
function linesSql({ path, text }: LocalSlice): string {
  if (text === undefined) throw new InvariantError(`${path} is no text`);
  const linesBytes = Math.max(linesBytesMin, 16 * Math.ceil((text.longestLineBytes + 2) / 16));
  const options = [
    "columns = {'value': 'VARCHAR'}",
    "auto_detect = false",
    "header = false",
    `delim = ${quoteText(text.delimiter)}`,
    "quote = ''",
    "escape = ''",
    "comment = ''",
    `new_line = ${text.ends === "\n" ? "'\\n'" : "'\\r\\n'"}`,
    "compression = 'none'",
    // An empty line is an empty text.
    "force_not_null = ['value']",
    // The reader parts its buffer by the longest line, and fails where something is left over.
    `max_line_size = ${String(linesBytes)}`,
    `buffer_size = ${String(2 * linesBytes)}`,
  ];
  return `SELECT value FROM read_csv(${quoteText(path)}, ${options.join(", ")})`;
}

function branchOf(local: LocalSlice, columns: readonly Column[]): string {
  const { file, rowGroup, row } = hiddenProvenance;
  const position = hidesRowNumber(local.columns)
    ? { sql: "(row_number() OVER () - 1)", option: "" }
    : { sql: rowNumber, option: `, ${rowNumber} = true` };
  const list = [
    ...columns.map((column) => `${valueOf(local, column)} AS ${quoteIdentifier(column.name)}`),
    `${quoteText(local.slice.uri)} AS ${quoteIdentifier(file)}`,
    `${rowGroupCase(local.slice, position.sql, (group) => String(group.index))} AS ${quoteIdentifier(rowGroup)}`,
    `${rowGroupCase(local.slice, position.sql, (group, offset) => `${position.sql} + ${String(group.firstRow - offset)}`)} AS ${quoteIdentifier(row)}`,
  ];
  return `SELECT ${list.join(", ")} FROM read_parquet(${quoteText(local.path)}${position.option})`;
}

/** A value by row group: slice rows [offset, offset + rows) belong to each group in turn. */
function rowGroupCase(
  slice: FileSlice,
  position: string,
  value: (group: FileSlice["rowGroups"][number], offset: number) => string,
): string {
  let offset = 0;
  const arms: { readonly end: number; readonly value: string }[] = [];
  for (const group of slice.rowGroups.toSorted((a, b) => a.index - b.index)) {
    const armValue = value(group, offset);
    offset += group.rows;
    const last = arms.at(-1);
    if (last?.value === armValue) arms[arms.length - 1] = { end: offset, value: armValue };
    else arms.push({ end: offset, value: armValue });
  }
  const [only] = arms;
  const sql =
    arms.length === 1 && only !== undefined
      ? only.value
      : `CASE ${arms.map((arm) => `WHEN ${position} < ${String(arm.end)} THEN ${arm.value}`).join(" ")} END`;
  return `CAST(${sql} AS BIGINT)`;
}

/** A column's value as the file has it, or its folders. */
export function valueOf(local: LocalSlice, column: Column): string {
  const { partitionValues, nullPartitions } = local.slice;
  if (nullPartitions.includes(column.name)) return `CAST(NULL AS ${column.type})`;
  const value = Object.hasOwn(partitionValues, column.name) ? partitionValues[column.name] : undefined;
  if (value !== undefined) return `CAST(${quoteText(value)} AS ${column.type})`;
  const name = fileColumn(local.columns, column.name);
  if (name === undefined) return `CAST(NULL AS ${column.type})`;
  const read = local.int96Columns.includes(name)
    ? `(${quoteIdentifier(name)} AT TIME ZONE 'UTC')`
    : quoteIdentifier(name);
  return `CAST(${read} AS ${column.type})`;
}

/** The file's spelling of a column. Names match as DuckDB matches them: whatever the case, the exact spelling first. */
export function fileColumn(columns: readonly string[], wanted: string): string | undefined {
  return columns.find((name) => name === wanted) ?? columns.find((name) => name.toLowerCase() === wanted.toLowerCase());
}

export function emptySelect(columns: readonly Column[]): string {
  const provenance = [
    `CAST(NULL AS VARCHAR) AS ${quoteIdentifier(hiddenProvenance.file)}`,
    `CAST(NULL AS BIGINT) AS ${quoteIdentifier(hiddenProvenance.rowGroup)}`,
    `CAST(NULL AS BIGINT) AS ${quoteIdentifier(hiddenProvenance.row)}`,
  ];
  return `SELECT ${[...columns.map(nullColumn), ...provenance].join(", ")} WHERE false`;
}

function nullColumn(column: Column): string {
  return `CAST(NULL AS ${column.type}) AS ${quoteIdentifier(column.name)}`;
}

/** Pieces in the order given; their columns come back from their carriers. */
export function pieceRelation(pieces: readonly LocalPiece[], columns: readonly Column[]): Relation {
  const shown = columns.map((column) => column.name);
  const list = columns.map(
    (column) => `${fromPiece(column.type, quoteIdentifier(column.name))} AS ${quoteIdentifier(column.name)}`,
  );
  const sql =
    pieces.length === 0
      ? `SELECT ${selectList(columns.map(nullColumn))} WHERE false`
      : `SELECT ${selectList(list)} FROM read_parquet(${textList(pieces.map(({ path }) => path))})`;
  return {
    sql,
    columns: shown,
    provenance: provenanceColumns(shownProvenance).every((name) => shown.includes(name)) ? shownProvenance : undefined,
    volatile: false,
    stored: { sql, rows: pieces.reduce((sum, { rows }) => sum + rows, 0) },
  };
}

/** Of the longest row that DuckDB's reader of JSON makes room for at least; it takes twice as much memory at once. */
const jsonRowBytesMin = 65_536;

/** Rows of the script, one JSON object a line in a local file; bytes are base64 there. */
export function valuesRelation(path: string, columns: readonly Column[]): Relation {
  const types = columns.map((column) => `${quoteText(column.name)}: ${quoteText(textForm(column.type))}`);
  const list = columns.map((column) => `${fromTextForm(column)} AS ${quoteIdentifier(column.name)}`);
  // No row is longer than its file.
  const rowBytesMax = Math.max(jsonRowBytesMin, statSync(path).size);
  const from = `read_json(${quoteText(path)}, format = 'newline_delimited', columns = {${types.join(", ")}}, maximum_object_size = ${rowBytesMax})`;
  return {
    sql: `SELECT ${selectList(list)} FROM ${from}`,
    columns: columns.map((column) => column.name),
    provenance: undefined,
    volatile: false,
  };
}

/** JSON has neither bytes nor exact decimals: both are read as text first. */
function textForm(type: string): string {
  return isBytes(type) || /^(DECIMAL|NUMERIC)\b[^[\]]*$/i.test(type) || isTimeOfDay(type) ? "VARCHAR" : type;
}

function fromTextForm(column: Column): string {
  const name = quoteIdentifier(column.name);
  return isBytes(column.type) ? `from_base64(${name})` : `CAST(${name} AS ${column.type})`;
}

function isBytes(type: string): boolean {
  return /^(BLOB|BYTEA|BINARY|VARBINARY)$/i.test(type);
}

function isTimeOfDay(type: string): boolean {
  return /^(TIME|INTERVAL)\b[^[\]]*$/i.test(type) && !/^TIMESTAMP/i.test(type);
}
