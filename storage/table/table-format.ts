/** A table's log says what its files are: they are read as that. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { DataFormat, RecordedColumn } from "./commit-record.js";
import type { TableSnapshot } from "./table-log.js";

/**
 * @param format  that the script reads; files of lines may also be read as text
 * @throws INPUT_UNREADABLE naming the table and how it is read
 */
export function assertTableFormat(tables: readonly TableSnapshot[], format: string): void {
  for (const { table, record } of tables) {
    const written = record.dataFormat?.format ?? "parquet";
    if (written === format || (format === "text" && written !== "parquet")) continue;
    const problem = `a table of ${written} files, not ${format}`;
    throw new GoldpanError("INPUT_UNREADABLE", `${table} is ${problem}`, {
      details: { files: [{ file: table, problem }] },
      hint: `read it with read.${written}`,
    });
  }
}

/**
 * How the files of tables of ours were written, where they all were alike.
 * @returns undefined for Parquet, and for no table; columns are those of the files
 */
export function writtenAs(
  tables: readonly TableSnapshot[],
): { readonly options: DataFormat["options"]; readonly columns: readonly RecordedColumn[] } | undefined {
  const [first, ...others] = tables.map(({ record }) => ({
    dataFormat: record.dataFormat,
    columns: record.schema.filter(({ name }) => !(record.partitionBy ?? []).includes(name)),
  }));
  if (first?.dataFormat === undefined || others.some((other) => JSON.stringify(other) !== JSON.stringify(first))) {
    return undefined;
  }
  return { options: first.dataFormat.options, columns: first.columns };
}

/** Types of the columns that tables are partitioned by, outermost first; without those that they disagree about. */
export function recordedPartitions(tables: readonly TableSnapshot[]): Map<string, string> {
  const types = new Map<string, Set<string>>();
  for (const { record } of tables) {
    for (const name of record.partitionBy ?? []) {
      const type = record.schema.find((column) => column.name === name)?.type;
      if (type !== undefined) types.set(name, (types.get(name) ?? new Set()).add(type));
    }
  }
  return new Map([...types].flatMap(([name, [type = "", ...others]]) => (others.length === 0 ? [[name, type]] : [])));
}
