/**
 * A sample of each task's rows, the same at every attempt. Rows of files are drawn by the sample's seed and by where they come from: a
 * sample and what is left beside it may be two jobs, of other columns, in other tasks. Other rows are drawn by the task's own seed.
 */
import type { BoundRelation, BoundSample } from "./analysed-plan.js";
import { scaled } from "./estimates.js";
import type { LoweringContext, Wanted } from "./lowering-context.js";
import { sampleOperator } from "./operators.js";
import { append, type Pipeline } from "./pipeline.js";

export function lowerSample(lowering: LoweringContext, relation: BoundSample, wanted: Wanted): Pipeline[] {
  const { input, fraction, callSite } = relation;
  const ofFiles = isOfFiles(input);
  // Which rows are drawn depends on all rows before them.
  const below = lowering.lower(input, {
    ...wanted,
    filters: [],
    firstRows: undefined,
    origins: wanted.origins || ofFiles,
  });
  return below.map((pipeline) => {
    const byOrigin = ofFiles && pipeline.origins !== undefined;
    const operator = sampleOperator({ ...relation, byOrigin }, callSite);
    return append(pipeline, [operator], "sample", scaled(pipeline, fraction));
  });
}

/** Whether each row is one of a file, and none comes twice. */
function isOfFiles(relation: BoundRelation): boolean {
  if (relation.kind === "project" || relation.kind === "filter") return isOfFiles(relation.input);
  return relation.kind === "scan";
}
