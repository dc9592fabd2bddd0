/** Options of reads and writes: unknown ones are refused with the nearest. Names are compared as in Spark, without case. */
import { nearest } from "../../common/nearest.js";
import type { CallSite } from "../../common/wire/types.js";
import { planRefused } from "./plan-refused.js";

/**
 * Given options by the names of the documentation.
 * @param verbatim  those whose spaces mean something
 * @throws PLAN_REFUSED for one that is not known, with the nearest
 */
export function readOptions(
  kind: "read" | "write",
  options: Readonly<Record<string, string>>,
  names: readonly string[],
  callSite: CallSite | null,
  verbatim: ReadonlySet<string> = new Set(),
): Map<string, string> {
  const byLowerName = new Map(names.map((name) => [name.toLowerCase(), name]));
  return new Map(
    Object.entries(options).map(([given, value]) => {
      const name = byLowerName.get(given.toLowerCase());
      if (name !== undefined) return [name, verbatim.has(name) ? value : value.trim()];
      const [best] = nearest(given, names, 1);
      const hint = best === undefined ? `the ${kind} options are ${names.join(", ")}` : `did you mean ${best}?`;
      throw planRefused(callSite, `unknown ${kind} option '${given}'`, hint);
    }),
  );
}

export function flag(name: string, value: string | undefined, callSite: CallSite | null): boolean {
  if (value === undefined || value.toLowerCase() === "false") return false;
  if (value.toLowerCase() === "true") return true;
  throw planRefused(callSite, `${name} = '${value}' is neither true nor false`, `set ${name} to true or false`);
}

export function wholeNumber(
  name: string,
  value: string | undefined,
  min: number,
  max: number,
  callSite: CallSite | null,
): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw planRefused(
    callSite,
    `${name} = '${value}' is not a whole number from ${min} to ${max}`,
    `set ${name} to such a number`,
  );
}
