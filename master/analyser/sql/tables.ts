/** What a name in FROM means, and other names for its columns. */
import { nearest } from "../../../common/nearest.js";
import type { Relation } from "../../../common/wire/types.js";
import { columnReference } from "../../planner/trees/tree.js";
import { textsIn, type QueryNode } from "./query-nodes.js";
import type { SqlContext, Tables } from "./sql-context.js";

/** @throws PLAN_REFUSED naming the nearest view */
export function tableNamed({ make }: SqlContext, name: string, tables: Tables): Relation {
  const found = tables.get(name.toLowerCase());
  if (found !== undefined) return found;
  const [best] = nearest(name, [...tables.keys()], 1);
  const hint =
    best === undefined
      ? `register it first: df.createOrReplaceTempView("${name}"), or name a path: FROM 's3a://bucket/folder/'`
      : `did you mean ${best}?`;
  throw make.refused(`there is no view '${name}'`, hint);
}

/** `t(a, b)`: the first columns by other names. */
export async function renamed(
  context: SqlContext,
  relation: Relation,
  node: QueryNode,
  member: string,
): Promise<Relation> {
  const names = textsIn(node, member);
  if (names.length === 0) return relation;
  const columns = await context.columnsOf(relation);
  if (names.length > columns.length) {
    throw context.make.refused(`${names.length} names for ${columns.length} columns`, "give at most one per column");
  }
  const { texts, make } = context;
  return make.project(
    relation,
    columns.map((column, index) => texts.named(columnReference(column), names[index] ?? column)),
  );
}
