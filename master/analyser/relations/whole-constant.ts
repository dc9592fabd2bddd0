/** `1` alone: SQL reads it as the position of a column, a DataFrame's methods have no use for it. */
import { isObject } from "../../planner/trees/lossless-json.js";
import type { Tree } from "../../planner/trees/tree.js";

export function isWholeConstant(tree: Tree): boolean {
  const { value } = tree;
  const type = tree["class"] === "CONSTANT" && isObject(value) ? value["type"] : undefined;
  const id = isObject(type) ? type["id"] : undefined;
  return id === "INTEGER" || id === "BIGINT" || id === "HUGEINT";
}
