/** Expressions of a plan that come with their tree: what translates SQL has parsed them already. */
import type { CallSite, Expression } from "../../../common/wire/types.js";
import { formatTree, parseTree, type Tree } from "../../planner/trees/tree.js";

/** `tree` is the JSON of the tree as the parser made it, its references as they were written. */
export interface ParsedExpression extends Expression {
  tree: string;
}

/** @param sql  for messages and names */
export function parsedExpression(tree: Tree, sql: string, callSite: CallSite | null): ParsedExpression {
  return { sql, callSite, tree: formatTree(tree) };
}

/** Undefined for an expression that is text alone. */
export function treeOf(expression: Expression): Tree | undefined {
  const { tree } = expression as Partial<ParsedExpression>;
  return tree === undefined ? undefined : parseTree(tree);
}
