/** Sizes and durations as people write and read them: `512m`, `2g`, `30s`, `1.4 GB`, `2 min 5 s`. */
import { GoldpanError } from "./errors/goldpan-error.js";

const byteFactors: Record<string, number> = {
  b: 1,
  k: 2 ** 10,
  kb: 2 ** 10,
  m: 2 ** 20,
  mb: 2 ** 20,
  g: 2 ** 30,
  gb: 2 ** 30,
  t: 2 ** 40,
  tb: 2 ** 40,
};

/** Spark's spelling: a number and b, k, m, g or t (powers of 1024), any case; a bare number means bytes. */
export function parseBytes(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text);
  const factor = match?.[2] === "" ? 1 : byteFactors[match?.[2]?.replace(/ib$/i, "b").toLowerCase() ?? ""];
  if (match === null || factor === undefined) {
    throw new GoldpanError("CONFIG_INVALID", `'${text}' is not a size`, { hint: "write for instance 512m or 2g" });
  }
  return Math.floor(Number(match[1]) * factor);
}

const durationFactorsMs: Record<string, number> = {
  ms: 1,
  s: 1_000,
  sec: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A number and ms, s, m, h or d; a bare number means seconds, as in Spark. */
export function parseDurationMs(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text);
  const factor = match?.[2] === "" ? 1_000 : durationFactorsMs[match?.[2]?.toLowerCase() ?? ""];
  if (match === null || factor === undefined) {
    throw new GoldpanError("CONFIG_INVALID", `'${text}' is not a duration`, {
      hint: "write for instance 500ms, 30s or 5m",
    });
  }
  return Math.round(Number(match[1]) * factor);
}

/** `1.4 GB`: powers of 1000, three digits at most. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[unit] ?? ""}`;
}

/** `2,345,678` */
export function formatCount(count: number): string {
  // By hand: the first toLocaleString of a process takes 40 ms.
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `0.42 s`, `37 s`, `2 min 5 s`, `1 h 3 min` */
export function formatDuration(durationMs: number): string {
  const seconds = durationMs / 1000;
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(0)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
