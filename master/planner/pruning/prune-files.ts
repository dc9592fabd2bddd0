/** Row groups of a scan that may hold a row that passes the filters above it. */
import type { BoundColumn } from "../analysed-plan.js";
import type { CatalogFile, CatalogRowGroup } from "../catalog-port.js";
import type { WantedFile } from "../splits.js";
import type { Tree } from "../trees/tree.js";
import { textAs } from "./constants.js";
import { excludes, type Candidate } from "./exclude.js";

export interface Pruned {
  readonly wanted: readonly WantedFile[];
  readonly rowGroups: number;
  readonly rowGroupsPruned: number;
}

/**
 * @param filters  conjuncts over the scan's columns
 * @param firstRows  when set, only so many rows are wanted, the first ones
 */
export function pruneFiles(
  files: readonly CatalogFile[],
  columns: readonly BoundColumn[],
  filters: readonly Tree[],
  firstRows: number | undefined,
): Pruned {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const typeOf = (column: string): string | undefined => types.get(column);
  let rowsLeft = firstRows ?? Number.POSITIVE_INFINITY;
  let total = 0;
  let kept = 0;
  const wanted = files.map((file): WantedFile => {
    total += file.rowGroups.length;
    const rowGroups = file.rowGroups.filter((rowGroup) => {
      if (rowGroup.rows === 0 || rowsLeft <= 0) return false;
      const candidate: Candidate = { rows: rowGroup.rows, typeOf, bounds: boundsOf(file, rowGroup, typeOf) };
      if (filters.some((filter) => excludes(filter, candidate))) return false;
      rowsLeft -= rowGroup.rows;
      return true;
    });
    kept += rowGroups.length;
    return { file, rowGroups };
  });
  return {
    wanted: wanted.filter(({ rowGroups }) => rowGroups.length > 0),
    rowGroups: total,
    rowGroupsPruned: total - kept,
  };
}

/** A partition column has one value in all of the file; a column that the file lacks is NULL throughout. */
export function boundsOf(
  file: CatalogFile,
  rowGroup: CatalogRowGroup,
  typeOf: Candidate["typeOf"],
): Candidate["bounds"] {
  return (column) => {
    const partitionValue = file.partitionValues.get(column);
    if (partitionValue === null) return { nulls: rowGroup.rows };
    if (partitionValue !== undefined) {
      const value = textAs(partitionValue, typeOf(column) ?? "");
      return value === undefined ? { nulls: 0 } : { min: value, max: value, nulls: 0 };
    }
    return file.columns.includes(column) ? rowGroup.bounds(column) : { nulls: rowGroup.rows };
  };
}
