/** SQL of rounding as Spark rounds: by the digits of a number, as it is written. */
import { asDouble, asText, byType } from "./sql-parts.js";

export function literalPower(digits: number): string {
  return `1e${digits}`;
}

/** A DOUBLE that is near a half is rounded by its digits, since 1.005 is a little less than its digits say. */
export function roundSql(value: string, digits: number): string {
  const plain = plainRound(value, digits);
  const [number, scaled] = [asDouble(value), `abs(${asDouble(value)} * ${literalPower(digits)})`];
  const nearHalf = `abs(${number}) < 1e15 AND abs(${scaled} - floor(${scaled}) - 0.5e0) < 1e-6`;
  const exact = asDouble(`round(CAST(${asText(number)} AS DECIMAL(38, 18)), ${digits})`);
  const double = `CASE WHEN ${nearHalf} THEN ${exact} WHEN isfinite(${number}) THEN round(${number}, ${digits}) ELSE ${number} END`;
  return byType(value, "DOUBLE", `cast_to_type(${double}, ${plain})`, plain);
}

/** Before the point DuckDB rounds whole numbers beyond their type, and NaN to 0. */
function plainRound(value: string, digits: number): string {
  const plain = `round(${value}, ${digits})`;
  if (digits >= 0) return plain;
  const whole = `cast_to_type(round(TRY_CAST(${value} AS HUGEINT), ${digits}), ${value})`;
  const float = `CASE WHEN isfinite(TRY_CAST(${value} AS FLOAT)) THEN ${plain} ELSE cast_to_type(${value}, ${plain}) END`;
  return byType(value, "%INT%", `cast_to_type(${whole}, ${plain})`, byType(value, "FLOAT", float, plain));
}

/** Of a DECIMAL or a whole number, in its own digits. */
export function halfEvenSql(value: string, digits: number): string {
  const rounded = roundSql(value, digits);
  const unit = digits > 0 ? `CAST('1e-${digits}' AS DECIMAL(${digits + 1}, ${digits}))` : `1${"0".repeat(-digits)}`;
  const isHalf = `${asDouble(`abs(${value} - ${rounded})`)} * 2 = 1e${-digits}`;
  const isOdd = `regexp_matches(${asText(rounded)}, '[13579]0{${Math.max(-digits, 0)}}$')`;
  const back = `cast_to_type(CASE WHEN ${value} < 0 THEN ${rounded} + ${unit} ELSE ${rounded} - ${unit} END, ${rounded})`;
  return `CASE WHEN ${isHalf} AND ${isOdd} THEN ${back} ELSE ${rounded} END`;
}
