import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { CallSite } from "../../common/wire/types.js";

/**
 * The error for a plan that cannot be run as it is written.
 * @param what  the operator and why
 * @param hint  what to write instead
 */
export function planRefused(callSite: CallSite | null, what: string, hint: string): GoldpanError {
  const where = callSite === null ? "" : `${callSite.file}:${callSite.line}: `;
  return new GoldpanError("PLAN_REFUSED", `${where}${what}`, { hint, details: callSite === null ? {} : { callSite } });
}
