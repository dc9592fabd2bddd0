/**
 * Whether statistics prove that no row can pass a filter. Three-valued: "no row passes" is only said when it is certain; a filter
 * passes a row only if it is true, so a NULL excludes as well as a false.
 */
import type { ColumnBounds, StatisticValue } from "../../../storage/parquet/statistics.js";
import { isTree, plainColumn, type Tree } from "../trees/tree.js";
import { constantValue, kindOf, operands } from "./constants.js";
import { compareValues } from "./compare.js";

/** Rows that a filter is asked about: a row group, or a file with its partition values. */
export interface Candidate {
  readonly rows: number;
  readonly typeOf: (column: string) => string | undefined;
  readonly bounds: (column: string) => ColumnBounds | undefined;
}

/** @returns true when `filter` is true for none of the candidate's rows */
export function excludes(filter: Tree, candidate: Candidate): boolean {
  switch (kindOf(filter)) {
    case "CONJUNCTION_AND":
      return operands(filter).some((part) => excludes(part, candidate));
    case "CONJUNCTION_OR":
      return operands(filter).every((part) => excludes(part, candidate));
    case "COMPARE_BETWEEN":
      return excludesBetween(filter, candidate);
    case "COMPARE_IN":
      return excludesIn(filter, candidate);
    case "OPERATOR_IS_NULL":
      return nullsOf(filter, candidate) === 0;
    case "OPERATOR_IS_NOT_NULL":
      return nullsOf(filter, candidate) === candidate.rows;
    default:
      return excludesComparison(filter, candidate);
  }
}

/** The filter's conjuncts: each on its own must be true. */
export function conjuncts(filter: Tree): readonly Tree[] {
  return kindOf(filter) === "CONJUNCTION_AND" ? operands(filter).flatMap(conjuncts) : [filter];
}

type Comparison = "=" | "<" | "<=" | ">" | ">=";

const comparisons: Readonly<Record<string, Comparison>> = {
  COMPARE_EQUAL: "=",
  COMPARE_LESSTHAN: "<",
  COMPARE_LESSTHANOREQUALTO: "<=",
  COMPARE_GREATERTHAN: ">",
  COMPARE_GREATERTHANOREQUALTO: ">=",
};

const mirrored: Readonly<Record<Comparison, Comparison>> = { "=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

function excludesComparison(filter: Tree, candidate: Candidate): boolean {
  const comparison = comparisons[kindOf(filter)];
  const { left, right } = filter;
  if (comparison === undefined || !isTree(left) || !isTree(right)) return false;
  return (
    compareExcludes(left, comparison, right, candidate) || compareExcludes(right, mirrored[comparison], left, candidate)
  );
}

function excludesBetween(filter: Tree, candidate: Candidate): boolean {
  const { input, lower, upper } = filter;
  if (!isTree(input) || !isTree(lower) || !isTree(upper)) return false;
  return compareExcludes(input, ">=", lower, candidate) || compareExcludes(input, "<=", upper, candidate);
}

function excludesIn(filter: Tree, candidate: Candidate): boolean {
  const [tested, ...items] = operands(filter);
  return tested !== undefined && items.every((item) => compareExcludes(tested, "=", item, candidate));
}

/** `column comparison constant` is true for no row. */
function compareExcludes(columnTree: Tree, comparison: Comparison, constant: Tree, candidate: Candidate): boolean {
  const column = plainColumn(columnTree);
  const type = column === undefined ? undefined : candidate.typeOf(column);
  if (column === undefined || type === undefined) return false;
  const bounds = candidate.bounds(column);
  if (bounds === undefined) return false;
  if (bounds.nulls === candidate.rows) return true;
  const value = constantValue(constant, type);
  if (value === undefined) return false;
  // NaN is greater than every number, and statistics don't tell whether there is one.
  const maybeNaN = type === "DOUBLE";
  const below = (bound: StatisticValue | undefined, orEqual: boolean): boolean => outside(value, bound, -1, orEqual);
  const above = (bound: StatisticValue | undefined, orEqual: boolean): boolean => outside(value, bound, 1, orEqual);
  switch (comparison) {
    case "=":
      return below(bounds.min, false) || above(bounds.max, false);
    case "<":
      return below(bounds.min, true);
    case "<=":
      return below(bounds.min, false);
    case ">":
      return !maybeNaN && above(bounds.max, true);
    case ">=":
      return !maybeNaN && above(bounds.max, false);
  }
}

/** The value is surely on the given side (-1 below, 1 above) of the bound, or on it where that counts. */
function outside(value: StatisticValue, bound: StatisticValue | undefined, side: -1 | 1, orEqual: boolean): boolean {
  const order = bound === undefined ? undefined : compareValues(value, bound);
  if (order === undefined) return false;
  return order === 0 ? orEqual : Math.sign(order) === side;
}

function nullsOf(filter: Tree, candidate: Candidate): number | undefined {
  const [tested] = operands(filter);
  const column = tested === undefined ? undefined : plainColumn(tested);
  return column === undefined ? undefined : candidate.bounds(column)?.nulls;
}
