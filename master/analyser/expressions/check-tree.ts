/** What may stand in an expression, by where it stands: DuckDB's binder would let more pass than a plan can mean. */
import { isObject } from "../../planner/trees/lossless-json.js";
import { text, trees, walk, type Tree } from "../../planner/trees/tree.js";
import { carriesCollation } from "./collations.js";
import type { FunctionCatalog } from "./function-catalog.js";
import { withLack } from "./lacks.js";
import { functionName } from "./plain-trees.js";
import { scriptError, type Place } from "./refusals.js";

/** `select`: one value per row, windows included. `order`: one to sort by. `row`: of this row alone. */
export type Context = "select" | "order" | "row" | "predicate" | "aggregate";

/** Names of the plan's own functions, in lower case. */
export interface ScriptFunctions {
  readonly scalars: ReadonlySet<string>;
  readonly aggregates: ReadonlySet<string>;
}

export interface TreeCheck {
  readonly place: Place;
  readonly context: Context;
  readonly functions: FunctionCatalog;
  readonly scriptFunctions: ScriptFunctions;
}

/** @throws EXPRESSION_REFUSED */
export function checkTree(tree: Tree, check: TreeCheck): void {
  walk(tree, (node) => checkNode(node, check));
}

type Refuse = (what: string, hint?: string) => never;

function checkNode(node: Tree, check: TreeCheck): void {
  const refuse: Refuse = (what, hint) => {
    throw scriptError("EXPRESSION_REFUSED", check.place, what, hint === undefined ? {} : { hint });
  };
  switch (node["class"]) {
    case "SUBQUERY":
      return refuse("subqueries are not supported", "compute the inner result first, and use its value");
    case "PARAMETER":
      return refuse("there is nothing to put in place of a parameter", "write the value with sql`… ${value}`");
    case "POSITIONAL_REFERENCE":
      return refuse("columns are named, not numbered", "write the column's name in place of its number");
    case "STAR":
      return refuse("a star stands alone, not inside of an expression", "name the columns");
    case "WINDOW":
      checkWindow(node, check, refuse);
      return;
    case "FUNCTION":
      checkCall(node, check, refuse);
      return;
    default:
      return;
  }
}

function checkWindow(node: Tree, { context, functions, scriptFunctions }: TreeCheck, refuse: Refuse): void {
  const name = functionName(node);
  if (context === "aggregate") {
    refuse(
      "a window function cannot stand beside aggregates",
      "aggregate first, and add it to the result with withColumn",
    );
  }
  if (context !== "select" && context !== "order") {
    refuse(
      "window functions stand in select, withColumn and orderBy",
      "add it with withColumn first, and use that column",
    );
  }
  if (scriptFunctions.aggregates.has(name) || scriptFunctions.scalars.has(name)) {
    refuse(
      `${name} is a function of the script, and has no window`,
      "group by the keys with agg(…), and join the result",
    );
  }
  if (functions.refused.has(name)) refuse(`${name} is not supported here`);
}

/** Aggregates by the engine's catalog, which no group has. */
const windowsAlone: ReadonlySet<string> = new Set(
  "cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank rank_dense row_number".split(
    " ",
  ),
);

function checkCall(node: Tree, check: TreeCheck, refuse: Refuse): void {
  const { context, functions, scriptFunctions } = check;
  const name = functionName(node);
  if (name === "unnest" || name === "unlist") {
    refuse(`${name} makes rows of one row`, "use explode(…) in select, alone or under a name");
  }
  if (functions.refused.has(name)) refuse(`${name} is not supported here`);
  if (!["", "main", "system"].includes(text(node, "schema").toLowerCase())) {
    refuse(`${text(node, "schema")}.${name} names a schema`, `write ${name}(…)`);
  }
  const isScalar = scriptFunctions.scalars.has(name);
  const isScriptAggregate = scriptFunctions.aggregates.has(name);
  if ((functions.aggregates.has(name) || isScriptAggregate) && !isScalar && context !== "aggregate") {
    const error = scriptError("EXPRESSION_REFUSED", check.place, `${name} is an aggregate: there is one row here`, {
      hint: windowsAlone.has(name)
        ? `write ${name}(…).over(Window.partitionBy(…).orderBy(…)), or ${name}(…) OVER (…) in SQL text`
        : `use agg(…) for ${name} of a group, over(Window.partitionBy(…)) for each row`,
    });
    throw withLack(error, { kind: "aggregate", sql: check.place.sql });
  }
  if (functions.aggregates.has(name) && trees(node, "children").some(carriesCollation)) {
    refuse(
      `${name} of a text with a collation: parts of it would be merged without it`,
      "write lower(…) or strip_accents(…) in place of COLLATE",
    );
  }
  if (functions.volatiles.has(name) && context === "predicate") {
    refuse(`${name} gives another value each time; an expectation must be deterministic`);
  }
  if (isScalar && node["distinct"] === true) refuse(`${name} is called for every row`);
  if (isScriptAggregate && (node["distinct"] === true || isObject(node["filter"] ?? undefined) || isOrdered(node))) {
    refuse(
      `${name} is a function of the script: it takes no DISTINCT, FILTER or ORDER BY`,
      "filter or dropDuplicates first; give it CASE WHEN … END to leave values out",
    );
  }
}

function isOrdered(node: Tree): boolean {
  const modifier = node["order_bys"];
  const orders = isObject(modifier) ? modifier["orders"] : undefined;
  return Array.isArray(orders) && orders.length > 0;
}
