/** The scans of a plan, in the order in which the analyser meets them. */
import type { CallSite, Relation, Scan } from "../../common/wire/types.js";

export interface PlacedScan {
  readonly scan: Scan;
  readonly callSite: CallSite | null;
}

/** Inputs first, left to right. */
export function scansOf(relation: Relation): PlacedScan[] {
  if (relation.scan) return [{ scan: relation.scan, callSite: relation.callSite }];
  return inputsOf(relation).flatMap(scansOf);
}

function inputsOf(relation: Relation): Relation[] {
  if (relation.union) return relation.union.inputs;
  const parent =
    relation.project ??
    relation.withColumns ??
    relation.rename ??
    relation.drop ??
    relation.filter ??
    relation.limit ??
    relation.aggregate ??
    relation.expect;
  return parent?.input ? [parent.input] : [];
}
