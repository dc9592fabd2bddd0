/** Whether rows fit a table that keeps the rows it has. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { DataFormat, RecordedColumn } from "./commit-record.js";
import type { TableSnapshot } from "./table-log.js";

export interface WrittenSchema {
  readonly columns: readonly RecordedColumn[];
  readonly partitionBy: readonly string[];
  /** Undefined for Parquet. */
  readonly dataFormat: DataFormat | undefined;
}

/**
 * Columns are the same by name, in any order, with the same types; with `merge` either side may have some that the other lacks.
 * @returns columns of the table that the rows lack
 * @throws SCHEMA_CONFLICT naming what differs
 */
export function fitSchema(
  { table, record }: Pick<TableSnapshot, "table" | "record">,
  { columns, partitionBy, dataFormat }: WrittenSchema,
  merge: boolean,
): RecordedColumn[] {
  const refuse = (problem: string, column: string, hint: string): never => {
    throw new GoldpanError("SCHEMA_CONFLICT", `${table} (commit ${record.commit}): ${problem}`, {
      details: { files: [{ file: table, problem }], column },
      hint,
    });
  };
  const [before, now] = [record.dataFormat, dataFormat].map(formatText);
  if (before !== now) refuse(`its files are ${before}, not ${now}`, "", `write ${before}, or overwrite the table`);
  const had = record.partitionBy ?? [];
  if (had.length !== partitionBy.length || had.some((name, index) => name !== partitionBy[index])) {
    const named = (names: readonly string[]) => (names.length === 0 ? "none" : names.join(", "));
    const hint =
      had.length === 0 ? "leave partitionBy out" : `write.partitionBy(${had.map((name) => `"${name}"`).join(", ")})`;
    refuse(`its partition columns are ${named(had)}, not ${named(partitionBy)}`, had[0] ?? partitionBy[0] ?? "", hint);
  }
  const known = new Map(record.schema.map((column) => [column.name.toLowerCase(), column]));
  for (const { name, type } of columns) {
    const column = known.get(name.toLowerCase());
    if (column === undefined && !merge) {
      refuse(
        `it has no column '${name}'`,
        name,
        'drop the column, or allow it with write.option("mergeSchema", "true")',
      );
    }
    if (column !== undefined && (column.name !== name || column.type !== type)) {
      refuse(
        `its column ${column.name} has type ${column.type}, not '${name}' ${type}`,
        name,
        `cast it first: withColumn("${column.name}", "CAST(${name} AS ${column.type})")`,
      );
    }
  }
  const written = new Set(columns.map(({ name }) => name));
  const kept = record.schema.filter(({ name }) => !written.has(name));
  const [first] = kept;
  if (first !== undefined && !merge) {
    const hint = `add it, for instance withColumn("${first.name}", "CAST(NULL AS ${first.type})"), or allow it with write.option("mergeSchema", "true")`;
    refuse(`the rows lack its column '${first.name}'`, first.name, hint);
  }
  return kept;
}

/** `csv (header true, sep ";")` */
function formatText(dataFormat: DataFormat | undefined): string {
  if (dataFormat === undefined) return "parquet";
  const options = Object.entries(dataFormat.options).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return options.length === 0 ? dataFormat.format : `${dataFormat.format} with ${options.sort().join(", ")}`;
}
