/** Numbers as texts for DECIMALs, digit for digit. */

/** DuckDB's DECIMAL without arguments. */
const defaultPrecision = 18;
const defaultScale = 3;

/**
 * @param type  `DECIMAL(p,s)`, `DECIMAL(p)` or `DECIMAL`
 * @returns the number without exponent, or undefined for a text that is no number or that the type would round or not hold
 */
export function decimalText(text: string, type: string): string | undefined {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i.exec(text) ?? [];
  if (whole + fraction === "") return undefined;
  const { precision, scale } = argumentsOf(type);
  const point = whole.length + Number(exponent);
  const digits = whole + fraction;
  const before = digits.slice(0, Math.max(0, point)).padEnd(point, "0").replace(/^0+/, "");
  const after = ("0".repeat(Math.max(0, -point)) + digits.slice(Math.max(0, point))).replace(/0+$/, "");
  if (before.length > precision - scale || after.length > scale) return undefined;
  return `${sign === "-" ? "-" : ""}${before || "0"}${after === "" ? "" : `.${after}`}`;
}

function argumentsOf(type: string): { precision: number; scale: number } {
  const [, precision, scale] = /\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)/.exec(type) ?? [];
  if (precision === undefined) return { precision: defaultPrecision, scale: defaultScale };
  return { precision: Number(precision), scale: Number(scale ?? 0) };
}
