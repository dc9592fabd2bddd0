/**
 * A SELECT in DuckDB's dialect as relations: FROM, WHERE, GROUP BY, HAVING, QUALIFY, DISTINCT, ORDER BY and LIMIT in the order in which
 * SQL means them. What a name means depends on the columns at hand, so that relations are bound on the way.
 */
import type { Relation } from "../../../common/wire/types.js";
import { isArray } from "../../planner/trees/lossless-json.js";
import { cast, columnReference, isNullConstant, plainColumn, type Tree } from "../../planner/trees/tree.js";
import { parseType, typeTree } from "../../planner/types.js";
import { groupedSelect, isGrouped } from "./grouped-select.js";
import { selectItems, substituteAliases, type Item, type OutputNames, type SourceNames } from "./select-items.js";
import { eachWithValues, replaceSubqueries, withValues } from "./subqueries.js";
import { OuterRows } from "./subquery-rows.js";
import { fromClause } from "./from-clause.js";
import { integerOf, nodeIn, objectsIn, textIn, treeIn, treesIn, innerQuery, type QueryNode } from "./query-nodes.js";
import { hiddenPrefix } from "./wire-relations.js";
import type { Selected, SqlContext, Tables } from "./sql-context.js";
import { renamed } from "./tables.js";
import { withoutTwins } from "./select-twins.js";
import { windowsFirst } from "./windows-first.js";
import { besideDistinctOn, distinctKeys, isOfStar, sortOrders } from "./sort-orders.js";
import { isOverStar, sortOutput, sortStarred } from "./sort-output.js";

/** @throws PLAN_REFUSED naming what has no plan, and errors of binding */
export async function translateQuery(context: SqlContext, query: QueryNode, outer: Tables): Promise<Relation> {
  const tables = await withTables(context, query, outer);
  switch (query["type"]) {
    case "SELECT_NODE":
      return select(context, query, tables);
    case "SET_OPERATION_NODE":
      return setOperation(context, query, tables);
    case "RECURSIVE_CTE_NODE":
      throw context.make.refused(
        "WITH RECURSIVE is not supported",
        "loop in the script, and write each step to a table",
      );
    default:
      throw context.make.refused(`${textIn(query, "type")} has no plan`, "write a SELECT");
  }
}

async function withTables(context: SqlContext, query: QueryNode, outer: Tables): Promise<Tables> {
  const entries = objectsIn(nodeIn(query, "cte_map") ?? {}, "map");
  if (entries.length === 0) return outer;
  const tables = new Map(outer);
  for (const entry of entries) {
    const name = textIn(entry, "key");
    const value = nodeIn(entry, "value") ?? {};
    const relation = await translateQuery(context, innerQuery(nodeIn(value, "query")), tables);
    tables.set(name.toLowerCase(), await renamed(context, relation, value, "aliases"));
  }
  return tables;
}

async function select(context: SqlContext, node: QueryNode, tables: Tables): Promise<Relation> {
  const { make, texts } = context;
  if (node["sample"] !== null && node["sample"] !== undefined) {
    throw make.refused("a SAMPLE clause has no plan", "call sample(fraction, seed) on the DataFrame");
  }
  const source = await fromClause(context, nodeIn(node, "from_table") ?? {}, tables);
  const visible = (await context.columnsOf(source.relation)).map((name) => name.toLowerCase());
  const columns = new Set(visible);
  const aliased = (tree: Tree): Tree => substituteAliases(tree, treesIn(node, "select_list"), columns);
  const where = treeIn(node, "where_clause");
  const filters = new OuterRows(source.relation);
  const condition = where === undefined ? undefined : await replaceSubqueries(context, filters, aliased(where), tables);
  let relation = filters.relation;
  if (condition !== undefined) relation = make.filter(relation, texts.expression(condition));
  const items = selectItems(treesIn(node, "select_list"), columns);
  const [having, qualify] = ["having", "qualify"].map((member) => {
    const tree = treeIn(node, member);
    return tree === undefined ? undefined : aliased(tree);
  });
  const several = visible.filter((name, index) => visible.indexOf(name) !== index);
  const names = { qualifiers: source.qualifiers, ambiguous: new Set([...several, ...source.merged]) };
  const modifiers = objectsIn(node, "modifiers");
  const rows = { relation, items, hidden: filters.hidden, columns, names, qualify, modifiers, tables };
  const selected = isGrouped(context, node, items, having)
    ? await groupedSelect(context, node, { ...rows, having })
    : await plainSelect(context, rows);
  return finish(context, selected, modifiers, { items: selected.items, names, columns });
}

