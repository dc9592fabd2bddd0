/** `list[0]` in SQL text: Spark's first element, and nothing at all in DuckDB, whose lists begin at 1. */
import { childrenOf, trees, type Tree } from "../../planner/trees/tree.js";
import { integerOf } from "../sql/query-nodes.js";
import type { Place } from "./refusals.js";

/** What is subscripted by 0. Not inside of lambdas, whose parameters have no type outside of them. */
export function subscriptedByZero(tree: Tree): Tree[] {
  const [value, position] = tree["type"] === "ARRAY_EXTRACT" ? trees(tree, "children") : [];
  const own = value !== undefined && integerOf(position) === 0 ? [value] : [];
  const inner = childrenOf(tree).filter((child) => child["class"] !== "LAMBDA");
  return [...own, ...inner.flatMap(subscriptedByZero)];
}

/** Of lists and texts; a map may have the key 0. */
export function countsFromOne(type: string): boolean {
  return type === "VARCHAR" || /\[\d*\]$/.test(type);
}

/** @param sql  of what is subscripted */
export function zeroSubscriptNotice({ callSite }: Place, sql: string): { code: string; text: string } {
  const value = sql.replace(/"([a-z_]\w*)"/gi, "$1");
  const where = callSite === null ? "" : `${callSite.file}:${callSite.line}: `;
  const text = `${where}${value}[0] is there for no row: positions count from 1 in SQL; the first one is ${value}[1]`;
  return { code: "SUBSCRIPT_ZERO", text };
}
