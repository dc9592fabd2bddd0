/**
 * Filters that stand above an exchange, applied before it as well: fewer rows change place. They stay where they were written, too, so
 * that what they mean does not depend on it.
 */
import type { CallSite } from "../../common/wire/types.js";
import { passingShare, scaled } from "./estimates.js";
import type { LoweringContext, Wanted } from "./lowering-context.js";
import { filterOperator } from "./operators.js";
import { append, type Pipeline } from "./pipeline.js";
import { isPushable } from "./pruning/pushable.js";
import { allOf } from "./trees/make-tree.js";
import { columnsOf } from "./trees/tree-columns.js";
import type { Tree } from "./trees/tree.js";

/** Of the filters wanted above, those over these columns alone that may be evaluated earlier. */
export function filtersOver(
  { functions }: LoweringContext,
  filters: Wanted["filters"],
  columns: readonly string[],
): Tree[] {
  const names = new Set(columns);
  return filters.filter(
    (filter) => isPushable(filter, functions) && [...columnsOf(filter, () => true)].every((name) => names.has(name)),
  );
}

/** @param filters  over the pipelines' columns */
export function filtered(
  pipelines: readonly Pipeline[],
  filters: readonly Tree[],
  callSite: CallSite | null,
): Pipeline[] {
  if (filters.length === 0) return [...pipelines];
  const condition = allOf(filters);
  return pipelines.map((pipeline) =>
    append(pipeline, [filterOperator(condition, callSite)], "filter", scaled(pipeline, passingShare(condition))),
  );
}
