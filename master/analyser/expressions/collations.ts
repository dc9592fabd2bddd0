/**
 * COLLATE changes how a text compares and stays with its type, which pieces and Parquet do not keep. What is sorted by it is sorted by
 * the text that DuckDB compares in its place; where a value would have to carry it along, it is refused.
 */
import { call, hasNode, isTree, mapChildren, rewrite, text, trees, type Tree } from "../../planner/trees/tree.js";
import { isArray, isObject, type Json } from "../../planner/trees/lossless-json.js";
import { scriptError, type Place } from "./refusals.js";

/** Collations that are functions of their own; others than these and the plain ones are ICU's. */
const functions = new Map([
  ["nocase", "lower"],
  ["noaccent", "strip_accents"],
  ["nfc", "nfc_normalize"],
]);
const plain = new Set(["binary", "c", "posix"]);
/** Operators that give one of their operands, or a part of it. */
const handedOn = new Set([
  "OPERATOR_COALESCE",
  "OPERATOR_TRY",
  "ARRAY_CONSTRUCTOR",
  "ARRAY_EXTRACT",
  "ARRAY_SLICE",
  "STRUCT_EXTRACT",
]);

/** What is sorted by a collation, sorted by values that need none. @param isKey  whether the whole is what rows are sorted by */
export function withoutSortedCollations(tree: Tree, isKey: boolean): Tree {
  if (!hasNode(tree, (node) => node["class"] === "COLLATE")) return tree;
  return withSortedCollations(isKey ? sortedByCollation(tree) : tree);
}

/** A key to sort by: `name COLLATE NOCASE` becomes `lower(name)`. */
function sortedByCollation(key: Tree): Tree {
  const child = key["child"];
  if (key["class"] !== "COLLATE" || !isTree(child) || carriesCollation(child)) return key;
  const parts = text(key, "collation").toLowerCase().split(".");
  const known = (part: string) => functions.has(part);
  // As DuckDB does: of its own functions the last one first, a language after them.
  const ordered = [...parts.filter(known).reverse(), ...parts.filter((part) => !known(part) && !plain.has(part))];
  return ordered.reduce((value, part) => call(functions.get(part) ?? `icu_collate_${part}`, [value]), child);
}

/** The orders inside of aggregates as above. */
function withSortedCollations(tree: Tree): Tree {
  return rewrite(tree, (node) => {
    const modifier = node["order_bys"];
    if (node["class"] !== "FUNCTION" || !isObject(modifier) || !isArray(modifier["orders"])) return undefined;
    const orders = modifier["orders"].map((order): Json => {
      const key = isObject(order) ? order["expression"] : undefined;
      return isObject(order) && isTree(key) ? { ...order, expression: sortedByCollation(key) } : order;
    });
    const inner = mapChildren({ ...node, order_bys: null }, withSortedCollations);
    return { ...inner, order_bys: { ...modifier, orders } };
  });
}

/** Whether the value compares by a collation; more than DuckDB knows, never less. */
export function carriesCollation(tree: Tree): boolean {
  switch (tree["class"]) {
    case "COLLATE":
      return true;
    case "COMPARISON":
    case "CONJUNCTION":
    case "BETWEEN":
      return false;
    case "OPERATOR":
      return handedOn.has(text(tree, "type")) && trees(tree, "children").some(carriesCollation);
    case "CASE": {
      const checks = tree["case_checks"];
      const values = (isArray(checks) ? checks : []).map((check) => (isObject(check) ? check["then_expr"] : null));
      return [...values, tree["else_expr"]].some((value) => isTree(value) && carriesCollation(value));
    }
    default: {
      const child = tree["child"];
      return [...trees(tree, "children"), ...(isTree(child) ? [child] : [])].some(carriesCollation);
    }
  }
}

/** @throws EXPRESSION_REFUSED where a column would have to keep a collation */
export function assertNoCollation(tree: Tree, type: string, place: Place): void {
  if (!type.includes("VARCHAR") || !carriesCollation(tree)) return;
  throw scriptError("EXPRESSION_REFUSED", place, "a column keeps no collation on its way between tasks", {
    hint: "write COLLATE where texts are compared or sorted; to group by it, write lower(…) or strip_accents(…)",
  });
}
