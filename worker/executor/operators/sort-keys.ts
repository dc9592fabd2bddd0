/** Sort orders as SQL, and the binary keys by which the rows of several tasks are parted into ranges. */
import type { BoundsOperator, SampleKeysOperator, SortKey } from "../../../common/wire/types.js";
import { quoteIdentifier, quoteText } from "../../../common/sql-text.js";
import { boundColumn, sortKeyColumn } from "../executor-columns.js";
import type { FragmentContext } from "../fragment-context.js";
import type { Relation } from "../relation.js";

function directionOf({ descending, nullsFirst }: SortKey): string {
  return `${descending ? "DESC" : "ASC"} NULLS ${nullsFirst ? "FIRST" : "LAST"}`;
}

/** Each key with its direction, for ORDER BY. @throws EngineError */
export async function orderSql(
  context: FragmentContext,
  relation: Relation,
  keys: readonly SortKey[],
): Promise<string[]> {
  return ordered(keys, await sortExpressions(context, relation, keys));
}

/** @param expressions  of the keys */
export function ordered(keys: readonly SortKey[], expressions: readonly string[]): string[] {
  return keys.map((key, index) => `(${expressions[index] ?? ""}) ${directionOf(key)}`);
}

/** A BLOB that compares as the keys sort. @throws EngineError */
export async function sortKeySql(
  context: FragmentContext,
  relation: Relation,
  keys: readonly SortKey[],
): Promise<string> {
  const expressions = await sortExpressions(context, relation, keys);
  const list = keys.map((key, index) => `(${expressions[index] ?? ""}), ${quoteText(directionOf(key))}`);
  // Keys of less than eight bytes would be a BIGINT: one more of no fixed length makes any of them a BLOB.
  return `create_sort_key(${[...list, "'', 'ASC NULLS LAST'"].join(", ")})`;
}

/** What the keys compare, without their directions. @throws EngineError */
export async function sortExpressions(
  context: FragmentContext,
  relation: Relation,
  keys: readonly SortKey[],
): Promise<string[]> {
  const named = keys.map(({ tree }, index) => ({ name: `sort key ${String(index + 1)}`, tree }));
  return (await context.expressions(relation, named)).map(({ sql }) => sql);
}

/** The same rows for every attempt: those whose position has the smallest hashes. */
export async function keysSampled(
  context: FragmentContext,
  relation: Relation,
  { keys, rowsMax }: SampleKeysOperator,
): Promise<Relation> {
  const key = quoteIdentifier(sortKeyColumn);
  const numbered = `SELECT ${await sortKeySql(context, relation, keys)} AS ${key} FROM (${relation.sql})`;
  const sample = `USING SAMPLE reservoir(${String(rowsMax)} ROWS) REPEATABLE (${String(context.task.seed % 2 ** 31)})`;
  return {
    sql: `SELECT ${key} FROM (${numbered}) ${sample}`,
    columns: [sortKeyColumn],
    provenance: undefined,
    volatile: relation.volatile,
  };
}

/** A key counts as heavy only in a sample of at least so many rows per partition. */
const trustedSampleFactor = 8;

/** Quantiles of the sampled keys, at most `partitions` − 1; a heavy key is several of them, where the sample is large enough to tell. */
export function bounded(relation: Relation, { partitions }: BoundsOperator): Relation {
  const key = quoteIdentifier(sortKeyColumn);
  const sample = `sample AS MATERIALIZED (SELECT ${key} FROM (${relation.sql}))`;
  const isTrusted = `(SELECT count(*) FROM sample) >= ${String(partitions * trustedSampleFactor)}`;
  const keys = `keys AS (SELECT ${key} FROM sample WHERE ${isTrusted} UNION ALL SELECT DISTINCT ${key} FROM sample WHERE NOT (${isTrusted}))`;
  const ranked = `ranked AS (SELECT ${key}, row_number() OVER (ORDER BY ${key}) - 1 AS rank FROM keys)`;
  const wanted = `wanted AS (SELECT DISTINCT range * (SELECT count(*) FROM keys) // ${String(partitions)} AS rank, range FROM range(1, ${String(partitions)}))`;
  return {
    sql: `WITH ${sample}, ${keys}, ${ranked}, ${wanted} SELECT ${key} AS ${quoteIdentifier(boundColumn)} FROM ranked JOIN wanted USING (rank) ORDER BY ${key}`,
    columns: [boundColumn],
    provenance: undefined,
    volatile: relation.volatile,
  };
}
