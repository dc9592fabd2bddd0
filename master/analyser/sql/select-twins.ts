/** Columns that a SELECT gives twice under one name, where names don't matter. */
import { columnNames, text, type Tree } from "../../planner/trees/tree.js";
import { nodeIn, objectsIn, treesIn, type QueryNode } from "./query-nodes.js";

/**
 * Of items with one name one keeps it, the last alias or else the last column, which is what other clauses mean by it in DuckDB; the others
 * get names of their own, and so does each constant.
 */
export function withoutTwins(query: QueryNode, prefix: string): QueryNode {
  if (query["type"] === "SET_OPERATION_NODE") return sidesWithoutTwins(query, prefix);
  const items = treesIn(query, "select_list");
  const aliases = items.map((item) => text(item, "alias").toLowerCase());
  const columns = items.map((item) => columnNames(item)?.at(-1)?.toLowerCase());
  const isTwin = (item: Tree, index: number): boolean => {
    const name = aliases[index] === "" ? columns[index] : aliases[index];
    if (name === undefined) return item["class"] === "CONSTANT";
    const kept = aliases.includes(name)
      ? aliases.lastIndexOf(name)
      : columns.findLastIndex((column, at) => column === name && aliases[at] === "");
    return kept !== index;
  };
  const own = items.map((item, index) => (isTwin(item, index) ? { ...item, alias: `${prefix}_twin_${index}` } : item));
  return items.length === 0 ? query : { ...query, select_list: own };
}

function sidesWithoutTwins(query: QueryNode, prefix: string): QueryNode {
  const sides = { ...query, children: objectsIn(query, "children").map((side) => withoutTwins(side, prefix)) };
  return ["left", "right"].reduce((whole: QueryNode, member) => {
    const side = nodeIn(query, member);
    return side === undefined ? whole : { ...whole, [member]: withoutTwins(side, prefix) };
  }, sides);
}
