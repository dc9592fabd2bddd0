/** ORDER BY and DISTINCT ON over the rows that a SELECT reads. */
import type { GoldpanError } from "../../../common/errors/goldpan-error.js";
import { plainColumn, type Tree } from "../../planner/trees/tree.js";
import { itemNamed, substituteAliases, type Item, type OutputNames } from "./select-items.js";
import type { SortTree, SqlContext } from "./sql-context.js";
import { integerOf, isFilled, objectsIn, textIn, treeIn, treesIn, type QueryNode } from "./query-nodes.js";
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

/** Beside a star positions, and ALL, are left for `sortStarred`. */
export function sortOrders({ make }: SqlContext, modifiers: readonly QueryNode[], outputs: OutputNames): SortTree[] {
  const { items } = outputs;
  return ordersIn(modifiers).flatMap((order, _, orders): SortTree[] => {
    const { tree, node } = order;
    const all = isAll(make, order, orders);
    const ofAll = hasStar(items) ? [{ tree, isPlace: true, isItem: false }] : items.map(({ tree: by }) => itemOf(by));
    const meant = all ? ofAll : [meantBy(tree, outputs)];
    return meant.flatMap((by) => {
      if (by === undefined) throw noPosition(make, integerOf(collated(tree).inner) ?? 0, items.length);
      // What is the same for all rows sorts nothing, and a whole number would be taken for a position.
      const isSame = by.isItem && collated(by.tree).inner["class"] === "CONSTANT";
      return isSame ? [] : [{ ...by, ...direction(node) }];
    });
  });
}

/** Whether it is ALL, which a star by itself is too. @throws PLAN_REFUSED for stars that are not */
export function isAll(make: WireRelations, { tree }: Order, orders: readonly Order[]): boolean {
  if (tree["class"] !== "STAR") return false;
  const lists = [tree["exclude_list"], tree["qualified_exclude_list"], tree["replace_list"], tree["rename_list"]];
  const chooses = lists.some(isFilled) || treeIn(tree, "expr") !== undefined;
  if (!chooses && orders.length === 1) return true;
  throw make.refused("a star that is not ALL has no plan in ORDER BY", "name the columns, or write ORDER BY ALL alone");
}

type Meant = Pick<SortTree, "tree" | "isPlace" | "isItem">;

function itemOf(tree: Tree): Meant {
  return { tree, isPlace: false, isItem: true };
}

export function hasStar(items: readonly Item[]): boolean {
  return items.some(({ tree }) => tree["class"] === "STAR");
}

/** A position or a name is the item that it means. Undefined where there is no such position. */
function meantBy(tree: Tree, { items, names, columns }: OutputNames): Meant | undefined {
  const { inner, around } = collated(tree);
  const position = integerOf(inner);
  if (position !== undefined && hasStar(items)) return { tree, isPlace: true, isItem: false };
  const item = position === undefined ? itemNamed(inner, items, names) : items[position - 1];
  if (item !== undefined) return itemOf(around(item.tree));
  if (position !== undefined) return undefined;
  const written = items.map((other) => other.written);
  return { tree: around(substituteAliases(inner, written, columns)), isPlace: false, isItem: false };
}

/** Whether it is a column that a star has only by its position, or by REPLACE or RENAME. */
export function isOfStar({ tree, isPlace, isItem }: Meant, { items }: OutputNames): boolean {
  const name = plainColumn(collated(tree).inner)?.toLowerCase();
  if (isPlace || isItem || name === undefined) return isPlace;
  return items.some(({ tree: star }) => {
    if (star["class"] !== "STAR") return false;
    const given = [
      ...objectsIn(star, "replace_list").map((entry) => textIn(entry, "key")),
      ...objectsIn(star, "rename_list").map((entry) => textIn(entry, "value")),
    ];
    return given.some((other) => other.toLowerCase() === name);
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

/** DISTINCT ON's, which mean what ORDER BY's would. */
export function distinctKeys(
  { make }: SqlContext,
  modifiers: readonly QueryNode[],
  outputs: OutputNames,
): { readonly tree: Tree }[] {
  const distinct = modifiers.find(({ type }) => type === "DISTINCT_MODIFIER");
  return (distinct === undefined ? [] : treesIn(distinct, "distinct_on_targets")).map((target) => {
    if (target["class"] === "STAR") throw make.refused("a star in DISTINCT ON has no plan", "name the columns");
    const meant = meantBy(target, outputs);
    if (meant === undefined) {
      const position = integerOf(collated(target).inner) ?? 0;
      throw make.refused(`there is no column ${position} to be distinct on`, `count from 1 to ${outputs.items.length}`);
    }
    if (isOfStar(meant, outputs)) throw besideDistinctOn(make);
    return { tree: meant.tree };
  });
}

export function besideDistinctOn(make: WireRelations): GoldpanError {
  return make.refused(
    "positions in a star, and names that its REPLACE or RENAME gives, have no plan beside DISTINCT ON",
    "select the star in a subquery, and name its columns: SELECT DISTINCT ON (…) * FROM (SELECT * REPLACE …)",
  );
}
