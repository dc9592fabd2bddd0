/** `mapPartitions`: functions of the script from rows to rows. */
import type { Column as SchemaColumn } from "../../common/wire/types.js";
import { captureCallSite } from "../dataframe/call-site.js";
import { schemaColumns, type SchemaLike } from "../dataframe/type-text.js";
import { register, type PartitionRow } from "./registry.js";

/**
 * Rows out of rows: a plain function gets batches of rows one at a time, and is called as often as there are batches; an
 * `async function*` is called once per partition and gets its batches in order, so that it can keep something from one to the next.
 */
export type PartitionMapper =
  | ((rows: readonly PartitionRow[]) => Iterable<PartitionRow>)
  | ((batches: AsyncIterable<readonly PartitionRow[]>) => AsyncIterable<Iterable<PartitionRow>>);

export interface PartitionFunctionOptions {
  /** Columns of the rows that it gives: `"a BIGINT, b VARCHAR"` or `{ a: "BIGINT", b: "VARCHAR" }`. */
  readonly returns: SchemaLike;
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
 * column name; values are what they are for `udf`, NULL is null. Partitions are what a task reads: how many there are, and how rows
 * are cut into batches, is no business of a function that is to give the same rows everywhere.
 *
 * @param name  an SQL identifier, once per script; case does not count
 * @throws PLAN_REFUSED when the name is no identifier or declared already, or `returns` names no column
 *
 * @example
 * const sessions = mapPartitions("sessions", (rows) => rows.filter((row) => row["clicks"] > 1), { returns: "user VARCHAR, clicks INTEGER" });
 * clicks.mapPartitions(sessions);
 * @example
 * const numbered = mapPartitions(
 *   "numbered",
 *   async function* (batches) {
 *     let number = 0;
 *     for await (const rows of batches) yield rows.map((row) => ({ number: number++, line: row["value"] }));
 *   },
 *   { returns: "number BIGINT, line VARCHAR" },
 * );
 */
export function mapPartitions(
  name: string,
  map: PartitionMapper,
  options: PartitionFunctionOptions,
): PartitionFunction {
  const at = captureCallSite("mapPartitions");
  const columns = schemaColumns(options.returns, at);
  register(
    {
      kind: "partitions",
      name,
      argumentTypes: [],
      returnType: columns.map((column) => `${column.name} ${column.type}`).join(", "),
      callOnNull: true,
      bigint: options.bigint === true,
      callSite: at,
      call: overPartition(name, map),
      columns,
    },
    { "": map },
  );
  return new PartitionFunction(name, columns);
}

/** Either kind of function as one that takes a partition. */
function overPartition(name: string, map: PartitionMapper) {
  const perPartition = typeof map === "function" && map.constructor.name === "AsyncGeneratorFunction";
  return async function* (batches: AsyncIterable<readonly PartitionRow[]>): AsyncGenerator<readonly PartitionRow[]> {
    if (perPartition) {
      const over = map as (batches: AsyncIterable<readonly PartitionRow[]>) => AsyncIterable<Iterable<PartitionRow>>;
      for await (const rows of over(batches)) yield rowsOf(name, rows);
    } else {
      const over = map as (rows: readonly PartitionRow[]) => Iterable<PartitionRow>;
      for await (const rows of batches) yield rowsOf(name, over(rows));
    }
  };
}

/** Scripts need not be type-checked. */
function rowsOf(name: string, rows: unknown): readonly PartitionRow[] {
  if (Array.isArray(rows)) return rows as readonly PartitionRow[];
  if (typeof rows === "object" && rows !== null && Symbol.iterator in rows)
    return [...(rows as Iterable<PartitionRow>)];
  throw new TypeError(`${name} must give rows: an array of objects, or another iterable of them`);
}
