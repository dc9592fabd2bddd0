import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { BoundRepartition } from "./analysed-plan.js";
import type { LoweringContext, Wanted } from "./lowering-context.js";
import type { Pipeline } from "./pipeline.js";

export function lowerRepartition(_lowering: LoweringContext, relation: BoundRepartition, _wanted: Wanted): Pipeline[] {
  throw new InvariantError(`cannot lower ${relation.kind}`);
}
