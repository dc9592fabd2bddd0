import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { BoundSort } from "./analysed-plan.js";
import type { LoweringContext, Wanted } from "./lowering-context.js";
import type { Pipeline } from "./pipeline.js";

export function lowerSort(_lowering: LoweringContext, relation: BoundSort, _wanted: Wanted): Pipeline[] {
  throw new InvariantError(`cannot lower ${relation.kind}`);
}
