/** Functions of analysis, all over DOUBLEs. Where they are not defined they give NaN, or NULL as logarithms do. A string is a column's name. */
import { captureCallSite } from "../call-site.js";
import { Column } from "../column.js";
import type { CallSite } from "../../../common/wire/types.js";
import { call, type Name, type NameOrNumber } from "./calls.js";
import { asBigint, asDouble, asInt, infinity, notANumber, unlessNull } from "./sql-parts.js";

function overDouble(shown: string, column: Name, sql: (value: string) => string, at: CallSite | null): Column {
  return call({ shown, columns: [column], sql: (value) => sql(asDouble(value)) }, at);
}

/** `name(x)`, NaN where `undefinedWhere` holds: there DuckDB fails. */
function guarded(name: string, undefinedWhere: (value: string) => string): (value: string) => string {
  return (value) => `CASE WHEN ${undefinedWhere(value)} THEN ${notANumber} ELSE ${name}(${value}) END`;
}

const infinite = (value: string): string => `isinf(${value})`;

/** The square root; NaN of a negative number. */
export function sqrt(column: Name): Column {
  return overDouble(
    "SQRT",
    column,
    guarded("sqrt", (value) => `${value} < 0`),
    captureCallSite("sqrt"),
  );
}

/** The cube root. */
export function cbrt(column: Name): Column {
  return overDouble("CBRT", column, (value) => `cbrt(${value})`, captureCallSite("cbrt"));
}

/** e to the power of it. */
export function exp(column: Name): Column {
  return overDouble("EXP", column, (value) => `exp(${value})`, captureCallSite("exp"));
}

/** `exp(x) - 1`, exact for small numbers, too. */
export function expm1(column: Name): Column {
  const sql = (value: string) =>
    `CASE WHEN abs(${value}) < 1 THEN 2 * sinh(${value} / 2) * exp(${value} / 2) ELSE exp(${value}) - 1 END`;
  return overDouble("EXPM1", column, sql, captureCallSite("expm1"));
}

/** The natural logarithm, or with two arguments the second's to the base of the first; NULL of 0 and below. */
export function log(column: NameOrNumber, of?: Name): Column {
  const at = captureCallSite("log");
  if (of === undefined)
    return call({ shown: "ln", columns: [column], sql: (value) => logSql("ln", asDouble(value)) }, at);
  const sql = (base: string, value: string) => `(${logSql("ln", asDouble(value))} / ${logSql("ln", asDouble(base))})`;
  return call({ shown: "LOG", columns: [column, of], sql }, at);
}

/** The natural logarithm; NULL of 0 and below. */
export function ln(column: Name): Column {
  return overDouble("ln", column, (value) => logSql("ln", value), captureCallSite("ln"));
}

/** The logarithm to base 2; NULL of 0 and below. */
export function log2(column: Name): Column {
  return overDouble("LOG2", column, (value) => logSql("log2", value), captureCallSite("log2"));
}

/** The logarithm to base 10; NULL of 0 and below. */
export function log10(column: Name): Column {
  return overDouble("LOG10", column, (value) => logSql("log10", value), captureCallSite("log10"));
}

/** `ln(1 + x)`, exact for small numbers, too; NULL of -1 and below. */
export function log1p(column: Name): Column {
  const sql = (value: string) =>
    `CASE WHEN abs(${value}) < 0.5e0 THEN 2 * atanh(${value} / (2 + ${value})) WHEN ${value} > -1 THEN ln(1 + ${value}) END`;
  return overDouble("LOG1P", column, sql, captureCallSite("log1p"));
}

function logSql(name: string, value: string): string {
  return `CASE WHEN ${value} > 0 THEN ${name}(${value}) END`;
}

/** One number to the power of another. */
export function pow(base: NameOrNumber, exponent: NameOrNumber): Column {
  return raised("POWER", base, exponent, captureCallSite("pow"));
}

/** The same as `pow`. */
export function power(base: NameOrNumber, exponent: NameOrNumber): Column {
  return raised("POWER", base, exponent, captureCallSite("power"));
}

function raised(shown: string, base: NameOrNumber, exponent: NameOrNumber, at: CallSite | null): Column {
  const sql = (a: string, b: string) => `pow(${asDouble(a)}, ${asDouble(b)})`;
  return call({ shown, columns: [base, exponent], sql }, at);
}

/** The length of the hypotenuse. */
export function hypot(left: NameOrNumber, right: NameOrNumber): Column {
  const sql = (a: string, b: string) => {
    const sides = [asDouble(a), asDouble(b)].map((side) => `abs(${side})`);
    const [long, short] = [`greatest(${sides.join(", ")})`, `least(${sides.join(", ")})`];
    // Squares of large numbers would be infinite, those of small ones 0.
    const scaled = `${long} * sqrt(1 + pow(${short} / ${long}, 2))`;
    const squares = `sqrt(pow(${asDouble(a)}, 2) + pow(${asDouble(b)}, 2))`;
    const isExtreme = `${long} > 0 AND NOT isnan(${long}) AND ${long} NOT BETWEEN 1e-150 AND 1e150`;
    const length = `CASE WHEN ${isExtreme} THEN ${scaled} ELSE ${squares} END`;
    const anyInfinite = sides.map((side) => `isinf(${side})`).join(" OR ");
    return unlessNull(sides, `CASE WHEN ${anyInfinite} THEN ${infinity} ELSE ${length} END`);
  };
  return call({ shown: "HYPOT", columns: [left, right], sql }, captureCallSite("hypot"));
}

