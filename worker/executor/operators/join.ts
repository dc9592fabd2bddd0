/** Rows of two sides beside each other. */
import { InvariantError } from "../../../common/errors/goldpan-error.js";
import type { JoinKind, JoinOperator } from "../../../common/wire/types.js";
import type { FragmentContext } from "../fragment-context.js";
import { names, type Relation } from "../relation.js";

const joinWords: Readonly<Record<JoinKind, string>> = {
  INNER: "INNER JOIN",
  LEFT: "LEFT JOIN",
  RIGHT: "RIGHT JOIN",
  FULL: "FULL JOIN",
  LEFT_SEMI: "SEMI JOIN",
  LEFT_ANTI: "ANTI JOIN",
  CROSS: "CROSS JOIN",
};

/** @returns left columns, then right columns; left columns alone of a semi or anti join. Where rows came from is not kept */
export async function joined(
  context: FragmentContext,
  left: Relation,
  right: Relation,
  operator: JoinOperator,
): Promise<Relation> {
  const { kind } = operator;
  const condition = await joinCondition(context, left, right, operator);
  if (kind === "CROSS" && condition !== undefined) throw new InvariantError("a cross join with a condition");
  const leftAlone = kind === "LEFT_SEMI" || kind === "LEFT_ANTI";
  const columns = leftAlone ? left.columns : [...left.columns, ...right.columns];
  const on = kind === "CROSS" ? "" : ` ON ${condition ?? "true"}`;
  const sides = `(${shown(left)}) AS l ${joinWords[kind]} (${shown(right)}) AS r${on}`;
  return {
    sql: `SELECT ${names(columns)} FROM ${sides}`,
    columns,
    provenance: undefined,
    volatile: left.volatile || right.volatile,
  };
}

async function joinCondition(
  context: FragmentContext,
  left: Relation,
  right: Relation,
  { keys, residual }: JoinOperator,
): Promise<string | undefined> {
  const named = keys.map((_, index) => `join key ${String(index + 1)}`);
  const leftKeys = await context.expressions(
    left,
    keys.map((key, index) => ({ name: named[index] ?? "", tree: key.left })),
  );
  const rightKeys = await context.expressions(
    right,
    keys.map((key, index) => ({ name: named[index] ?? "", tree: key.right })),
  );
  const equalities = keys.map(
    ({ nullSafe }, index) =>
      `(${leftKeys[index]?.sql ?? ""}) ${nullSafe ? "IS NOT DISTINCT FROM" : "="} (${rightKeys[index]?.sql ?? ""})`,
  );
  const rest = residual === null ? [] : await context.translated([residual]);
  const conditions = [...equalities, ...rest.map((sql) => `(${sql})`)];
  return conditions.length === 0 ? undefined : conditions.join(" AND ");
}

function shown(relation: Relation): string {
  return `SELECT ${names(relation.columns)} FROM (${relation.sql})`;
}