/** Without groups: subqueries of one value become columns of the rows read. */
async function plainSelect(
  context: SqlContext,
  rows: Omit<Selected, "orders" | "on"> & {
    readonly modifiers: readonly QueryNode[];
    readonly names: SourceNames;
    readonly columns: ReadonlySet<string>;
    readonly tables: Tables;
  },
): Promise<Selected> {
  const values = new OuterRows(rows.relation, rows.hidden);
  const items = await eachWithValues(context, values, rows.items, rows.tables);
  const qualify = rows.qualify === undefined ? undefined : await withValues(context, values, rows.qualify, rows.tables);
  const outputs = { items, names: rows.names, columns: rows.columns };
  const orders = await eachWithValues(context, values, sortOrders(context, rows.modifiers, outputs), rows.tables);
  const on = await eachWithValues(context, values, distinctKeys(context, rows.modifiers, outputs), rows.tables);
  return { relation: values.relation, hidden: values.hidden, items, qualify, orders, on };
}

async function finish(
  context: SqlContext,
  given: Selected,
  modifiers: readonly QueryNode[],
  outputs: OutputNames,
): Promise<Relation> {
  const { make, texts } = context;
  const distinct = modifiers.find(({ type }) => type === "DISTINCT_MODIFIER");
  const changesRows = given.qualify !== undefined || given.items.some(({ unnested }) => unnested !== undefined);
  const selected = changesRows || given.orders.length > 0 || given.on.length > 0 ? windowsFirst(context, given) : given;
  const { items, on } = selected;
  const hidden = [
    ...selected.hidden,
    ...items.flatMap(({ tree, unnested: list }) => (list === undefined ? [] : nameOf(tree))),
  ];
  let relation = unnested(context, qualified(context, selected), items);
  const project = (from: Relation, helpers: readonly string[] = []): Relation =>
    make.project(from, [
      ...items.map(({ tree, written }) => texts.item(withoutHidden(tree, [...hidden, ...helpers]), written)),
      ...helpers.map((name) => texts.named(columnReference(name), name)),
    ]);
  if (distinct === undefined && isOverStar(selected.orders, outputs)) {
    return limited(context, await sortStarred(context, relation, selected.orders, project), modifiers);
  }
  if (distinct !== undefined && on.length === 0) {
    const rows = make.deduplicate(project(relation), [], []);
    return limited(context, await sortOutput(context, rows, modifiers, outputs), modifiers);
  }
  const wire = selected.orders.map((order) => {
    if (isOfStar(order, outputs)) throw besideDistinctOn(make);
    return { expression: texts.expression(order.tree), descending: order.descending, nulls: order.nulls };
  });
  if (on.length > 0) {
    const keys = on.map(({ tree }, index) => texts.named(tree, `${hiddenPrefix}on_${index}`));
    const names = keys.map(({ name }) => name);
    relation = make.deduplicate(make.withColumns(relation, keys), names, wire);
    relation = make.drop(make.sort(relation, wire), names);
  } else relation = make.sort(relation, wire);
  return limited(context, project(relation), modifiers);
}

function qualified({ make, texts }: SqlContext, { relation, qualify }: Selected): Relation {
  if (qualify === undefined) return relation;
  const name = `${hiddenPrefix}qualify`;
  const judged = make.withColumns(relation, [texts.named(qualify, name)]);
  return make.drop(make.filter(judged, texts.expression(columnReference(name))), [name]);
}

