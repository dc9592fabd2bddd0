import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { BoundDeduplicate } from "./analysed-plan.js";
import type { LoweringContext, Wanted } from "./lowering-context.js";
import type { Pipeline } from "./pipeline.js";

export function lowerDeduplicate(_lowering: LoweringContext, relation: BoundDeduplicate, _wanted: Wanted): Pipeline[] {
  throw new InvariantError(`cannot lower ${relation.kind}`);
}
