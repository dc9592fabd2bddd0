/** One expression from text: parsed by DuckDB as `SELECT <text>`, accepted only if nothing but one select item came of it. */
import { isArray, isObject, parseJson, type JsonObject } from "../../planner/trees/lossless-json.js";
import { isTree, text, type Tree } from "../../planner/trees/tree.js";
import type { Engine } from "../engine.js";

export type Parsed =
  /** `alias` is empty unless the text gives one. */
  | { readonly kind: "expression"; readonly tree: Tree; readonly alias: string }
  | { readonly kind: "syntax"; readonly message: string }
  | { readonly kind: "refused"; readonly message: string };

export async function parseSelect(engine: Engine, sql: string): Promise<Parsed> {
  // A line break, so that a comment at the end ends with it.
  const [[json] = []] = await engine.rows(
    "SELECT CAST(json_serialize_sql('SELECT ' || $1::VARCHAR || chr(10)) AS VARCHAR)",
    [sql],
  );
  const answer = parseJson(json ?? "null");
  if (!isObject(answer)) return { kind: "syntax", message: "cannot be parsed" };
  if (answer["error"] === true) {
    if (answer["error_type"] !== "parser")
      return { kind: "refused", message: "one expression is wanted, not a statement" };
    const message = typeof answer["error_message"] === "string" ? answer["error_message"] : "cannot be parsed";
    return { kind: "syntax", message };
  }
  const statements = answer["statements"];
  const [statement] = isArray(statements) ? statements : [];
  if (!isArray(statements) || statements.length !== 1 || !isObject(statement)) {
    return { kind: "refused", message: "one expression is wanted, not several statements" };
  }
  return selectItem(statement["node"]);
}

function selectItem(node: unknown): Parsed {
  const select = node as JsonObject;
  const items = select["select_list"];
  if (select["type"] !== "SELECT_NODE" || !isArray(items)) return { kind: "refused", message: "no expression" };
  const clause = clauseBesides(select);
  if (clause !== undefined) return { kind: "refused", message: `an expression is wanted, and this has ${clause}` };
  const [item] = items;
  if (items.length !== 1 || !isTree(item)) {
    return { kind: "refused", message: "one expression is wanted, not a list of them" };
  }
  const tree: Tree = { ...item, alias: "" };
  return { kind: "expression", tree, alias: text(item, "alias") };
}

/** The first clause that makes a SELECT more than its items. */
function clauseBesides(select: JsonObject): string | undefined {
  const isEmptyList = (member: string): boolean => {
    const value = select[member];
    return isArray(value) && value.length === 0;
  };
  const from = select["from_table"];
  const ctes = select["cte_map"];
  if (!isObject(from) || from["type"] !== "EMPTY") return "a FROM clause";
  if (!isObject(ctes) || !isArray(ctes["map"]) || ctes["map"].length > 0) return "a WITH clause";
  if (!isEmptyList("modifiers")) return "a DISTINCT, ORDER BY or LIMIT clause";
  if (select["where_clause"] !== null) return "a WHERE clause";
  if (!isEmptyList("group_expressions") || !isEmptyList("group_sets")) return "a GROUP BY clause";
  if (select["aggregate_handling"] !== "STANDARD_HANDLING") return "a GROUP BY clause";
  if (select["having"] !== null) return "a HAVING clause";
  if (select["qualify"] !== null) return "a QUALIFY clause";
  if (select["sample"] !== null) return "a SAMPLE clause";
  return undefined;
}
