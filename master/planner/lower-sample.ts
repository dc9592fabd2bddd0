/** A sample of each task's rows, the same at every attempt: it is drawn by the sample's seed and the task's own. */
import type { BoundSample } from "./analysed-plan.js";
import { scaled } from "./estimates.js";
import type { LoweringContext, Wanted } from "./lowering-context.js";
import { sampleOperator } from "./operators.js";
import { append, type Pipeline } from "./pipeline.js";

export function lowerSample(lowering: LoweringContext, relation: BoundSample, wanted: Wanted): Pipeline[] {
  const { input, fraction, callSite } = relation;
  // Which rows are drawn depends on all rows before them.
  const below = lowering.lower(input, { ...wanted, filters: [], firstRows: undefined });
  return below.map((pipeline) =>
    append(pipeline, [sampleOperator(relation, callSite)], "sample", scaled(pipeline, fraction)),
  );
}
