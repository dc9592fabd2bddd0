/** Binds plans of tests, and reads what came of them. */
import type { Relation, RowFunction } from "../../common/wire/types.js";
import { analyse } from "../../master/analyser/analyse.js";
import { inputsOf, type BoundRelation, type ScanInput } from "../../master/planner/analysed-plan.js";
import * as p from "./plan-messages.js";

export async function bindRoot(
  root: Relation,
  functions: readonly RowFunction[] = [],
  scans: readonly ScanInput[] = [],
): Promise<BoundRelation> {
  return (await analyse({ plan: p.plan(root, ...functions), scans, timeZone: "UTC" })).root;
}

/** `name TYPE` of each column. */
export function schemaOf({ schema }: BoundRelation): string[] {
  return schema.map(({ name, type }) => `${name} ${type}`);
}

/** Relations of a kind, from the top. */
export function relationsOf<K extends BoundRelation["kind"]>(
  root: BoundRelation,
  kind: K,
): Extract<BoundRelation, { kind: K }>[] {
  const found = root.kind === kind ? [root as Extract<BoundRelation, { kind: K }>] : [];
  return [...found, ...inputsOf(root).flatMap((input) => relationsOf(input, kind))];
}

/** The only relation of a kind. */
export function relationOf<K extends BoundRelation["kind"]>(
  root: BoundRelation,
  kind: K,
): Extract<BoundRelation, { kind: K }> {
  const found = relationsOf(root, kind);
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} relations of kind ${kind}`);
  return first;
}
