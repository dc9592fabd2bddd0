/** Cuts text files into ranges of bytes, one or several per task: a line belongs to the range that it begins in. */
import type { Split } from "../../common/wire/types.js";
import type { BoundColumn } from "./analysed-plan.js";
import type { CatalogFile } from "./catalog-port.js";
import { pruneFiles } from "./pruning/prune-files.js";
import { sliceOf, taskCountOf, type SplitLimits } from "./splits.js";
import type { Tree } from "./trees/tree.js";

/** Smaller ranges are not worth a task. */
export const textRangeBytesMin = 256 * 2 ** 10;
/** Of a line, where nothing was read yet. */
const lineBytesEstimated = 80;

/** How the tasks of a scan divide its files. */
export interface ScanSplits {
  /** In the order of files and of what they hold; empty when there is nothing to read. */
  readonly splits: readonly Split[];
  readonly filesRead: number;
  readonly bytes: number;
  /** Of text an estimate. */
  readonly rows: number;
}

/**
 * @param filters  conjuncts over the scan's columns: those over folders' values leave out files
 * @param isWhole  whether a file cannot be cut: it belongs to one task
 */
export function textSplits(
  files: readonly CatalogFile[],
  columns: readonly BoundColumn[],
  filters: readonly Tree[],
  limits: SplitLimits,
  isWhole: (file: CatalogFile) => boolean = () => false,
): ScanSplits {
  const read = files.filter((file) => file.bytes > 0 && mayPass(file, columns, filters));
  const bytes = read.reduce((sum, file) => sum + file.bytes, 0);
  const cost = bytes + read.length * limits.openCostBytes;
  const worthwhile = Math.max(1, Math.ceil(bytes / textRangeBytesMin));
  const taskCount = Math.min(worthwhile, taskCountOf(cost, limits));
  return {
    splits: cut(read, Math.ceil(bytes / taskCount), isWhole),
    filesRead: read.length,
    bytes,
    rows: Math.ceil(bytes / lineBytesEstimated),
  };
}

/** Of the bytes of a text nothing is known; the values of its folders are. */
function mayPass(file: CatalogFile, columns: readonly BoundColumn[], filters: readonly Tree[]): boolean {
  const unknown = { index: 0, rows: 1, firstRow: 0, columnBytes: () => file.bytes, bounds: () => ({}) };
  return pruneFiles([{ ...file, rowGroups: [unknown] }], columns, filters, undefined).wanted.length > 0;
}

/** Tasks of so many bytes each, over the ends of files. */
function cut(files: readonly CatalogFile[], taskBytes: number, isWhole: (file: CatalogFile) => boolean): Split[] {
  const splits: Split[] = [];
  let left = 0;
  for (const file of files) {
    for (let from = 0; from < file.bytes;) {
      if (left === 0) {
        splits.push({ files: [] });
        left = taskBytes;
      }
      const to = isWhole(file) ? file.bytes : Math.min(file.bytes, from + left);
      splits.at(-1)?.files.push({ ...sliceOf(file), range: { from, to } });
      left = Math.max(0, left - (to - from));
      from = to;
    }
  }
  return splits;
}
