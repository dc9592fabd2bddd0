/** Expressions around subqueries. */
import { columnReference, inPlaceOf, plainColumn, rewrite, type Tree } from "../../planner/trees/tree.js";
import { hiddenPrefix } from "./wire-relations.js";

/** Changes an expression but for its subqueries, whose names are their own. */
export function besideSubqueries(tree: Tree, change: (open: Tree) => Tree): Tree {
  const held: Tree[] = [];
  const open = rewrite(tree, (node) => {
    if (node["class"] !== "SUBQUERY") return undefined;
    return columnReference(`${heldPrefix}${held.push(node) - 1}`);
  });
  const changed = change(open);
  if (held.length === 0) return changed;
  return rewrite(changed, (node) => {
    const name = plainColumn(node);
    const subquery = name?.startsWith(heldPrefix) ? held[Number(name.slice(heldPrefix.length))] : undefined;
    return subquery === undefined ? undefined : inPlaceOf(node, subquery);
  });
}

const heldPrefix = `${hiddenPrefix}held_`;

/** Whether this name stands for a subquery at the moment. */
export function isHeld(name: string): boolean {
  return name.startsWith(heldPrefix);
}
