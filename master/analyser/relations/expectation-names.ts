/** Expectations of one plan: counts and thresholds are told by name. */
import { serialize } from "node:v8";
import type { CallSite, Expect } from "../../../common/wire/types.js";
import { scriptError } from "../expressions/refusals.js";
import { placeAt } from "./parts.js";

export class ExpectationNames {
  private readonly known = new Map<string, { readonly expect: Expect; readonly callSite: CallSite | null }>();

  /**
   * One line of the script may check several inputs, but the same rows only once: they would be counted, and quarantined, as often as
   * they are read.
   * @throws PLAN_REFUSED for a name that is taken
   */
  add(expect: Expect, callSite: CallSite | null): void {
    const { name } = expect;
    const other = this.known.get(name);
    this.known.set(name, { expect, callSite });
    if (other === undefined) return;
    const says = (said: Expect, at: CallSite | null) => JSON.stringify([at, { ...said, input: null }]);
    if (says(expect, callSite) !== says(other.expect, other.callSite)) {
      const first = other.callSite === null ? "" : `, first at ${other.callSite.file}:${other.callSite.line}`;
      throw scriptError("PLAN_REFUSED", placeAt(callSite), `two expectations are called '${name}'${first}`, {
        hint: "give each a name of its own: counts are told by name",
      });
    }
    if (expect !== other.expect && !serialize(expect).equals(serialize(other.expect))) return;
    throw scriptError(
      "PLAN_REFUSED",
      placeAt(callSite),
      `the rows that '${name}' checks are read twice, so that it would count and quarantine them twice`,
      { hint: "call expect on the union instead, or write the checked rows to a table and read that" },
    );
  }
}
