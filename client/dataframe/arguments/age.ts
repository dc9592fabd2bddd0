/** Ages as people write them: `24h`, `2 days`, `1 day 12 hours`. */
import type { CallSite } from "../../../common/wire/types.js";
import { planRefused } from "../call-site.js";
import { shownValue } from "./shown-value.js";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const unitsMs: Readonly<Record<string, number>> = {
  s: second,
  sec: second,
  second: second,
  m: minute,
  min: minute,
  minute: minute,
  h: hour,
  hr: hour,
  hour: hour,
  d: day,
  day: day,
  w: 7 * day,
  week: 7 * day,
};

/** Milliseconds, more than 0. A number needs its unit. @throws PLAN_REFUSED for what is no age */
export function ageMs(age: unknown, at: CallSite | null): number {
  const text = typeof age === "string" ? age.trim().toLowerCase() : "";
  const part = /(\d+(?:\.\d+)?)\s*([a-z]+)[\s,]*/gy;
  let total = 0;
  while (text !== "" && part.lastIndex < text.length) {
    const match = part.exec(text);
    const unit = match === null ? undefined : unitOf(match[2] ?? "");
    if (match === null || unit === undefined) throw noAge(age, at);
    total += Number(match[1]) * unit;
  }
  const rounded = Math.round(total);
  if (rounded > 0 && Number.isSafeInteger(rounded)) return rounded;
  throw noAge(age, at);
}

function unitOf(word: string): number | undefined {
  const singular = word.length > 2 && word.endsWith("s") ? word.slice(0, -1) : word;
  return Object.hasOwn(unitsMs, singular) ? unitsMs[singular] : undefined;
}

function noAge(age: unknown, at: CallSite | null): Error {
  return planRefused(`${shownValue(age)} is no age`, at, 'write "24h", "2 days", or "90 minutes"');
}
