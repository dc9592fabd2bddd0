/**
 * Which partition of an exchange a row goes to, as SQL.
 *
 * Hash: `(hash(keys) >> 32) % partitions`, since the low bits are those by which the reader's own hash table places its rows.
 * Range: bounds b₁ ≤ … ≤ bₙ part the sort keys; a row with key k goes to partition |{i : bᵢ ≤ k}|, found by a balanced tree of
 * comparisons. A key that is several bounds is heavy: its rows are dealt in turn to as many partitions as it is bounds, all of which lie
 * between smaller and greater keys. Round robin: rows are dealt in turn, beginning at a place that the task's seed names.
 */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import { quoteIdentifier, quoteText } from "../../common/sql-text.js";
import type { HashPartitioning, PieceDelivery, RangePartitioning } from "../../common/wire/types.js";
import { textList } from "../engine/sql-text.js";
import { boundColumn } from "./executor-columns.js";
import type { FragmentContext } from "./fragment-context.js";
import { sortKeySql } from "./operators/sort-keys.js";
import type { Relation } from "./relation.js";

export interface Partitioning {
  /** The rows to part; it may have a helper column beside those of the relation that was asked about. */
  readonly relation: Relation;
  /** Over the relation's columns: an integer from 0 to before `partitions`, never NULL. */
  readonly sql: string;
  readonly partitions: number;
}

const keyColumn = "__executor_range_key";

/** @returns undefined where all rows are partition 0. @throws EngineError */
export async function partitionIdSql(
  context: FragmentContext,
  relation: Relation,
  delivery: PieceDelivery,
): Promise<Partitioning | undefined> {
  if (delivery.hash) return await hashId(context, relation, delivery.hash);
  if (delivery.range) return await rangeId(context, relation, delivery.range);
  if (!delivery.roundRobin) return undefined;
  const { partitions } = delivery.roundRobin;
  const begin = context.task.seed % partitions;
  return { relation, sql: `((row_number() OVER () + ${String(begin)}) % ${String(partitions)})`, partitions };
}

async function hashId(
  context: FragmentContext,
  relation: Relation,
  { keys, partitions }: HashPartitioning,
): Promise<Partitioning> {
  const named = keys.map((tree, index) => ({ name: `partition key ${String(index + 1)}`, tree }));
  const expressions = await context.expressions(relation, named);
  const list = expressions.map(({ sql }) => `(${sql})`).join(", ");
  return { relation, sql: `((hash(${list}) >> 32) % ${String(partitions)})`, partitions };
}

async function rangeId(
  context: FragmentContext,
  relation: Relation,
  { keys, partitions, boundsInput }: RangePartitioning,
): Promise<Partitioning> {
  const bounds = await readBounds(context, boundsInput);
  if (bounds.length >= partitions) {
    throw new InvariantError(`${String(bounds.length)} bounds for ${String(partitions)} partitions`);
  }
  if (bounds.length === 0) return { relation, sql: "0", partitions };
  // A column, so that a row's key is made once and not once per comparison.
  const key = quoteIdentifier(keyColumn);
  const keyed = {
    ...relation,
    sql: `SELECT *, ${await sortKeySql(context, relation, keys)} AS ${key} FROM (${relation.sql})`,
    columns: [...relation.columns, keyColumn],
  };
  return { relation: keyed, sql: rangeTree(key, weighedBounds(bounds)), partitions };
}

/** In hexadecimal, ascending. */
async function readBounds(context: FragmentContext, input: number): Promise<string[]> {
  const files = context.input.pieces[input] ?? [];
  if (files.length === 0) return [];
  const bound = quoteIdentifier(boundColumn);
  const rows = await context.engine.objects(
    `SELECT hex(${bound}) AS bound FROM read_parquet(${textList(files.map(({ path }) => path))}) ORDER BY ${bound}`,
  );
  return rows.map((row) => String(row["bound"]));
}

/** A distinct bound. */
interface WeighedBound {
  readonly hex: string;
  /** How many bounds are smaller. */
  readonly smaller: number;
  /** How many bounds it is. */
  readonly count: number;
}

/** @param bounds  ascending */
function weighedBounds(bounds: readonly string[]): WeighedBound[] {
  const weighed: WeighedBound[] = [];
  bounds.forEach((hex, index) => {
    const last = weighed.at(-1);
    if (last?.hex === hex) weighed[weighed.length - 1] = { ...last, count: last.count + 1 };
    else weighed.push({ hex, smaller: index, count: 1 });
  });
  return weighed;
}

function rangeTree(key: string, bounds: readonly WeighedBound[]): string {
  const middle = Math.floor(bounds.length / 2);
  const bound = bounds[middle];
  if (bound === undefined) throw new InvariantError("a tree of no bounds");
  const blob = `from_hex(${quoteText(bound.hex)})`;
  const lower = middle === 0 ? String(bound.smaller) : rangeTree(key, bounds.slice(0, middle));
  const upper =
    middle + 1 === bounds.length ? String(bound.smaller + bound.count) : rangeTree(key, bounds.slice(middle + 1));
  const heavy =
    bound.count === 1
      ? ""
      : ` WHEN ${key} = ${blob} THEN ${String(bound.smaller + 1)} + row_number() OVER () % ${String(bound.count)}`;
  return `CASE WHEN ${key} < ${blob} THEN ${lower}${heavy} ELSE ${upper} END`;
}
