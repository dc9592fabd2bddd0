import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { BoundJoin } from "./analysed-plan.js";
import type { LoweringContext, Wanted } from "./lowering-context.js";
import type { Pipeline } from "./pipeline.js";

export function lowerJoin(_lowering: LoweringContext, relation: BoundJoin, _wanted: Wanted): Pipeline[] {
  throw new InvariantError(`cannot lower ${relation.kind}`);
}
