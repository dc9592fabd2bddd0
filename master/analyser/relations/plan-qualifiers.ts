/** `df.col("id")`: columns of one DataFrame, named by its plan id. Only ids that some expression names are kept track of. */
import type { Relation } from "../../../common/wire/types.js";
import { Scope } from "../expressions/scope.js";

export function mentionedPlans(root: Relation): Set<number> {
  const ids = new Set<number>();
  const open: unknown[] = [root];
  const seen = new Set<object>();
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === "string") {
      if (!value.includes("__goldpan_plan_")) continue;
      for (const [, digits] of value.matchAll(/__goldpan_plan_(\d+)/gi)) ids.add(Number(digits));
    } else if (typeof value === "object" && value !== null && !(value instanceof Uint8Array) && !seen.has(value)) {
      seen.add(value);
      for (const member of Object.values(value))
        if (typeof member === "string" || typeof member === "object") open.push(member);
    }
  }
  return ids;
}

/** The columns are those of the DataFrame, and one step further from those that it was made of. */
export function qualifiedByPlan(scope: Scope, planId: number, mentioned: ReadonlySet<number>): Scope {
  if (planId === 0 || mentioned.size === 0) return scope;
  const isNamed = mentioned.has(planId);
  if (!isNamed && scope.columns.every(({ plans }) => plans.length === 0)) return scope;
  const columns = scope.columns.map((column) => {
    const before = column.plans.map((plan) => ({ ...plan, distance: plan.distance + 1 }));
    return { ...column, plans: isNamed && !column.hidden ? [{ planId, distance: 0 }, ...before] : before };
  });
  return new Scope(scope.relation, columns, scope.broadcast);
}
