/** Pivots as aggregates with filters: each aggregate once per value, over the rows with that value. */
import { allOf, bigintConstant, caseWhen, greaterThan, sameValue } from "../../planner/trees/make-tree.js";
import { call, isTree, nullConstant, rewrite, text, type Tree } from "../../planner/trees/tree.js";
import { functionName } from "../expressions/plain-trees.js";
import { named, type NamedBound } from "../expressions/named-bound.js";

export interface PivotParts {
  /** Bound, over the rows. */
  readonly column: Tree;
  readonly values: readonly { readonly name: string; readonly tree: Tree }[];
  readonly isAggregate: (node: Tree) => boolean;
}

/** Over no rows these are NULL by themselves. */
const nullOverNothing = new Set(
  "sum avg mean min max first last any_value median mode arg_min arg_max min_by max_by stddev variance".split(" "),
);

/** Types of Spark's PivotFirst. */
const plainNumber = /^(BOOLEAN|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\))$/;

/**
 * Names as in Spark: the value's for a single aggregate, else `value_aggregate`. A group that has no row with the value gets NULL,
 * counts too; beside an aggregate that is no number, or alone if it is none, what each gives over no rows: 0, an empty list.
 */
export function pivoted(aggregates: readonly NamedBound[], { column, values, isAggregate }: PivotParts): NamedBound[] {
  const areNumbers = aggregates.every(({ type }) => plainNumber.test(type));
  const place = (aggregate: NamedBound) => ({ ...aggregate.expression, columns: [] });
  return values.flatMap((value) => {
    const chosen = sameValue(column, value.tree);
    return aggregates.map((aggregate) => {
      const name = aggregates.length === 1 ? value.name : `${value.name}_${aggregate.name}`;
      const tree = rewrite(aggregate.tree, (node) => (isAggregate(node) ? filtered(node, chosen) : undefined));
      const filled = areNumbers ? whereAny(aggregate, tree, chosen) : tree;
      return named(name, aggregate.type, filled, place(aggregate));
    });
  });
}

function filtered(aggregate: Tree, chosen: Tree): Tree {
  const own = aggregate["filter"];
  return { ...aggregate, filter: isTree(own) ? allOf([chosen, own]) : chosen };
}

function whereAny({ tree: aggregate }: NamedBound, tree: Tree, chosen: Tree): Tree {
  if (aggregate["class"] === "FUNCTION" && nullOverNothing.has(functionName(aggregate))) return tree;
  const isCast = aggregate["class"] === "CAST" && isTree(aggregate["child"]);
  if (isCast && nullOverNothing.has(text(aggregate["child"] as Tree, "function_name"))) return tree;
  return caseWhen(greaterThan(call("count_star", [], chosen), bigintConstant(0)), tree, nullConstant());
}
