/** Aggregates of statistics: for `agg`, and by `over` for windows. NULLs are left out; a string is a column's name. */
import type { CallSite } from "../../../common/wire/types.js";
import { captureCallSite, planRefused } from "../call-site.js";
import { Column } from "../column.js";
import { literalSql } from "../sql/literal.js";
import { aggregate, call, constantNumbers, refuseMore, type Name } from "./calls.js";
import { notANumber } from "./sql-parts.js";

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
  return moment({ shown: "std", name: "stddev_samp", columns: [column], least: 2 }, captureCallSite("std"));
}

/** Standard deviation of a sample; NULL below two values. */
export function stddev(column: Name): Column {
  return moment({ shown: "stddev", name: "stddev_samp", columns: [column], least: 2 }, captureCallSite("stddev"));
}

/** The same as `stddev`. */
export function stddev_samp(column: Name): Column {
  return moment({ shown: "stddev_samp", columns: [column], least: 2 }, captureCallSite("stddev_samp"));
}

/** Standard deviation of all there is. */
export function stddev_pop(column: Name): Column {
  return moment({ shown: "stddev_pop", columns: [column] }, captureCallSite("stddev_pop"));
}

/** Variance of a sample; NULL below two values. */
export function variance(column: Name): Column {
  return moment({ shown: "var_samp", columns: [column], least: 2 }, captureCallSite("variance"));
}

/** The same as `variance`. */
export function var_samp(column: Name): Column {
  return moment({ shown: "var_samp", columns: [column], least: 2 }, captureCallSite("var_samp"));
}

/** Variance of all there is. */
export function var_pop(column: Name): Column {
  return moment({ shown: "var_pop", columns: [column] }, captureCallSite("var_pop"));
}

/** Covariance of a sample. */
export function covar_samp(column: Name, other: Name): Column {
  return moment({ shown: "covar_samp", columns: [column, other], least: 2 }, captureCallSite("covar_samp"));
}

/** Covariance of all there is. */
export function covar_pop(column: Name, other: Name): Column {
  return moment({ shown: "covar_pop", columns: [column, other] }, captureCallSite("covar_pop"));
}

/** Pearson's correlation. */
export function corr(column: Name, other: Name): Column {
  return moment({ shown: "corr", columns: [column, other], least: 2 }, captureCallSite("corr"));
}

/** How far the tails lie from those of the normal distribution (0), of all there is. */
export function kurtosis(column: Name): Column {
  return moment({ shown: "kurtosis", name: "kurtosis_pop", columns: [column] }, captureCallSite("kurtosis"));
}

/** How far the distribution leans to one side, of all there is. */
export function skewness(column: Name): Column {
  return moment({ shown: "skewness", columns: [column], value: skewnessSql }, captureCallSite("skewness"));
}

/** How many rows have both. */
export function regr_count(y: Name, x: Name): Column {
  const window = (over: string, ...[a = "", b = ""]: string[]) => `CAST(regr_count(${a}, ${b})${over} AS BIGINT)`;
  return aggregate({ shown: "regr_count", columns: [y, x], window }, captureCallSite("regr_count"));
}

/** The mean of `x` where both are there. */
export function regr_avgx(y: Name, x: Name): Column {
  return call({ shown: "regr_avgx", columns: [y, x] }, captureCallSite("regr_avgx"));
}

/** The mean of `y` where both are there. */
export function regr_avgy(y: Name, x: Name): Column {
  return call({ shown: "regr_avgy", columns: [y, x] }, captureCallSite("regr_avgy"));
}

/** The slope of the line of least squares. */
export function regr_slope(y: Name, x: Name): Column {
  return moment({ shown: "regr_slope", columns: [y, x], least: 2 }, captureCallSite("regr_slope"));
}

/** Where the line of least squares crosses x = 0. */
export function regr_intercept(y: Name, x: Name): Column {
  return moment({ shown: "regr_intercept", columns: [y, x], least: 2 }, captureCallSite("regr_intercept"));
}

/** The share of the variance that the line of least squares explains. */
export function regr_r2(y: Name, x: Name): Column {
  return moment({ shown: "regr_r2", columns: [y, x], least: 2 }, captureCallSite("regr_r2"));
}

