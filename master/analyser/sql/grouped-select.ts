/**
 * GROUP BY: one aggregation makes the groups with every aggregate that any clause calls, and what the clauses say is computed over its
 * columns: so HAVING, windows over aggregates and ORDER BY need nothing of their own.
 */
import { cast, columnReference, hasNode, inPlaceOf, mapChildren, text, type Tree } from "../../planner/trees/tree.js";
import { isArray } from "../../planner/trees/lossless-json.js";
import { replaceColumns } from "../../planner/trees/tree-columns.js";
import type { Relation } from "../../../common/wire/types.js";
import { functionsIn } from "../expressions/function-catalog.js";
import { functionNotFound } from "../expressions/refusals.js";
import { meaningOf, substituteAliases, type Item, type SourceNames } from "./select-items.js";
import { distinctKeys, sortOrders } from "./sort-orders.js";
import type { Selected, SqlContext, Tables } from "./sql-context.js";
import { eachWithValues, withValues } from "./subqueries.js";
import { OuterRows } from "./subquery-rows.js";
import { integerOf, nodeIn, treesIn, type QueryNode } from "./query-nodes.js";
import { holdsCall, isCall } from "./aggregate-calls.js";
import { besideSubqueries, changeWanted, isHeld } from "./beside-subqueries.js";
import { hiddenPrefix } from "./wire-relations.js";

export interface GroupedParts {
  readonly relation: Relation;
  readonly items: readonly Item[];
  readonly having: Tree | undefined;
  readonly qualify: Tree | undefined;
  readonly modifiers: readonly QueryNode[];
  readonly tables: Tables;
  readonly names: SourceNames;
  /** Of the relation, in lower case. */
  readonly columns: ReadonlySet<string>;
}

export function isGrouped(
  context: SqlContext,
  node: QueryNode,
  items: readonly Item[],
  having: Tree | undefined,
): boolean {
  return (
    treesIn(node, "group_expressions").length > 0 ||
    having !== undefined ||
    items.some(({ tree }) => holdsCall(context, tree)) ||
    (isByAll(node) && items.some(({ tree }) => isKeyOfAll(context, tree)))
  );
}

function isByAll(node: QueryNode): boolean {
  return treesIn(node, "group_expressions").length === 0 && node["aggregate_handling"] === "FORCE_AGGREGATES";
}

/** GROUP BY ALL leaves out what is the same for all rows: without other items there are no keys, and a table without rows is one group. */
function isKeyOfAll(context: SqlContext, tree: Tree): boolean {
  if (holdsCall(context, tree) || hasNode(tree, (node) => node["class"] === "WINDOW")) return false;
  let columns = 0;
  besideSubqueries(tree, (open) =>
    replaceColumns(open, ([name = ""]) => {
      if (!isHeld(name)) columns++;
      return undefined;
    }),
  );
  return columns > 0 || tree["class"] === "STAR";
}

/** @throws PLAN_REFUSED naming a column that is neither grouped nor aggregated */
export async function groupedSelect(context: SqlContext, node: QueryNode, parts: GroupedParts): Promise<Selected> {
  const { make, texts } = context;
  const keys = groupKeys(context, node, parts);
  const groups = new Groups(context, keys, parts.names);
  const items = parts.items.map((item): Item => {
    if (item.unnested !== undefined || item.tree["class"] === "STAR") {
      throw make.refused("a star or unnest beside GROUP BY has no plan", "select it in a subquery, and group outside");
    }
    return { ...item, tree: groups.over(item.tree) };
  });
  const having = parts.having === undefined ? undefined : groups.over(parts.having, items);
  const qualify = parts.qualify === undefined ? undefined : groups.over(parts.qualify, items);
  const orders = sortOrders(context, parts.modifiers, parts).map((order) => ({
    ...order,
    tree: groups.over(order.tree),
  }));
  const on = distinctKeys(context, parts.modifiers, parts).map(({ tree }) => ({ tree: groups.over(tree) }));
  const sets = node["group_sets"];
  const indexes = isArray(sets) ? sets.map((set) => (isArray(set) ? set.map((key) => Number(textOf(key))) : [])) : [];
  const one = indexes.length === 0 || (indexes.length === 1 && indexes[0]?.length === keys.length);
  const arguments_ = new OuterRows(parts.relation);
  const found = groups.calls.map((tree) => ({ tree }));
  const calls = await eachWithValues(context, arguments_, found, parts.tables);
  const grouping = await eachWithValues(
    context,
    arguments_,
    keys.map((key) => ({ tree: asValue(key) })),
    parts.tables,
  );
  const aggregated = make.aggregate(
    arguments_.relation,
    grouping.map(({ tree }, index) => texts.named(tree, keyName(index))),
    calls.map(({ tree }, index) => texts.named(tree, callName(index))),
    one ? undefined : indexes,
  );
  // Subqueries outside of aggregates are values beside the groups.
  const rows = new OuterRows(aggregated);
  const over = async (tree: Tree): Promise<Tree> => withValues(context, rows, tree, parts.tables);
  if (having !== undefined) {
    const condition = await over(having);
    rows.relation = make.filter(rows.relation, texts.expression(condition));
  }
  const selected = await eachWithValues(context, rows, items, parts.tables);
  const windowed = qualify === undefined ? undefined : await over(qualify);
  const sorted = await eachWithValues(context, rows, orders, parts.tables);
  const keysOn = await eachWithValues(context, rows, on, parts.tables);
  const { relation, hidden } = rows;
  return { relation, hidden, items: selected, qualify: windowed, orders: sorted, on: keysOn };
}

