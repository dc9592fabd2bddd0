/**
 * Records of CSV and JSON as a relation: their fields as values, and which of them are malformed.
 *
 * They are read in one of two ways. *Trusted*, they are read where they are needed, and the first malformed one fails the query; then
 * the attempt is begun anew. *Judged*, they are read once into a table, which tells each malformed record, keeps what can be read of
 * it, and is read again for nothing but its columns. Either way the fields of CSV are first read as values of their types, where all
 * have forms that allow it; where that fails, as texts.
 */
import { GoldpanError } from "../../../common/errors/goldpan-error.js";
import { quoteIdentifier, quoteText } from "../../../common/sql-text.js";
import type { Column, RecordFormat, ScanSource } from "../../../common/wire/types.js";
import type { FragmentContext } from "../fragment-context.js";
import { hiddenProvenance, type Relation } from "../relation.js";
import type { LocalSlice } from "../local-slice.js";
import { emptySelect, valueOf } from "../source-sql.js";
import { EngineError } from "../../engine/engine-error.js";
import { csvRecords, typedCsvRecords } from "./csv-records.js";
import { jsonPlaces } from "./json-places.js";
import { jsonRecords } from "./json-records.js";
import type { RecordsSql } from "./records-sql.js";
import { recordExamples, recordPlaces, type MalformedRecord } from "./malformed-records.js";

export interface RecordsRead {
  readonly relation: Relation;
  readonly records: number;
  /** Of the malformed ones the first few. */
  readonly examples: readonly string[];
}

type RecordsScan = ScanSource & { readonly records: RecordFormat };

const textsAtOnce = 10_000;
const noneMalformed = "CASE WHEN malformed THEN error('a malformed record') ELSE true END";

/** @param trusted  see above */
export async function recordsRelation(
  context: FragmentContext,
  slices: readonly LocalSlice[],
  scan: RecordsScan,
  trusted: boolean,
): Promise<RecordsRead> {
  const columns = scan.columns?.columns ?? [];
  const branches: string[] = [];
  const examples: string[] = [];
  let records = 0;
  // Begun anew, the only file that there is has malformed records: to look for them once more would be for nothing.
  const isFailed = !context.tools.trustsRecords && slices.length === 1;
  for (const slice of slices) {
    const typed = scan.format === "json" || isFailed ? undefined : typedCsvRecords(slice, scan.records);
    if (trusted) {
      records += slice.csv?.records ?? 0;
      branches.push(trustedBranch(slice, scan.records, columns, typed ?? csvRecords(slice, scan.records)));
      continue;
    }
    const judged =
      (typed === undefined ? undefined : await judgeTyped(context, slice, scan, columns, typed)) ??
      (await judge(context, slice, scan, columns, await asTexts(context, slice, scan)));
    records += judged.records;
    examples.push(...judged.examples);
    branches.push(judged.branch);
  }
  const relation = {
    sql: branches.length === 0 ? emptySelect(columns) : branches.join(" UNION ALL "),
    columns: columns.map(({ name }) => name),
    provenance: hiddenProvenance,
    volatile: false,
  };
  return { relation, records, examples };
}

/** What a column of the scan is: a field by position, the text of malformed records, or a value of the file's folders. */
function columnSql(
  column: Column,
  slice: LocalSlice,
  { fields, options, malformedColumn }: RecordFormat,
  sql: { readonly field: (position: number) => string; readonly malformed: string },
): string {
  if (isTextColumn(column.name, options, malformedColumn)) return sql.malformed;
  const { partitionValues, nullPartitions } = slice.slice;
  const isFolders = Object.hasOwn(partitionValues, column.name) || nullPartitions.includes(column.name);
  if (isFolders) return valueOf(slice, column);
  const position = (fields?.columns ?? []).findIndex(({ name }) => name === column.name);
  return position < 0 ? `CAST(NULL AS ${column.type})` : sql.field(position);
}

function isTextColumn(name: string, options: Readonly<Record<string, string>>, malformedColumn: string): boolean {
  return name === malformedColumn || name === options["columnNameOfCorruptRecord"];
}

function trustedBranch(
  slice: LocalSlice,
  format: RecordFormat,
  columns: readonly Column[],
  { sql }: RecordsSql,
): string {
  const list = columns.map((column) => {
    const value = columnSql(column, slice, format, {
      field: (position) => `v${position}`,
      malformed: "CAST(NULL AS VARCHAR)",
    });
    return `${value} AS ${quoteIdentifier(column.name)}`;
  });
  return `SELECT ${[...list, ...origin(slice, "CAST(NULL AS BIGINT)")].join(", ")} FROM (${sql}) WHERE ${noneMalformed}`;
}

function origin(slice: LocalSlice, row: string): string[] {
  const { file, rowGroup, row: rowColumn } = hiddenProvenance;
  return [
    `${quoteText(slice.slice.uri)} AS ${quoteIdentifier(file)}`,
    // Records before these are not counted.
    `CAST(NULL AS BIGINT) AS ${quoteIdentifier(rowGroup)}`,
    `${row} AS ${quoteIdentifier(rowColumn)}`,
  ];
}

async function asTexts(
  context: FragmentContext,
  slice: LocalSlice,
  { format, records }: RecordsScan,
): Promise<RecordsSql> {
  if (format === "json") return await jsonRecords(context.engine, slice, records);
  if (slice.csv?.values !== undefined) await slice.csv.original();
  return csvRecords(slice, records);
}

