/**
 * Aggregates in two steps: per task and group a partial row, then the whole of those. Exact for all but sums of floating-point
 * numbers, whose last digits depend on their order, which is the same in every run. What is not listed here needs all rows of a
 * group at once.
 */
import type { AggregateCallTypes } from "./analysed-plan.js";
import { splitMoments } from "./aggregate-moments.js";
import type { SplitAggregate } from "./split-aggregate.js";
import { isWholeNumber } from "./pruning/constants.js";
import { isArray, isObject } from "./trees/lossless-json.js";
import { allOf, arithmetic, bigintConstant, coalesce, isNotNull, structOf } from "./trees/make-tree.js";
import {
  call,
  cast,
  columnReference,
  isTree,
  plainColumn,
  text,
  textConstant,
  trees,
  type Tree,
} from "./trees/tree.js";
import { formatType, parseType, typeTree } from "./types.js";

/** Combined by the function itself. */
const selfCombining = new Set(["min", "max", "bool_and", "bool_or", "bit_and", "bit_or", "bit_xor", "any_value"]);

/**
 * @param columnType  type of the input's column of that name
 * @returns undefined when the aggregate needs all rows of a group in one place
 */
export function splitAggregate(
  aggregate: Tree,
  types: AggregateCallTypes,
  columnType: (name: string) => string | undefined,
): SplitAggregate | undefined {
  const name = functionName(aggregate);
  const operands = trees(aggregate, "children");
  if (aggregate["distinct"] === true) return undefined;
  if (ordersOf(aggregate).length > 0) return splitOrdered(aggregate, types, columnType);
  switch (name) {
    case "count":
    case "count_star":
      return counted(aggregate, types.returns);
    // NULL without rows.
    case "count_if":
    case "countif":
      return alone(aggregate, types.returns, "sum");
    case "sum":
      return isAddable(types.returns) ? alone(aggregate, types.returns, "sum") : undefined;
    case "avg":
    case "mean":
      return operands.length === 1 ? splitAverage(aggregate, types.arguments[0] ?? "") : undefined;
    case "first":
    case "arbitrary":
    case "last":
      return operands.length === 1 ? splitFirst(aggregate, types) : undefined;
    case "arg_min":
    case "argmin":
    case "min_by":
    case "arg_max":
    case "argmax":
    case "max_by":
      return operands.length === 2 ? splitArgument(aggregate, types) : undefined;
    default:
      if (selfCombining.has(name) && operands.length === 1) return alone(aggregate, types.returns, name);
      return splitMoments(name, operands, filterOf(aggregate));
  }
}

export function functionName(tree: Tree): string {
  return text(tree, "function_name").toLowerCase();
}

export function filterOf(aggregate: Tree): Tree | null {
  const { filter } = aggregate;
  return isTree(filter) ? filter : null;
}

/** Members `type`, `null_order` and `expression` as DuckDB has them. */
export function ordersOf(aggregate: Tree): readonly Tree[] {
  const { order_bys: modifier } = aggregate;
  const orders = isObject(modifier) ? modifier["orders"] : undefined;
  return isArray(orders) ? orders.filter(isObject) : [];
}

function isAddable(type: string): boolean {
  return type === "HUGEINT" || type === "DOUBLE" || type.startsWith("DECIMAL(");
}

/** Added up, and 0 where no task had rows. */
function counted(aggregate: Tree, type: string): SplitAggregate {
  const added = (column: string): Tree => coalesce(call("sum", [columnReference(column)]), bigintConstant(0));
  return {
    ...alone(aggregate, type, "sum"),
    finals: ([column = ""]) => [{ type, tree: cast(added(column), typeTree(parseType(type))) }],
  };
}

/** @param combine  makes one of several, in the call's own type once it is cast */
function alone(aggregate: Tree, type: string, combine: string): SplitAggregate {
  const asResult = (tree: Tree): Tree => cast(tree, typeTree(parseType(type)));
  return {
    partials: [{ type, tree: aggregate }],
    finals: ([column = ""]) => [{ type, tree: asResult(call(combine, [columnReference(column)])) }],
    result: ([column = ""]) => columnReference(column),
    merges: [combine],
  };
}

