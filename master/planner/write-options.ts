/** Options of writes: known ones checked, unknown ones refused with the nearest. */
import type { Config } from "../../common/config/config.js";
import { isGoldpanError } from "../../common/errors/goldpan-error.js";
import { parseBytes } from "../../common/units.js";
import type { CallSite, TextSink } from "../../common/wire/types.js";
import type { DataFormat } from "../../storage/table/commit-record.js";
import { flag, readOptions, wholeNumber } from "./options.js";
import { planRefused } from "./plan-refused.js";
import { parseTextSink, patternWithoutZone, textOptionNames, verbatimOptions } from "./text-sink-options.js";

/** Formats of data files. */
export const writeFormats = ["parquet", "csv", "json", "text"] as const;
export type WriteFormat = (typeof writeFormats)[number];

export interface WriteOptions {
  readonly format: WriteFormat;
  /** How lines of text are written; undefined for Parquet. */
  readonly text: TextSink | undefined;
  /** What reading those lines takes, by the names of a reader's options; undefined for Parquet. */
  readonly readBy: Readonly<Record<string, string>> | undefined;
  readonly compression: Compression;
  /** zstd's; 0 for codecs without levels. */
  readonly compressionLevel: number;
  readonly parquetVersion: "v1" | "v2";
  /** 0 takes the executor's default. */
  readonly rowGroupRows: number;
  /** 0 for any number. */
  readonly fileRowsMax: number;
  /** 0 for any size. */
  readonly fileBytesTarget: number;
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

/** What settings say where no option does. */
export interface WriteDefaults {
  readonly fileRowsMax: number;
  readonly fileBytesTarget: number;
  /** Of the session. */
  readonly timeZone: string;
}

const noDefaults: WriteDefaults = { fileRowsMax: 0, fileBytesTarget: 0, timeZone: "UTC" };

export function writeDefaults(config: Config): WriteDefaults {
  return {
    fileRowsMax: config.integer("goldpan.sql.files.maxRecordsPerFile"),
    fileBytesTarget: config.bytes("goldpan.sink.targetFileBytes"),
    timeZone: config.string("goldpan.sql.session.timeZone"),
  };
}

const tableNames = [
  "allowEmpty",
  "replaceForeign",
  "mergeSchema",
  "partitionOverwriteMode",
  "maxRecordsPerFile",
  "targetFileBytes",
  "compression",
];
const parquetNames = ["compressionLevel", "parquetVersion", "rowGroupRows"];

/**
 * @param format  `parquet` where empty
 * @throws PLAN_REFUSED naming the format or the option
 */
export function parseWriteOptions(
  options: Readonly<Record<string, string>>,
  callSite: CallSite | null,
  format = "",
  defaults: WriteDefaults = noDefaults,
): WriteOptions {
  const known = writeFormatOf(format, callSite);
  const names = [...tableNames, ...(known === "parquet" ? parquetNames : textOptionNames[known])];
  const values = readOptions("write", options, names, callSite, verbatimOptions);
  const ofFile =
    known === "parquet"
      ? { ...parquetOptions(values, callSite), text: undefined, readBy: undefined }
      : { ...textDefaults, ...textOf(known, values, defaults.timeZone, callSite) };
  const mergeSchema = flag("mergeSchema", values.get("mergeSchema"), callSite);
  if (mergeSchema && (known === "csv" || known === "text")) {
    throw planRefused(
      callSite,
      `mergeSchema does not go with ${known}, whose columns are told by their places`,
      "write parquet or json",
    );
  }
  return {
    format: known,
    ...ofFile,
    fileRowsMax: rowsMaxOf(values.get("maxRecordsPerFile"), callSite) ?? defaults.fileRowsMax,
    fileBytesTarget: bytesOf(values.get("targetFileBytes"), callSite) ?? defaults.fileBytesTarget,
    allowEmpty: flag("allowEmpty", values.get("allowEmpty"), callSite),
    replaceForeign: flag("replaceForeign", values.get("replaceForeign"), callSite),
    mergeSchema,
    partitionOverwriteMode: overwriteModeOf(values.get("partitionOverwriteMode"), callSite),
  };
}

/** What the table's log says of its files; undefined for Parquet. */
export function dataFormatOf({ format, readBy }: WriteOptions): DataFormat | undefined {
  return readBy === undefined ? undefined : { format, options: readBy };
}

function textOf(
  format: Exclude<WriteFormat, "parquet">,
  values: ReadonlyMap<string, string>,
  timeZone: string,
  callSite: CallSite | null,
): Pick<WriteOptions, "text" | "readBy"> {
  const text = parseTextSink(format, values, timeZone, callSite);
  const { csv } = text;
  const ofCsv = csv && {
    header: String(csv.header),
    sep: csv.separator,
    quote: csv.quote,
    escape: csv.escape,
    nullValue: csv.nullValue,
  };
  const patterns = [
    ["dateFormat", values.get("dateFormat")],
    ["timestampFormat", values.get("timestampFormat")],
    ["timestampNTZFormat", patternWithoutZone(values)],
  ].filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { text, readBy: { ...ofCsv, ...Object.fromEntries(patterns) } };
}

function writeFormatOf(format: string, callSite: CallSite | null): WriteFormat {
  const known = writeFormats.find((name) => name === (format === "" ? "parquet" : format.toLowerCase()));
  if (known !== undefined) return known;
  throw planRefused(callSite, `the format '${format}' is not written`, `take one of ${writeFormats.join(", ")}`);
}

/** Of Parquet, for the quarantine table of a write of text. */
const textDefaults = {
  compression: "zstd",
  compressionLevel: zstdLevelDefault,
  parquetVersion: "v1",
  rowGroupRows: 0,
} as const;

function parquetOptions(
  values: ReadonlyMap<string, string>,
  callSite: CallSite | null,
): Pick<WriteOptions, "compression" | "compressionLevel" | "parquetVersion" | "rowGroupRows"> {
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
  };
}

/** As in Spark, 0 and less is any number. */
function rowsMaxOf(value: string | undefined, callSite: CallSite | null): number | undefined {
  if (value !== undefined && /^-\d+$/.test(value)) return 0;
  return wholeNumber("maxRecordsPerFile", value, 0, Number.MAX_SAFE_INTEGER, callSite);
}

function bytesOf(value: string | undefined, callSite: CallSite | null): number | undefined {
  if (value === undefined) return undefined;
  try {
    return parseBytes(value);
  } catch (error) {
    if (!isGoldpanError(error, "CONFIG_INVALID")) throw error;
    throw planRefused(callSite, `targetFileBytes = '${value}' is no size`, "write it as 256m, 1g or a number of bytes");
  }
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