type Judged = { readonly branch: string; readonly records: number; readonly examples: readonly string[] };

/** @returns undefined where a record is malformed */
async function judgeTyped(
  context: FragmentContext,
  slice: LocalSlice,
  scan: RecordsScan,
  columns: readonly Column[],
  { sql }: RecordsSql,
): Promise<Judged | undefined> {
  try {
    return await judge(context, slice, scan, columns, { sql: `SELECT * FROM (${sql}) WHERE ${noneMalformed}` });
  } catch (error) {
    if (error instanceof EngineError && error.kind === "data") return undefined;
    throw error;
  }
}

async function judge(
  context: FragmentContext,
  slice: LocalSlice,
  scan: RecordsScan,
  columns: readonly Column[],
  { sql }: RecordsSql,
): Promise<Judged> {
  const { engine } = context;
  const table = quoteIdentifier(context.newTable());
  const fields = (scan.records.fields?.columns ?? []).flatMap(({ name }, position) =>
    columns.some((column) => column.name === name) ? [`v${position}`] : [],
  );
  const kept = [...fields, "malformed", "text", "CAST(NULL AS BIGINT) AS place"];
  await engine.run(`CREATE TEMP TABLE ${table} AS SELECT ${kept.join(", ")} FROM (${sql})`);
  const counts = await engine.object(
    `SELECT count(*) AS records, count(*) FILTER (WHERE malformed) AS malformed FROM ${table}`,
  );
  const malformed = Number(counts["malformed"]);
  const examples = malformed === 0 ? [] : await fillTexts(context, table, slice, scan, columns);
  const list = columns.map((column) => {
    const value = columnSql(column, slice, scan.records, {
      field: (position) => `v${position}`,
      malformed: malformed === 0 ? "CAST(NULL AS VARCHAR)" : "CASE WHEN malformed THEN coalesce(text, '') END",
    });
    return `${value} AS ${quoteIdentifier(column.name)}`;
  });
  const branch = `SELECT ${[...list, ...origin(slice, "place")].join(", ")} FROM ${table}`;
  return { branch, records: Number(counts["records"]), examples };
}

/** Texts of malformed records that only the file knows. @throws RECORD_MALFORMED under FAILFAST */
async function fillTexts(
  context: FragmentContext,
  table: string,
  slice: LocalSlice,
  { format, records: { options } }: RecordsScan,
  columns: readonly Column[],
): Promise<string[]> {
  const { engine, isCancelled } = context;
  const isJson = format === "json";
  const rows = await engine.objects(
    `SELECT rowid AS row${isJson ? ", text" : ""} FROM ${table} WHERE malformed ORDER BY rowid`,
  );
  const wanted = rows.map(({ row, text }) => ({ row: Number(row), text: String(text) }));
  const keepsTexts = columns.some(({ name }) => name === options["columnNameOfCorruptRecord"]);
  const looked = keepsTexts ? wanted : wanted.slice(0, recordExamples);
  const found = isJson
    ? await jsonPlaces(engine, slice, looked, isCancelled)
    : await recordPlaces(
        slice,
        looked.map(({ row }) => row),
        isCancelled,
      );
  if (options["mode"] === "FAILFAST") throw malformedRecord(slice, found[0], wanted.length);
  for (let first = 0; first < found.length; first += textsAtOnce) {
    const json = JSON.stringify(
      found.slice(first, first + textsAtOnce).map(({ row, text, place }) => ({ row, text, place })),
    );
    await engine.runWith(
      `UPDATE ${table} SET text = found.text, place = found.place
       FROM (SELECT unnest(from_json($1, '[{"row":"BIGINT","text":"VARCHAR","place":"BIGINT"}]'), recursive := true)) found
       WHERE ${table}.rowid = found.row`,
      [json],
    );
  }
  return found.slice(0, recordExamples).map((record) => `${placeOf(slice, record)}: ${shown(record.text)}`);
}

/** `s3a://rawzone/a.csv, line 12`; in a part of a file that begins later, the byte. */
function placeOf({ slice }: LocalSlice, { line, place }: MalformedRecord): string {
  if ((slice.range?.from ?? 0) === 0) return `${slice.uri}, line ${String(line)}`;
  return place === null ? slice.uri : `${slice.uri}, byte ${String(place)}`;
}

const shownMax = 160;

/** In one line. */
function shown(text: string): string {
  const whole = text.length > shownMax ? `${text.slice(0, shownMax)}…` : text;
  return whole.replaceAll("\n", "\\n").replaceAll("\r", "\\r");
}

function malformedRecord(slice: LocalSlice, record: MalformedRecord | undefined, count: number): GoldpanError {
  const where = record === undefined ? slice.slice.uri : placeOf(slice, record);
  const text = record === undefined ? "" : `: ${shown(record.text)}`;
  const problem = `a malformed record${text}`;
  const others = count > 1 ? ` (and ${String(count - 1)} more in this part of the file)` : "";
  return new GoldpanError("RECORD_MALFORMED", `${where} is malformed${text}${others}`, {
    details: {
      files: [{ file: slice.slice.uri, bytes: slice.slice.bytes, problem }],
      rowGroup: -1,
      row: record?.place ?? -1,
    },
    hint: "mode FAILFAST takes no malformed records; PERMISSIVE keeps them with NULLs and counts them, DROPMALFORMED drops them",
  });
}
