/** Whether a query's rows are the standard's. */
import { differenceOfRows, firstDifference } from "../../tests/support/compare-rows.js";
import type { ExactRow } from "../../tests/support/exact-rows.js";
import type { StandardAnswer } from "./standard-query.js";

/**
 * The same rows, and in the same order as far as ORDER BY says one: rows that tie may stand in any order.
 * @returns undefined when they are equal, or what is not
 */
export function mismatch(rows: readonly ExactRow[], expected: StandardAnswer): string | undefined {
  const difference = differenceOfRows(rows, expected.rows);
  if (difference !== undefined) {
    const { actualCount, expectedCount, onlyActual, onlyExpected } = difference;
    return [
      `${actualCount} rows, expected ${expectedCount}`,
      ...onlyActual.map((row) => `  ours alone:     ${JSON.stringify(row)}`),
      ...onlyExpected.map((row) => `  DuckDB's alone: ${JSON.stringify(row)}`),
    ].join("\n");
  }
  const keys = (row: ExactRow) => expected.orderColumns.map((column) => row[column] ?? null);
  const position = firstDifference(rows.map(keys), expected.rows.map(keys));
  return position < 0 ? undefined : `row ${position + 1} is out of order: ${JSON.stringify(rows[position])}`;
}
