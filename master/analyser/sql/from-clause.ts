/** FROM: views, paths (which stand among the views), derived tables, VALUES and joins as relations. */
import { basename } from "node:path/posix";
import { isGoldpanError } from "../../../common/errors/goldpan-error.js";
import type { Relation } from "../../../common/wire/types.js";
import { isArray } from "../../planner/trees/lossless-json.js";
import { columnNames, hasNode, isTree, type Tree } from "../../planner/trees/tree.js";
import { pivotRefused, showRefused, tableFunctionRefused } from "./refused-tables.js";
import { holdsSubquery } from "./subquery-rows.js";
import type { SqlContext, Tables } from "./sql-context.js";
import { renamed, tableNamed } from "./tables.js";
import { innerQuery, isPath, nodeIn, pathsOfFunction, textIn, textsIn, treeIn, type QueryNode } from "./query-nodes.js";

export interface Source {
  readonly relation: Relation;
  /** Names in lower case by which its parts are qualified. */
  readonly qualifiers: ReadonlySet<string>;
  /** Columns in lower case that a join has merged into one: with a qualifier they are others. */
  readonly merged: ReadonlySet<string>;
}

/** @throws PLAN_REFUSED for a table function, a lateral join and what else has no plan */
export async function fromClause(context: SqlContext, node: QueryNode, tables: Tables): Promise<Source> {
  const { make } = context;
  if (node["sample"] !== null && node["sample"] !== undefined) {
    throw make.refused("TABLESAMPLE has no plan", "call sample(fraction, seed) on the DataFrame");
  }
  switch (node["type"]) {
    case undefined:
    case "EMPTY":
      return { relation: make.oneRow(), qualifiers: new Set(), merged: new Set() };
    case "BASE_TABLE":
      return baseTable(context, node, tables);
    case "SUBQUERY":
      return aliased(context, await context.translate(innerQuery(nodeIn(node, "subquery")), tables), node, "");
    case "EXPRESSION_LIST":
      return aliased(context, rowsOf(context, node), node, "");
    case "TABLE_FUNCTION":
      return tableFunction(context, node, tables);
    case "JOIN":
      return join(context, node, tables);
    case "PIVOT":
      throw pivotRefused(make, textsIn(node, "unpivot_names").length > 0 ? "UNPIVOT" : "PIVOT");
    case "SHOW_REF":
      throw showRefused(make);
    default:
      throw make.refused(`${textIn(node, "type")} has no plan in FROM`, "name views, paths and subqueries there");
  }
}

async function aliased(context: SqlContext, relation: Relation, node: QueryNode, name: string): Promise<Source> {
  const alias = textIn(node, "alias") || name;
  const columns = await renamed(context, relation, node, "column_name_alias");
  return {
    relation: context.make.alias(columns, alias),
    qualifiers: new Set(alias === "" ? [] : [alias.toLowerCase()]),
    merged: new Set(),
  };
}

async function baseTable(context: SqlContext, node: QueryNode, tables: Tables): Promise<Source> {
  const name = textIn(node, "table_name");
  const schema = textIn(node, "schema_name") || textIn(node, "catalog_name");
  if (schema !== "") {
    throw context.make.refused(`${schema}.${name} names a schema`, `write ${name}: views have none`);
  }
  const alias = isPath(name) ? basename(name).replace(/\.[^.]*$/, "") : name;
  return aliased(context, tableNamed(context, name, tables), node, alias);
}

async function tableFunction(context: SqlContext, node: QueryNode, tables: Tables): Promise<Source> {
  const paths = pathsOfFunction(node);
  const name = textIn(treeIn(node, "function") ?? {}, "function_name");
  if (paths === undefined) throw tableFunctionRefused(context.make, name);
  const [first, ...others] = paths.map((path) => tableNamed(context, path, tables));
  if (first === undefined) throw context.make.refused(`${name} without a path`, "name at least one");
  return aliased(context, others.length === 0 ? first : context.make.union([first, ...others], true), node, "");
}

