import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { BoundWindow } from "./analysed-plan.js";
import type { LoweringContext, Wanted } from "./lowering-context.js";
import type { Pipeline } from "./pipeline.js";

export function lowerWindow(_lowering: LoweringContext, relation: BoundWindow, _wanted: Wanted): Pipeline[] {
  throw new InvariantError(`cannot lower ${relation.kind}`);
}
