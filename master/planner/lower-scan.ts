/** Sources: files by splits, and rows of the script. */
import { sameName } from "../../common/same-name.js";
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { BoundColumn, BoundScan, BoundValues } from "./analysed-plan.js";
import { compressionOf } from "../../common/csv/compression.js";
import type { ExpectationAction, ScanSource, Split } from "../../common/wire/types.js";
import type { CatalogFile, CatalogScan } from "./catalog-port.js";
import type { Wanted } from "./lowering-context.js";
import { expectOperator, scanOperator, valuesOperator, wireColumns, wireTree } from "./operators.js";
import { append, narrow, type Pipeline } from "./pipeline.js";
import { pruneFiles } from "./pruning/prune-files.js";
import { textSplits, type ScanSplits } from "./text-splits.js";
import { columnReference } from "./trees/tree.js";
import { isNotNull, not } from "./trees/make-tree.js";
import { packSplits, sliceOf, wantedBytes, type SplitLimits } from "./splits.js";

/** What explain tells of a scan. */
export interface ScanNote {
  readonly scan: number;
  readonly columnsRead: number;
  readonly columns: number;
  readonly files: number;
  readonly filesRead: number;
  readonly rowGroups: number;
  readonly rowGroupsPruned: number;
  readonly tasks: number;
}

/** What a scan counts by itself, as expectations do. */
export interface ScanCounts {
  /** Position among the job's expectations of that over its records; undefined for formats without malformed ones. */
  readonly records: number | undefined;
  /** Of that over its files; undefined where a bad one fails the job. */
  readonly files: number | undefined;
}

export interface ScanRules {
  readonly limits: SplitLimits;
  readonly provenance: boolean;
  readonly counts: ScanCounts;
  /** What is kept of malformed records elsewhere; undefined where none is. */
  readonly quarantined: readonly BoundColumn[] | undefined;
}

/** What quarantine has of a malformed record: its fields, as far as they can be read, and its text. */
export function quarantinedRow({ schema }: BoundScan, { read: { records } }: CatalogScan): readonly BoundColumn[] {
  const name = records["columnNameOfCorruptRecord"] ?? "";
  return schema.some((column) => column.name === name) ? schema : [...schema, { name, type: "VARCHAR" }];
}

/** A column that records are judged by. */
const malformedColumn: BoundColumn = { name: "__goldpan_malformed", type: "VARCHAR" };

/** @param provenance  whether its rows carry where they came from */
export function lowerScan(
  relation: BoundScan,
  scan: CatalogScan | undefined,
  { columns: wanted, filters, firstRows }: Wanted,
  { limits, provenance, counts, quarantined }: ScanRules,
): { pipeline: Pipeline; note: ScanNote } {
  if (scan === undefined) throw new InvariantError(`scan ${relation.scan} was not catalogued`);
  const shown = relation.schema.filter(({ name }) => wanted.has(name));
  const columns = quarantined ?? shown;
  const read =
    scan.format === "parquet"
      ? packedRowGroups(relation, scan, columns, { filters, firstRows }, limits)
      : {
          ...textSplits(scan.files, relation.schema, filters, limits, (file) => isWhole(scan, file)),
          rowGroups: 0,
          rowGroupsPruned: 0,
        };
  const splits = read.splits.length > 0 ? read.splits : [{ files: [] }];
  const pipeline: Pipeline = {
    inputs: [],
    layout: { kind: "splits", taskCount: splits.length },
    splits,
    operators: [scanOperator(sourceOf(relation, scan, columns, provenance, counts), relation.callSite)],
    columns,
    steps: [`scan ${scan.label}`],
    bytes: read.bytes,
    rows: read.rows,
    partitioning: undefined,
    joinSwitch: undefined,
    origins: provenance ? "hidden" : undefined,
  };
  return {
    pipeline: counts.records === undefined ? pipeline : narrow(judged(pipeline, relation, scan, counts.records), shown),
    note: {
      scan: relation.scan,
      columnsRead: columns.length,
      columns: relation.schema.length,
      files: scan.files.length,
      filesRead: read.filesRead,
      rowGroups: read.rowGroups,
      rowGroupsPruned: read.rowGroupsPruned,
      tasks: splits.length,
    },
  };
}

