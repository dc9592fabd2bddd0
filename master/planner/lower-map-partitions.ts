import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { BoundMapPartitions } from "./analysed-plan.js";
import type { LoweringContext, Wanted } from "./lowering-context.js";
import type { Pipeline } from "./pipeline.js";

export function lowerMapPartitions(_lowering: LoweringContext, relation: BoundMapPartitions, _wanted: Wanted): Pipeline[] {
  throw new InvariantError(`cannot lower ${relation.kind}`);
}
