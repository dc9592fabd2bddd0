/** Bounds of row groups as short texts, so that a plan can carry them, and the texts by which workers report smallest and greatest values. */
import type { StatisticValue } from "../../../storage/parquet/statistics.js";
import { textAs } from "../pruning/constants.js";

/** Longer texts than that are not carried. */
const textMax = 64;

/** @returns undefined for a value that is not worth its place */
export function boundText(value: StatisticValue): string | undefined {
  switch (value.kind) {
    case "boolean":
      return undefined;
    case "integer":
      return `i${value.value}`;
    case "decimal":
      return `m${value.unscaled}/${value.scale}`;
    case "double":
      return `f${value.value}`;
    case "text":
      return value.value.length > textMax ? undefined : `s${value.value}`;
    case "date":
      return `d${value.daysSinceEpoch}`;
    case "timestamp":
      return `${value.utc ? "u" : "t"}${value.nanosSinceEpoch}`;
  }
}

/** What `boundText` made; undefined for anything else. */
export function boundOf(text: string): StatisticValue | undefined {
  const rest = text.slice(1);
  switch (text[0]) {
    case "i":
      return { kind: "integer", value: BigInt(rest) };
    case "m": {
      const [unscaled = "0", scale = "0"] = rest.split("/");
      return { kind: "decimal", unscaled: BigInt(unscaled), scale: Number(scale) };
    }
    case "f":
      return { kind: "double", value: Number(rest) };
    case "s":
      return { kind: "text", value: rest };
    case "d":
      return { kind: "date", daysSinceEpoch: BigInt(rest) };
    case "t":
    case "u":
      return { kind: "timestamp", nanosSinceEpoch: BigInt(rest), utc: text[0] === "u" };
    default:
      return undefined;
  }
}

/** A value as a worker reports it, in SQL's spelling. @returns undefined where the spelling is not surely understood */
export function reportedValue(text: string, type: string): StatisticValue | undefined {
  const decimal = /^DECIMAL\(\d+,\d+\)$/.test(type) ? /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) : null;
  if (decimal === null) return textAs(text, type);
  const [, sign = "", whole = "", fraction = ""] = decimal;
  return { kind: "decimal", unscaled: BigInt(`${sign}${whole}${fraction}`), scale: fraction.length };
}
