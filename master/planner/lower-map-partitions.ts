/** Batches of rows through a function of the script: it sees all columns, and nothing is known of the rows that it gives. */
import type { BoundMapPartitions } from "./analysed-plan.js";
import { wantAll, type LoweringContext, type Wanted } from "./lowering-context.js";
import { mapPartitionsOperator } from "./operators.js";
import { append, narrow, type Pipeline } from "./pipeline.js";

export function lowerMapPartitions(
  lowering: LoweringContext,
  relation: BoundMapPartitions,
  wanted: Wanted,
): Pipeline[] {
  const { input, schema, callSite } = relation;
  const below = lowering.lower(input, wantAll(new Set(input.schema.map(({ name }) => name))));
  const kept = schema.filter(({ name }) => wanted.columns.has(name));
  const operator = mapPartitionsOperator(relation.function, schema, callSite);
  return below.map((pipeline) => {
    const exact = narrow(pipeline, input.schema);
    const changes = { columns: schema, rows: undefined, bytes: undefined, partitioning: undefined };
    return narrow(append(exact, [operator], relation.function.name, changes), kept);
  });
}
