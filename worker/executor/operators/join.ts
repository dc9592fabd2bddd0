/** Rows of two sides beside each other. */
import { InvariantError } from "../../../common/errors/goldpan-error.js";
import type { JoinKind, JoinOperator } from "../../../common/wire/types.js";
import { quoteIdentifier } from "../../../common/sql-text.js";
import type { FragmentContext } from "../fragment-context.js";
import { allColumns, hiddenColumns, names, type Relation } from "../relation.js";
import { fitsHashJoin } from "./join-residual.js";

const joinWords: Readonly<Record<JoinKind, string>> = {
  INNER: "INNER JOIN",
  LEFT: "LEFT JOIN",
  RIGHT: "RIGHT JOIN",
  FULL: "FULL JOIN",
  LEFT_SEMI: "SEMI JOIN",
  LEFT_ANTI: "ANTI JOIN",
  CROSS: "CROSS JOIN",
};

/**
 * @returns left columns, then right columns; left columns alone of a semi or anti join. Where the left rows came from is kept where
 *   each row has one of them
 */
export async function joined(
  context: FragmentContext,
  left: Relation,
  right: Relation,
  operator: JoinOperator,
): Promise<Relation> {
  const { kind, keys, residual } = operator;
  const condition = await joinCondition(context, left, right, operator);
  if (kind === "CROSS" && condition !== undefined) throw new InvariantError("a cross join with a condition");
  const sides = { left: lowerCase(left.columns), right: lowerCase(right.columns) };
  if (keys.length > 0 && residual !== null && !fitsHashJoin(residual.json, kind, sides)) {
    return await joinedByPlace(context, left, right, kind, condition ?? "true");
  }
  const { columns, main, list } = shownOf(left, right, kind);
  const on = kind === "CROSS" ? "" : ` ON ${condition ?? "true"}`;
  return {
    sql: `SELECT ${list} FROM (${rowsOf(main)}) AS l ${joinWords[kind]} (${rowsOf({ ...right, provenance: undefined })}) AS r${on}`,
    columns,
    provenance: main.provenance,
    volatile: left.volatile || right.volatile,
  };
}

/** A join's columns and select list, and its left side: with where rows came from if each row of the join has one of that side's. */
function shownOf(left: Relation, right: Relation, kind: JoinKind) {
  const leftAlone = kind === "LEFT_SEMI" || kind === "LEFT_ANTI";
  const main = leftAlone || kind === "LEFT" ? left : { ...left, provenance: undefined };
  const columns = leftAlone ? left.columns : [...left.columns, ...right.columns];
  return { columns, main, list: names([...columns, ...hiddenColumns(main)]) };
}

async function joinCondition(
  context: FragmentContext,
  left: Relation,
  right: Relation,
  { keys, residual }: JoinOperator,
): Promise<string | undefined> {
  const nameOf = (index: number): string => `join key ${String(index + 1)}`;
  const leftKeys = keys.map((key, index) => ({ name: nameOf(index), tree: key.left }));
  const rightKeys = keys.map((key, index) => ({ name: nameOf(index), tree: key.right }));
  const leftSql = await context.expressions(left, leftKeys);
  const rightSql = await context.expressions(right, rightKeys);
  const equalities = keys.map(
    ({ nullSafe }, index) =>
      `(${leftSql[index]?.sql ?? ""}) ${nullSafe ? "IS NOT DISTINCT FROM" : "="} (${rightSql[index]?.sql ?? ""})`,
  );
  const rest = residual === null ? [] : await context.translated([residual]);
  const conditions = [...equalities, ...rest.map((sql) => `(${sql})`)];
  return conditions.length === 0 ? undefined : conditions.join(" AND ");
}

function lowerCase(columns: readonly string[]): ReadonlySet<string> {
  return new Set(columns.map((name) => name.toLowerCase()));
}

function rowsOf(relation: Relation): string {
  return `SELECT ${names(allColumns(relation))} FROM (${relation.sql})`;
}

const leftPlace = quoteIdentifier("__executor_left_place");
const rightPlace = quoteIdentifier("__executor_right_place");

/**
 * A join whose condition only an inner join can test fast: the places of the pairs that match, found by one, then the rows at these
 * places and, as the kind has it, those at no such place. Both sides are saved, since they are read twice.
 */
async function joinedByPlace(
  context: FragmentContext,
  left: Relation,
  right: Relation,
  kind: JoinKind,
  condition: string,
): Promise<Relation> {
  const l = quoteIdentifier((await context.save(left)).table);
  const r = quoteIdentifier((await context.save({ ...right, provenance: undefined })).table);
  const pairs = quoteIdentifier(context.newTable());
  await context.engine.run(
    `CREATE TEMP TABLE ${pairs} AS SELECT ${leftPlace}, ${rightPlace} FROM (SELECT *, rowid AS ${leftPlace} FROM ${l}) AS l ` +
      `INNER JOIN (SELECT *, rowid AS ${rightPlace} FROM ${r}) AS r ON ${condition}`,
  );
  const { columns, main, list } = shownOf(left, right, kind);
  const leftRows = (word: string): string =>
    `SELECT ${list} FROM ${l} AS l ${word} JOIN ${pairs} AS p ON l.rowid = p.${leftPlace}`;
  const beside = (word: string): string => `${leftRows(word)} LEFT JOIN ${r} AS r ON r.rowid = p.${rightPlace}`;
  const rightRows = `SELECT ${names(right.columns)} FROM ${r} AS r ANTI JOIN ${pairs} AS p ON r.rowid = p.${rightPlace}`;
  const unmatched = ` UNION ALL SELECT ${nulls(left.columns, columns)} FROM (${rightRows})`;
  const sql: Readonly<Record<JoinKind, string>> = {
    INNER: beside("INNER"),
    CROSS: beside("INNER"),
    LEFT: beside("LEFT"),
    RIGHT: `${beside("INNER")}${unmatched}`,
    FULL: `${beside("LEFT")}${unmatched}`,
    LEFT_SEMI: leftRows("SEMI"),
    LEFT_ANTI: leftRows("ANTI"),
  };
  return { sql: sql[kind], columns, provenance: main.provenance, volatile: false };
}

function nulls(missing: readonly string[], columns: readonly string[]): string {
  return columns
    .map((name, index) => (index < missing.length ? `NULL AS ${quoteIdentifier(name)}` : quoteIdentifier(name)))
    .join(", ");
}
