/** Trees that joins add beside those of make-tree.ts: tests for NULL, and ranges. */
import { JsonNumber } from "./lossless-json.js";
import { cast, nullConstant, type Tree } from "./tree.js";

const nowhere = new JsonNumber("18446744073709551615");

export function isNull(tree: Tree): Tree {
  return { class: "OPERATOR", type: "OPERATOR_IS_NULL", alias: "", query_location: nowhere, children: [tree] };
}

/** @param parts  at least one */
export function anyOf(parts: readonly Tree[]): Tree {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return { class: "CONJUNCTION", type: "CONJUNCTION_OR", alias: "", query_location: nowhere, children: parts };
}

export function between(input: Tree, lower: Tree, upper: Tree): Tree {
  return { class: "BETWEEN", type: "COMPARE_BETWEEN", alias: "", query_location: nowhere, input, lower, upper };
}

/** `CASE WHEN condition THEN value END` */
export function caseWhenTrue(condition: Tree, value: Tree): Tree {
  return {
    class: "CASE",
    type: "CASE_EXPR",
    alias: "",
    query_location: nowhere,
    case_checks: [{ when_expr: condition, then_expr: value }],
    else_expr: nullConstant(),
  };
}

/** NULL of the type that hash() answers. */
export function nullHash(): Tree {
  return cast(nullConstant(), { id: "UBIGINT", type_info: null });
}
