/**
 * Expressions as DuckDB's own JSON trees: reading, rewriting and making them. A node is an object with a `class`; nodes nest in
 * any member. Trees are immutable; rewriting shares what it does not change.
 */
import { InvariantError } from "../../../common/errors/goldpan-error.js";
import { formatJson, isArray, isObject, JsonNumber, parseJson, type Json, type JsonObject } from "./lossless-json.js";

export type Tree = JsonObject;

/** DuckDB's mark for "nowhere in the text". */
const nowhere = new JsonNumber("18446744073709551615");

/** Most trees are passed on as they came: their text is kept. */
const texts = new WeakMap<Tree, string>();

export function parseTree(json: string): Tree {
  const tree = parseJson(json);
  if (!isTree(tree)) throw new InvariantError(`not an expression tree: ${json.slice(0, 200)}`);
  texts.set(tree, json);
  return tree;
}

export function formatTree(tree: Tree): string {
  return texts.get(tree) ?? formatJson(tree);
}

export function isTree(value: Json | undefined): value is Tree {
  return isObject(value) && typeof value["class"] === "string";
}

export function text(tree: Tree, member: string): string {
  const value = tree[member];
  return typeof value === "string" ? value : "";
}

/** Child expressions of a list member, e.g. `children`. */
export function trees(tree: Tree, member: string): readonly Tree[] {
  const value = tree[member];
  return isArray(value) ? value.filter(isTree) : [];
}

/** The node's nearest descendants that are nodes themselves, in textual order. */
export function childrenOf(tree: Tree): Tree[] {
  const found: Tree[] = [];
  const collect = (value: Json): void => {
    if (isTree(value)) found.push(value);
    else if (isArray(value)) value.forEach(collect);
    else if (isObject(value)) Object.values(value).forEach(collect);
  };
  Object.values(tree).forEach(collect);
  return found;
}

/** Replaces each nearest descendant node by what `replace` makes of it. */
export function mapChildren(tree: Tree, replace: (child: Tree) => Tree): Tree {
  const map = (value: Json): Json => {
    if (isTree(value)) return replace(value);
    if (isArray(value)) return value.map(map);
    if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, map(member)]));
    return value;
  };
  return Object.fromEntries(Object.entries(tree).map(([key, member]) => [key, map(member)]));
}

/** Visits every node, parents first. */
export function walk(tree: Tree, visit: (node: Tree) => void): void {
  visit(tree);
  for (const child of childrenOf(tree)) walk(child, visit);
}

/** Whether a node of the tree, itself included, is what is looked for. */
export function hasNode(tree: Tree, isWanted: (node: Tree) => boolean): boolean {
  return isWanted(tree) || childrenOf(tree).some((child) => hasNode(child, isWanted));
}

/** Rewrites from the top: where `replace` answers a tree, it stands; where it answers undefined, the children are rewritten. */
export function rewrite(tree: Tree, replace: (node: Tree) => Tree | undefined): Tree {
  return replace(tree) ?? mapChildren(tree, (child) => rewrite(child, replace));
}

/**
 * What stands where `node` stood. Inside a call an alias is the argument's name (`{'lat': lon}`), so it belongs to the place and not
 * to what is put there.
 */
export function inPlaceOf(node: Tree, replacement: Tree): Tree {
  const alias = text(node, "alias");
  return text(replacement, "alias") === alias ? replacement : { ...replacement, alias };
}

/** What two trees have in common when they say the same: positions in the text are left out. */
export function fingerprint(tree: Tree): string {
  const strip = (value: Json): Json => {
    if (isArray(value)) return value.map(strip);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => key !== "query_location")
        .map(([key, member]) => [key, strip(member)]),
    );
  };
  return formatJson(strip({ ...tree, alias: "" }));
}

/** The column's name when the tree is a plain reference to one. */
export function plainColumn(tree: Tree): string | undefined {
  const names = columnNames(tree);
  return names?.length === 1 ? names[0] : undefined;
}

/** A reference's path: the column first, then fields of its struct. Undefined for other nodes. */
export function columnNames(tree: Tree): readonly string[] | undefined {
  const names = tree["column_names"];
  if (tree["class"] !== "COLUMN_REF" || !isArray(names)) return undefined;
  return names.filter((name) => typeof name === "string");
}

/** Names that a lambda binds, in lower case. */
export function lambdaParameters(lambda: Tree): string[] {
  const left = lambda["lhs"];
  if (!isTree(left)) return [];
  const parameters = left["class"] === "COLUMN_REF" ? [left] : trees(left, "children");
  return parameters.flatMap((parameter) => plainColumn(parameter)?.toLowerCase() ?? []);
}

export function columnReference(...path: readonly string[]): Tree {
  return { class: "COLUMN_REF", type: "COLUMN_REF", alias: "", query_location: nowhere, column_names: path };
}

export function nullConstant(): Tree {
  return {
    class: "CONSTANT",
    type: "VALUE_CONSTANT",
    alias: "",
    query_location: nowhere,
    value: { type: { id: "NULL", type_info: null }, is_null: true },
  };
}

/** Of NULL without a type. */
export function isNullConstant(tree: Tree): boolean {
  const value = tree["value"];
  return isObject(value) && value["is_null"] === true && isObject(value["type"]) && value["type"]["id"] === "NULL";
}

export function textConstant(value: string): Tree {
  return {
    class: "CONSTANT",
    type: "VALUE_CONSTANT",
    alias: "",
    query_location: nowhere,
    value: { type: { id: "VARCHAR", type_info: null }, is_null: false, value },
  };
}

/** @param filter  of an aggregate */
export function call(name: string, children: readonly Tree[], filter: Tree | null = null): Tree {
  return {
    class: "FUNCTION",
    type: "FUNCTION",
    alias: "",
    query_location: nowhere,
    function_name: name,
    schema: "",
    children,
    filter,
    order_bys: { type: "ORDER_MODIFIER", orders: [] },
    distinct: false,
    is_operator: name === "/",
    export_state: false,
    catalog: "",
  };
}

/** @param castType  as `typeTree` makes it */
export function cast(child: Tree, castType: JsonObject): Tree {
  return {
    class: "CAST",
    type: "OPERATOR_CAST",
    alias: "",
    query_location: nowhere,
    child: { ...child, alias: "" },
    cast_type: castType,
    try_cast: false,
  };
}
