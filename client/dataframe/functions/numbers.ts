/** Functions over numbers: signs, rounding, remainders, arithmetic that gives NULL for what fails. A string is a column's name. NULL gives NULL. */
import type { CallSite } from "../../../common/wire/types.js";
import { captureCallSite, planRefused } from "../call-site.js";
import { Column } from "../column.js";
import { call, refuseMore, type Name, type NameOrNumber } from "./calls.js";
import { halfEvenSql, literalPower, roundSql } from "./rounding.js";
import { asBigint, asDouble, byType } from "./sql-parts.js";

/** Without its sign. */
export function abs(column: Name): Column {
  return call({ shown: "abs", columns: [column] }, captureCallSite("abs"));
}

/** To so many digits after the point, halves away from zero, as they are written: 1.005 gives 1.01. @param digits  negative ones stand before the point */
export function round(column: Name, digits = 0): Column {
  const at = captureCallSite("round");
  assertDigits("round", digits, at);
  return call({ shown: "round", columns: [column], values: [digits], sql: (value) => roundSql(value, digits) }, at);
}

/** As `round`, halves to the even neighbour. */
export function bround(column: Name, digits = 0): Column {
  const at = captureCallSite("bround");
  assertDigits("bround", digits, at);
  const sql = (value: string) => {
    const [rounded, unit] = [roundSql(value, digits), asDouble(literalPower(digits))];
    const isBinary = `typeof(${value}) IN ('DOUBLE', 'FLOAT')`;
    // A half that was rounded away from an even neighbour goes back.
    const isHalf = `abs(abs(${value} * ${unit} - CAST(${rounded} AS DOUBLE) * ${unit}) - 0.5e0) < 1e-6`;
    const isOdd = `round(abs(CAST(${rounded} AS DOUBLE) * ${unit})) % 2 = 1`;
    const back = `CAST(${rounded} AS DOUBLE) - sign(${value}) / ${unit}`;
    const binary = `cast_to_type(CASE WHEN ${isHalf} AND ${isOdd} THEN ${back} ELSE ${asDouble(rounded)} END, ${rounded})`;
    return `CASE WHEN ${isBinary} THEN ${binary} ELSE ${halfEvenSql(value, digits)} END`;
  };
  return call({ shown: "bround", columns: [column], values: [digits], sql }, at);
}

function assertDigits(name: string, digits: number, at: CallSite | null): void {
  if (Number.isSafeInteger(digits) && Math.abs(digits) <= 18) return;
  throw planRefused(`${name} to ${String(digits)} digits`, at, "pass a whole number from -18 to 18");
}

/** To the nearest whole number, halves to the even one, as a DOUBLE. */
export function rint(column: Name): Column {
  const at = captureCallSite("rint");
  return call({ shown: "rint", columns: [column], sql: (value) => `round_even(${asDouble(value)}, 0)` }, at);
}

/** The greatest whole number that is not greater, as a BIGINT. */
export function floor(column: Name, ...more: never[]): Column {
  return whole("floor", "floor", [column, ...more], captureCallSite("floor"));
}

/** The smallest whole number that is not smaller, as a BIGINT. */
export function ceil(column: Name, ...more: never[]): Column {
  return whole("ceil", "ceil", [column, ...more], captureCallSite("ceil"));
}

/** The same as `ceil`. */
export function ceiling(column: Name, ...more: never[]): Column {
  return whole("ceiling", "ceil", [column, ...more], captureCallSite("ceiling"));
}

function whole(
  shown: string,
  name: string,
  [column, ...more]: readonly [Name, ...unknown[]],
  at: CallSite | null,
): Column {
  refuseMore(shown, more, at, `without a scale: ${shown}(col.times(100)).divide(100)`);
  return call({ shown, columns: [column], sql: wholeSql(name) }, at);
}

function wholeSql(name: string): (value: string) => string {
  // DuckDB makes a DOUBLE of a whole number first.
  return (value) => byType(value, "%INT%", `TRY_CAST(${value} AS BIGINT)`, asBigint(`${name}(${value})`));
}

/** -1, 0 or 1, as a DOUBLE. */
export function signum(column: Name): Column {
  return call({ shown: "signum", columns: [column], sql: signSql }, captureCallSite("signum"));
}

/** The same as `signum`. */
export function sign(column: Name): Column {
  return call({ shown: "sign", columns: [column], sql: signSql }, captureCallSite("sign"));
}

function signSql(value: string): string {
  const number = asDouble(value);
  return `CASE WHEN isnan(${number}) THEN ${number} ELSE ${asDouble(`sign(${number})`)} END`;
}

/** With the other sign. */
export function negative(column: Name): Column {
  return call({ shown: "negative", columns: [column], sql: (value) => `(-${value})` }, captureCallSite("negative"));
}

