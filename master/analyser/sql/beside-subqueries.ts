/** Expressions around subqueries. */
import { columnReference, inPlaceOf, plainColumn, rewrite, type Tree } from "../../planner/trees/tree.js";
import { treeIn } from "./query-nodes.js";
import { hiddenPrefix } from "./wire-relations.js";

/** Changes an expression but for its subqueries, whose names are their own; what is looked for IN one belongs to the expression. */
export function besideSubqueries(tree: Tree, change: (open: Tree) => Tree): Tree {
  const held: Tree[] = [];
  const open = rewrite(tree, (node) => {
    if (node["class"] !== "SUBQUERY") return undefined;
    const kept = changeWanted(node, (wanted) => besideSubqueries(wanted, change));
    return columnReference(`${heldPrefix}${held.push(kept) - 1}`);
  });
  const changed = change(open);
  if (held.length === 0) return changed;
  return rewrite(changed, (node) => {
    const name = plainColumn(node);
    const subquery = name?.startsWith(heldPrefix) ? held[Number(name.slice(heldPrefix.length))] : undefined;
    return subquery === undefined ? undefined : inPlaceOf(node, subquery);
  });
}

/** Changes the `x` of `x IN (SELECT …)`; other subqueries have none. */
export function changeWanted(subquery: Tree, change: (wanted: Tree) => Tree): Tree {
  const wanted = treeIn(subquery, "child");
  return wanted === undefined ? subquery : { ...subquery, child: change(wanted) };
}

const heldPrefix = `${hiddenPrefix}held_`;

/** Whether this name stands for a subquery at the moment. */
export function isHeld(name: string): boolean {
  return name.startsWith(heldPrefix);
}
