/**
 * Brings a task's share of a CSV or JSON file here, as the engine can read it: whole lines of a range of bytes, or the whole of a file that
 * is compressed or whose records may span lines.
 */
import { rm } from "node:fs/promises";
import { GoldpanError } from "../../../common/errors/goldpan-error.js";
import { csvFormatOf, type CsvFormat } from "../../../common/csv/csv-format.js";
import type { FileSlice, RecordFormat, ScanSource } from "../../../common/wire/types.js";
import type { ReadGrant } from "../../../storage/object-store.js";
import type { TransferOptions } from "../../../storage/transfer.js";
import { alikeEnds } from "../examine-text.js";
import { fetchLines, localText, notText, type FetchedLines } from "../fetch-text.js";
import type { LocalSlice, LocalValues } from "../local-slice.js";
import { examineCsv } from "./examine-csv.js";
import type { ExaminedCsv } from "./record-scan.js";
import { fieldFormsOf, formsInDoubt, type FieldForm } from "./field-forms.js";
import { localCsv } from "./local-csv.js";
import { columnKind, storedFields } from "./plain/stored-fields.js";
import { streamedCsv, valuesPath } from "./streamed-csv.js";

export type FetchOptions = TransferOptions & { readonly isCancelled: () => boolean };

/**
 * @param path  of the local file to be
 * @throws INPUT_UNREADABLE, INPUT_CHANGED, STORE_…, DISK_FULL
 */
export async function fetchRecords(
  file: FileSlice,
  grant: ReadGrant,
  { format, records, columns }: ScanSource & { readonly records: RecordFormat },
  path: string,
  options: FetchOptions,
): Promise<LocalSlice> {
  const fetch = () => fetchLines(file, grant, path, options, records.options["encoding"]);
  if (format === "json") return await localJson(file, records, await fetch(), options);
  const wanted = new Set((columns?.columns ?? []).map(({ name }) => name));
  const streamed = await streamedCsv(file, grant, records, path, options, wanted);
  return streamed ?? (await localCsvRecords(file, records, await fetch(), options, wanted));
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

/**
 * A CSV file that is here.
 * @param wanted  names of the columns that are read; none given: all
 * @throws INPUT_UNREADABLE
 */
export async function localCsvRecords(
  file: FileSlice,
  records: RecordFormat,
  { path, start, position }: FetchedLines,
  { isCancelled }: Pick<FetchOptions, "isCancelled">,
  wanted?: ReadonlySet<string>,
): Promise<LocalSlice> {
  const format = csvFormatOf(records);
  const hasHeader = format.header && (file.range?.from ?? 0) === 0;
  const examine = (path: string) => examineFields(path, format, records, { wanted, hasHeader, isCancelled });
  let local = { path, start: start - position, movedBytes: false };
  let examined = await examine(path);
  if (examined.invalidAt !== undefined) throw notText(file, start + examined.invalidAt - position);
  if (examined.ends === "mixed") {
    const alike = `${path}.alike`;
    await alikeEnds(path, alike, isCancelled);
    await rm(path);
    local = { path: alike, start: 0, movedBytes: true };
    examined = await examine(alike);
  }
  if (examined.ends === "mixed")
    throw new GoldpanError("INTERNAL", `${file.uri}: its line ends could not be made alike`);
  return await localCsv(file, format, { ...examined, ends: examined.ends, ...local, hasHeader }, isCancelled);
}

async function examineFields(
  path: string,
  format: CsvFormat,
  { fields, options }: RecordFormat,
  how: {
    readonly wanted: ReadonlySet<string> | undefined;
    readonly hasHeader: boolean;
    readonly isCancelled: () => boolean;
  },
): Promise<ExaminedCsv & { readonly fieldForms: readonly FieldForm[]; readonly values: LocalValues | undefined }> {
  const columns = fields?.columns ?? [];
  for (let forms = fieldFormsOf(columns, options); ;) {
    const stored = storedFields(columns, forms, options, how.wanted);
    const file = { stored, path: valuesPath(path) };
    const examined = await examineCsv(path, format, how.isCancelled, { fields: file, hasHeader: how.hasHeader });
    const { doubts, areAll } = examined.fields ?? { doubts: new Uint8Array(), areAll: false };
    const isSound = areAll && examined.ends !== "mixed";
    if (!isSound) {
      await rm(valuesPath(path), { force: true });
      return { ...examined, fieldForms: forms, values: undefined };
    }
    if (!doubts.includes(1)) {
      return { ...examined, fieldForms: forms, values: { path: valuesPath(path), columns: stored.map(columnKind) } };
    }
    forms = formsInDoubt(forms, doubts);
  }
}
