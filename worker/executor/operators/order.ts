/** Operators that look at rows beside each other: sorts, windows, the first row of each key. */
import type { DeduplicateOperator, ProjectOperator, SortOperator } from "../../../common/wire/types.js";
import { quoteIdentifier } from "../../../common/sql-text.js";
import type { FragmentContext } from "../fragment-context.js";
import { allColumns, hiddenColumns, names, numbered, positionColumn, type Relation } from "../relation.js";
import { orderSql } from "./sort-keys.js";

const position = quoteIdentifier(positionColumn);

/** Ties leave as they came. */
export async function sorted(context: FragmentContext, relation: Relation, { keys }: SortOperator): Promise<Relation> {
  const order = [...(await orderSql(context, relation, keys)), position];
  const list = names(allColumns(relation));
  return { ...relation, sql: `SELECT ${list} FROM (${numbered(relation)}) ORDER BY ${order.join(", ")}` };
}

/** The relation's columns and one per expression, which may have window functions. */
export async function windowed(
  context: FragmentContext,
  relation: Relation,
  { columns }: ProjectOperator,
): Promise<Relation> {
  const expressions = await context.expressions(relation, columns);
  const list = [
    ...allColumns(relation).map(quoteIdentifier),
    ...expressions.map(({ name, sql }) => `${sql} AS ${quoteIdentifier(name)}`),
  ];
  return {
    ...relation,
    sql: `SELECT ${list.join(", ")} FROM (${relation.sql})`,
    columns: [...relation.columns, ...expressions.map(({ name }) => name)],
    volatile: context.isVolatile(
      relation,
      columns.map(({ tree }) => tree),
    ),
  };
}

const rankColumn = quoteIdentifier("__executor_rank");

/**
 * By rank within each key: unlike DISTINCT ON, whose states hold whole rows in memory, it spills. Measured as fast where memory is
 * plenty.
 */
export async function deduplicated(
  context: FragmentContext,
  relation: Relation,
  { keys, keep, mark }: DeduplicateOperator,
): Promise<Relation> {
  const distinct =
    mark === "" && keep.length === 0 && isEach(relation.columns, keys) && hiddenColumns(relation).length === 0;
  if (distinct) return { ...relation, sql: `SELECT DISTINCT ${names(relation.columns)} FROM (${relation.sql})` };
  const order = [...(await orderSql(context, relation, keep)), position];
  const rank = `row_number() OVER (PARTITION BY ${names(keys)} ORDER BY ${order.join(", ")})`;
  const list = names(allColumns(relation));
  const rowsWith = (column: string): string => `SELECT ${list}, ${column} FROM (${numbered(relation)})`;
  if (mark !== "") {
    const marked = rowsWith(`${rank} = 1 AS ${quoteIdentifier(mark)}`);
    return { ...relation, sql: marked, columns: [...relation.columns, mark] };
  }
  return { ...relation, sql: `SELECT ${list} FROM (${rowsWith(`${rank} AS ${rankColumn}`)}) WHERE ${rankColumn} = 1` };
}

function isEach(columns: readonly string[], keys: readonly string[]): boolean {
  const wanted = new Set(keys.map((key) => key.toLowerCase()));
  return columns.every((column) => wanted.has(column.toLowerCase()));
}
