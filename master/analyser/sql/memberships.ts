/** `x IN (SELECT …)` as joins: a condition between ANDs keeps the rows that have a partner, anywhere else each row learns whether it has one. */
import type { Relation } from "../../../common/wire/types.js";
import {
  allOf,
  anyOf,
  booleanConstant,
  caseWhen,
  equal,
  greaterThan,
  integerConstant,
  isNotNull,
  not,
} from "../../planner/trees/make-tree.js";
import { parseType, typeTree } from "../../planner/types.js";
import { call, cast, columnReference, hasNode, nullConstant, text, type Tree } from "../../planner/trees/tree.js";
import { innerQuery, nodeIn, treeIn, treesIn } from "./query-nodes.js";
import type { SqlContext, Tables } from "./sql-context.js";
import { withoutTwins } from "./select-twins.js";
import { holdsSubquery, oneColumn, translated, type OuterRows } from "./subquery-rows.js";
import { hiddenPrefix } from "./wire-relations.js";

export interface Membership {
  readonly subquery: Tree;
  readonly negated: boolean;
}

/** `x IN (SELECT …)` or `x NOT IN (SELECT …)`. */
export function membershipOf(tree: Tree): Membership | undefined {
  const [inner] = tree["type"] === "OPERATOR_NOT" ? treesIn(tree, "children") : [];
  const subquery = inner ?? tree;
  const isMembership = subquery["subquery_type"] === "ANY" && subquery["comparison_type"] === "COMPARE_EQUAL";
  return isMembership ? { subquery, negated: inner !== undefined } : undefined;
}

function wantedOf({ make }: SqlContext, subquery: Tree): Tree {
  const wanted = treeIn(subquery, "child");
  if (wanted === undefined || holdsSubquery(wanted)) throw make.refused("this IN has no plan", "join instead");
  if (hasNode(wanted, (node) => node["class"] === "WINDOW")) {
    throw make.refused(
      "a window before IN (SELECT …) has no plan",
      "select the window in a subquery of FROM, and look for it outside",
    );
  }
  return wanted;
}

/** `(a, b)`. */
function isRow(wanted: Tree): boolean {
  return text(wanted, "function_name").toLowerCase() === "row";
}

/** @param left  gets the conditions that the joins do not say */
export async function joinMembers(
  context: SqlContext,
  rows: OuterRows,
  { subquery, negated }: Membership,
  tables: Tables,
  left: Tree[],
): Promise<void> {
  const { make, texts } = context;
  const wanted = wantedOf(context, subquery);
  const name = `${hiddenPrefix}in_${context.next()}`;
  if (isRow(wanted)) {
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
  rows.relation = make.join(rows.relation, inner, "LEFT_ANTI", { condition });
  const { all, known } = joinCounts(context, rows, inner, name);
  left.push(anyOf([equal(all, integerConstant(0)), allOf([equal(all, known), isNotNull(wanted)])]));
}

/** Joins how many values a subquery gave, and how many of them are not NULL, to all rows. */
function joinCounts(
  { make, texts }: SqlContext,
  rows: OuterRows,
  inner: Relation,
  name: string,
): { all: Tree; known: Tree } {
  const [all, known] = [`${name}_all`, `${name}_known`];
  const counts = [texts.named(call("count_star", []), all), texts.named(call("count", [columnReference(name)]), known)];
  rows.relation = make.join(rows.relation, make.aggregate(inner, [], counts, undefined), "CROSS", {});
  rows.hidden = [...rows.hidden, all, known];
  return { all: columnReference(all), known: columnReference(known) };
}

/** `(a, b) IN (SELECT c, d …)`: a pair of which a part is NULL is in no set. */
async function joinRows(
  context: SqlContext,
  rows: OuterRows,
  wanted: { readonly subquery: Tree; readonly parts: readonly Tree[]; readonly name: string },
  tables: Tables,
): Promise<void> {
  const { make, texts } = context;
  const { subquery, parts, name } = wanted;
  const query = withoutTwins(innerQuery(nodeIn(subquery, "subquery")), name);
  const relation = await translated(context, query, tables);
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

/** `x IN (SELECT …)` wherever it may be true, false or NULL: the rows are joined with the distinct values. */
export async function membershipValue(
  context: SqlContext,
  rows: OuterRows,
  subquery: Tree,
  tables: Tables,
): Promise<Tree> {
  const { make, texts } = context;
  if (membershipOf(subquery) === undefined) {
    throw make.refused("a comparison with ANY or ALL of a subquery has no plan", "use IN, or compare with max or min");
  }
  const name = `${hiddenPrefix}in_${context.next()}`;
  const wanted = wantedOf(context, subquery);
  if (isRow(wanted)) {
    const hint =
      "write it as a condition of WHERE, by itself or between ANDs; or LEFT JOIN the distinct rows and test for NULL";
    throw make.refused("(a, b) IN (SELECT …) is a condition, and no value", hint);
  }
  const set = await oneColumn(context, innerQuery(nodeIn(subquery, "subquery")), tables, name);
  const inner = await comparable(context, rows, { wanted, inner: set, name });
  const condition = texts.expression(equal(wanted, columnReference(name)));
  rows.relation = make.join(rows.relation, make.deduplicate(inner, [name], []), "LEFT", { condition });
  const found = isNotNull(columnReference(name));
  const { all, known } = joinCounts(context, rows, inner, name);
  rows.hidden = [...rows.hidden, name];
  // Of what is not found nobody knows where it is NULL, or a value is; but the empty set has nothing.
  const unknown = allOf([greaterThan(all, integerConstant(0)), not(allOf([equal(all, known), isNotNull(wanted)]))]);
  return anyOf([found, caseWhen(unknown, nullConstant(), booleanConstant(false))]);
}

/** Types of which different values are different in the type that they are compared in. */
const exactNumber = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL.*)$/;
const exactTypes = [exactNumber, /^(FLOAT|DOUBLE)$/, /^(DATE|TIMESTAMP)$/];
/** Types that the values of others are compared in. */
const commonTypes = [
  { common: "DOUBLE", others: exactNumber },
  { common: "TIMESTAMP WITH TIME ZONE", others: /^(DATE|TIMESTAMP)$/ },
] as const;

/**
 * The values of a set, so that those that differ do so in the comparison with what is looked for: else its row would be there twice.
 * @throws PLAN_REFUSED where that is not sure
 */
async function comparable(
  { make, texts, typesOf }: SqlContext,
  rows: OuterRows,
  { wanted, inner, name }: { readonly wanted: Tree; readonly inner: Relation; readonly name: string },
): Promise<Relation> {
  if (hasNode(wanted, (node) => node["type"] === "COLLATE")) {
    throw make.refused("x COLLATE … IN (SELECT …) is a condition, and no value", "compare lower(x) with lower(y)");
  }
  const looked = make.project(rows.relation, [texts.named(wanted, `${hiddenPrefix}wanted`)]);
  const [[type = ""], [ofSet = ""]] = [await typesOf(looked), await typesOf(inner)];
  const areExact = type === ofSet || exactTypes.some((types) => types.test(type) && types.test(ofSet));
  const common = commonTypes.find(({ common, others }) =>
    [type, ofSet].every((side) => side === common || others.test(side)),
  )?.common;
  if (areExact || type === '"NULL"' || common === ofSet) return inner;
  if (common !== undefined)
    return make.project(inner, [texts.named(cast(columnReference(name), typeTree(parseType(common))), name)]);
  const what = `IN (SELECT …) compares ${type} with ${ofSet}, in which values that differ may be equal`;
  throw make.refused(what, `select CAST(… AS ${type}) in the subquery`);
}
