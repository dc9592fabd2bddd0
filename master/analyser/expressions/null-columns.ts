/** Columns that are NULL without a type: to DuckDB they take the type that is asked for, until a query ends and they are INTEGERs. */
import type { BoundProjection, BoundRelation } from "../../planner/analysed-plan.js";
import { isNullConstant, parseTree, plainColumn } from "../../planner/trees/tree.js";

/** What such a column is bound as. */
const boundAs = "INTEGER";

/** Whether a column is the constant NULL. */
export function isNullColumn(relation: BoundRelation | undefined, name: string): boolean {
  if (relation?.schema.find((column) => column.name === name)?.type !== boundAs) return false;
  switch (relation.kind) {
    case "project":
      return isNull(relation.columns, name, (below) => isNullColumn(relation.input, below));
    case "aggregate":
      return isNull(relation.columns, name, (key) =>
        isNull(relation.keys, key, (below) => isNullColumn(relation.input, below)),
      );
    case "filter":
    case "limit":
    case "sort":
    case "deduplicate":
    case "window":
    case "unnest":
    case "repartition":
    case "sample":
    case "cache":
    case "expect":
      return isNullColumn(relation.input, name);
    case "join":
      return isNullColumn(relation.left, name) || isNullColumn(relation.right, name);
    case "union": {
      const at = relation.schema.findIndex((column) => column.name === name);
      return [...new Set(relation.inputs)].every((input) => isNullColumn(input, input.schema[at]?.name ?? name));
    }
    default:
      return false;
  }
}

function isNull(columns: readonly BoundProjection[], name: string, isNullBelow: (name: string) => boolean): boolean {
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined) return false;
  const tree = parseTree(column.expression.json);
  const below = plainColumn(tree);
  return below === undefined ? isNullConstant(tree) : isNullBelow(below);
}
