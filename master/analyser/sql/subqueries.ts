/**
 * Subqueries that stand alone, as joins: `x IN (SELECT …)` keeps the rows that have a partner, a subquery of one value is a column of
 * that value, EXISTS asks for a count. One that names columns of the query around it is refused.
 */
import { GoldpanError } from "../../../common/errors/goldpan-error.js";
import type { Relation } from "../../../common/wire/types.js";
import { allOf, anyOf, equal, greaterThan, integerConstant, isNotNull, not } from "../../planner/trees/make-tree.js";
import {
  call,
  columnReference,
  hasNode,
  inPlaceOf,
  isTree,
  mapChildren,
  text,
  type Tree,
} from "../../planner/trees/tree.js";
import { holdsCall } from "./aggregate-calls.js";
import { integerOf, innerQuery, nodeIn, objectsIn, treeIn, treesIn, type QueryNode } from "./query-nodes.js";
import type { SqlContext, Tables } from "./sql-context.js";
import { hiddenPrefix } from "./wire-relations.js";

/** Rows on the way through conditions; grows by joins. */
export interface Filters {
  relation: Relation;
  /** Helper columns that they have got. */
  hidden: readonly string[];
}

export function holdsSubquery(tree: Tree): boolean {
  return hasNode(tree, (node) => node["class"] === "SUBQUERY");
}

/**
 * @param where  `scalar`: IN and EXISTS may not remove rows here, and are refused
 * @returns the condition that is left; undefined when joins say all of it
 */
export async function replaceSubqueries(
  context: SqlContext,
  rows: Filters,
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
export async function withValues(context: SqlContext, rows: Filters, tree: Tree, tables: Tables): Promise<Tree> {
  return (await replaceSubqueries(context, rows, tree, tables, "scalar")) ?? tree;
}

/** The same for each of these, one after the other: a join for one is below those for the next. */
export async function eachWithValues<Part extends { readonly tree: Tree }>(
  context: SqlContext,
  rows: Filters,
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

interface Membership {
  readonly subquery: Tree;
  readonly negated: boolean;
}

/** `x IN (SELECT …)` or `x NOT IN (SELECT …)`. */
function membershipOf(tree: Tree): Membership | undefined {
  const [inner] = tree["type"] === "OPERATOR_NOT" ? treesIn(tree, "children") : [];
  const subquery = inner ?? tree;
  const isMembership = subquery["subquery_type"] === "ANY" && subquery["comparison_type"] === "COMPARE_EQUAL";
  return isMembership ? { subquery, negated: inner !== undefined } : undefined;
}

async function joinMembers(
  context: SqlContext,
  rows: Filters,
  { subquery, negated }: Membership,
  tables: Tables,
  left: Tree[],
): Promise<void> {
  const { make, texts } = context;
  const wanted = treeIn(subquery, "child");
  if (wanted === undefined || holdsSubquery(wanted)) throw make.refused("this IN has no plan", "join instead");
  const name = `${hiddenPrefix}in_${context.next()}`;
  if (text(wanted, "function_name").toLowerCase() === "row") {
    if (!negated) return joinRows(context, rows, { subquery, parts: treesIn(wanted, "children"), name }, tables);
    const hint = "write an anti join: FROM a ANTI JOIN (SELECT …) b ON a.x = b.x AND a.y = b.y";
    throw make.refused("(a, b) NOT IN (SELECT …) has no plan", hint);
  }
  const inner = await oneColumn(context, innerQuery(nodeIn(subquery, "subquery")), tables, name);
  const condition = texts.expression(equal(wanted, columnReference(name)));
  if (!negated) {
    rows.relation = make.join(rows.relation, inner, "LEFT_SEMI", { condition });
    return;
  }
  // Nothing is outside of a set with a NULL in it, and NULL is outside of no set but the empty one.
  const all = `${name}_all`;
  const known = `${name}_known`;
  const counts = make.aggregate(
    inner,
    [],
    [texts.named(call("count_star", []), all), texts.named(call("count", [columnReference(name)]), known)],
    undefined,
  );
  rows.relation = make.join(make.join(rows.relation, inner, "LEFT_ANTI", { condition }), counts, "CROSS", {});
  rows.hidden = [...rows.hidden, all, known];
  const isEmpty = equal(columnReference(all), integerConstant(0));
  const withoutNulls = equal(columnReference(all), columnReference(known));
  const isKnown = isNotNull(wanted);
  left.push(anyOf([isEmpty, allOf([withoutNulls, isKnown])]));
}

/** `(a, b) IN (SELECT c, d …)`: a pair of which a part is NULL is in no set. */
async function joinRows(
  context: SqlContext,
  rows: Filters,
  wanted: { readonly subquery: Tree; readonly parts: readonly Tree[]; readonly name: string },
  tables: Tables,
): Promise<void> {
  const { make, texts } = context;
  const { subquery, parts, name } = wanted;
  const relation = await translated(context, innerQuery(nodeIn(subquery, "subquery")), tables);
  const columns = await context.columnsOf(relation);
  if (columns.length !== parts.length) {
    const what = `${parts.length} values are looked for in a subquery of ${columns.length} columns`;
    throw make.refused(what, "select as many columns as stand before IN");
  }
  const own = columns.map((column, index) => texts.named(columnReference(column), `${name}_${index}`));
  const pairs = parts.map((part, index) => equal(part, columnReference(`${name}_${index}`)));
  const condition = texts.expression(allOf(pairs));
  rows.relation = make.join(rows.relation, make.project(relation, own), "LEFT_SEMI", { condition });
}

/** Subqueries of one value inside an expression, each as a column that is joined to all rows. */
async function replaceValues(context: SqlContext, rows: Filters, tree: Tree, tables: Tables): Promise<Tree> {
  if (tree["class"] === "SUBQUERY") return inPlaceOf(tree, await valueOf(context, rows, tree, tables));
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

async function valueOf(context: SqlContext, rows: Filters, subquery: Tree, tables: Tables): Promise<Tree> {
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
      if (membershipOf(subquery) === undefined) {
        const hint = "use IN, or compare with max or min";
        throw make.refused("a comparison with ANY or ALL of a subquery has no plan", hint);
      }
      throw make.refused(
        "IN (SELECT …) has a plan only as a condition of WHERE, by itself or between ANDs",
        "write each side of an OR as a query of its own and UNION them; for a value, LEFT JOIN the distinct values and test for NULL",
      );
  }
  rows.hidden = [...rows.hidden, name];
  return columnReference(name);
}

/** A subquery's only column under a name of ours. */
async function oneColumn(context: SqlContext, query: QueryNode, tables: Tables, name: string): Promise<Relation> {
  const relation = await translated(context, query, tables);
  const columns = await context.columnsOf(relation);
  const [column] = columns;
  if (columns.length !== 1 || column === undefined) {
    throw context.make.refused(
      `a subquery of ${columns.length} columns stands for one value`,
      "select one column in it",
    );
  }
  return context.make.project(relation, [context.texts.named(columnReference(column), name)]);
}

async function translated(context: SqlContext, query: QueryNode, tables: Tables): Promise<Relation> {
  try {
    const relation = await context.translate(query, tables);
    await context.columnsOf(relation);
    return relation;
  } catch (error) {
    if (!(error instanceof GoldpanError) || error.code !== "COLUMN_NOT_FOUND") throw error;
    throw context.make.refused(
      `a subquery names a column that its own FROM lacks, and correlated subqueries have no plan yet (${error.message})`,
      "write it as a join: aggregate the inner table by the columns that both share, and join on them",
    );
  }
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
