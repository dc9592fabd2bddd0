import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { BoundLimit } from "./analysed-plan.js";
import type { LoweringContext, Wanted } from "./lowering-context.js";
import type { Pipeline } from "./pipeline.js";

export function lowerLimit(_lowering: LoweringContext, relation: BoundLimit, _wanted: Wanted): Pipeline[] {
  throw new InvariantError(`cannot lower ${relation.kind}`);
}