/** The product of the whole numbers up to it; NULL below 0 and above 20. */
export function factorial(column: Name): Column {
  const sql = (value: string) =>
    asBigint(`CASE WHEN ${value} BETWEEN 0 AND 20 THEN factorial(${asInt(`least(greatest(${value}, 0), 20)`)}) END`);
  return call({ shown: "factorial", columns: [column], sql }, captureCallSite("factorial"));
}

/** The sine of radians. */
export function sin(column: Name): Column {
  return overDouble("SIN", column, guarded("sin", infinite), captureCallSite("sin"));
}

/** The cosine of radians. */
export function cos(column: Name): Column {
  return overDouble("COS", column, guarded("cos", infinite), captureCallSite("cos"));
}

/** The tangent of radians. */
export function tan(column: Name): Column {
  return overDouble("TAN", column, guarded("tan", infinite), captureCallSite("tan"));
}

/** The cotangent of radians. */
export function cot(column: Name): Column {
  const sql = (value: string) => `(1 / ${guarded("tan", infinite)(value)})`;
  return overDouble("COT", column, sql, captureCallSite("cot"));
}

/** The secant of radians. */
export function sec(column: Name): Column {
  return overDouble("SEC", column, (value) => `(1 / ${guarded("cos", infinite)(value)})`, captureCallSite("sec"));
}

/** The cosecant of radians. */
export function csc(column: Name): Column {
  return overDouble("CSC", column, (value) => `(1 / ${guarded("sin", infinite)(value)})`, captureCallSite("csc"));
}

const beyondOne = (value: string): string => `abs(${value}) > 1`;

/** The angle of a sine, in radians. */
export function asin(column: Name): Column {
  return overDouble("ASIN", column, guarded("asin", beyondOne), captureCallSite("asin"));
}

/** The angle of a cosine, in radians. */
export function acos(column: Name): Column {
  return overDouble("ACOS", column, guarded("acos", beyondOne), captureCallSite("acos"));
}

/** The angle of a tangent, in radians. */
export function atan(column: Name): Column {
  return overDouble("ATAN", column, (value) => `atan(${value})`, captureCallSite("atan"));
}

/** The angle of a point, in radians. */
export function atan2(y: NameOrNumber, x: NameOrNumber): Column {
  const sql = (a: string, b: string) => `atan2(${asDouble(a)} + 0e0, ${asDouble(b)} + 0e0)`;
  return call({ shown: "ATAN2", columns: [y, x], sql }, captureCallSite("atan2"));
}

/** The hyperbolic sine. */
export function sinh(column: Name): Column {
  return overDouble("SINH", column, (value) => `sinh(${value})`, captureCallSite("sinh"));
}

/** The hyperbolic cosine. */
export function cosh(column: Name): Column {
  return overDouble("COSH", column, (value) => `cosh(${value})`, captureCallSite("cosh"));
}

/** The hyperbolic tangent. */
export function tanh(column: Name): Column {
  return overDouble("TANH", column, (value) => `tanh(${value})`, captureCallSite("tanh"));
}

/** The inverse of the hyperbolic sine. */
export function asinh(column: Name): Column {
  return overDouble("ASINH", column, (value) => `asinh(${value})`, captureCallSite("asinh"));
}

/** The inverse of the hyperbolic cosine. */
export function acosh(column: Name): Column {
  return overDouble("ACOSH", column, (value) => `acosh(${value})`, captureCallSite("acosh"));
}

/** The inverse of the hyperbolic tangent. */
export function atanh(column: Name): Column {
  return overDouble(
    "ATANH",
    column,
    (value) =>
      `CASE WHEN ${value} = -1 THEN -${infinity} WHEN ${beyondOne(value)} THEN ${notANumber} ELSE atanh(${value}) END`,
    captureCallSite("atanh"),
  );
}

/** Degrees of radians. */
export function degrees(column: Name): Column {
  return overDouble("DEGREES", column, (value) => `degrees(${value})`, captureCallSite("degrees"));
}

/** Radians of degrees. */
export function radians(column: Name): Column {
  return overDouble("RADIANS", column, (value) => `radians(${value})`, captureCallSite("radians"));
}

/** Euler's number. */
export function e(): Column {
  return new Column({ sql: "exp(1e0)", callSite: captureCallSite("e"), atomic: true, defaultName: "E()" });
}

/** The circle's circumference by its diameter. */
export function pi(): Column {
  return new Column({ sql: "pi()", callSite: captureCallSite("pi"), atomic: true, defaultName: "PI()" });
}
