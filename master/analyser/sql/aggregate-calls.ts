/** Calls of aggregates in an expression of a query. */
import { childrenOf, text, type Tree } from "../../planner/trees/tree.js";
import type { SqlContext } from "./sql-context.js";

export function isCall(context: SqlContext, tree: Tree): boolean {
  if (tree["type"] === "GROUPING_FUNCTION") return true;
  return tree["class"] === "FUNCTION" && context.isAggregate(text(tree, "function_name").toLowerCase());
}

/** Those inside of a subquery are its own. */
export function holdsCall(context: SqlContext, tree: Tree): boolean {
  if (isCall(context, tree)) return true;
  return tree["class"] !== "SUBQUERY" && childrenOf(tree).some((child) => holdsCall(context, child));
}
