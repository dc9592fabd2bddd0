/**
 * Aggregates without keys in two steps: one row per task, then one row of them all. Only where both ways give the same value bit
 * for bit: sums of floating-point numbers depend on their order, and DISTINCT needs all rows at once; those are gathered.
 */
import type { AggregateCallTypes } from "./analysed-plan.js";
import { isWholeNumber } from "./pruning/constants.js";
import { isArray, isObject } from "./trees/lossless-json.js";
import { call, cast, columnReference, isTree, text, trees, type Tree } from "./trees/tree.js";
import { parseType, typeTree } from "./types.js";

export interface Partial {
  readonly type: string;
  readonly tree: Tree;
}

export interface SplitAggregate {
  /** What each task computes. */
  readonly partials: readonly Partial[];
  /** The whole's value over the partials' columns, in the call's own type. */
  readonly final: (columns: readonly string[]) => Tree;
}

/** Combined by the function itself. */
const selfCombining = new Set(["min", "max", "bool_and", "bool_or", "bit_and", "bit_or", "bit_xor", "any_value"]);

/** @returns undefined when the aggregate needs all rows in one place */
export function splitAggregate(aggregate: Tree, types: AggregateCallTypes): SplitAggregate | undefined {
  const name = text(aggregate, "function_name").toLowerCase();
  if (aggregate["distinct"] === true || isOrdered(aggregate)) return undefined;
  const argumentCount = trees(aggregate, "children").length;
  const asResult = (tree: Tree): Tree => cast(tree, typeTree(parseType(types.returns)));
  const alone = (combine: string): SplitAggregate => ({
    partials: [{ type: types.returns, tree: aggregate }],
    final: ([column = ""]) => asResult(call(combine, [columnReference(column)])),
  });
  switch (name) {
    case "count":
    case "count_star":
    case "count_if":
    case "countif":
      return alone("sum");
    case "sum":
      return types.returns === "HUGEINT" || types.returns.startsWith("DECIMAL(") ? alone("sum") : undefined;
    case "avg":
    case "mean":
      return argumentCount === 1 && isWholeNumber(types.arguments[0] ?? "") ? splitAverage(aggregate) : undefined;
    default:
      return selfCombining.has(name) && argumentCount === 1 ? alone(name) : undefined;
  }
}

/** DuckDB's own: the exact sum as DOUBLE over the count as DOUBLE. */
function splitAverage(aggregate: Tree): SplitAggregate {
  const over = (name: string): Tree => {
    const { filter } = aggregate;
    return call(name, trees(aggregate, "children"), isTree(filter) ? filter : null);
  };
  const asDouble = (tree: Tree): Tree => cast(tree, { id: "DOUBLE", type_info: null });
  return {
    partials: [
      { type: "HUGEINT", tree: over("sum") },
      { type: "BIGINT", tree: over("count") },
    ],
    final: ([sum = "", count = ""]) =>
      call("/", [asDouble(call("sum", [columnReference(sum)])), asDouble(call("sum", [columnReference(count)]))]),
  };
}

function isOrdered(aggregate: Tree): boolean {
  const { order_bys: modifier } = aggregate;
  const orders = isObject(modifier) ? modifier["orders"] : undefined;
  return isArray(orders) && orders.length > 0;
}
