/** Options of readers and writers, as scripts give them. */
import type { CallSite } from "../../../common/wire/types.js";
import { planRefused } from "../call-site.js";
import { isRecord } from "../rows/encode-value.js";
import { shownValue } from "../arguments/shown-value.js";

/** Value of an option, as Spark takes them. */
export type OptionValue = string | number | boolean;

/** `{ header: true, sep: ";" }` */
export type Options = Readonly<Record<string, OptionValue>>;

/** As they travel. @throws PLAN_REFUSED for anything but an object: scripts need not be type-checked */
export function optionTexts(options: Options, at: CallSite | null): Record<string, string> {
  if (!isRecord(options)) {
    throw planRefused(`${shownValue(options)} is no options`, at, "write them as an object: { header: true }");
  }
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, String(value)]));
}
