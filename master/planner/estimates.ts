/**
 * How many rows and compressed bytes a relation has, as far as footers and the shape of the plan tell. Estimates lean to the large
 * side: what is taken for small and is not would be sent whole to every task, while the contrary is mended once sizes are known.
 */
import { kindOf, operands } from "./pruning/constants.js";
import { text, type Tree } from "./trees/tree.js";

export interface Estimate {
  readonly rows: number | undefined;
  readonly bytes: number | undefined;
}

/** No filter is trusted to leave less. */
const shareMin = 0.05;

/** @returns share of the rows that a condition is taken to let pass, 0 < share ≤ 1 */
export function passingShare(condition: Tree): number {
  return Math.min(1, Math.max(shareMin, rawShare(condition)));
}

function rawShare(condition: Tree): number {
  switch (kindOf(condition)) {
    case "CONJUNCTION_AND":
      return operands(condition).reduce((share, part) => share * rawShare(part), 1);
    case "CONJUNCTION_OR":
      return Math.min(
        1,
        operands(condition).reduce((share, part) => share + rawShare(part), 0),
      );
    case "COMPARE_EQUAL":
    case "COMPARE_NOT_DISTINCT_FROM":
      return 0.2;
    case "COMPARE_IN":
      return Math.min(1, 0.2 * Math.max(1, operands(condition).length - 1));
    case "COMPARE_LESSTHAN":
    case "COMPARE_LESSTHANOREQUALTO":
    case "COMPARE_GREATERTHAN":
    case "COMPARE_GREATERTHANOREQUALTO":
    case "COMPARE_BETWEEN":
      return 0.5;
    case "OPERATOR_IS_NULL":
      return 0.2;
    case "FUNCTION":
      return ["~~", "~~*", "contains", "prefix", "suffix", "starts_with"].includes(text(condition, "function_name"))
        ? 0.5
        : 1;
    default:
      return 1;
  }
}

/** The estimate where only a share of the rows is left. */
export function scaled({ rows, bytes }: Estimate, share: number): Estimate {
  return {
    rows: rows === undefined ? undefined : Math.ceil(rows * share),
    bytes: bytes === undefined ? undefined : Math.ceil(bytes * share),
  };
}

/** The estimate where only so many rows are left. */
export function atMost(estimate: Estimate, rows: number): Estimate {
  if (estimate.rows === undefined || estimate.rows <= rows)
    return { rows: estimate.rows ?? rows, bytes: estimate.bytes };
  return scaled(estimate, estimate.rows === 0 ? 1 : rows / estimate.rows);
}

/** Rows of a join by keys: each row of the larger side is taken to meet one of the other, as along a foreign key. */
export function joinedByKeys(main: Estimate, build: Estimate): Estimate {
  const rows = main.rows === undefined || build.rows === undefined ? undefined : Math.max(main.rows, build.rows);
  return { rows, bytes: beside(main, build, rows) };
}

/** Rows where each row of one side meets each of the other. */
export function crossed(main: Estimate, build: Estimate): Estimate {
  const rows = main.rows === undefined || build.rows === undefined ? undefined : main.rows * build.rows;
  return { rows, bytes: beside(main, build, rows) };
}

function beside(main: Estimate, build: Estimate, rows: number | undefined): number | undefined {
  const widths = [main, build].map((side) =>
    side.rows === undefined || side.bytes === undefined ? undefined : side.bytes / Math.max(1, side.rows),
  );
  const [left, right] = widths;
  return rows === undefined || left === undefined || right === undefined ? undefined : Math.ceil(rows * (left + right));
}
