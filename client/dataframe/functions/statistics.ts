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

/** The same as `approx_count_distinct`. */
export function approxCountDistinct(column: Name): Column {
  return call({ shown: "approx_count_distinct", columns: [column] }, captureCallSite("approxCountDistinct"));
}

/** The same as `stddev`. */
export function std(column: Name): Column {
  return call({ shown: "std", name: "stddev_samp", columns: [column] }, captureCallSite("std"));
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

/** How far the tails lie from those of the normal distribution (0), of all there is. */
export function kurtosis(column: Name): Column {
  return call({ shown: "kurtosis", name: "kurtosis_pop", columns: [column] }, captureCallSite("kurtosis"));
}

/** How far the distribution leans to one side, of all there is. */
export function skewness(column: Name): Column {
  // DuckDB corrects it for a sample by sqrt(n (n - 1)) / (n - 2), and has none below three values.
  const sql = (value: string) => {
    const count = `CAST(count(${value}) AS DOUBLE)`;
    const back = `skewness(${value}) * (${count} - 2) / sqrt(${count} * (${count} - 1))`;
    return `CASE WHEN count(${value}) > 2 THEN ${back} WHEN count(${value}) = 2 THEN 0 END`;
  };
  return call({ shown: "skewness", columns: [column], sql }, captureCallSite("skewness"));
}

function regression(name: string, y: Name, x: Name, at: CallSite | null): Column {
  return call({ shown: name, columns: [y, x] }, at);
}

/** How many rows have both. */
export function regr_count(y: Name, x: Name): Column {
  const at = captureCallSite("regr_count");
  return call({ shown: "regr_count", columns: [y, x], sql: (a, b) => `CAST(regr_count(${a}, ${b}) AS BIGINT)` }, at);
}

/** The mean of `x` where both are there. */
export function regr_avgx(y: Name, x: Name): Column {
  return regression("regr_avgx", y, x, captureCallSite("regr_avgx"));
}

/** The mean of `y` where both are there. */
export function regr_avgy(y: Name, x: Name): Column {
  return regression("regr_avgy", y, x, captureCallSite("regr_avgy"));
}

/** The slope of the line of least squares. */
export function regr_slope(y: Name, x: Name): Column {
  return regression("regr_slope", y, x, captureCallSite("regr_slope"));
}

/** Where the line of least squares crosses x = 0. */
export function regr_intercept(y: Name, x: Name): Column {
  return regression("regr_intercept", y, x, captureCallSite("regr_intercept"));
}

/** The share of the variance that the line of least squares explains. */
export function regr_r2(y: Name, x: Name): Column {
  return regression("regr_r2", y, x, captureCallSite("regr_r2"));
}

/** The sum of squares of `x` around its mean. */
export function regr_sxx(y: Name, x: Name): Column {
  return regression("regr_sxx", y, x, captureCallSite("regr_sxx"));
}

/** The sum of squares of `y` around its mean. */
export function regr_syy(y: Name, x: Name): Column {
  return regression("regr_syy", y, x, captureCallSite("regr_syy"));
}

/** The sum of products of both around their means. */
export function regr_sxy(y: Name, x: Name): Column {
  return regression("regr_sxy", y, x, captureCallSite("regr_sxy"));
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
