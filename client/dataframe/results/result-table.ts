/** A job's result, one Arrow IPC stream per partition, as one Arrow table, as rows, or as a drawn table. */
import type { DataType, Field, RecordBatch, Schema as ArrowSchema, Table } from "apache-arrow";
import type { Column as SchemaColumn } from "../../../common/wire/types.js";
import type { JobResult } from "../../master-connection.js";
import { exactReader, javascriptValue, type Arrow, type Cell, type Exact } from "./arrow-values.js";
import { arrowFields } from "./arrow-types.js";
import { CellText } from "./cell-text.js";
import { textTable, verticalTable } from "./text-table.js";

/** A row as `toArray` gives it. */
export type Row = Readonly<Record<string, Cell>>;

/**
 * Arrow as this package carries it: one file, which loads five times faster. Loaded with the first result: executors import this
 * package too and never need it.
 */
export async function loadArrow(): Promise<Arrow> {
  return (await import("./carried-arrow.js")) as Arrow;
}

/** One table of all partitions, in their order; with its schema when there is no row. Its classes are those that a user imports. */
export async function toTable(result: JobResult): Promise<Table> {
  return tableOf(result, await import("apache-arrow"));
}

function tableOf(result: JobResult, arrow: Arrow): Table {
  const batches: RecordBatch[] = [];
  let schema: ArrowSchema | undefined;
  for (const partition of result.partitions) {
    const reader = arrow.RecordBatchReader.from(partition).open();
    schema ??= reader.schema;
    // One schema object for all, as the table's constructor wants it.
    for (const batch of reader) batches.push(new arrow.RecordBatch(schema, batch.data));
  }
  schema ??= new arrow.Schema(arrowFields(arrow, result.schema.columns));
  const full = batches.filter((batch) => batch.numRows > 0);
  return new arrow.Table(schema, full);
}

/** Plain rows, see `DataFrame.toArray`. */
export async function toRows(result: JobResult): Promise<Row[]> {
  const arrow = await loadArrow();
  const table = tableOf(result, arrow);
  const fields = table.schema.fields;
  const options = fields.map((_, index) => ({ hugeint: isHugeint(result.schema.columns[index]) }));
  const rows: Row[] = [];
  for (const exact of exactRows(arrow, table)) {
    rows.push(
      Object.fromEntries(
        fields.map((field, index) => [
          // Arrow's reader leaves out a U+FEFF that a name begins with.
          result.schema.columns[index]?.name ?? field.name,
          javascriptValue(arrow, field.type as DataType, exact[index] ?? null, options[index] ?? { hugeint: false }),
        ]),
      ),
    );
  }
  return rows;
}

function isHugeint(column: SchemaColumn | undefined): boolean {
  return column !== undefined && /^U?HUGEINT$/i.test(column.type);
}

function* exactRows(arrow: Arrow, table: Table): Generator<readonly Exact[]> {
  for (const batch of table.batches) {
    const readers = batch.data.children.map((child) => exactReader(arrow, child));
    for (let index = 0; index < batch.numRows; index++) yield readers.map((read) => read(index));
  }
}

export interface ShowOptions {
  /** Rows at most. The result may have one more, which says that there are more. */
  readonly rowsMax: number;
  readonly truncate: number;
  readonly timeZone: string;
  /** @default false */
  readonly vertical?: boolean;
}

/** What `show` prints. */
export async function drawResult(result: JobResult, options: ShowOptions): Promise<string> {
  const arrow = await loadArrow();
  const table = tableOf(result, arrow);
  const text = new CellText(arrow, options.timeZone);
  const fields: Field[] = table.schema.fields;
  const rows: string[][] = [];
  let hasMore = false;
  for (const exact of exactRows(arrow, table)) {
    if (rows.length === options.rowsMax) {
      hasMore = true;
      break;
    }
    rows.push(fields.map((field, index) => text.of(field.type as DataType, exact[index] ?? null)));
  }
  const names = fields.map((field) => field.name);
  const drawn = options.vertical === true ? verticalTable(names, rows, options) : textTable(names, rows, options);
  if (options.vertical === true && rows.length === 0) return drawn;
  const shown = options.rowsMax === 1 ? "row" : "rows";
  return hasMore ? `${drawn}only showing top ${options.rowsMax} ${shown}\n\n` : `${drawn}\n`;
}
