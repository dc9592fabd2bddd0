/** Makes the nodes that the planner adds to expressions; references, calls and casts are in tree.ts. */
import { JsonNumber, type Json } from "./lossless-json.js";
import { call, cast, columnReference, type Tree } from "./tree.js";

const nowhere = new JsonNumber("18446744073709551615");

function node(kind: string, type: string, members: Readonly<Record<string, Json>>): Tree {
  return { class: kind, type, alias: "", query_location: nowhere, ...members };
}

/** @param value  below 2^31 */
export function integerConstant(value: number): Tree {
  const type = { id: "INTEGER", type_info: null };
  return node("CONSTANT", "VALUE_CONSTANT", {
    value: { type, is_null: false, value: new JsonNumber(String(value)) },
  });
}

export function bigintConstant(value: number): Tree {
  return cast(integerConstant(value), { id: "BIGINT", type_info: null });
}

export function booleanConstant(value: boolean): Tree {
  return cast(integerConstant(value ? 1 : 0), { id: "BOOLEAN", type_info: null });
}

export function isNotNull(tree: Tree): Tree {
  return node("OPERATOR", "OPERATOR_IS_NOT_NULL", { children: [unnamed(tree)] });
}

/** @param conditions  at least one */
export function allOf(conditions: readonly Tree[]): Tree {
  const [first, ...others] = conditions;
  if (first !== undefined && others.length === 0) return first;
  return node("CONJUNCTION", "CONJUNCTION_AND", { children: conditions.map(unnamed) });
}

/** @param conditions  at least one */
export function anyOf(conditions: readonly Tree[]): Tree {
  const [first, ...others] = conditions;
  if (first !== undefined && others.length === 0) return first;
  return node("CONJUNCTION", "CONJUNCTION_OR", { children: conditions.map(unnamed) });
}

export function not(tree: Tree): Tree {
  return node("OPERATOR", "OPERATOR_NOT", { children: [unnamed(tree)] });
}

export function caseWhen(condition: Tree, then: Tree, otherwise: Tree): Tree {
  const check = { when_expr: unnamed(condition), then_expr: unnamed(then) };
  return node("CASE", "CASE_EXPR", { case_checks: [check], else_expr: unnamed(otherwise) });
}

/** @param values  at least one */
export function isOneOf(tree: Tree, values: readonly Tree[]): Tree {
  return node("OPERATOR", "COMPARE_IN", { children: [unnamed(tree), ...values.map(unnamed)] });
}

export function greaterThan(left: Tree, right: Tree): Tree {
  return node("COMPARISON", "COMPARE_GREATERTHAN", { left: unnamed(left), right: unnamed(right) });
}

export function equal(left: Tree, right: Tree): Tree {
  return node("COMPARISON", "COMPARE_EQUAL", { left: unnamed(left), right: unnamed(right) });
}

/** `left IS NOT DISTINCT FROM right` */
export function sameValue(left: Tree, right: Tree): Tree {
  return node("COMPARISON", "COMPARE_NOT_DISTINCT_FROM", { left: unnamed(left), right: unnamed(right) });
}

export function coalesce(...values: readonly Tree[]): Tree {
  return node("OPERATOR", "OPERATOR_COALESCE", { children: values.map(unnamed) });
}

/** `+`, `-`, `*` or `/` of all operands, from the left. */
export function arithmetic(operator: "+" | "-" | "*" | "/", first: Tree, ...others: readonly Tree[]): Tree {
  return others.reduce<Tree>(
    (left, right) => ({ ...call(operator, [unnamed(left), unnamed(right)]), is_operator: true }),
    first,
  );
}

export function structOf(fields: Readonly<Record<string, Tree>>): Tree {
  const children = Object.entries(fields).map(([alias, tree]) => ({ ...tree, alias }));
  return call("struct_pack", children);
}

/** @param parameters  names that hide columns within `body` */
export function lambda(parameters: readonly string[], body: Tree): Tree {
  const references = parameters.map((name) => columnReference(name));
  const [only] = references;
  const lhs = references.length === 1 && only !== undefined ? only : call("row", references);
  return node("LAMBDA", "LAMBDA", { lhs, expr: unnamed(body) });
}

/** An alias inside a call would name the argument. */
function unnamed(tree: Tree): Tree {
  return tree["alias"] === "" ? tree : { ...tree, alias: "" };
}
