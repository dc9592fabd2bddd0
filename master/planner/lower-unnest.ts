/** One row per element of a list or entry of a map. */
import type { BoundUnnest } from "./analysed-plan.js";
import { locate, readBy, union, type LoweringContext, type Wanted } from "./lowering-context.js";
import { unnestOperator } from "./operators.js";
import { append, narrow, type Pipeline } from "./pipeline.js";
import { filtersOver } from "./push-filters.js";
import { cutRowFunctions } from "./row-functions.js";

export function lowerUnnest(lowering: LoweringContext, relation: BoundUnnest, wanted: Wanted): Pipeline[] {
  const { input, expression, added, withPosition, outer, callSite } = relation;
  const located = locate(expression);
  const own = new Set(added.map(({ name }) => name));
  const passed = new Set([...wanted.columns].filter((name) => !own.has(name)));
  const inputNames = input.schema.map(({ name }) => name).filter((name) => !own.has(name));
  const below = lowering.lower(input, {
    columns: union(passed, readBy([located], input.schema)),
    filters: filtersOver(lowering, wanted.filters, inputNames),
    // An empty list takes a row away, unless rows without elements stay.
    firstRows: outer ? wanted.firstRows : undefined,
    origins: wanted.origins,
  });
  const kept = relation.schema.filter(({ name }) => wanted.columns.has(name));
  return below.map((pipeline) => {
    const cut = cutRowFunctions([located], pipeline.columns, lowering.functions);
    const operator = unnestOperator(
      { tree: cut.trees[0] ?? located.tree, columns: added, withPosition, outer },
      callSite,
    );
    const columns = [...cut.columns, ...added];
    return narrow(append(pipeline, [...cut.operators, operator], "unnest", { columns, rows: undefined }), kept);
  });
}
