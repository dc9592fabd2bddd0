/** Windows see the rows that WHERE and GROUP BY leave: QUALIFY, unnest, DISTINCT ON and ORDER BY come after them. */
import { columnReference, fingerprint, hasNode, inPlaceOf, rewrite, type Tree } from "../../planner/trees/tree.js";
import type { Selected, SqlContext } from "./sql-context.js";
import { hiddenPrefix } from "./wire-relations.js";

/** The windows of a SELECT's items, orders, QUALIFY and DISTINCT ON as helper columns. */
export function windowsFirst({ make, texts, next }: SqlContext, selected: Selected): Selected {
  const names = new Map<string, string>();
  const windows: { readonly tree: Tree; readonly name: string }[] = [];
  const named = (tree: Tree): Tree => {
    const key = fingerprint(tree);
    const name = names.get(key) ?? `${hiddenPrefix}window_${next()}`;
    if (!names.has(key)) {
      names.set(key, name);
      windows.push({ tree: { ...tree, alias: "" }, name });
    }
    return inPlaceOf(tree, columnReference(name));
  };
  const withoutWindows = (tree: Tree): Tree => {
    if (!hasNode(tree, isWindow)) return tree;
    return rewrite(tree, (node) => (isWindow(node) ? named(node) : undefined));
  };
  const items = selected.items.map((item) => ({ ...item, tree: withoutWindows(item.tree) }));
  const orders = selected.orders.map((order) => ({ ...order, tree: withoutWindows(order.tree) }));
  const on = selected.on.map(({ tree }) => ({ tree: withoutWindows(tree) }));
  const qualify = selected.qualify === undefined ? undefined : withoutWindows(selected.qualify);
  if (windows.length === 0) return selected;
  const columns = windows.map(({ tree, name }) => texts.named(tree, name));
  const hidden = [...selected.hidden, ...windows.map(({ name }) => name)];
  return { relation: make.withColumns(selected.relation, columns), items, hidden, qualify, orders, on };
}

function isWindow(node: Tree): boolean {
  return node["class"] === "WINDOW";
}
