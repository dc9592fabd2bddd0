/** Windows in time, for `groupBy`: `window("at", "10 minutes")`. */
import { captureCallSite, planRefused } from "../call-site.js";
import type { CallSite } from "../../../common/wire/types.js";
import type { Column } from "../column.js";
import { call, type Name } from "./calls.js";

const microsecondsOf: Readonly<Record<string, number>> = {
  microsecond: 1,
  millisecond: 1e3,
  second: 1e6,
  minute: 60e6,
  hour: 3_600e6,
  day: 86_400e6,
  week: 604_800e6,
};

/**
 * Which window of a fixed length a time lies in, as a struct of `start` and `end`; windows follow each other without gaps from
 * 1970-01-01 on. A row without a time has NULL.
 * @param length  for instance `"10 minutes"` or `"1 hour 30 minutes"`; months have no fixed length
 * @param startTime  by how much windows start later than at their multiples
 * @example rides.groupBy(window("started", "1 hour")).count().select("window.start", "count")
 */
export function window(column: Name, length: string, slide?: string | null, startTime?: string | null): Column {
  const at = captureCallSite("window");
  const microseconds = lengthOf(length, at);
  if (typeof slide === "string" && lengthOf(slide, at) !== microseconds) {
    throw planRefused(
      `window: ${slide} is not ${length}, and windows that slide overlap`,
      at,
      'write window("at", slide), then explode a list of the windows that the row lies in',
    );
  }
  const late = typeof startTime === "string" ? lengthOf(startTime, at) : 0;
  const sql = (time: string): string => {
    const into = `((epoch_us(${time}) - ${late}) % ${microseconds} + ${microseconds}) % ${microseconds}`;
    const start = `${time} - to_microseconds(${into})`;
    return `CASE WHEN ${time} IS NOT NULL THEN struct_pack("start" := ${start}, "end" := ${start} + to_microseconds(${microseconds})) END`;
  };
  return call({ shown: "window", columns: [column], sql }, at).as("window");
}

/** In microseconds. */
function lengthOf(text: string, at: CallSite | null): number {
  const parts = [...text.trim().matchAll(/(\d+)\s*([a-z]+?)s?(?=\s|$)/gi)];
  const units = parts.map(([, count, unit = ""]) => Number(count) * (microsecondsOf[unit.toLowerCase()] ?? Number.NaN));
  const sum = units.reduce((total, part) => total + part, 0);
  const isWhole = /^(interval\s+)?(\d+\s*[a-z]+\s*)+$/i.test(text.trim());
  if (isWhole && parts.length > 0 && Number.isSafeInteger(sum) && sum > 0) return sum;
  throw planRefused(`window: '${text}' is no length`, at, 'write for instance "10 minutes", "1 hour" or "1 week"');
}
