/** Ids that name the columns of one DataFrame in expressions: `df.col("id")`. */
import type { CallSite, RelationInput } from "../../common/wire/types.js";

/** Ids are unique in this process, so that a plan may be made of frames of any origin. */
let lastPlanId = 0;
const places = new Map<number, CallSite | null>();

/**
 * What stands before a name of the relation's columns, as the analyser reads it. The relation gets its id with the first question:
 * only what is asked for carries one, so that plans stay small.
 */
export function planQualifier(relation: RelationInput): string {
  if (relation.planId === undefined) {
    relation.planId = ++lastPlanId;
    places.set(lastPlanId, relation.callSite as CallSite | null);
  }
  return `"__goldpan_plan_${String(relation.planId)}"`;
}

/** Where the DataFrame of an id was made. */
export function placeOfPlan(planId: number): CallSite | null {
  return places.get(planId) ?? null;
}

/** The DataFrames that an expression names columns of. */
export function plansNamed(sql: string): { planId: number; column: string }[] {
  if (!sql.includes("__goldpan_plan_")) return [];
  const matches = sql.matchAll(/"__goldpan_plan_(\d+)"\.(?:"((?:[^"]|"")+)")?/g);
  return [...matches].map(([, digits, column = "*"]) => ({
    planId: Number(digits),
    column: column.replaceAll('""', '"'),
  }));
}
