/** `input_file_name()`: the object that a row came from, for as long as rows are those of a scan. */
import type { BoundExpression } from "./analysed-plan.js";
import type { LocatedTree } from "./row-functions.js";
import type { Pipeline } from "./pipeline.js";
import { planRefused } from "./plan-refused.js";
import { columnReference, rewrite, text, type Tree } from "./trees/tree.js";

/** What executors keep of each row of a scan, and what it is called once rows have changed place: see worker/executor/relation.ts. */
const fileColumns = { hidden: "__executor_source_file", columns: "_source_file" } as const;

export function namesItsFile({ json }: Pick<BoundExpression, "json">): boolean {
  return json.includes('"function_name":"input_file_name"');
}

function isCall(node: Tree): boolean {
  return node["class"] === "FUNCTION" && text(node, "function_name") === "input_file_name";
}

/** The expression over the pipeline's rows. @throws PLAN_REFUSED where the rows are no longer those of files */
export function withFileName(located: LocatedTree, { origins }: Pick<Pipeline, "origins">): LocatedTree {
  const tree = rewrite(located.tree, (node) => {
    if (!isCall(node)) return undefined;
    if (origins === undefined) throw unknownFile(located);
    return columnReference(fileColumns[origins]);
  });
  return { ...located, tree };
}

/** @throws PLAN_REFUSED for an expression of an operator that does not see where rows came from */
export function unknownFile({ callSite }: Pick<LocatedTree, "callSite">): Error {
  return planRefused(
    callSite,
    "input_file_name() is known where rows are those of files: not after a join or an aggregate, nor in their own expressions",
    'add it as a column right after reading: withColumn("file", input_file_name())',
  );
}