/** DuckDB's own: the sum as DOUBLE over the count as DOUBLE; of whole numbers and decimals the sum is exact. */
function splitAverage(aggregate: Tree, argument: string): SplitAggregate | undefined {
  const isFloat = argument === "DOUBLE" || argument === "FLOAT";
  const decimal = /^DECIMAL\(\d+,\s*(\d+)\)$/.exec(argument);
  if (!isFloat && decimal === null && !isWholeNumber(argument)) return undefined;
  const sumType = isFloat ? "DOUBLE" : decimal === null ? "HUGEINT" : `DECIMAL(38,${decimal[1] ?? "0"})`;
  const over = (name: string): Tree => call(name, trees(aggregate, "children"), filterOf(aggregate));
  const double = (tree: Tree): Tree => cast(tree, typeTree(parseType("DOUBLE")));
  return {
    partials: [
      { type: sumType, tree: over("sum") },
      { type: "BIGINT", tree: over("count") },
    ],
    finals: ([sum = "", count = ""]) => [
      {
        type: "DOUBLE",
        tree: arithmetic(
          "/",
          double(call("sum", [columnReference(sum)])),
          double(call("sum", [columnReference(count)])),
        ),
      },
    ],
    result: ([column = ""]) => columnReference(column),
    merges: ["sum", "sum"],
  };
}

/** In a struct, which tells a NULL from no row. */
function splitFirst(aggregate: Tree, types: AggregateCallTypes): SplitAggregate {
  const name = functionName(aggregate);
  const [operand = aggregate] = trees(aggregate, "children");
  const type = `STRUCT(v ${types.returns})`;
  return {
    partials: [{ type, tree: call(name, [structOf({ v: operand })], filterOf(aggregate)) }],
    finals: ([column = ""]) => {
      const partial = columnReference(column);
      return [{ type, tree: call(name, [partial], isNotNull(partial)) }];
    },
    result: ([column = ""]) => call("struct_extract", [columnReference(column), textConstant("v")]),
  };
}

/** The value beside the smallest or greatest one. Rows without either are not looked at. */
function splitArgument(aggregate: Tree, types: AggregateCallTypes): SplitAggregate | undefined {
  const name = functionName(aggregate);
  const [value, by] = trees(aggregate, "children");
  const [valueType, byType] = types.arguments;
  if (value === undefined || by === undefined || valueType === undefined || byType === undefined) return undefined;
  const filter = filterOf(aggregate);
  const seen = allOf([isNotNull(value), ...(filter === null ? [] : [filter])]);
  const extreme = name.includes("min") ? "min" : "max";
  return {
    partials: [
      { type: valueType, tree: aggregate },
      { type: byType, tree: call(extreme, [by], seen) },
    ],
    finals: ([values = "", keys = ""]) => [
      { type: types.returns, tree: call(name, [columnReference(values), columnReference(keys)]) },
    ],
    result: ([column = ""]) => columnReference(column),
  };
}

/** `first(x ORDER BY y)`: what they are ordered by goes along. Columns only, whose types are known. */
function splitOrdered(
  aggregate: Tree,
  types: AggregateCallTypes,
  columnType: (name: string) => string | undefined,
): SplitAggregate | undefined {
  const name = functionName(aggregate);
  const [operand, ...more] = trees(aggregate, "children");
  if (!["first", "last", "arbitrary"].includes(name) || operand === undefined || more.length > 0) return undefined;
  const orders = ordersOf(aggregate);
  const fields: { name: string; type: string; tree: Tree }[] = [{ name: "v", type: types.returns, tree: operand }];
  for (const [index, { expression }] of orders.entries()) {
    const column = isTree(expression) ? plainColumn(expression) : undefined;
    const type = column === undefined ? undefined : columnType(column);
    if (column === undefined || type === undefined) return undefined;
    fields.push({ name: `o${index}`, type, tree: columnReference(column) });
  }
  const type = `STRUCT(${fields.map((field) => `${field.name} ${formatType(parseType(field.type))}`).join(", ")})`;
  const packed = structOf(Object.fromEntries(fields.map((field) => [field.name, field.tree])));
  const orderBy = (over: (index: number, order: Tree) => Tree): Tree => ({
    type: "ORDER_MODIFIER",
    orders: orders.map((order, index) => ({ ...order, expression: over(index, order) })),
  });
  const ordered = (child: Tree, filter: Tree | null, over: (index: number, order: Tree) => Tree): Tree => ({
    ...call(name, [child], filter),
    order_bys: orderBy(over),
  });
  return {
    partials: [
      {
        type,
        tree: ordered(packed, filterOf(aggregate), (_, { expression }) => (isTree(expression) ? expression : operand)),
      },
    ],
    finals: ([column = ""]) => {
      const partial = columnReference(column);
      return [{ type, tree: ordered(partial, isNotNull(partial), (index) => columnReference(column, `o${index}`)) }];
    },
    result: ([column = ""]) => columnReference(column, "v"),
  };
}
