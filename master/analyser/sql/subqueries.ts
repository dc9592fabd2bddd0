/**
 * Subqueries that stand alone, as joins: `x IN (SELECT …)` keeps the rows that have a partner, or tells of each whether it has one; a
 * subquery of one value is a column of that value, EXISTS asks for a count. One that names columns of the query around it is refused.
 */
import { allOf, equal, greaterThan, integerConstant, not } from "../../planner/trees/make-tree.js";
import {
  call,
  columnReference,
  fingerprint,
  inPlaceOf,
  isTree,
  mapChildren,
  text,
  type Tree,
} from "../../planner/trees/tree.js";
import { holdsCall } from "./aggregate-calls.js";
import { joinMembers, membershipOf, membershipValue } from "./memberships.js";
import { innerQuery, integerOf, nodeIn, objectsIn, treeIn, treesIn, type QueryNode } from "./query-nodes.js";
import type { SqlContext, Tables } from "./sql-context.js";
import { holdsSubquery, oneColumn, translated, type OuterRows } from "./subquery-rows.js";
import { hiddenPrefix } from "./wire-relations.js";

/**
 * @param where  `scalar`: IN may not remove rows here, and is a value
 * @returns the condition that is left; undefined when joins say all of it
 */
export async function replaceSubqueries(
  context: SqlContext,
  rows: OuterRows,
  condition: Tree,
  tables: Tables,
  where: "filter" | "scalar" = "filter",
): Promise<Tree | undefined> {
  if (!holdsSubquery(condition)) return condition;
  const conjuncts = where === "filter" ? conjunctsOf(condition) : [condition];
  const left: Tree[] = [];
  for (const conjunct of conjuncts) {
    const membership = where === "filter" ? membershipOf(conjunct) : undefined;
    if (membership !== undefined) await joinMembers(context, rows, membership, tables, left);
    else left.push(await replaceValues(context, rows, conjunct, tables));
  }
  return left.length === 0 ? undefined : allOf(left);
}

/** An expression whose subqueries are values of their own. */
export async function withValues(context: SqlContext, rows: OuterRows, tree: Tree, tables: Tables): Promise<Tree> {
  return (await replaceSubqueries(context, rows, tree, tables, "scalar")) ?? tree;
}

/** The same for each of these, one after the other: a join for one is below those for the next. */
export async function eachWithValues<Part extends { readonly tree: Tree }>(
  context: SqlContext,
  rows: OuterRows,
  parts: readonly Part[],
  tables: Tables,
): Promise<Part[]> {
  const replaced: Part[] = [];
  for (const part of parts) replaced.push({ ...part, tree: await withValues(context, rows, part.tree, tables) });
  return replaced;
}

function conjunctsOf(tree: Tree): Tree[] {
  return tree["type"] === "CONJUNCTION_AND" ? treesIn(tree, "children").flatMap(conjunctsOf) : [tree];
}

/** Subqueries of one value inside an expression, each as a column that is joined to all rows. */
async function replaceValues(context: SqlContext, rows: OuterRows, tree: Tree, tables: Tables): Promise<Tree> {
  if (tree["class"] === "SUBQUERY") {
    const key = fingerprint(tree);
    const value = rows.values.get(key) ?? (await valueOf(context, rows, tree, tables));
    rows.values.set(key, value);
    return inPlaceOf(tree, value);
  }
  const children: Tree[] = [];
  mapChildren(tree, (child) => {
    children.push(child);
    return child;
  });
  const replaced: Tree[] = [];
  for (const child of children) {
    replaced.push(holdsSubquery(child) ? await replaceValues(context, rows, child, tables) : child);
  }
  let next = 0;
  return mapChildren(tree, (child) => replaced[next++] ?? child);
}

async function valueOf(context: SqlContext, rows: OuterRows, subquery: Tree, tables: Tables): Promise<Tree> {
  const { make, texts } = context;
  const query = innerQuery(nodeIn(subquery, "subquery"));
  const name = `${hiddenPrefix}value_${context.next()}`;
  switch (text(subquery, "subquery_type")) {
    case "SCALAR": {
      const inner = await oneColumn(context, query, tables, name);
      const atMostOne = isOneRow(context, query);
      if (atMostOne === undefined) {
        const hint = "aggregate it, for instance (SELECT max(x) FROM …), or add LIMIT 1";
        throw make.refused("a subquery that stands for one value may give several rows", hint);
      }
      rows.relation =
        atMostOne === "exactly"
          ? make.join(rows.relation, inner, "CROSS", {})
          : make.join(rows.relation, inner, "LEFT", {
              condition: texts.expression(equal(integerConstant(1), integerConstant(1))),
            });
      break;
    }
    case "EXISTS":
    case "NOT_EXISTS": {
      const inner = make.limit(await translated(context, query, tables), 1, 0);
      const counted = make.aggregate(inner, [], [texts.named(call("count_star", []), name)], undefined);
      rows.relation = make.join(rows.relation, counted, "CROSS", {});
      rows.hidden = [...rows.hidden, name];
      const exists = greaterThan(columnReference(name), integerConstant(0));
      return text(subquery, "subquery_type") === "EXISTS" ? exists : not(exists);
    }
    default:
      return await membershipValue(context, rows, subquery, tables);
  }
  rows.hidden = [...rows.hidden, name];
  return columnReference(name);
}

/** Whether a query gives exactly one row, at most one, or (undefined) perhaps more. */
function isOneRow(context: SqlContext, query: QueryNode): "exactly" | "at most" | undefined {
  const modifiers = objectsIn(query, "modifiers");
  const limit = modifiers.find(({ type }) => type === "LIMIT_MODIFIER");
  const groups = treesIn(query, "group_expressions").length;
  const items = treesIn(query, "select_list");
  const keyless = query["type"] === "SELECT_NODE" && groups === 0 && items.some((item) => holdsCall(context, item));
  if (keyless && limit === undefined && !isTree(query["having"])) return "exactly";
  return keyless || (limit !== undefined && (integerOf(treeIn(limit, "limit")) ?? 2) <= 1) ? "at most" : undefined;
}