/** The same as `negative`. */
export function negate(column: Name): Column {
  return call({ shown: "negate", columns: [column], sql: (value) => `(-${value})` }, captureCallSite("negate"));
}

/** The number itself. */
export function positive(column: Name): Column {
  return call({ shown: "positive", columns: [column], sql: (value) => `(+${value})` }, captureCallSite("positive"));
}

/** The remainder, never with another sign than the divisor's. Different from Spark: of a division by 0 it is NULL. */
export function pmod(dividend: NameOrNumber, divisor: NameOrNumber): Column {
  const sql = (a: string, b: string) =>
    `CASE WHEN ${a} % ${b} < 0 THEN (${a} % ${b} + ${b}) % ${b} ELSE ${a} % ${b} END`;
  return call({ shown: "pmod", columns: [dividend, divisor], sql }, captureCallSite("pmod"));
}

/** The number of the bucket, from 1, of so many equal ones between `low` and `high`; 0 below, one more above. Also downwards. */
export function width_bucket(column: Name, low: Name, high: Name, buckets: NameOrNumber): Column {
  const sql = (value: string, from: string, to: string, count: string) => {
    const [v, a, b] = [asDouble(value), asDouble(from), asDouble(to)];
    const place = asBigint(`floor(${count} * (${v} - ${a}) / (${b} - ${a}))`);
    const inside = `CASE WHEN (${v} - ${a}) * sign(${b} - ${a}) < 0 THEN 0 WHEN (${v} - ${b}) * sign(${b} - ${a}) >= 0 THEN ${count} + 1 ELSE ${place} + 1 END`;
    const bad = [v, a, b].map((number) => `isnan(${number})`).join(" OR ");
    return asBigint(
      `CASE WHEN NOT (${bad} OR ${a} = ${b} OR isinf(${a}) OR isinf(${b}) OR ${count} <= 0) THEN ${inside} END`,
    );
  };
  return call({ shown: "width_bucket", columns: [column, low, high, buckets], sql }, captureCallSite("width_bucket"));
}

/** The sum; NULL where it overflows. */
export function try_add(left: Name, right: Name): Column {
  return call({ shown: "try_add", columns: [left, right], sql: tried("+") }, captureCallSite("try_add"));
}

/** The difference; NULL where it overflows. */
export function try_subtract(left: Name, right: Name): Column {
  return call({ shown: "try_subtract", columns: [left, right], sql: tried("-") }, captureCallSite("try_subtract"));
}

/** The product; NULL where it overflows. */
export function try_multiply(left: Name, right: Name): Column {
  return call({ shown: "try_multiply", columns: [left, right], sql: tried("*") }, captureCallSite("try_multiply"));
}

function tried(operator: string): (left: string, right: string) => string {
  return (left, right) => `TRY(${left} ${operator} ${right})`;
}

/** The quotient as a DOUBLE; NULL where the divisor is 0. */
export function try_divide(left: Name, right: Name): Column {
  const sql = (a: string, b: string) => `CASE WHEN ${b} <> 0 THEN ${a} / ${b} END`;
  return call({ shown: "try_divide", columns: [left, right], sql }, captureCallSite("try_divide"));
}

/** The remainder with the dividend's sign; NULL where the divisor is 0. */
export function try_mod(left: Name, right: Name): Column {
  const sql = (a: string, b: string) => `CASE WHEN ${b} <> 0 THEN ${a} % ${b} END`;
  return call({ shown: "try_mod", columns: [left, right], sql }, captureCallSite("try_mod"));
}

/**
 * A number from 0 to below 1 for each row, the same at every run over the same files. Different from Spark: other numbers.
 * @param seed  another one gives other numbers
 */
export function rand(seed = 0): Column {
  return new Column({
    sql: randomSql(seed),
    callSite: captureCallSite("rand"),
    atomic: true,
    defaultName: `rand(${seed})`,
  });
}

/** The same as `rand`. */
export function random(seed = 0): Column {
  return new Column({
    sql: randomSql(seed),
    callSite: captureCallSite("random"),
    atomic: true,
    defaultName: `rand(${seed})`,
  });
}

/** A number of the normal distribution (mean 0, deviation 1) for each row, see `rand`. */
export function randn(seed = 0): Column {
  // Box and Muller, 1958.
  const sql = `(sqrt(-2 * ln(1 - ${randomSql(seed)})) * cos(2 * pi() * ${randomSql(seed + 1)}))`;
  return new Column({ sql, callSite: captureCallSite("randn"), atomic: true, defaultName: `randn(${seed})` });
}

/** Tasks seed random() by what they read; a seed turns the circle of its numbers, which stay as even as they were. */
function randomSql(seed: number): string {
  const turn = (((seed * 0.6180339887498949) % 1) + 1) % 1;
  return `((random() + ${turn}e0) % 1)`;
}
