/** Options of reads and writes: known ones checked, unknown ones refused with the nearest. Names are compared as in Spark, without case. */
import { nearest } from "../../common/nearest.js";
import type { CallSite } from "../../common/wire/types.js";
import { planRefused } from "./plan-refused.js";

export interface WriteOptions {
  readonly compression: Compression;
  /** zstd's; 0 for codecs without levels. */
  readonly compressionLevel: number;
  readonly parquetVersion: "v1" | "v2";
  /** 0 takes the executor's default. */
  readonly rowGroupRows: number;
  readonly allowEmpty: boolean;
  readonly replaceForeign: boolean;
  readonly mergeSchema: boolean;
  /** Of an overwrite with partition columns; undefined: as goldpan.sql.sources.partitionOverwriteMode says. */
  readonly partitionOverwriteMode: "static" | "dynamic" | undefined;
}

const compressions = ["zstd", "snappy", "gzip", "uncompressed", "lz4", "lz4_raw", "brotli"] as const;
type Compression = (typeof compressions)[number];

const zstdLevelDefault = 1;
const zstdLevelMax = 22;
/** Vectors of DuckDB's; a row group is a multiple of them. */
const rowGroupRowsMin = 2_048;
const rowGroupRowsMax = 100_000_000;

const writeNames = [
  "compression",
  "compressionLevel",
  "parquetVersion",
  "rowGroupRows",
  "allowEmpty",
  "replaceForeign",
  "mergeSchema",
  "partitionOverwriteMode",
];

/** @throws PLAN_REFUSED naming the option */
export function parseWriteOptions(options: Readonly<Record<string, string>>, callSite: CallSite | null): WriteOptions {
  const values = readOptions("write", options, writeNames, callSite);
  const compression = compressionOf(values.get("compression"), callSite);
  const level = wholeNumber("compressionLevel", values.get("compressionLevel"), 1, zstdLevelMax, callSite);
  if (level !== undefined && compression !== "zstd") {
    throw planRefused(
      callSite,
      `compressionLevel goes with compression zstd, not ${compression}`,
      "leave one of them out",
    );
  }
  return {
    compression,
    compressionLevel: compression === "zstd" ? (level ?? zstdLevelDefault) : 0,
    parquetVersion: parquetVersionOf(values.get("parquetVersion"), callSite),
    rowGroupRows:
      wholeNumber("rowGroupRows", values.get("rowGroupRows"), rowGroupRowsMin, rowGroupRowsMax, callSite) ?? 0,
    allowEmpty: flag("allowEmpty", values.get("allowEmpty"), callSite),
    replaceForeign: flag("replaceForeign", values.get("replaceForeign"), callSite),
    mergeSchema: flag("mergeSchema", values.get("mergeSchema"), callSite),
    partitionOverwriteMode: overwriteModeOf(values.get("partitionOverwriteMode"), callSite),
  };
}

const readNames = { parquet: ["mergeSchema", "recursiveFileLookup"], text: ["recursiveFileLookup", "wholetext"] };

/**
 * What Spark turns on or off and is always one way here may be said, never turned.
 * @param format  `parquet` or `text`
 * @throws PLAN_REFUSED naming the option
 */
export function checkReadOptions(
  options: Readonly<Record<string, string>>,
  callSite: CallSite | null,
  format: ReadFormat = "parquet",
): void {
  const values = readOptions("read", options, readNames[format], callSite);
  if (values.has("mergeSchema") && !flag("mergeSchema", values.get("mergeSchema"), callSite)) {
    throw planRefused(
      callSite,
      "mergeSchema cannot be turned off",
      "leave it out: the files' schemas are merged by name",
    );
  }
  if (flag("recursiveFileLookup", values.get("recursiveFileLookup"), callSite)) {
    const hint = "leave it out: folders are read in any depth, and key=value folders become columns";
    throw planRefused(callSite, "recursiveFileLookup, which hides key=value folders, is not supported", hint);
  }
  if (flag("wholetext", values.get("wholetext"), callSite)) {
    throw planRefused(callSite, "wholetext is not supported", "leave it out: a row is a line");
  }
}

export type ReadFormat = "parquet" | "text";

/** @throws PLAN_REFUSED for what cannot be read */
export function readFormatOf(format: string, callSite: CallSite | null): ReadFormat {
  switch (format.toLowerCase()) {
    case "":
    case "parquet":
      return "parquet";
    case "text":
      return "text";
    default:
      throw planRefused(callSite, `the format '${format}' cannot be read`, "take parquet or text");
  }
}

function readOptions(
  kind: "read" | "write",
  options: Readonly<Record<string, string>>,
  names: readonly string[],
  callSite: CallSite | null,
): Map<string, string> {
  const byLowerName = new Map(names.map((name) => [name.toLowerCase(), name]));
  return new Map(
    Object.entries(options).map(([given, value]) => {
      const name = byLowerName.get(given.toLowerCase());
      if (name !== undefined) return [name, value.trim()];
      const [best] = nearest(given, names, 1);
      const hint = best === undefined ? `the ${kind} options are ${names.join(", ")}` : `did you mean ${best}?`;
      throw planRefused(callSite, `unknown ${kind} option '${given}'`, hint);
    }),
  );
}

function compressionOf(value: string | undefined, callSite: CallSite | null): Compression {
  if (value === undefined) return "zstd";
  const wanted = value.toLowerCase() === "none" ? "uncompressed" : value.toLowerCase();
  const known = compressions.find((name) => name === wanted);
  if (known !== undefined) return known;
  throw planRefused(callSite, `compression '${value}' is not known`, `take one of ${compressions.join(", ")}`);
}

function parquetVersionOf(value: string | undefined, callSite: CallSite | null): "v1" | "v2" {
  const version = value?.toLowerCase() ?? "v1";
  if (version === "v1" || version === "1") return "v1";
  if (version === "v2" || version === "2") return "v2";
  throw planRefused(callSite, `parquetVersion '${value ?? ""}' is not known`, "take v1, which all engines read, or v2");
}

/** @throws PLAN_REFUSED for anything but static and dynamic */
export function overwriteModeOf(
  value: string | undefined,
  callSite: CallSite | null,
): "static" | "dynamic" | undefined {
  const mode = value?.toLowerCase();
  if (mode === undefined || mode === "static" || mode === "dynamic") return mode;
  throw planRefused(callSite, `partitionOverwriteMode '${value ?? ""}' is not known`, "take static or dynamic");
}

function flag(name: string, value: string | undefined, callSite: CallSite | null): boolean {
  if (value === undefined || value.toLowerCase() === "false") return false;
  if (value.toLowerCase() === "true") return true;
  throw planRefused(callSite, `${name} = '${value}' is neither true nor false`, `set ${name} to true or false`);
}

function wholeNumber(
  name: string,
  value: string | undefined,
  min: number,
  max: number,
  callSite: CallSite | null,
): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw planRefused(
    callSite,
    `${name} = '${value}' is not a whole number from ${min} to ${max}`,
    `set ${name} to such a number`,
  );
}
