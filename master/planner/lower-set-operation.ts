import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { BoundSetOperation } from "./analysed-plan.js";
import type { LoweringContext, Wanted } from "./lowering-context.js";
import type { Pipeline } from "./pipeline.js";

export function lowerSetOperation(_lowering: LoweringContext, relation: BoundSetOperation, _wanted: Wanted): Pipeline[] {
  throw new InvariantError(`cannot lower ${relation.kind}`);
}
