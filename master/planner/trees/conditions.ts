/** Conditions as trees: conjunctions, comparisons, tests for NULL, and the few other nodes that lowering makes of them. */
import { JsonNumber } from "./lossless-json.js";
import { cast, columnReference, nullConstant, type Tree } from "./tree.js";

const nowhere = new JsonNumber("18446744073709551615");

function operator(type: string, children: readonly Tree[]): Tree {
  return { class: "OPERATOR", type, alias: "", query_location: nowhere, children };
}

export function isNull(tree: Tree): Tree {
  return operator("OPERATOR_IS_NULL", [tree]);
}

export function isNotNull(tree: Tree): Tree {
  return operator("OPERATOR_IS_NOT_NULL", [tree]);
}

/** @param parts  at least one */
export function allOf(parts: readonly Tree[]): Tree {
  return connected("CONJUNCTION_AND", parts);
}

/** @param parts  at least one */
export function anyOf(parts: readonly Tree[]): Tree {
  return connected("CONJUNCTION_OR", parts);
}

function connected(type: string, parts: readonly Tree[]): Tree {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return { class: "CONJUNCTION", type, alias: "", query_location: nowhere, children: parts };
}

export function between(input: Tree, lower: Tree, upper: Tree): Tree {
  return { class: "BETWEEN", type: "COMPARE_BETWEEN", alias: "", query_location: nowhere, input, lower, upper };
}

/** `CASE WHEN condition THEN value END` */
export function caseWhen(condition: Tree, value: Tree): Tree {
  return {
    class: "CASE",
    type: "CASE_EXPR",
    alias: "",
    query_location: nowhere,
    case_checks: [{ when_expr: condition, then_expr: value }],
    else_expr: nullConstant(),
  };
}

/** `row_number() OVER ()`: BIGINT, in the order in which the rows come. */
export function rowNumber(): Tree {
  return {
    class: "WINDOW",
    type: "WINDOW_ROW_NUMBER",
    alias: "",
    query_location: nowhere,
    function_name: "row_number",
    schema: "",
    catalog: "",
    children: [],
    partitions: [],
    orders: [],
    start: "UNBOUNDED_PRECEDING",
    end: "CURRENT_ROW_RANGE",
    start_expr: null,
    end_expr: null,
    offset_expr: null,
    default_expr: null,
    ignore_nulls: false,
    filter_expr: null,
    exclude_clause: "NO_OTHER",
    distinct: false,
    arg_orders: [],
  };
}

export function nullBigint(): Tree {
  return cast(nullConstant(), { id: "BIGINT", type_info: null });
}

export function columns(names: readonly string[]): Tree[] {
  return names.map((name) => columnReference(name));
}
