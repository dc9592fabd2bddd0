/** The first rows: those of each task, gathered, and of them the first. */
import type { BoundLimit } from "./analysed-plan.js";
import { atMost } from "./estimates.js";
import { lowerTopRows } from "./lower-sort.js";
import type { LoweringContext, Wanted } from "./lowering-context.js";
import { limitOperator } from "./operators.js";
import { append, isSingleTask, type Pipeline } from "./pipeline.js";
import { planRefused } from "./plan-refused.js";

/** @throws PLAN_REFUSED for an offset without a limit over several tasks: it takes all rows to one */
export function lowerLimit(lowering: LoweringContext, relation: BoundLimit, wanted: Wanted): Pipeline[] {
  const { input, count, offset, callSite, schema } = relation;
  const top = lowerTopRows(lowering, relation, wanted);
  if (top !== undefined) return top;
  const needed = count === undefined ? undefined : count + offset;
  const asked = wanted.firstRows === undefined ? undefined : wanted.firstRows + offset;
  const below = lowering.lower(input, { ...wanted, filters: [], firstRows: least(needed, asked) });
  const [only] = below;
  if (isSingleTask(below) && only !== undefined) return [limited(only, relation, count, offset)];
  if (needed === undefined && !lowering.rules.singleTaskEnabled) {
    throw planRefused(
      callSite,
      "offset without limit would send all rows to one task",
      "add a limit after it, filter by a key instead, or set goldpan.sql.singleTask.enabled=true",
    );
  }
  const perTask = needed === undefined ? below : below.map((pipeline) => limited(pipeline, relation, needed, 0));
  const columns = schema.filter(({ name }) => wanted.columns.has(name));
  return [limited(lowering.stages.gather(perTask, columns, wanted.origins), relation, count, offset)];
}

function limited(pipeline: Pipeline, { callSite }: BoundLimit, count: number | undefined, offset: number): Pipeline {
  const estimate = count === undefined ? {} : atMost(pipeline, count);
  return append(pipeline, [limitOperator(count, offset, callSite)], "limit", estimate);
}

function least(...numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((number) => number !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
