/** Parts of relations as they arrive: what must be there, and where a relation stands. */
import { InvariantError } from "../../../common/errors/goldpan-error.js";
import type { CallSite } from "../../../common/wire/types.js";
import type { Place } from "../expressions/refusals.js";

/** Where a relation stands that has no expression. */
export function placeAt(callSite: CallSite | null): Place {
  return { callSite, sql: "", columns: [] };
}

export function required<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new InvariantError("a relation without its parts");
  return value;
}
