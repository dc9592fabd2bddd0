/** Aggregates of statistics: for `agg`, and by `over` for windows. NULLs are left out; a string is a column's name. */
import type { CallSite } from "../../../common/wire/types.js";
import { captureCallSite, planRefused } from "../call-site.js";
import type { Column } from "../column.js";
import { literalSql } from "../literal.js";
import { aggregate, call, type Name } from "./calls.js";

/** About how many different values `column` has (HyperLogLog). */
export function approx_count_distinct(column: Name): Column {
  return call({ shown: "approx_count_distinct", columns: [column] }, captureCallSite("approx_count_distinct"));
}

/** Standard deviation of a sample; NULL below two values. */
export function stddev(column: Name): Column {
  return call({ shown: "stddev", name: "stddev_samp", columns: [column] }, captureCallSite("stddev"));
}

/** The same as `stddev`. */
export function stddev_samp(column: Name): Column {
  return call({ shown: "stddev_samp", columns: [column] }, captureCallSite("stddev_samp"));
}

/** Standard deviation of all there is. */
export function stddev_pop(column: Name): Column {
  return call({ shown: "stddev_pop", columns: [column] }, captureCallSite("stddev_pop"));
}

/** Variance of a sample; NULL below two values. */
export function variance(column: Name): Column {
  return call({ shown: "var_samp", columns: [column] }, captureCallSite("variance"));
}

/** The same as `variance`. */
export function var_samp(column: Name): Column {
  return call({ shown: "var_samp", columns: [column] }, captureCallSite("var_samp"));
}

/** Variance of all there is. */
export function var_pop(column: Name): Column {
  return call({ shown: "var_pop", columns: [column] }, captureCallSite("var_pop"));
}

/** Covariance of a sample. */
export function covar_samp(column: Name, other: Name): Column {
  return call({ shown: "covar_samp", columns: [column, other] }, captureCallSite("covar_samp"));
}

/** Covariance of all there is. */
export function covar_pop(column: Name, other: Name): Column {
  return call({ shown: "covar_pop", columns: [column, other] }, captureCallSite("covar_pop"));
}

/** Pearson's correlation. */
export function corr(column: Name, other: Name): Column {
  return call({ shown: "corr", columns: [column, other] }, captureCallSite("corr"));
}

/** The most frequent value; of several such values any one. */
export function mode(column: Name): Column {
  return call({ shown: "mode", columns: [column] }, captureCallSite("mode"));
}

/** All values multiplied, as a DOUBLE. */
export function product(column: Name): Column {
  return call({ shown: "product", columns: [column] }, captureCallSite("product"));
}

/** The middle value, or the mean of the two in the middle, as a DOUBLE. */
export function median(column: Name): Column {
  return quantile("median", "quantile_cont", [column], 0.5, captureCallSite("median"));
}

/**
 * The value below which a share of the values lies, as a DOUBLE; between two values in proportion.
 * @param shares  from 0 to 1; an array gives a list
 */
export function percentile(column: Name, shares: number | readonly number[]): Column {
  return quantile("percentile", "quantile_cont", [column], shares, captureCallSite("percentile"));
}

/**
 * A value of the column below which a share of the values lies. Exact here: `accuracy` changes nothing.
 * @param shares  from 0 to 1; an array gives a list
 */
export function percentile_approx(column: Name, shares: number | readonly number[], accuracy?: number): Column {
  return quantile(
    "percentile_approx",
    "quantile_disc",
    [column],
    shares,
    captureCallSite("percentile_approx"),
    accuracy,
  );
}

/** The same as `percentile_approx`. */
export function approx_percentile(column: Name, shares: number | readonly number[], accuracy?: number): Column {
  return quantile(
    "approx_percentile",
    "quantile_disc",
    [column],
    shares,
    captureCallSite("approx_percentile"),
    accuracy,
  );
}

function quantile(
  shown: string,
  name: "quantile_cont" | "quantile_disc",
  columns: readonly [Name],
  shares: number | readonly number[],
  at: CallSite | null,
  accuracy = 1,
): Column {
  const list = typeof shares === "number" ? [shares] : shares;
  if (list.length === 0 || list.some((share) => typeof share !== "number" || !(share >= 0 && share <= 1))) {
    throw planRefused(`${shown}: ${JSON.stringify(shares)} is no share`, at, "pass a number from 0 to 1, or several");
  }
  if (!(accuracy > 0))
    throw planRefused(`${shown}: ${accuracy} is no accuracy`, at, "leave it out: the result is exact");
  const sql = (value = ""): string => {
    const operand = name === "quantile_cont" ? `CAST(${value} AS DOUBLE)` : value;
    return `${name}(${operand}, ${literalSql(shares)})`;
  };
  return aggregate({ shown, columns, sql }, at);
}