/** DuckDB puts several lists side by side. */
function unnested({ make, texts }: SqlContext, relation: Relation, items: readonly Item[]): Relation {
  const [item, second] = items.filter((candidate) => candidate.unnested !== undefined);
  if (item?.unnested === undefined) return relation;
  if (second !== undefined) {
    const hint =
      "unnest positions: SELECT a[i], b[i] FROM (SELECT *, unnest(range(1, greatest(len(a), len(b)) + 1)) AS i FROM t)";
    throw make.refused("several lists unnested side by side have no plan", hint);
  }
  if (treesIn(item.written, "children").length > 1) {
    const hint = "unnest again outside: SELECT unnest(part) AS item FROM (SELECT unnest(list) AS part FROM t)";
    throw make.refused("unnest takes a list alone here, not how deep", hint);
  }
  // A bare NULL is an empty list.
  const list = isNullConstant(item.unnested) ? cast(item.unnested, typeTree(parseType("INTEGER[]"))) : item.unnested;
  return make.unnest(relation, texts.expression(list), nameOf(item.tree));
}

/** A star shows no helper columns; one of a table has none. */
function withoutHidden(tree: Tree, hidden: readonly string[]): Tree {
  if (tree["class"] !== "STAR" || textIn(tree, "relation_name") !== "" || hidden.length === 0) return tree;
  const excluded = tree["exclude_list"];
  return { ...tree, exclude_list: [...(isArray(excluded) ? excluded : []), ...hidden] };
}

function nameOf(tree: Tree): string {
  return plainColumn(tree) ?? "";
}

export function limited({ make }: SqlContext, relation: Relation, modifiers: readonly QueryNode[]): Relation {
  const limit = modifiers.find(({ type }) => type === "LIMIT_MODIFIER");
  if (modifiers.some(({ type }) => type === "LIMIT_PERCENT_MODIFIER")) {
    throw make.refused(
      "LIMIT with a percentage has no plan",
      "call sample(fraction, seed), or limit to a number of rows",
    );
  }
  if (limit === undefined) return relation;
  const countOf = (member: string): number | undefined => {
    const tree = treeIn(limit, member);
    const count = integerOf(tree);
    if (tree !== undefined && (count === undefined || count < 0)) {
      throw make.refused(`${member.toUpperCase()} is no whole number`, "write a constant, for instance LIMIT 10");
    }
    return count;
  };
  return make.limit(relation, countOf("limit"), countOf("offset") ?? 0);
}

const noItems: OutputNames = {
  items: [],
  names: { qualifiers: new Set(), ambiguous: new Set() },
  columns: new Set(),
};

async function setOperation(context: SqlContext, node: QueryNode, tables: Tables): Promise<Relation> {
  const { make } = context;
  const sides = [nodeIn(node, "left"), nodeIn(node, "right"), ...objectsIn(node, "children")].filter(
    (side) => side !== undefined,
  );
  const kind = textIn(node, "setop_type");
  const inputs: Relation[] = [];
  for (const [index, side] of sides.entries()) {
    // The first side names the columns.
    const isNamed = index === 0 || kind === "UNION_BY_NAME";
    inputs.push(await translateQuery(context, isNamed ? side : withoutTwins(side, "__side"), tables));
  }
  const all = node["setop_all"] === true;
  const modifiers = objectsIn(node, "modifiers");
  const combined = inputs.reduce((left, right) => {
    if (kind === "INTERSECT" || kind === "EXCEPT") return make.setOperation(left, right, kind, all);
    if (kind === "UNION" || kind === "UNION_BY_NAME") return make.union([left, right], kind === "UNION_BY_NAME");
    throw make.refused(`${kind} has no plan`, "write UNION, INTERSECT or EXCEPT");
  });
  const distinct = kind.startsWith("UNION") && !all ? make.deduplicate(combined, [], []) : combined;
  return limited(context, await sortOutput(context, distinct, modifiers, noItems), modifiers);
}
