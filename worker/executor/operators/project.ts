/** Operators that take each row by itself: other columns, fewer rows. */
import type { LimitOperator, ProjectOperator, Tree } from "../../../common/wire/types.js";
import type { FragmentContext } from "../fragment-context.js";
import { project, shownWhereAsked, where, type Relation } from "../relation.js";

export async function projected(
  context: FragmentContext,
  input: Relation,
  { columns }: ProjectOperator,
): Promise<Relation> {
  const names = columns.map(({ name }) => name);
  const relation = shownWhereAsked(input, names);
  const expressions = await context.expressions(relation, columns);
  const trees = columns.map((column) => column.tree);
  return { ...project(relation, expressions), volatile: context.isVolatile(relation, trees) };
}

export async function filtered(context: FragmentContext, relation: Relation, tree: Tree): Promise<Relation> {
  const [condition] = await context.expressions(relation, [{ name: "filter", tree }]);
  return { ...where(relation, `(${condition?.sql ?? "true"})`), volatile: context.isVolatile(relation, [tree]) };
}

/** The first rows as consumed. */
export function limited(relation: Relation, { count, offset }: LimitOperator): Relation {
  const limit = count === undefined ? "" : ` LIMIT ${String(count)}`;
  return { ...relation, sql: `SELECT * FROM (${relation.sql})${limit} OFFSET ${String(offset)}` };
}
