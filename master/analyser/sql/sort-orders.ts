/** ORDER BY and DISTINCT ON over the rows that a SELECT reads. */
import type { GoldpanError } from "../../../common/errors/goldpan-error.js";
import type { Tree } from "../../planner/trees/tree.js";
import { itemNamed, substituteAliases, type OutputNames } from "./select-items.js";
import type { SortTree, SqlContext } from "./sql-context.js";
import { integerOf, objectsIn, textIn, treeIn, treesIn, type QueryNode } from "./query-nodes.js";
import type { WireRelations } from "./wire-relations.js";

export interface Order {
  readonly tree: Tree;
  readonly node: QueryNode;
}

export function ordersIn(modifiers: readonly QueryNode[]): Order[] {
  return modifiers
    .filter(({ type }) => type === "ORDER_MODIFIER")
    .flatMap((modifier) => objectsIn(modifier, "orders"))
    .flatMap((node) => {
      const tree = treeIn(node, "expression");
      return tree === undefined ? [] : [{ tree, node }];
    });
}

/** NULLs come last unless said: what DuckDB does. */
export function direction(node: QueryNode): Pick<SortTree, "descending" | "nulls"> {
  const first = textIn(node, "null_order").replace("_", " ") === "NULLS FIRST";
  return { descending: textIn(node, "type") === "DESCENDING", nulls: first ? "NULLS_FIRST" : "NULLS_LAST" };
}

/** A position or a name is the item that it means. Beside a star positions, and ALL, are left for `sortStarred`. */
export function sortOrders(
  { make }: SqlContext,
  modifiers: readonly QueryNode[],
  { items, names, columns }: OutputNames,
): SortTree[] {
  const hasStar = items.some(({ tree }) => tree["class"] === "STAR");
  const written = items.map((item) => item.written);
  return ordersIn(modifiers).flatMap(({ tree, node }): SortTree[] => {
    const { inner, around } = collated(tree);
    const position = integerOf(inner);
    const all = tree["class"] === "STAR";
    if (hasStar && (all || position !== undefined)) return [{ tree, isPlace: true, ...direction(node) }];
    const meant = all ? items : [position === undefined ? itemNamed(inner, items, names) : items[position - 1]];
    if (position !== undefined && meant[0] === undefined) throw noPosition(make, position, items.length);
    // What is the same for all rows sorts nothing, and a whole number would be taken for a position.
    const varying = meant.filter((item) => item?.tree["class"] !== "CONSTANT");
    const over = varying.map((item) => item?.tree ?? substituteAliases(inner, written, columns));
    return over.map((by) => ({ tree: around(by), isPlace: false, ...direction(node) }));
  });
}

/** `x COLLATE c` is named by what x is. */
export function collated(tree: Tree): { readonly inner: Tree; readonly around: (inner: Tree) => Tree } {
  const child = tree["class"] === "COLLATE" ? treeIn(tree, "child") : undefined;
  if (child === undefined) return { inner: tree, around: (inner) => inner };
  return { inner: child, around: (inner) => ({ ...tree, child: inner }) };
}

export function noPosition(make: WireRelations, position: number, count: number): GoldpanError {
  return make.refused(`there is no column ${position} to order by`, `count from 1 to ${count}`);
}

/** DISTINCT ON's, where a position or a name is the item that it means. */
export function distinctKeys(
  { make }: SqlContext,
  modifiers: readonly QueryNode[],
  { items, names }: OutputNames,
): Tree[] {
  const distinct = modifiers.find(({ type }) => type === "DISTINCT_MODIFIER");
  return (distinct === undefined ? [] : treesIn(distinct, "distinct_on_targets")).map((tree) => {
    const position = integerOf(tree);
    const item = position === undefined ? itemNamed(tree, items, names) : items[position - 1];
    if (position === undefined || item !== undefined) return item?.tree ?? tree;
    throw make.refused(`there is no column ${position} to be distinct on`, "count from 1");
  });
}
