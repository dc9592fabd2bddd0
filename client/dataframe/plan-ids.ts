/** Ids that name the columns of one DataFrame in expressions: `df.col("id")`. */
import type { RelationInput } from "../../common/wire/types.js";

/** Ids are unique in this process, so that a plan may be made of frames of any origin. */
let lastPlanId = 0;

/**
 * What stands before a name of the relation's columns, as the analyser reads it. The relation gets its id with the first question:
 * only what is asked for carries one, so that plans stay small.
 */
export function planQualifier(relation: RelationInput): string {
  relation.planId ??= ++lastPlanId;
  return `"__goldpan_plan_${String(relation.planId)}"`;
}
