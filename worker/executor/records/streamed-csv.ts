/**
 * A CSV file's records as values, made as its bytes come: its text is not kept, which most tasks never ask for.
 */
import { compressionOf } from "../../../common/csv/compression.js";
import { csvFormatOf } from "../../../common/csv/csv-format.js";
import { GoldpanError } from "../../../common/errors/goldpan-error.js";
import type { FileSlice, RecordFormat } from "../../../common/wire/types.js";
import type { ReadGrant } from "../../../storage/object-store.js";
import { readRange, streamRange, type TransferOptions } from "../../../storage/transfer.js";
import { TextBlocks } from "../examine-text.js";
import { fetchLines, linesOf } from "../fetch-text.js";
import type { LocalSlice } from "../local-slice.js";
import { dialectOf } from "./csv-text.js";
import { CsvLook } from "./examine-csv.js";
import { fieldFormsOf, formsInDoubt } from "./field-forms.js";
import { checkHeader } from "./local-csv.js";
import { columnKind, storedFields } from "./plain/stored-fields.js";
import type { ExaminedCsv } from "./record-scan.js";

/** @param path  of the text */
export function valuesPath(path: string): string {
  return `${path}.values`;
}

/** Where a doubt comes by then, a new start costs little. */
const earlyBytes = 8 * 2 ** 20;

type StreamOptions = TransferOptions & { readonly isCancelled: () => boolean };

/**
 * @param path    of the text, should it be asked for
 * @param wanted  names of the columns that are read; none given: all
 * @returns undefined where not all records are plain ones, or a text is no value, which takes a look at the text
 * @throws INPUT_UNREADABLE for a header with other names than the fields', INPUT_CHANGED, STORE_…, ATTEMPT_CANCELLED
 */
export async function streamedCsv(
  file: FileSlice,
  grant: ReadGrant,
  records: RecordFormat,
  path: string,
  options: StreamOptions,
  wanted?: ReadonlySet<string>,
): Promise<LocalSlice | undefined> {
  if (compressionOf(file.uri) !== "none" || (records.options["encoding"] ?? "") !== "") return undefined;
  const format = csvFormatOf(records);
  const columns = records.fields?.columns ?? [];
  const hasHeader = format.header && (file.range?.from ?? 0) === 0;
  const { start, end } = await linesOf(file, grant, options);
  for (let forms = fieldFormsOf(columns, records.options); ;) {
    const stored = storedFields(columns, forms, records.options, wanted);
    const values = { path: valuesPath(path), columns: stored.map(columnKind) };
    const look = new CsvLook(format, { fields: { stored, path: values.path }, hasHeader });
    const seen = await lookAt(look, grant, { start, end }, options);
    if (seen === undefined) return undefined;
    if ("doubts" in seen) {
      forms = formsInDoubt(forms, seen.doubts);
      continue;
    }
    const { firstPlain, longestRecordBytes, ends } = seen;
    const header = hasHeader ? firstPlain : undefined;
    if (header !== undefined && format.checksHeader) {
      const text = await readRange(grant, start + header.start, start + header.end, options);
      checkHeader(file, format, text.toString());
    }
    let fetched: Promise<string> | undefined;
    // They are counted already.
    const again = { ...options, onBytes: () => undefined };
    const csv = {
      ...{ format, dialect: dialectOf(format), ends, longestRecordBytes, values, typed: [], malformed: 0 },
      ...{ headerStart: header?.start, skipsHeader: header !== undefined, originalStart: start },
      records: seen.records - (header === undefined ? 0 : 1),
      original: () => (fetched ??= fetchLines(file, grant, path, again).then((lines) => lines.path)),
    };
    return { slice: file, path, columns: format.fields, int96Columns: [], csv };
  }
}

type PlainCsv = ExaminedCsv & { readonly ends: "\n" | "\r\n" };

/** @returns doubts that came early in records that are plain; undefined where the text has to be looked at */
async function lookAt(
  look: CsvLook,
  grant: ReadGrant,
  range: { readonly start: number; readonly end: number },
  options: StreamOptions,
): Promise<PlainCsv | { readonly doubts: Uint8Array } | undefined> {
  try {
    if (look.buffer === undefined) return undefined;
    const blocks = new TextBlocks(look.buffer, (block, isLast) => look.add(block, isLast));
    const isText = () => blocks.invalidAt === undefined;
    let bytes = 0;
    const take = (chunk: Buffer): boolean => {
      if (options.isCancelled()) throw new GoldpanError("ATTEMPT_CANCELLED", "the attempt was cancelled");
      bytes += chunk.length;
      options.onBytes?.(chunk.length);
      blocks.add(chunk);
      return look.isSound && isText();
    };
    if (range.start < range.end) await streamRange(grant, range, take, options);
    blocks.end();
    const examined = look.finish();
    const { ends } = examined;
    if (look.isSound && isText() && ends !== "mixed") return { ...examined, invalidAt: undefined, ends };
    // They come once more.
    options.onBytes?.(-bytes);
    const isEarly = isText() && bytes <= earlyBytes;
    return isEarly && look.isPlain && look.doubts.includes(1) ? { doubts: look.doubts } : undefined;
  } finally {
    look.close();
  }
}
