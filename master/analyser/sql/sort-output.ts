/** ORDER BY over the columns of a result: of DISTINCT, of set operations, and where a star hides which columns those are. */
import type { NamedExpression, Relation, SortOrder } from "../../../common/wire/types.js";
import { columnReference, hasNode, inPlaceOf, mapChildren, plainColumn, type Tree } from "../../planner/trees/tree.js";
import { replaceColumns } from "../../planner/trees/tree-columns.js";
import { holdsCall } from "./aggregate-calls.js";
import { integerOf, isFilled, type QueryNode } from "./query-nodes.js";
import { itemNamed, meaningOf, substituteAliases, type OutputNames } from "./select-items.js";
import { collated, direction, hasStar, isAll, noPosition, ordersIn } from "./sort-orders.js";
import type { SortTree, SqlContext } from "./sql-context.js";
import { hiddenPrefix } from "./wire-relations.js";

/** Sorts what DISTINCT or a set operation leaves; the latter has no items. */
export async function sortOutput(
  context: SqlContext,
  relation: Relation,
  modifiers: readonly QueryNode[],
  selected: OutputNames,
): Promise<Relation> {
  const { make, texts, columnsOf } = context;
  const orders = ordersIn(modifiers);
  if (orders.length === 0) return relation;
  const columns = await columnsOf(relation);
  const wire = orders.flatMap(({ tree, node }): SortOrder[] => {
    const meant = isAll(make, { tree, node }, orders)
      ? columns.map((name) => columnReference(name))
      : [overOutput(context, tree, columns, selected)];
    return meant.map((over) => {
      if (over !== undefined) return { expression: texts.expression(over), ...direction(node) };
      throw make.refused(
        "this ORDER BY names something that is not in the result",
        "name a column of the SELECT, or sort outside: SELECT … FROM (this query) ORDER BY …",
      );
    });
  });
  return make.sort(relation, wire);
}

/** What an order means over the columns of a result, `outputs`. Undefined when it is over others, too. */
function overOutput(
  context: SqlContext,
  tree: Tree,
  outputs: readonly string[],
  selected: OutputNames,
): Tree | undefined {
  const { inner, around } = collated(tree);
  if (inner !== tree) {
    const over = overOutput(context, inner, outputs, selected);
    return over === undefined ? undefined : around(over);
  }
  const { items, names } = selected;
  const position = integerOf(tree);
  if (position !== undefined) return outputAt(position - 1, outputs);
  const named = hasStar(items) ? undefined : itemNamed(tree, items, names);
  if (named !== undefined) return outputAt(items.indexOf(named), outputs);
  const plain = plainColumn(tree)?.toLowerCase();
  const same = outputs.findIndex((name) => name.toLowerCase() === plain);
  if (same >= 0) return outputAt(same, outputs);
  return hasStar(items) ? undefined : overItems(context, tree, outputs, selected);
}

function outputAt(index: number, outputs: readonly string[]): Tree | undefined {
  const name = outputs[index];
  return name === undefined ? undefined : columnReference(name);
}

/** An expression of which each part that is an item is its column. */
function overItems(
  context: SqlContext,
  tree: Tree,
  outputs: readonly string[],
  { items, names, columns }: OutputNames,
): Tree | undefined {
  const meanings = items.map(({ written }) => meaningOf(written, names));
  const placed = (node: Tree): Tree => {
    const index = meanings.indexOf(meaningOf(node, names));
    if (index >= 0) return inPlaceOf(node, columnReference(`${outputPrefix}${index}`));
    return node["class"] === "SUBQUERY" ? node : mapChildren(node, placed);
  };
  const written = items.map((item) => item.written);
  const open = placed(substituteAliases(tree, written, columns));
  if (holdsCall(context, open) || hasNode(open, ({ class: kind }) => kind === "SUBQUERY" || kind === "WINDOW"))
    return undefined;
  let [found, others] = [0, 0];
  const over = replaceColumns(open, ([name = ""]) => {
    const own = name.startsWith(outputPrefix) ? outputAt(Number(name.slice(outputPrefix.length)), outputs) : undefined;
    if (own === undefined) others++;
    else found++;
    return own;
  });
  return found > 0 && others === 0 ? over : undefined;
}

const outputPrefix = `${hiddenPrefix}output_`;

/** Whether an order of these is over what a star becomes. */
export function isOverStar(orders: readonly SortTree[], { items, names, columns }: OutputNames): boolean {
  const stars = items.map(({ tree }) => tree).filter((tree) => tree["class"] === "STAR");
  const changed = stars.some(
    (star) => ["replace_list", "rename_list"].some((list) => isFilled(star[list])) || star["columns"] === true,
  );
  return (
    stars.length > 0 &&
    orders.some(({ tree, isPlace, isItem }) => {
      if (isPlace || isItem) return isPlace;
      const name = plainColumn(collated(tree).inner)?.toLowerCase();
      return name !== undefined && (changed || names.ambiguous.has(name) || !columns.has(name));
    })
  );
}

/**
 * Selects and sorts by the columns that stars become; what is none of those goes along as a helper column.
 * @param project  of these helper columns beside the items
 */
export async function sortStarred(
  { make, texts, columnsOf }: SqlContext,
  relation: Relation,
  orders: readonly SortTree[],
  project: (from: Relation, helpers: readonly string[]) => Relation,
): Promise<Relation> {
  const selected = await columnsOf(project(relation, []));
  const helpers: NamedExpression[] = [];
  const wire = orders.flatMap(({ tree, isPlace, isItem, descending, nulls }): SortOrder[] => {
    const by = (over: Tree): SortOrder => ({ expression: texts.expression(over), descending, nulls });
    const { inner, around } = collated(tree);
    const position = isPlace ? integerOf(inner) : undefined;
    if (isPlace && position === undefined) return selected.map((name) => by(columnReference(name)));
    const plain = isItem ? undefined : plainColumn(inner)?.toLowerCase();
    const column =
      position === undefined ? selected.find((name) => name.toLowerCase() === plain) : selected[position - 1];
    if (column !== undefined) return [by(around(columnReference(column)))];
    if (position !== undefined) throw noPosition(make, position, selected.length);
    const name = `${hiddenPrefix}order_${helpers.length}`;
    helpers.push(texts.named(inner, name));
    return [by(around(columnReference(name)))];
  });
  const names = helpers.map(({ name }) => name);
  return make.drop(make.sort(project(make.withColumns(relation, helpers), names), wire), names);
}
