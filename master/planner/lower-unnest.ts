import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { BoundUnnest } from "./analysed-plan.js";
import type { LoweringContext, Wanted } from "./lowering-context.js";
import type { Pipeline } from "./pipeline.js";

export function lowerUnnest(_lowering: LoweringContext, relation: BoundUnnest, _wanted: Wanted): Pipeline[] {
  throw new InvariantError(`cannot lower ${relation.kind}`);
}
