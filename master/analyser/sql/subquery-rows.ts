/** Rows that subqueries stand beside, and the rows of a subquery itself. */
import { GoldpanError } from "../../../common/errors/goldpan-error.js";
import type { Relation } from "../../../common/wire/types.js";
import { columnReference, hasNode, type Tree } from "../../planner/trees/tree.js";
import type { QueryNode } from "./query-nodes.js";
import type { SqlContext, Tables } from "./sql-context.js";

/** Rows on the way through expressions: subqueries join columns to them. */
export class OuterRows {
  /** What stands for subqueries that are joined already: one that is written twice is joined once. */
  readonly values = new Map<string, Tree>();

  /** @param hidden  helper columns that the relation has got */
  constructor(
    public relation: Relation,
    public hidden: readonly string[] = [],
  ) {}
}

export function holdsSubquery(tree: Tree): boolean {
  return hasNode(tree, (node) => node["class"] === "SUBQUERY");
}

/** A subquery's only column under a name of ours. */
export async function oneColumn(
  context: SqlContext,
  query: QueryNode,
  tables: Tables,
  name: string,
): Promise<Relation> {
  const relation = await translated(context, query, tables);
  const columns = await context.columnsOf(relation);
  const [column] = columns;
  if (columns.length !== 1 || column === undefined) {
    throw context.make.refused(
      `a subquery of ${columns.length} columns stands for one value`,
      "select one column in it",
    );
  }
  return context.make.project(relation, [context.texts.named(columnReference(column), name)]);
}

/** @throws PLAN_REFUSED for a correlated one */
export async function translated(context: SqlContext, query: QueryNode, tables: Tables): Promise<Relation> {
  try {
    const relation = await context.translate(query, tables);
    await context.columnsOf(relation);
    return relation;
  } catch (error) {
    if (!(error instanceof GoldpanError) || error.code !== "COLUMN_NOT_FOUND") throw error;
    throw context.make.refused(
      `a subquery names a column that its own FROM lacks, and correlated subqueries have no plan yet (${error.message})`,
      "write it as a join: aggregate the inner table by the columns that both share, and join on them",
    );
  }
}
