/** Operators that look at rows beside each other: sorts, windows, the first row of each key. */
import type { DeduplicateOperator, ProjectOperator, SortKey, SortOperator } from "../../../common/wire/types.js";
import { quoteIdentifier } from "../../../common/sql-text.js";
import { hasFixedLength } from "../../engine/types.js";
import type { FragmentContext } from "../fragment-context.js";
import { allColumns, hiddenColumns, names, numbered, positionColumn, storedRows, type Relation } from "../relation.js";
import { ordered, orderSql, sortExpressions } from "./sort-keys.js";

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

/** What a bit string of the engine may have. */
const bitsMax = 1_000_000_000;

const rankColumn = quoteIdentifier("__executor_rank");
const placeColumn = quoteIdentifier("__executor_place");

/**
 * The first row of each key. Where rows may as well be read twice, a first look at keys and order alone finds the places of those that
 * stay: whole rows need no place in memory. Else by rank within each key, which spills, unlike DISTINCT ON, whose states hold whole rows.
 */
export async function deduplicated(
  context: FragmentContext,
  relation: Relation,
  { keys, keep, mark }: DeduplicateOperator,
): Promise<Relation> {
  const distinct =
    mark === "" && keep.length === 0 && isEach(relation.columns, keys) && hiddenColumns(relation).length === 0;
  if (distinct) return { ...relation, sql: `SELECT DISTINCT ${names(relation.columns)} FROM (${relation.sql})` };
  const list = names(allColumns(relation));
  const expressions = await sortExpressions(context, relation, keep);
  const order = [...ordered(keep, expressions), position].join(", ");
  const rank = `row_number() OVER (PARTITION BY ${names(keys)} ORDER BY ${order})`;
  const rowsWith = (column: string): string => `SELECT ${list}, ${column} FROM (${numbered(relation)})`;
  if (mark !== "") {
    const marked = rowsWith(`${rank} = 1 AS ${quoteIdentifier(mark)}`);
    return { ...relation, sql: marked, columns: [...relation.columns, mark] };
  }
  const rows = storedRows(relation) ?? Infinity;
  const first = rows > bitsMax ? undefined : await firstPlace(context, relation, keep, expressions);
  if (first !== undefined) {
    const places = `SELECT ${first} AS ${placeColumn} FROM (${numbered(relation)}) GROUP BY ${names(keys)}`;
    const kept = `(SELECT bitstring_agg(${placeColumn}, 0, ${String(rows)}) FROM (${places}))`;
    const isKept = `get_bit(${kept}, CAST(${position} AS INTEGER)) = 1`;
    return { ...relation, sql: `SELECT ${list} FROM (${numbered(relation)}) WHERE ${isKept}` };
  }
  return { ...relation, sql: `SELECT ${list} FROM (${rowsWith(`${rank} AS ${rankColumn}`)}) WHERE ${rankColumn} = 1` };
}

/** An aggregate that gives the place of the first row by the order, ties as they came; undefined where none has states that spill. */
async function firstPlace(
  { engine }: FragmentContext,
  { sql }: Relation,
  [key, ...more]: readonly SortKey[],
  [value = ""]: readonly string[],
): Promise<string | undefined> {
  if (key === undefined) return `min(${position})`;
  if (more.length > 0) return undefined;
  const [described] = await engine.describe(`SELECT (${value}) AS value FROM (${sql})`);
  if (described === undefined || !hasFixedLength(described.type)) return undefined;
  const extreme = `${key.descending ? "arg_max" : "arg_min"}(${position}, (${value}))`;
  // They leave out rows without a value.
  return key.nullsFirst
    ? `coalesce(min(${position}) FILTER ((${value}) IS NULL), ${extreme})`
    : `coalesce(${extreme}, min(${position}))`;
}

function isEach(columns: readonly string[], keys: readonly string[]): boolean {
  const wanted = new Set(keys.map((key) => key.toLowerCase()));
  return columns.every((column) => wanted.has(column.toLowerCase()));
}
