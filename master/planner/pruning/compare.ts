/**
 * Order of values from statistics and constants. Only what DuckDB would compare the same way is compared; everything else is
 * unknown, and nothing is pruned by it.
 */
import type { StatisticValue } from "../../../storage/parquet/statistics.js";

/** Negative, zero, positive; undefined when the two do not surely compare. */
export function compareValues(a: StatisticValue, b: StatisticValue): number | undefined {
  if (a.kind === "text" && b.kind === "text") return Buffer.compare(Buffer.from(a.value), Buffer.from(b.value));
  if (a.kind === "boolean" && b.kind === "boolean") return Number(a.value) - Number(b.value);
  if (a.kind === "date" && b.kind === "date") return compareIntegers(a.daysSinceEpoch, b.daysSinceEpoch);
  if (a.kind === "timestamp" && b.kind === "timestamp" && a.utc === b.utc) {
    return compareIntegers(a.nanosSinceEpoch, b.nanosSinceEpoch);
  }
  if (a.kind === "double" || b.kind === "double") return compareDoubles(asDouble(a), asDouble(b));
  const [x, y] = [asDecimal(a), asDecimal(b)];
  if (x === undefined || y === undefined) return undefined;
  const scale = Math.max(x.scale, y.scale);
  return compareIntegers(x.unscaled * 10n ** BigInt(scale - x.scale), y.unscaled * 10n ** BigInt(scale - y.scale));
}

function compareIntegers(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** NaN is never trusted: statistics leave it out. */
function compareDoubles(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined || Number.isNaN(a) || Number.isNaN(b)) return undefined;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Numbers that DOUBLE holds as DuckDB would cast them. */
function asDouble(value: StatisticValue): number | undefined {
  if (value.kind === "double") return value.value;
  const decimal = asDecimal(value);
  if (decimal === undefined) return undefined;
  const unscaled = Number(decimal.unscaled);
  if (!Number.isSafeInteger(unscaled) || decimal.scale > 22) return undefined;
  return unscaled / 10 ** decimal.scale;
}

function asDecimal(value: StatisticValue): { unscaled: bigint; scale: number } | undefined {
  if (value.kind === "integer") return { unscaled: value.value, scale: 0 };
  return value.kind === "decimal" ? value : undefined;
}
