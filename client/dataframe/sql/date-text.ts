/** Days and times as texts in ISO 8601, as DuckDB reads them: which are there, and what they would lose in a type. */

/** DuckDB's DATE and TIMESTAMP: the first and the last day, as [astronomical year, month, day]. */
const dayLimits = {
  date: { first: [1 - 5877642, 6, 25], last: [5881580, 7, 10] },
  timestamp: { first: [1 - 290309, 12, 22], last: [294247, 1, 10] },
  nanoseconds: { first: [1677, 9, 22], last: [2262, 4, 11] },
} as const;

export type DayLimits = keyof typeof dayLimits;

const dayPattern = "(\\d{4,7})-(\\d{1,2})-(\\d{1,2})( \\(BC\\))?";
const timePattern = "(\\d{1,2}):(\\d{2})";
const secondPattern = ":(\\d{2})(?:\\.(\\d{1,9}))?";
const datePattern = new RegExp(`^${dayPattern}$`);
const timeOnlyPattern = new RegExp(`^${timePattern}(?:${secondPattern})?$`);
const offsetPattern = " ?(?:Z|[+-]\\d{2}(?::?\\d{2}){0,2})";
// Where the type has no zone, DuckDB drops a difference to UTC without a word: only Z is one of none.
const timestampPattern = new RegExp(`^${dayPattern}(?:[ T]${timePattern}(?:${secondPattern}Z?)?)?$`);
const instantPattern = new RegExp(`^${dayPattern}(?:[ T]${timePattern}(?:${secondPattern}(?:${offsetPattern})?)?)?$`);
const infinityPattern = /^-?infinity$/i;

export function isDateText(text: string): boolean {
  if (infinityPattern.test(text)) return true;
  const [, year, month, day, bc] = datePattern.exec(text) ?? [];
  return isDay({ year, month, day, bc }, "date");
}

/** @param fractionDigits  of a second, that the type keeps */
export function isTimeText(text: string, fractionDigits: number): boolean {
  const [match, hour, minute, second, fraction] = timeOnlyPattern.exec(text) ?? [];
  return match !== undefined && isTime({ hour, minute, second, fraction }, fractionDigits);
}

export interface TimestampRules {
  readonly limits: DayLimits;
  /** Of a second, that the type keeps. */
  readonly fractionDigits: number;
  /** A difference to UTC may follow; names of zones are not read from JSON. */
  readonly zone: boolean;
}

export function isTimestampText(text: string, { limits, fractionDigits, zone }: TimestampRules): boolean {
  if (infinityPattern.test(text)) return true;
  const pattern = zone ? instantPattern : timestampPattern;
  const [, year, month, day, bc, hour, minute, second, fraction] = pattern.exec(text) ?? [];
  return isDay({ year, month, day, bc }, limits) && isTime({ hour, minute, second, fraction }, fractionDigits);
}

/** Whether a valid Date lies between the limits, to the day. */
export function isWithin(date: Date, limits: DayLimits): boolean {
  return isBetween([date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()], limits);
}

type DayText = Readonly<Record<"year" | "month" | "day" | "bc", string | undefined>>;
type TimeText = Readonly<Record<"hour" | "minute" | "second" | "fraction", string | undefined>>;

function isDay({ year: yearText, month: monthText, day: dayText, bc }: DayText, limits: DayLimits): boolean {
  const [month, day] = [Number(monthText), Number(dayText)];
  const year = bc === undefined ? Number(yearText) : 1 - Number(yearText);
  if (yearText === undefined || month < 1 || month > 12 || day < 1 || (bc !== undefined && year > 0)) return false;
  return day <= daysOf(year, month) && isBetween([year, month, day], limits);
}

function daysOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (month === 2) return isLeap ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isBetween(day: readonly number[], limits: DayLimits): boolean {
  const { first, last } = dayLimits[limits];
  return compare(first, day) <= 0 && compare(day, last) <= 0;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function isTime({ hour, minute, second, fraction = "" }: TimeText, fractionDigits: number): boolean {
  if (Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return false;
  return /^0*$/.test(fraction.slice(fractionDigits));
}
