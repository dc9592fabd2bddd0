/** Whether two results are the same rows: as multisets, floating-point numbers within a tolerance, everything else exactly. */
import type { ExactRow, ExactValue } from "./exact-rows.js";

/** Relative; sums in another order differ in the last digits. */
const toleranceRelative = 1e-9;
/** What is left of a sum or a variance that is zero. */
const toleranceAbsolute = 1e-12;

export interface RowDifference {
  readonly actualCount: number;
  readonly expectedCount: number;
  /** A few rows of each that the other lacks. */
  readonly onlyActual: readonly ExactRow[];
  readonly onlyExpected: readonly ExactRow[];
}

const examplesMax = 5;

/** @returns undefined when they are equal, whatever their order */
export function differenceOfRows(
  actual: readonly ExactRow[],
  expected: readonly ExactRow[],
): RowDifference | undefined {
  const groups = new Map<string, { actual: ExactRow[]; expected: ExactRow[] }>();
  const groupOf = (row: ExactRow) => {
    const key = JSON.stringify(row, (_, value: ExactValue) => (typeof value === "number" ? shape(value) : value));
    const group = groups.get(key) ?? { actual: [], expected: [] };
    groups.set(key, group);
    return group;
  };
  for (const row of actual) groupOf(row).actual.push(row);
  for (const row of expected) groupOf(row).expected.push(row);
  const onlyActual: ExactRow[] = [];
  const onlyExpected: ExactRow[] = [];
  for (const group of groups.values()) {
    const rest = unmatched(group.actual, group.expected);
    onlyActual.push(...rest.actual);
    onlyExpected.push(...rest.expected);
  }
  if (onlyActual.length === 0 && onlyExpected.length === 0) return undefined;
  return {
    actualCount: actual.length,
    expectedCount: expected.length,
    onlyActual: onlyActual.slice(0, examplesMax),
    onlyExpected: onlyExpected.slice(0, examplesMax),
  };
}

/** As `differenceOfRows`, but row by row: for results whose order is given. @returns the first position that differs, or -1 */
export function firstDifference(actual: readonly ExactRow[], expected: readonly ExactRow[]): number {
  const count = Math.max(actual.length, expected.length);
  for (let index = 0; index < count; index++) {
    const [left, right] = [actual[index], expected[index]];
    if (left === undefined || right === undefined || !isSame(left, right)) return index;
  }
  return -1;
}

/** Equal, or floating-point numbers that are close enough. */
export function isSame(left: ExactValue, right: ExactValue): boolean {
  if (typeof left === "number" && typeof right === "number") return isClose(left, right);
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => isSame(item, right[index]!));
  }
  return left === right;
}

function isClose(left: number, right: number): boolean {
  if (left === right || (Number.isNaN(left) && Number.isNaN(right))) return true;
  const distance = Math.abs(left - right);
  return distance <= toleranceAbsolute || distance <= toleranceRelative * Math.max(Math.abs(left), Math.abs(right));
}

/** Rows that can be equal have the same shapes: finite numbers are told apart later. */
function shape(value: number): string {
  return Number.isFinite(value) ? "~" : `~${value}`;
}

/** Pairs neighbours in order of their numbers first; what is left over then with whatever fits. */
function unmatched(
  actual: readonly ExactRow[],
  expected: readonly ExactRow[],
): { actual: ExactRow[]; expected: ExactRow[] } {
  const left = sorted(actual);
  const right = sorted(expected);
  if (left.length === right.length && left.every((row, index) => isSame(row, right[index]!))) {
    return { actual: [], expected: [] };
  }
  const rest = [...right];
  const lone = left.filter((row) => {
    const index = rest.findIndex((other) => isSame(row, other));
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
  return { actual: lone, expected: rest };
}

function sorted(rows: readonly ExactRow[]): ExactRow[] {
  const withNumbers = rows.map((row) => ({ row, numbers: numbersOf(row) }));
  return withNumbers.sort((a, b) => compareNumbers(a.numbers, b.numbers)).map(({ row }) => row);
}

function numbersOf(value: ExactValue): number[] {
  if (typeof value === "number") return [value];
  return Array.isArray(value) ? value.flatMap(numbersOf) : [];
}

function compareNumbers(left: readonly number[], right: readonly number[]): number {
  for (const [index, number] of left.entries()) {
    const other = right[index] ?? 0;
    if (number < other) return -1;
    if (number > other) return 1;
  }
  return 0;
}