function textOf(value: unknown): string {
  return typeof value === "object" && value !== null && "text" in value ? String(value.text) : String(value);
}

function keyName(index: number): string {
  return `${hiddenPrefix}key_${index}`;
}

function callName(index: number): string {
  return `${hiddenPrefix}call_${index}`;
}

/** GROUP BY's expressions: a position is an item, a name that no column has is an item's alias. */
function groupKeys(context: SqlContext, node: QueryNode, { items, columns }: GroupedParts): Tree[] {
  const written = items.map((item) => item.written);
  const given = treesIn(node, "group_expressions");
  if (isByAll(node)) return items.map(({ tree }) => tree).filter((tree) => isKeyOfAll(context, tree));
  return given.map((tree) => {
    const position = integerOf(tree);
    if (position === undefined) return { ...substituteAliases(tree, written, columns), alias: "" };
    const item = items[position - 1];
    if (item !== undefined) return item.tree;
    throw context.make.refused(`there is no column ${position} to group by`, `count from 1 to ${items.length}`);
  });
}

/** A whole number among the keys would be taken for a position. */
function asValue(key: Tree): Tree {
  const type = integerOf(key) === undefined ? undefined : nodeIn(nodeIn(key, "value") ?? {}, "type");
  return type === undefined ? key : cast(key, type);
}

/** The columns of an aggregation, found as clauses are written over them. */
class Groups {
  readonly calls: Tree[] = [];
  private readonly byPrint = new Map<string, number>();
  private readonly keys: ReadonlyMap<string, number>;

  constructor(
    private readonly context: SqlContext,
    keys: readonly Tree[],
    private readonly names: SourceNames,
  ) {
    this.keys = new Map(keys.map((key, index) => [meaningOf(key, names), index]));
  }

  /**
   * An expression over the groups.
   * @param items  over the groups: a column that is neither grouped nor aggregated is the item of that alias
   */
  over(tree: Tree, items: readonly Item[] = []): Tree {
    return besideSubqueries(this.replace(tree), (open) =>
      replaceColumns(open, (path) => {
        const [name = ""] = path;
        if (name.startsWith(hiddenPrefix)) return undefined;
        const lower = path.length === 1 ? name.toLowerCase() : "";
        const item = items.find(({ written }) => lower !== "" && text(written, "alias").toLowerCase() === lower);
        if (item === undefined) throw this.ungrouped(path, tree);
        return item.tree;
      }),
    );
  }

  private replace(tree: Tree): Tree {
    const key = this.keys.get(meaningOf(tree, this.names));
    if (key !== undefined) return inPlaceOf(tree, columnReference(keyName(key)));
    if (tree["class"] === "SUBQUERY") return changeWanted(tree, (wanted) => this.replace(wanted));
    if (!isCall(this.context, tree)) return mapChildren(tree, (child) => this.replace(child));
    const print = meaningOf(tree, this.names);
    const index = this.byPrint.get(print) ?? this.calls.push({ ...tree, alias: "" }) - 1;
    this.byPrint.set(print, index);
    return inPlaceOf(tree, columnReference(callName(index)));
  }

  /** A call that nobody knows might have been an aggregate: then the column is not what is wrong. */
  private ungrouped(path: readonly string[], tree: Tree) {
    const { make } = this.context;
    for (const called of functionsIn(tree)) {
      const near = this.context.nearUnknown(called);
      if (near !== undefined) return functionNotFound({ callSite: make.callSite, sql: "", columns: [] }, called, near);
    }
    const name = path.join(".");
    return make.refused(
      `column "${name}" must appear in the GROUP BY clause or must be part of an aggregate function`,
      `add it to GROUP BY, or write any_value(${name}) where any of its values will do`,
    );
  }
}