function sourceOf(
  relation: BoundScan,
  scan: CatalogScan,
  columns: readonly BoundColumn[],
  provenance: boolean,
  { records, files }: ScanCounts,
): ScanSource {
  const types = new Map(relation.schema.map(({ name, type }) => [name, type]));
  // A field that folders hide is read and left alone.
  const hidden = (name: string): boolean => scan.partitionColumns.some((column) => sameName(column.name, name));
  const fields = (scan.fields ?? []).map((name) => ({
    name,
    type: hidden(name) ? "VARCHAR" : (types.get(name) ?? "VARCHAR"),
  }));
  return {
    columns: { columns: wireColumns(records === undefined ? columns : [...columns, malformedColumn]) },
    provenance,
    format: scan.format,
    wholeText: scan.read.wholeText,
    records:
      records === undefined
        ? null
        : { fields: { columns: fields }, options: { ...scan.read.records }, malformedColumn: malformedColumn.name },
    ...(files === undefined ? {} : { badFiles: files }),
  };
}

/**
 * Compressed text and other encodings than UTF-8 have no beginnings of lines to be found, nor have records that may span lines; what may be
 * left out goes as a whole.
 */
function isWhole({ read: { records, wholeText, badFiles } }: CatalogScan, file: CatalogFile): boolean {
  const { multiLine, encoding = "" } = records;
  if (wholeText) return true;
  return multiLine === "true" || encoding !== "" || badFiles === "quarantine" || compressionOf(file.uri) !== "none";
}

function judged(pipeline: Pipeline, relation: BoundScan, scan: CatalogScan, expectation: number): Pipeline {
  const expect = expectOperator(
    {
      expectation,
      name: recordsName(scan),
      predicate: wireTree(not(isNotNull(columnReference(malformedColumn.name))), relation.callSite),
      newest: null,
      action: recordsAction(scan),
      nullsPass: false,
      columns: pipeline.columns.map(({ name }) => name),
    },
    relation.callSite,
  );
  const widened = { ...pipeline, columns: [...pipeline.columns, malformedColumn] };
  return append(widened, [expect], undefined);
}

/** What is told of a scan's records, and of its files. */
export function recordsName({ label }: CatalogScan): string {
  return `records of ${label} are well-formed`;
}

export function filesName({ label }: CatalogScan): string {
  return `files of ${label} can be read`;
}

export function recordsAction({ read: { records, quarantinesRecords } }: CatalogScan): ExpectationAction {
  if (quarantinesRecords) return "QUARANTINE";
  switch (records["mode"]) {
    case "DROPMALFORMED":
      return "DROP";
    case "FAILFAST":
      return "FAIL";
    default:
      return "WARN";
  }
}

/** Of Parquet. A limit leaves out row groups, unlike in text, where nobody knows how many lines a file has. */
function packedRowGroups(
  { schema }: BoundScan,
  scan: CatalogScan,
  columns: readonly BoundColumn[],
  { filters, firstRows }: Pick<Wanted, "filters" | "firstRows">,
  limits: SplitLimits,
): ScanSplits & Pick<ScanNote, "rowGroups" | "rowGroupsPruned"> {
  const { wanted, rowGroups, rowGroupsPruned } = pruneFiles(scan.files, schema, filters, firstRows);
  const names = columns.map(({ name }) => name).filter((name) => !isPartition(scan, name));
  const read = wanted.flatMap((file) => file.rowGroups);
  return {
    splits: withBadFiles(packSplits(wanted, names, limits, scan.read.badFiles === "quarantine"), scan.files),
    filesRead: wanted.length,
    bytes: read.reduce((sum, rowGroup) => sum + wantedBytes(rowGroup, names), 0),
    rows: read.reduce((sum, { rows }) => sum + rows, 0),
    rowGroups,
    rowGroupsPruned,
  };
}

/** Bad files are told by the first task. */
function withBadFiles(splits: readonly Split[], files: readonly CatalogFile[]): readonly Split[] {
  const bad = files.filter(({ problem }) => problem !== undefined).map(sliceOf);
  if (bad.length === 0) return splits;
  const [first, ...others] = splits;
  return [{ files: [...(first?.files ?? []), ...bad] }, ...others];
}

export function lowerValues({ schema, rowsJson, callSite }: BoundValues): Pipeline {
  const source = { columns: { columns: wireColumns(schema) }, rowsJson: Buffer.from(rowsJson) };
  return {
    inputs: [],
    layout: { kind: "splits", taskCount: 1 },
    splits: [{ files: [] }],
    operators: [valuesOperator(source, callSite)],
    columns: schema,
    steps: ["rows"],
    bytes: rowsJson.byteLength,
    rows: rowsJson.reduce((lines, byte) => lines + (byte === lineEnd ? 1 : 0), 0),
    partitioning: undefined,
    joinSwitch: undefined,
  };
}

const lineEnd = 10;

function isPartition(scan: CatalogScan, name: string): boolean {
  return scan.partitionColumns.some((column) => column.name === name);
}
