/** What is known of where rows are, through projections and for operators that want equal keys in one task. */
import { keepPartitions, type Partitioning, type Pipeline } from "./pipeline.js";
import { renameColumns } from "./trees/tree-columns.js";
import { columnsOf } from "./trees/tree-columns.js";
import { fingerprint, isTree, plainColumn, type Tree } from "./trees/tree.js";

/** The partitioning over a projection's columns; undefined when it leaves out a column that a key reads. */
export function projected(
  partitioning: Partitioning | undefined,
  columns: readonly { readonly name: string; readonly tree: Tree | undefined }[],
): Partitioning | undefined {
  if (partitioning === undefined) return undefined;
  const names = new Map<string, string>();
  for (const { name, tree } of columns) {
    const source = tree === undefined ? undefined : plainColumn(tree);
    if (source !== undefined && !names.has(source)) names.set(source, name);
  }
  const everyColumn = (): boolean => true;
  const passed = partitioning.keys.every((key) => [...columnsOf(key, everyColumn)].every((name) => names.has(name)));
  if (!passed) return undefined;
  return { ...partitioning, keys: partitioning.keys.map((key) => renameColumns(key, (name) => names.get(name))) };
}

/** Columns that alone decide the partition of a row; undefined when something else does. */
function decidedBy({ keys }: Partitioning): string[] | undefined {
  const columns = keys.map((key) => plainColumn(withoutCast(key)));
  return columns.every((name) => name !== undefined) ? columns : undefined;
}

function withoutCast(tree: Tree): Tree {
  const child = tree["child"];
  return tree["class"] === "CAST" && isTree(child) ? child : tree;
}

/**
 * The pipeline when rows that agree on these columns are in one of its tasks already, made to stay so.
 * @param columns  compared as keys of a group are: NULL with NULL
 */
export function alreadyTogether(pipelines: readonly Pipeline[], columns: readonly string[]): Pipeline | undefined {
  const [only] = pipelines;
  if (only === undefined || pipelines.length > 1) return undefined;
  const { layout, partitioning } = only;
  if (layout.kind === "single" || (layout.kind === "splits" && layout.taskCount === 1)) return only;
  if (partitioning === undefined || columns.length === 0) return undefined;
  const deciding = decidedBy(partitioning);
  const together = deciding?.every((name) => columns.includes(name)) === true;
  return together ? keepPartitions(only) : undefined;
}

/** A join's side whose rows are where an exchange by some of its keys would send them. */
export interface PlacedRows {
  /** Made to stay so. */
  readonly pipeline: Pipeline;
  readonly partitions: number;
  /** Positions of these keys among the join's, in the order in which they were hashed. */
  readonly keys: readonly number[];
}

/**
 * Where the pipelines' rows are, when only some of these keys decide it.
 * @param keys  of the agreed types
 */
export function placedBy(pipelines: readonly Pipeline[], keys: readonly Tree[]): PlacedRows | undefined {
  const [only] = pipelines;
  // A join that may yet be switched to a broadcast gains more by that.
  if (only === undefined || pipelines.length > 1 || only.joinSwitch !== undefined) return undefined;
  const { layout, partitioning } = only;
  if (layout.kind !== "partitions" || partitioning === undefined || partitioning.keys.length === 0) return undefined;
  const names = keys.map(fingerprint);
  const positions = partitioning.keys.map((key) => names.indexOf(fingerprint(key)));
  if (positions.includes(-1)) return undefined;
  return { pipeline: keepPartitions(only), partitions: partitioning.partitions, keys: positions };
}
