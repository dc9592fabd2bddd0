/**
 * Trees as they come from the parser, made plain: what DuckDB writes back as text must mean the same, whatever columns are called
 * by then.
 */
import { isObject, JsonNumber } from "../../planner/trees/lossless-json.js";
import {
  call,
  cast,
  columnNames,
  columnReference,
  inPlaceOf,
  isTree,
  mapChildren,
  text,
  textConstant,
  trees,
  type Tree,
} from "../../planner/trees/tree.js";

export interface PlainTreeContext {
  /** The name of the column that a path names as a whole; undefined for other paths. */
  readonly nameOf: (path: readonly string[]) => string | undefined;
  /** Functions, in lower case, whose lambda arguments bind names. */
  readonly lambdas: ReadonlySet<string>;
}

/**
 * - JSON arrows look like lambdas, and methods of a column like functions of a schema: both become plain calls.
 * - A DOUBLE constant is written as a DECIMAL one would be (`1e3` as `1000.0`): it becomes a cast of its text.
 * - A column that gives its own name to a field (`struct_pack(a)`) says so, since it may be renamed.
 */
export function plainTree(tree: Tree, context: PlainTreeContext, insideLambdaFunction = false): Tree {
  const takesLambda = tree["class"] === "FUNCTION" && context.lambdas.has(functionName(tree));
  const mapped = mapChildren(tree, (child) => plainTree(child, context, takesLambda));
  switch (mapped["class"]) {
    case "LAMBDA": {
      const [left, right] = [mapped["lhs"], mapped["expr"]];
      if (insideLambdaFunction || !isTree(left) || !isTree(right)) return mapped;
      return inPlaceOf(mapped, call("json_extract", [left, right]));
    }
    case "CONSTANT":
      return plainConstant(mapped);
    case "FUNCTION":
      return plainCall(mapped, context);
    default:
      return mapped;
  }
}

/** A DOUBLE as a cast of its text; any other constant as it is. */
export function plainConstant(constant: Tree): Tree {
  const { value } = constant;
  const type = isObject(value) ? value["type"] : undefined;
  if (!isObject(value) || !isObject(type) || type["id"] !== "DOUBLE") return constant;
  const number = value["value"];
  if (!(number instanceof JsonNumber)) return constant;
  // What is too large for a DOUBLE is infinite, as DuckDB reads it.
  const digits = Number.isFinite(Number(number.text)) ? number.text : String(Number(number.text));
  return inPlaceOf(constant, cast(textConstant(digits), { id: "DOUBLE", type_info: null }));
}

function plainCall(node: Tree, { nameOf }: PlainTreeContext): Tree {
  const owner = [text(node, "catalog"), text(node, "schema")].filter((name) => name !== "");
  if (owner.length > 0 && nameOf(owner) !== undefined) {
    return { ...node, catalog: "", schema: "", children: [columnReference(...owner), ...trees(node, "children")] };
  }
  if (!namingFields.has(functionName(node))) return node;
  return { ...node, children: trees(node, "children").map((argument) => fieldNamed(argument, nameOf)) };
}

/** Their arguments that are columns give their names to what comes of it. */
const namingFields = new Set(["struct_pack", "struct_insert", "struct_update", "union_value", "alias"]);

function fieldNamed(argument: Tree, nameOf: PlainTreeContext["nameOf"]): Tree {
  if (text(argument, "alias") !== "") return argument;
  const name = nameOf(columnNames(argument) ?? []);
  return name === undefined ? argument : { ...argument, alias: name };
}

export function functionName(node: Tree): string {
  return text(node, "function_name").toLowerCase();
}
