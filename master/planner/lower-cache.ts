import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { BoundCache } from "./analysed-plan.js";
import type { LoweringContext, Wanted } from "./lowering-context.js";
import type { Pipeline } from "./pipeline.js";

export function lowerCache(_lowering: LoweringContext, relation: BoundCache, _wanted: Wanted): Pipeline[] {
  throw new InvariantError(`cannot lower ${relation.kind}`);
}
