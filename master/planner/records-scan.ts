/** Scans of CSV and JSON: what a record has is the script's schema, or what the first record of CSV says. */
import { gunzipSync, constants } from "node:zlib";
import { compressionOf } from "../../common/csv/compression.js";
import { TextDecoding } from "../../common/csv/encoding.js";
import { csvFormatOf } from "../../common/csv/csv-format.js";
import { headerNames } from "../../common/csv/header-names.js";
import { endsInQuotes, readCsvRecord } from "../../common/csv/read-csv-record.js";
import { decompressZstd } from "../../common/csv/zstd.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { Scan } from "../../common/wire/types.js";
import type { ObjectStore } from "../../storage/object-store.js";
import type { Discovered, DiscoveredFile } from "../../storage/table/discover.js";
import type { BoundColumn } from "./analysed-plan.js";
import type { CatalogScan } from "./catalog-port.js";
import { planRefused } from "./plan-refused.js";
import type { ReadOptions } from "./read-options.js";
import { textFile } from "./text-scan.js";

/** In which a first record is looked for. */
const headBytesMax = 4 * 2 ** 20;
const headBytesFirst = 64 * 2 ** 10;

/** Each record whole, as text: asked for by clients that find out which schema there is. */
const wholeRecord: BoundColumn = { name: "__goldpan_record", type: "VARCHAR" };

/**
 * @throws INPUT_NOT_FOUND, INPUT_UNREADABLE for files that are no text by their names, and for a first record that cannot be found;
 *   SCHEMA_CONFLICT for columns that differ in case only; PLAN_REFUSED
 */
export async function recordsScan(
  store: ObjectStore,
  found: Discovered,
  { paths, schema }: Scan,
  options: ReadOptions,
  label: string,
): Promise<CatalogScan> {
  assertFiles(found, paths, options);
  const [first] = found.files;
  const uri = first?.info.uri ?? paths[0] ?? "";
  // As in Spark, a column that folders have is none of the records'.
  const isFolders = (name: string): boolean =>
    found.partitionColumns.some((column) => column.name.toLowerCase() === name.toLowerCase());
  const given = schema?.columns.filter(({ name }) => !isFolders(name)).map(({ name, type }) => ({ name, type }));
  const columns = given ?? (await ownColumns(store, found.files, options));
  assertDistinct(columns, uri);
  const corrupt = options.records["columnNameOfCorruptRecord"] ?? "";
  const fields = columns.filter(({ name }) => name !== corrupt);
  if (fields.length === 0)
    throw planRefused(null, "a schema without a field", "name at least one field of the records");
  const names = fields.map(({ name }) => name);
  return {
    format: options.format,
    files: found.files.map((file) => textFile(file, names)),
    samples: [{ uri, columns }],
    partitionColumns: found.partitionColumns,
    label,
    read: options,
    fields: names,
  };
}

function nothingThere(paths: readonly string[]): GoldpanError {
  return new GoldpanError("INPUT_NOT_FOUND", `there is no file in ${paths.join(", ")}`, {
    hint: "check the path; names that start with _ or . are not read",
  });
}

function assertFiles({ files, tables }: Discovered, paths: readonly string[], { format }: ReadOptions): void {
  const unreadable = files.map(({ info }) => info.uri).filter((uri) => compressionOf(uri) === undefined);
  if (unreadable.length > 0) {
    const which = unreadable.length === 1 ? "a file is" : "files are";
    throw new GoldpanError("INPUT_UNREADABLE", `${which} no ${format}, by name: ${unreadable.slice(0, 5).join(", ")}`, {
      details: { files: unreadable.slice(0, 100).map((file) => ({ file, problem: `no ${format}, by its name` })) },
      hint: "text may be plain, gzip (.gz) or zstd (.zst); Parquet is read with read.parquet",
    });
  }
  if (files.length === 0 && tables.length === 0) throw nothingThere(paths);
}

async function ownColumns(
  store: ObjectStore,
  files: readonly DiscoveredFile[],
  { format, records }: ReadOptions,
): Promise<BoundColumn[]> {
  if (format === "json") return [wholeRecord];
  const csv = csvFormatOf({ fields: null, options: { ...records } });
  for (const file of files) {
    const record = await firstRecord(store, file, csv, records["encoding"] ?? "");
    if (record !== undefined) return headerNames(record, csv.header).map((name) => ({ name, type: "VARCHAR" }));
  }
  throw new GoldpanError("INPUT_UNREADABLE", "no file has a record that would tell the columns", {
    details: {
      files: files.slice(0, 100).map(({ info }) => ({ file: info.uri, bytes: info.bytes, problem: "no record" })),
    },
    hint: 'give the columns: read.schema("id INT, name STRING").csv(path)',
  });
}

async function firstRecord(
  store: ObjectStore,
  { info }: DiscoveredFile,
  format: ReturnType<typeof csvFormatOf>,
  encoding: string,
): Promise<ReturnType<typeof readCsvRecord>> {
  for (let bytes = headBytesFirst; ; bytes = Math.min(bytes * 8, headBytesMax)) {
    const whole = bytes >= info.bytes;
    const head = await store.read(info.uri, { start: 0, end: Math.min(bytes, info.bytes) }, info.etag);
    const plain = await plainHead(info.uri, Buffer.from(head));
    const text = encoding === "" ? plain.toString("utf8") : new TextDecoding(encoding, info).add(plain);
    const records = recordsOf(text.replace(/^\ufeff/, ""), format);
    // The last one may go on.
    for (const text of whole ? records : records.slice(0, -1)) {
      const record = readCsvRecord(text, format);
      if (record !== undefined) return record;
    }
    if (whole || bytes >= headBytesMax) return undefined;
  }
}

/** Lines, or with multiLine as many of them as a record has: what is open in quotes to the end is one. */
function recordsOf(text: string, format: ReturnType<typeof csvFormatOf>): string[] {
  const lines = text.split(/(\r\n|\n|\r)/);
  const records: string[] = [];
  for (let at = 0; at < lines.length; at += 2) {
    let record = lines[at] ?? "";
    if (format.multiLine) {
      while (at + 2 < lines.length && endsInQuotes(record, format)) {
        record += `${lines[at + 1] ?? ""}${lines[at + 2] ?? ""}`;
        at += 2;
      }
    }
    records.push(record);
  }
  return records;
}

/** Of what may be cut anywhere. */
async function plainHead(uri: string, head: Buffer): Promise<Buffer> {
  try {
    switch (compressionOf(uri)) {
      case "gzip":
        return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH });
      case "zstd":
        return await zstdHead(head);
      default:
        return head;
    }
  } catch (error) {
    const problem = `cannot be decompressed: ${error instanceof Error ? error.message : String(error)}`;
    throw new GoldpanError("INPUT_UNREADABLE", `${uri} ${problem}`, {
      details: { files: [{ file: uri, problem }] },
      hint: "write the file again, or take it out of the input",
      cause: error,
    });
  }
}

async function zstdHead(head: Buffer): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of decompressZstd([head], false)) parts.push(part);
  return Buffer.concat(parts);
}

function assertDistinct(columns: readonly BoundColumn[], file: string): void {
  const seen = new Map<string, string>();
  for (const { name } of columns) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined) {
      throw new GoldpanError("SCHEMA_CONFLICT", `columns '${other}' and '${name}' differ in case only: ${file}`, {
        details: { column: name, files: [{ file, problem: "columns differ in case only" }] },
        hint: "column names are compared without regard to case; give other ones with schema(…)",
      });
    }
    seen.set(name.toLowerCase(), name);
  }
}
