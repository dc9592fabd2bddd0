/** Walks of a plan as it arrives: whether it is too large, and its scans in the order in which the analyser meets them. */
import { planExcess, planExcessHint } from "../../common/plan-limits.js";
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
  return scansBelow(root);
}

/** Whether a plan has SQL texts, which may name files. */
export function hasSql({ root }: Pick<Plan, "root">): boolean {
  return root !== null && relationsOf(root).some(({ sql }) => sql !== undefined && sql !== null);
}

/** The relation and all below it. */
export function relationsOf(root: Relation): Relation[] {
  const found: Relation[] = [];
  const open = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    found.push(next);
    open.push(...inputsOf(next));
  }
  return found;
}

/** Clients check it where the script is; this is for those that do not. @throws PLAN_REFUSED */
export function assertPlanSize(root: Relation): void {
  const open = [{ relation: root, depth: 1 }];
  let relations = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const excess = planExcess({ depth: next.depth, relations: ++relations });
    if (excess !== undefined) throw planRefused(root.callSite, excess, planExcessHint);
    for (const relation of inputsOf(next.relation)) open.push({ relation, depth: next.depth + 1 });
  }
}

function scansBelow(relation: Relation): PlacedScan[] {
  if (relation.scan) return [{ scan: relation.scan, callSite: relation.callSite }];
  return inputsOf(relation).flatMap(scansBelow);
}

/** The same for scans that read the same. */
export function scanKey({ format, paths, options, quarantine, schema }: Scan): string {
  const ordered = Object.entries(options).sort();
  return JSON.stringify([format === "" ? "parquet" : format, paths, ordered, quarantine, schema?.columns ?? null]);
}

function inputsOf(relation: Relation): Relation[] {
  if (relation.union) return relation.union.inputs;
  if (relation.sql) return Object.values(relation.sql.views);
  const pair = relation.join ?? relation.setOperation;
  if (pair) return [pair.left, pair.right].filter((side) => side !== null);
  const parent =
    relation.project ??
    relation.withColumns ??
    relation.rename ??
    relation.drop ??
    relation.filter ??
    relation.limit ??
    relation.aggregate ??
    relation.expect ??
    relation.deduplicate ??
    relation.sort ??
    relation.unnest ??
    relation.repartition ??
    relation.sample ??
    relation.cache ??
    relation.alias ??
    relation.broadcast ??
    relation.mapPartitions ??
    relation.bySchema;
  return parent?.input ? [parent.input] : [];
}
