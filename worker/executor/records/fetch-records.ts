/**
 * Brings a task's share of a CSV or JSON file here, as the engine can read it: whole lines of a range of bytes, or the whole of a file that
 * is compressed or whose records may span lines.
 */
import { rm } from "node:fs/promises";
import { GoldpanError } from "../../../common/errors/goldpan-error.js";
import { compressionOf } from "../../../common/csv/compression.js";
import { csvFormatOf } from "../../../common/csv/csv-format.js";
import type { FileSlice, RecordFormat, ScanSource } from "../../../common/wire/types.js";
import type { ReadGrant } from "../../../storage/object-store.js";
import type { TransferOptions } from "../../../storage/transfer.js";
import { alikeEnds } from "../examine-text.js";
import { fetchLines, localText, notText, type FetchedLines } from "../fetch-text.js";
import type { LocalSlice } from "../local-slice.js";
import { decompress } from "./decompress.js";
import { examineCsv } from "./examine-csv.js";
import { fieldFormsOf } from "./field-forms.js";
import { localCsv } from "./local-csv.js";

export type FetchOptions = TransferOptions & { readonly isCancelled: () => boolean };

/**
 * @param path  of the local file to be
 * @throws INPUT_UNREADABLE, INPUT_CHANGED, STORE_…, DISK_FULL
 */
export async function fetchRecords(
  file: FileSlice,
  grant: ReadGrant,
  { format, records }: ScanSource & { readonly records: RecordFormat },
  path: string,
  options: FetchOptions,
): Promise<LocalSlice> {
  const fetched = await fetchLines(file, grant, path, options);
  const plain = await decompressed(file, fetched);
  if (format === "json") return await localJson(file, records, plain, options);
  return await localCsvRecords(file, records, plain, options);
}

async function decompressed(file: FileSlice, fetched: FetchedLines): Promise<FetchedLines> {
  if (compressionOf(file.uri) === "none") return fetched;
  const path = `${fetched.path}.plain`;
  await decompress(file, fetched.path, path);
  await rm(fetched.path);
  return { path, start: 0, position: 0 };
}

async function localJson(
  file: FileSlice,
  { options: { multiLine } }: RecordFormat,
  fetched: FetchedLines,
  { isCancelled }: FetchOptions,
): Promise<LocalSlice> {
  const local = await localText(file, fetched, isCancelled);
  return multiLine === "true" ? { ...local, wholeText: true } : local;
}

/** A CSV file that is here. @throws INPUT_UNREADABLE */
export async function localCsvRecords(
  file: FileSlice,
  records: RecordFormat,
  { path, start, position }: FetchedLines,
  { isCancelled }: Pick<FetchOptions, "isCancelled">,
): Promise<LocalSlice> {
  const format = csvFormatOf(records);
  const forms = fieldFormsOf(records.fields?.columns ?? [], records.options);
  const hasHeader = format.header && (file.range?.from ?? 0) === 0;
  let local = { path, start: start - position, movedBytes: false };
  let examined = await examineCsv(path, format, isCancelled, { forms, hasHeader });
  if (examined.invalidAt !== undefined) throw notText(file, start + examined.invalidAt - position);
  if (examined.ends === "mixed") {
    const alike = `${path}.alike`;
    await alikeEnds(path, alike, isCancelled);
    await rm(path);
    local = { path: alike, start: 0, movedBytes: true };
    examined = await examineCsv(alike, format, isCancelled, { forms, hasHeader });
  }
  if (examined.ends === "mixed")
    throw new GoldpanError("INTERNAL", `${file.uri}: its line ends could not be made alike`);
  return await localCsv(
    file,
    format,
    { ...examined, ends: examined.ends, ...local, hasHeader, fieldForms: forms },
    isCancelled,
  );
}
