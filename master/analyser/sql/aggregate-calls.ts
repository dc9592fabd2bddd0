/** Calls of aggregates in an expression of a query. */
import { childrenOf, text, type Tree } from "../../planner/trees/tree.js";
import { treeIn } from "./query-nodes.js";
import type { SqlContext } from "./sql-context.js";

export function isCall(context: SqlContext, tree: Tree): boolean {
  if (tree["type"] === "GROUPING_FUNCTION") return true;
  return tree["class"] === "FUNCTION" && context.isAggregate(text(tree, "function_name").toLowerCase());
}

/** Those inside of a subquery are its own, but for what is looked for IN one. */
export function holdsCall(context: SqlContext, tree: Tree): boolean {
  if (isCall(context, tree)) return true;
  const wanted = treeIn(tree, "child");
  const parts = tree["class"] !== "SUBQUERY" ? childrenOf(tree) : wanted === undefined ? [] : [wanted];
  return parts.some((part) => holdsCall(context, part));
}