/** `VALUES (1, 'a'), (2, 'b')`: a row is a projection of the one row. */
function rowsOf({ make, texts }: SqlContext, node: QueryNode): Relation {
  const lists = node["values"];
  const rows = (isArray(lists) ? lists : []).map((row) => (isArray(row) ? row.filter(isTree) : []));
  const relations = rows.map((row) =>
    make.project(
      make.oneRow(),
      row.map((tree, index) => texts.named(tree, `col${index}`)),
    ),
  );
  const [only] = relations;
  return relations.length === 1 && only !== undefined ? only : make.union(relations, false);
}

const joinKinds = {
  INNER: "INNER",
  LEFT: "LEFT",
  RIGHT: "RIGHT",
  OUTER: "FULL",
  FULL: "FULL",
  SEMI: "LEFT_SEMI",
  ANTI: "LEFT_ANTI",
} as const;

async function join(context: SqlContext, node: QueryNode, tables: Tables): Promise<Source> {
  const { make, texts } = context;
  const left = await fromClause(context, nodeIn(node, "left") ?? {}, tables);
  const right = await besideOf(context, left, nodeIn(node, "right") ?? {}, tables);
  const type = textIn(node, "join_type");
  const kind = Object.hasOwn(joinKinds, type) ? joinKinds[type as keyof typeof joinKinds] : undefined;
  const reference = textIn(node, "ref_type");
  const qualifiers = new Set([...left.qualifiers, ...right.qualifiers]);
  const made = (relation: Relation, using: readonly string[] = []): Source => ({
    relation,
    qualifiers,
    merged: new Set([...left.merged, ...right.merged, ...using.map((name) => name.toLowerCase())]),
  });
  if (kind === undefined || !["REGULAR", "CROSS", "NATURAL"].includes(reference)) {
    const name = reference === "REGULAR" ? type : reference;
    throw make.refused(
      `a join of kind ${name} has no plan`,
      "write INNER, LEFT, RIGHT, FULL, SEMI, ANTI or CROSS JOIN",
    );
  }
  if (reference === "CROSS") return made(make.join(left.relation, right.relation, "CROSS", {}));
  if (reference === "NATURAL") {
    const using = await commonColumns(context, left.relation, right.relation);
    return made(make.join(left.relation, right.relation, kind, { using }), using);
  }
  const using = textsIn(node, "using_columns");
  if (using.length > 0) return made(make.join(left.relation, right.relation, kind, { using }), using);
  const condition: Tree | undefined = treeIn(node, "condition");
  if (condition === undefined) throw make.refused("a join without a condition", "write CROSS JOIN where that is meant");
  if (holdsSubquery(condition)) {
    throw make.refused("a subquery in a join's condition has no plan", "join with the subquery in FROM, or use WHERE");
  }
  return made(make.join(left.relation, right.relation, kind, { condition: texts.expression(condition) }));
}

/** The right side, which may not name tables of the left one. */
async function besideOf(context: SqlContext, left: Source, node: QueryNode, tables: Tables): Promise<Source> {
  const isOfLeft = (tree: Tree): boolean => {
    const path = columnNames(tree) ?? [];
    return path.length > 1 && left.qualifiers.has(path[0]?.toLowerCase() ?? "");
  };
  if (node["type"] !== "SUBQUERY" || !hasNode(node, isOfLeft)) return fromClause(context, node, tables);
  try {
    const right = await fromClause(context, node, tables);
    await context.columnsOf(right.relation);
    return right;
  } catch (error) {
    if (!isGoldpanError(error, "COLUMN_NOT_FOUND")) throw error;
    throw context.make.refused(
      `a lateral join has no plan: a derived table names a column of the table beside it (${error.message})`,
      "select the columns that it shares with that table, and say in ON how they meet",
    );
  }
}

async function commonColumns(context: SqlContext, left: Relation, right: Relation): Promise<string[]> {
  const others = new Set((await context.columnsOf(right)).map((name) => name.toLowerCase()));
  const common = (await context.columnsOf(left)).filter((name) => others.has(name.toLowerCase()));
  if (common.length > 0) return common;
  throw context.make.refused(
    "a NATURAL JOIN of tables without a common column",
    "write CROSS JOIN where that is meant",
  );
}
