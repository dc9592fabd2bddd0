/** `mapPartitions`: functions of the script from rows to rows. */
import type { Column as SchemaColumn } from "../../common/wire/types.js";
import { captureCallSite, planRefused } from "../dataframe/call-site.js";
import { schemaColumns, type SchemaLike } from "../dataframe/sql/type-text.js";
import { assertSpelled, register, type PartitionRow } from "./registry.js";

/** Rows out of a batch of rows: called as often as there are batches. */
export type BatchMapper<InputRow> = (rows: InputRow[]) => Iterable<object>;

/** Rows out of a partition's batches, in order: an `async function*`, called once per partition. It may keep something meanwhile. */
export type PartitionMapper<InputRow> = (batches: AsyncIterable<InputRow[]>) => AsyncIterable<Iterable<object>>;

export interface PartitionFunctionOptions {
  /** Columns of the rows that it gives: `"a BIGINT, b VARCHAR"` or `{ a: "BIGINT", b: "VARCHAR" }`. */
  readonly returns: SchemaLike;
  /**
   * What the function gets: `batch`: rows, as often as there are batches; `partition`: an async iterable of all batches, in order, once
   * per partition.
   * @default "batch"
   */
  readonly per?: "batch" | "partition";
  /**
   * BIGINTs come and go as bigint. Otherwise as number, and one beyond 2^53 fails the job.
   * @default false
   */
  readonly bigint?: boolean;
}

/** For `DataFrame.mapPartitions`. Made by `mapPartitions`. */
export class PartitionFunction {
  /** @internal  Use `mapPartitions`. */
  constructor(
    /** @internal */
    readonly name: string,
    /** @internal */
    readonly columns: readonly SchemaColumn[],
  ) {}
}

/**
 * Declares a function of the script from rows to rows, for `DataFrame.mapPartitions`. Declare it at module level. Rows are objects by
 * column name; values are what they are for `udf`, NULL is null: select the columns that it needs before. Partitions are what a task
 * reads: how many there are, and how rows are cut into batches, is no business of a function that is to give the same rows everywhere.
 *
 * @param name  an SQL identifier, once per script; case does not count
 * @throws PLAN_REFUSED when the name is no identifier or declared already, or `returns` names no column
 *
 * @example
 * const sessions = mapPartitions("sessions", (rows: { user: string; clicks: number }[]) => rows.filter(({ clicks }) => clicks > 1), { returns: "user VARCHAR, clicks INTEGER" });
 * clicks.mapPartitions(sessions);
 * @example
 * const numbered = mapPartitions(
 *   "numbered",
 *   async function* (batches) {
 *     let number = 0;
 *     for await (const rows of batches) yield rows.map((row) => ({ number: number++, line: row["value"] }));
 *   },
 *   { returns: "number BIGINT, line VARCHAR", per: "partition" },
 * );
 */
export function mapPartitions<InputRow = PartitionRow>(
  name: string,
  map: BatchMapper<InputRow>,
  options: PartitionFunctionOptions & { readonly per?: "batch" },
): PartitionFunction;
export function mapPartitions<InputRow = PartitionRow>(
  name: string,
  map: PartitionMapper<InputRow>,
  options: PartitionFunctionOptions & { readonly per: "partition" },
): PartitionFunction;
export function mapPartitions(
  name: string,
  map: BatchMapper<PartitionRow> | PartitionMapper<PartitionRow>,
  options: PartitionFunctionOptions,
): PartitionFunction {
  const at = captureCallSite("mapPartitions");
  assertSpelled(
    { name, options, option: "returns" },
    'mapPartitions("name", (rows) => …, { returns: "a BIGINT" })',
    at,
  );
  const columns = schemaColumns(options.returns, at);
  const call =
    options.per === "partition"
      ? overPartition(name, map as PartitionMapper<PartitionRow>)
      : overBatches(name, map as BatchMapper<PartitionRow>);
  if (options.per !== "partition" && typeof map === "function" && map.constructor.name === "AsyncGeneratorFunction") {
    throw planRefused(`${name} is an async function*`, at, 'call it once per partition: { returns, per: "partition" }');
  }
  register(
    {
      kind: "partitions",
      name,
      argumentTypes: [],
      returnType: columns.map((column) => `${column.name} ${column.type}`).join(", "),
      callOnNull: true,
      bigint: options.bigint === true,
      callSite: at,
      call,
      columns,
    },
    { "": map },
  );
  return new PartitionFunction(name, columns);
}

/** Batches of rows, of a partition or for one. */
type Batches = AsyncIterable<PartitionRow[]>;

function overPartition(name: string, map: PartitionMapper<PartitionRow>) {
  return async function* (batches: Batches): AsyncGenerator<readonly PartitionRow[]> {
    for await (const rows of map(batches)) yield rowsOf(name, rows);
  };
}

function overBatches(name: string, map: BatchMapper<PartitionRow>) {
  return async function* (batches: Batches): AsyncGenerator<readonly PartitionRow[]> {
    for await (const rows of batches) yield rowsOf(name, map(rows));
  };
}

/** Scripts need not be type-checked. */
function rowsOf(name: string, rows: unknown): readonly PartitionRow[] {
  if (Array.isArray(rows)) return rows as readonly PartitionRow[];
  if (typeof rows === "object" && rows !== null && Symbol.iterator in rows)
    return [...(rows as Iterable<PartitionRow>)];
  throw new TypeError(`${name} must give rows: an array of objects, or another iterable of them`);
}