/** The sum of squares of `x` around its mean. */
export function regr_sxx(y: Name, x: Name): Column {
  return moment({ shown: "regr_sxx", columns: [y, x], judged: [1] }, captureCallSite("regr_sxx"));
}

/** The sum of squares of `y` around its mean. */
export function regr_syy(y: Name, x: Name): Column {
  return moment({ shown: "regr_syy", columns: [y, x], judged: [0] }, captureCallSite("regr_syy"));
}

/** The sum of products of both around their means. */
export function regr_sxy(y: Name, x: Name): Column {
  return moment({ shown: "regr_sxy", columns: [y, x] }, captureCallSite("regr_sxy"));
}

interface Moment {
  readonly shown: string;
  /** DuckDB's name, where it differs. */
  readonly name?: string;
  readonly columns: readonly Name[];
  /** Of fewer rows than that it is NULL, even where one is not finite; 1 without. */
  readonly least?: number;
  /** Which of the columns it is about; all without. */
  readonly judged?: readonly number[];
  /** Made of calls over finite values, where it is not one call; `rows` is how many have all columns. */
  readonly value?: (called: (name: string) => string, rows: string) => string;
}

/** NaN where a value is not finite, as in Spark; DuckDB's fail there. Where nothing varies, its NaN is Spark's NULL. */
function moment({ shown, name = shown, columns, least = 1, judged, value }: Moment, at: CallSite | null): Column {
  const window = (over: string, ...texts: string[]): string => {
    const there = texts.map((text) => `(${text}) IS NOT NULL`).join(" AND ");
    const about = texts.filter((_, index) => judged?.includes(index) ?? true);
    const finite = about.map((text) => `isfinite(CAST(${text} AS DOUBLE))`).join(" AND ");
    const rows = `count(*) FILTER (WHERE ${there})${over}`;
    const called = (function_: string) => `${function_}(${texts.join(", ")}) FILTER (WHERE ${finite})${over}`;
    const others = `count(*) FILTER (WHERE ${there} AND NOT (${finite}))${over}`;
    const ofOthers = least === 1 ? notANumber : `CASE WHEN ${rows} >= ${least} THEN ${notANumber} END`;
    const ofFinite = value?.(called, rows) ?? called(name);
    return `CASE WHEN ${others} > 0 THEN ${ofOthers} ELSE nullif(${ofFinite}, ${notANumber}) END`;
  };
  return aggregate({ shown, columns, window }, at);
}

/** DuckDB corrects it for a sample by sqrt(n (n - 1)) / (n - 2), and has none below three values. */
function skewnessSql(called: (name: string) => string, rows: string): string {
  const count = `CAST(${rows} AS DOUBLE)`;
  const back = `${called("skewness")} * (${count} - 2) / sqrt(${count} * (${count} - 1))`;
  return `CASE WHEN ${rows} > 2 THEN ${back} WHEN ${called("min")} < ${called("max")} THEN 0 END`;
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
export function percentile(column: Name, shares: Shares, ...more: never[]): Column {
  const at = captureCallSite("percentile");
  refuseMore("percentile", more, at, "unfold rows by their frequency first: explode(array_repeat(column, frequency))");
  return quantile("percentile", "quantile_cont", [column], shares, at);
}

/**
 * A value of the column below which a share of the values lies. Exact here: `accuracy` changes nothing.
 * @param shares  from 0 to 1; an array gives a list
 */
export function percentile_approx(column: Name, shares: Shares, accuracy?: number): Column {
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
export function approx_percentile(column: Name, shares: Shares, accuracy?: number): Column {
  return quantile(
    "approx_percentile",
    "quantile_disc",
    [column],
    shares,
    captureCallSite("approx_percentile"),
    accuracy,
  );
}

/** From 0 to 1: a number, several, or such a constant. */
type Shares = number | readonly number[] | Column;

function quantile(
  shown: string,
  name: "quantile_cont" | "quantile_disc",
  columns: readonly [Name],
  given: Shares,
  at: CallSite | null,
  accuracy = 1,
): Column {
  const shares = given instanceof Column ? (constantNumbers(given) ?? []) : given;
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
