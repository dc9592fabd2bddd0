/** Columns that a SELECT gives twice under one name, where names don't matter. */
import { columnNames, text, type Tree } from "../../planner/trees/tree.js";
import { nodeIn, objectsIn, treesIn, type QueryNode } from "./query-nodes.js";

/** A column that is selected twice gets a name of its own the second time, and so does each constant. */
export function withoutTwins(query: QueryNode, prefix: string): QueryNode {
  if (query["type"] === "SET_OPERATION_NODE") return sidesWithoutTwins(query, prefix);
  const seen = new Set<string>();
  const isTwin = (item: Tree): boolean => {
    if (text(item, "alias") !== "") return false;
    if (item["class"] === "CONSTANT") return true;
    const own = columnNames(item)?.at(-1)?.toLowerCase();
    if (own === undefined || seen.has(own)) return own !== undefined;
    seen.add(own);
    return false;
  };
  const items = treesIn(query, "select_list").map((item, index) =>
    isTwin(item) ? { ...item, alias: `${prefix}_twin_${index}` } : item,
  );
  return items.length === 0 ? query : { ...query, select_list: items };
}

function sidesWithoutTwins(query: QueryNode, prefix: string): QueryNode {
  const sides = { ...query, children: objectsIn(query, "children").map((side) => withoutTwins(side, prefix)) };
  return ["left", "right"].reduce((whole: QueryNode, member) => {
    const side = nodeIn(query, member);
    return side === undefined ? whole : { ...whole, [member]: withoutTwins(side, prefix) };
  }, sides);
}
