/** Sources: files by splits, and rows of the script. */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { BoundColumn, BoundScan, BoundValues } from "./analysed-plan.js";
import type { CatalogScan } from "./catalog-port.js";
import type { Wanted } from "./lowering-context.js";
import { scanOperator, valuesOperator, wireColumns } from "./operators.js";
import type { Pipeline } from "./pipeline.js";
import { pruneFiles } from "./pruning/prune-files.js";
import { textSplits, type ScanSplits } from "./text-splits.js";
import { packSplits, wantedBytes, type SplitLimits } from "./splits.js";

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

/** @param provenance  whether its rows carry where they came from */
export function lowerScan(
  relation: BoundScan,
  scan: CatalogScan | undefined,
  { columns: wanted, filters, firstRows }: Wanted,
  { limits, provenance }: { readonly limits: SplitLimits; readonly provenance: boolean },
): { pipeline: Pipeline; note: ScanNote } {
  if (scan === undefined) throw new InvariantError(`scan ${relation.scan} was not catalogued`);
  const columns = relation.schema.filter(({ name }) => wanted.has(name));
  const read =
    scan.format === "text"
      ? { ...textSplits(scan.files, relation.schema, filters, limits), rowGroups: 0, rowGroupsPruned: 0 }
      : packedRowGroups(relation, scan, columns, { filters, firstRows }, limits);
  const splits = read.splits.length > 0 ? read.splits : [{ files: [] }];
  const source = { columns: { columns: wireColumns(columns) }, provenance, format: scan.format };
  return {
    pipeline: {
      inputs: [],
      layout: { kind: "splits", taskCount: splits.length },
      splits,
      operators: [scanOperator(source, relation.callSite)],
      columns,
      steps: [`scan ${scan.label}`],
      bytes: read.bytes,
      rows: read.rows,
      partitioning: undefined,
      joinSwitch: undefined,
      origins: provenance ? "hidden" : undefined,
    },
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
    splits: packSplits(wanted, names, limits),
    filesRead: wanted.length,
    bytes: read.reduce((sum, rowGroup) => sum + wantedBytes(rowGroup, names), 0),
    rows: read.reduce((sum, { rows }) => sum + rows, 0),
    rowGroups,
    rowGroupsPruned,
  };
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
