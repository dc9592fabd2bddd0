/** Walks of a plan as it arrives: whether it is too large, and its scans in the order in which the analyser meets them. */
import { planExcess, planExcessHint, sizeOver, type PlanSize } from "../../common/plan-limits.js";
import { inputsOf, relationsOf } from "../../common/wire/relation-inputs.js";
import type { CallSite, Plan, Relation, Scan } from "../../common/wire/types.js";
import { planRefused } from "./plan-refused.js";

export interface PlacedScan {
  readonly scan: Scan;
  readonly callSite: CallSite | null;
}

/**
 * Inputs first, left to right.
 * @throws PLAN_REFUSED for a plan that is too large to be walked
 */
export function scansOf(root: Relation): PlacedScan[] {
  assertPlanSize(root);
  return relationsOf(root).flatMap(({ scan, callSite }) => (scan ? [{ scan, callSite }] : []));
}

/** Whether a plan has SQL texts, which may name files. */
export function hasSql({ root }: Pick<Plan, "root">): boolean {
  return root !== null && relationsOf(root).some(({ sql }) => sql !== undefined && sql !== null);
}

/** Clients check it where the script is; this is for those that do not. @throws PLAN_REFUSED */
export function assertPlanSize(root: Relation): void {
  const relations = relationsOf(root);
  const sizes = new Map<Relation, PlanSize>();
  for (const relation of relations) {
    const inputs = inputsOf(relation).flatMap((input) => sizes.get(input) ?? []);
    const size = sizeOver(inputs, relation.relation === "union");
    sizes.set(relation, size);
    const excess = planExcess(size, () => relations.length);
    if (excess !== undefined) throw planRefused(root.callSite, excess, planExcessHint);
  }
}

/** The same for scans that read the same. */
export function scanKey({ format, paths, options, quarantine, schema }: Scan): string {
  const ordered = Object.entries(options).sort();
  return JSON.stringify([format === "" ? "parquet" : format, paths, ordered, quarantine, schema?.columns ?? null]);
}
