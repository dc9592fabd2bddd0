/** Trees that a translation adds, in the shape in which DuckDB's parser would give them. */
import { JsonNumber } from "../../planner/trees/lossless-json.js";
import { columnReference, inPlaceOf, nullConstant, plainColumn, rewrite, type Tree } from "../../planner/trees/tree.js";
import { hiddenPrefix } from "./wire-relations.js";

const nowhere = nullConstant()["query_location"] ?? null;

export function integerTree(value: number): Tree {
  return {
    class: "CONSTANT",
    type: "VALUE_CONSTANT",
    alias: "",
    query_location: nowhere,
    value: { type: { id: "INTEGER", type_info: null }, is_null: false, value: new JsonNumber(String(value)) },
  };
}

/** Always TRUE. */
export function alwaysTrue(): Tree {
  return comparison("COMPARE_EQUAL", integerTree(1), integerTree(1));
}

export function comparison(type: "COMPARE_EQUAL" | "COMPARE_GREATERTHAN", left: Tree, right: Tree): Tree {
  return { class: "COMPARISON", type, alias: "", query_location: nowhere, left, right };
}

export function conjunction(type: "CONJUNCTION_AND" | "CONJUNCTION_OR", children: readonly Tree[]): Tree {
  return { class: "CONJUNCTION", type, alias: "", query_location: nowhere, children };
}

export function operator(type: "OPERATOR_NOT" | "OPERATOR_IS_NOT_NULL", child: Tree): Tree {
  return { class: "OPERATOR", type, alias: "", query_location: nowhere, children: [child] };
}

/** Changes an expression but for its subqueries, whose names are their own. */
export function besideSubqueries(tree: Tree, change: (open: Tree) => Tree): Tree {
  const held: Tree[] = [];
  const open = rewrite(tree, (node) => {
    if (node["class"] !== "SUBQUERY") return undefined;
    return columnReference(`${heldPrefix}${held.push(node) - 1}`);
  });
  const changed = change(open);
  if (held.length === 0) return changed;
  return rewrite(changed, (node) => {
    const name = plainColumn(node);
    const subquery = name?.startsWith(heldPrefix) ? held[Number(name.slice(heldPrefix.length))] : undefined;
    return subquery === undefined ? undefined : inPlaceOf(node, subquery);
  });
}

const heldPrefix = `${hiddenPrefix}held_`;
