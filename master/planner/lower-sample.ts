import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { BoundSample } from "./analysed-plan.js";
import type { LoweringContext, Wanted } from "./lowering-context.js";
import type { Pipeline } from "./pipeline.js";

export function lowerSample(_lowering: LoweringContext, relation: BoundSample, _wanted: Wanted): Pipeline[] {
  throw new InvariantError(`cannot lower ${relation.kind}`);
}
