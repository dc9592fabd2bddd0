/** ORDER BY: of the rows that a SELECT reads, or of the rows that it gives. */
import type { Relation, SortOrder } from "../../../common/wire/types.js";
import { columnNames, columnReference, hasNode, plainColumn, text, type Tree } from "../../planner/trees/tree.js";
import { itemNamed, type Item } from "./select-items.js";
import type { SortTree, SqlContext } from "./sql-context.js";
import { integerOf, objectsIn, textIn, treeIn, type QueryNode } from "./query-nodes.js";

interface Order {
  readonly tree: Tree;
  readonly node: QueryNode;
}

function ordersIn(modifiers: readonly QueryNode[]): Order[] {
  return modifiers
    .filter(({ type }) => type === "ORDER_MODIFIER")
    .flatMap((modifier) => objectsIn(modifier, "orders"))
    .flatMap((node) => {
      const tree = treeIn(node, "expression");
      return tree === undefined ? [] : [{ tree, node }];
    });
}

/** NULLs come last unless said: what DuckDB does. */
function direction(node: QueryNode): Omit<SortTree, "tree"> {
  const first = textIn(node, "null_order").replace("_", " ") === "NULLS FIRST";
  return { descending: textIn(node, "type") === "DESCENDING", nulls: first ? "NULLS_FIRST" : "NULLS_LAST" };
}

/** Over the rows that the SELECT reads: a position or an alias is the item that it means. */
export function sortOrders({ make }: SqlContext, modifiers: readonly QueryNode[], items: readonly Item[]): SortTree[] {
  return ordersIn(modifiers).flatMap(({ tree, node }) => {
    const all = tree["class"] === "STAR";
    const position = integerOf(tree);
    const meant = all ? items : [position === undefined ? itemNamed(tree, items) : items[position - 1]];
    if (meant.some((item) => item?.tree["class"] === "STAR")) {
      throw make.refused("a star has no position to order by", "name the columns in ORDER BY");
    }
    if (position !== undefined && meant[0] === undefined) {
      throw make.refused(`there is no column ${position} to order by`, `count from 1 to ${items.length}`);
    }
    return meant.map((item) => ({ tree: item?.tree ?? tree, ...direction(node) }));
  });
}

/** Over the rows that come out, of which only the columns are left: of DISTINCT and of set operations. */
export async function sortOutput(
  { make, texts, columnsOf }: SqlContext,
  relation: Relation,
  modifiers: readonly QueryNode[],
  items: readonly Item[],
): Promise<Relation> {
  const orders = ordersIn(modifiers);
  if (orders.length === 0) return relation;
  const columns = await columnsOf(relation);
  const own = new Set(items.flatMap((item) => ownName(item)));
  const wire = orders.flatMap(({ tree, node }): SortOrder[] => {
    if (isOver(tree, own)) return [{ expression: texts.expression(tree), ...direction(node) }];
    const position = integerOf(tree) ?? positionOf(tree, items);
    const named = plainColumn(tree);
    const meant = tree["class"] === "STAR" ? columns : [position === undefined ? named : columns[position - 1]];
    return meant.map((name) => {
      if (name === undefined || (tree["class"] !== "STAR" && position === undefined && !hasColumn(columns, name))) {
        throw make.refused(
          "this ORDER BY names something that is not in the result",
          "name a column of the SELECT, or sort outside: SELECT … FROM (this query) ORDER BY …",
        );
      }
      return { expression: texts.expression(columnReference(name)), ...direction(node) };
    });
  });
  return make.sort(relation, wire);
}

/** The column that an item passes on as it is. */
function ownName({ written }: Item): string[] {
  const name = plainColumn(written)?.toLowerCase();
  const alias = text(written, "alias").toLowerCase();
  return name !== undefined && (alias === "" || alias === name) ? [name] : [];
}

/** An expression of several parts over these columns alone. */
function isOver(tree: Tree, columns: ReadonlySet<string>): boolean {
  if (integerOf(tree) !== undefined || columnNames(tree) !== undefined || tree["class"] === "STAR") return false;
  return hasNode(tree, (node) => columnNames(node) !== undefined) && !hasNode(tree, (node) => isOther(node, columns));
}

function isOther(node: Tree, columns: ReadonlySet<string>): boolean {
  if (["SUBQUERY", "LAMBDA", "WINDOW"].includes(text(node, "class"))) return true;
  const path = columnNames(node);
  return path !== undefined && !columns.has(plainColumn(node)?.toLowerCase() ?? "");
}

/** From 1: where the SELECT has the very expression. */
function positionOf(tree: Tree, items: readonly Item[]): number | undefined {
  const item = items.every((known) => known.tree["class"] !== "STAR") ? itemNamed(tree, items) : undefined;
  return item === undefined ? undefined : items.indexOf(item) + 1;
}

function hasColumn(columns: readonly string[], name: string): boolean {
  return columns.some((column) => column.toLowerCase() === name.toLowerCase());
}
