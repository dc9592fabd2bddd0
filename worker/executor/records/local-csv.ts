/** A CSV file that is here, made so that the engine reads it as Spark would: odd records are written anew, blank lines left out. */
import { GoldpanError } from "../../../common/errors/goldpan-error.js";
import type { CsvFormat } from "../../../common/csv/csv-format.js";
import { headerNames } from "../../../common/csv/header-names.js";
import { readCsvRecord, type CsvField } from "../../../common/csv/read-csv-record.js";
import type { FileSlice } from "../../../common/wire/types.js";
import type { LocalSlice, LocalValues } from "../local-slice.js";
import { csvText, dialectOf, shownRecord, withoutMark } from "./csv-text.js";
import { FieldDoubts, type FieldForm } from "./field-forms.js";
import type { ExaminedCsv, RecordRange } from "./record-scan.js";
import { LocalBytes, LocalWriter } from "./local-bytes.js";

type Examined = ExaminedCsv & {
  readonly ends: "\n" | "\r\n";
  readonly path: string;
  readonly start: number;
  readonly movedBytes: boolean;
  readonly hasHeader: boolean;
  readonly fieldForms: readonly FieldForm[];
  readonly values: LocalValues | undefined;
};

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** @throws INPUT_UNREADABLE for a header with other names than the fields' */
export async function localCsv(
  file: FileSlice,
  format: CsvFormat,
  examined: Examined,
  isCancelled: () => boolean,
): Promise<LocalSlice> {
  const bytes = await LocalBytes.open(examined.path);
  try {
    const header = examined.hasHeader ? await headerRange(bytes, format, examined) : undefined;
    if (header !== undefined) checkHeader(file, format, await bytes.text(header.start, header.end));
    const headerStart = header?.start;
    const original = () => Promise.resolve(examined.path);
    const common = { format, headerStart, dialect: dialectOf(format), ends: examined.ends, original };
    const originalStart = examined.movedBytes ? undefined : examined.start;
    const doubts = await fieldDoubts(bytes, format, examined, header);
    const odd = examined.odd.filter(({ start }) => start !== header?.start);
    const longestRecordBytes = examined.longestRecordBytes;
    const local = { slice: file, columns: format.fields, int96Columns: [] };
    // An odd header may not end for the engine where it ends.
    const skippable = header?.start === 0 && !examined.odd.some(({ start }) => start === 0);
    if (odd.length === 0 && (header === undefined || skippable)) {
      const skipsHeader = header !== undefined;
      const records = examined.records - (skipsHeader ? 1 : 0);
      const csv = {
        ...common,
        skipsHeader,
        longestRecordBytes,
        records,
        malformed: 0,
        originalStart,
        typed: doubts.typed,
        values: examined.values,
      };
      return { ...local, path: examined.path, csv };
    }
    const left = header === undefined ? odd : [...odd, header].sort((a, b) => a.start - b.start);
    const path = `${examined.path}.records`;
    const writer = new RecordWriter(bytes, await LocalWriter.open(path), format, examined.ends, doubts);
    const { removed, malformed, longest } = await writer.write(left, header, isCancelled);
    const csv = {
      ...common,
      skipsHeader: false,
      longestRecordBytes: Math.max(longestRecordBytes, longest),
      records: examined.records - removed,
      malformed,
      originalStart,
      typed: doubts.typed,
      values: undefined,
    };
    return { ...local, path, csv };
  } finally {
    await bytes.close();
  }
}

/** Without what the odd records have, which are read when they are written anew. */
async function fieldDoubts(
  bytes: LocalBytes,
  format: CsvFormat,
  { fields, fieldForms }: Examined,
  header: RecordRange | undefined,
): Promise<FieldDoubts> {
  const doubts = new FieldDoubts(fieldForms);
  if (fields === undefined) doubts.addAll();
  else doubts.addAll(fields.doubts);
  for (const range of fields?.unseen ?? []) {
    if (range.start !== header?.start) doubts.add(readCsvRecord(await recordText(bytes, range), format) ?? []);
  }
  return doubts;
}

/** The first record that is neither blank nor a comment. */
async function headerRange(
  bytes: LocalBytes,
  format: CsvFormat,
  { odd, firstPlain }: Examined,
): Promise<RecordRange | undefined> {
  for (const range of odd) {
    if (firstPlain !== undefined && range.start > firstPlain.start) break;
    if (readCsvRecord(await recordText(bytes, range), format) !== undefined) return range;
  }
  return firstPlain;
}

async function recordText(bytes: LocalBytes, { start, end }: RecordRange): Promise<string> {
  return withoutMark(await bytes.text(start, end), start);
}

export function checkHeader(file: FileSlice, format: CsvFormat, text: string): void {
  if (!format.checksHeader) return;
  const found = headerNames(readCsvRecord(withoutMark(text, 0), format) ?? [], true);
  const sameNames =
    found.length === format.fields.length &&
    found.every((name, index) => name.toLowerCase() === format.fields[index]?.toLowerCase());
  if (sameNames) return;
  const listed = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(", ");
  const problem = `its header is ${listed(found)} where the columns are ${listed(format.fields)}`;
  throw new GoldpanError("INPUT_UNREADABLE", `${file.uri}: ${problem}`, {
    details: { files: [{ file: file.uri, bytes: file.bytes, problem }], rowGroup: -1, row: -1 },
    hint: 'read files of other columns by themselves and use unionByName; option("enforceSchema", true) takes fields by position, as Spark does',
  });
}

class RecordWriter {
  constructor(
    private readonly bytes: LocalBytes,
    private readonly writer: LocalWriter,
    private readonly format: CsvFormat,
    private readonly ends: "\n" | "\r\n",
    private readonly doubts: FieldDoubts,
  ) {}

  async write(
    ranges: readonly RecordRange[],
    header: RecordRange | undefined,
    isCancelled: () => boolean,
  ): Promise<{ removed: number; malformed: number; longest: number }> {
    let removed = 0;
    let malformed = 0;
    let longest = 0;
    // A mark is no part of the first value, wherever it stands.
    let at = (await this.bytes.startsWith(byteOrderMark)) ? byteOrderMark.length : 0;
    // The engine leaves out the first one: with one of ours, none of the first record that is left.
    await this.writer.write(byteOrderMark);
    try {
      for (const range of ranges) {
        if (isCancelled()) throw new GoldpanError("ATTEMPT_CANCELLED", "the attempt was cancelled");
        await this.copy(at, range.start);
        at = range.next;
        const text = await recordText(this.bytes, range);
        const fields = range.start === header?.start ? undefined : readCsvRecord(text, this.format);
        if (fields === undefined) removed++;
        else {
          const isMalformed = fields.length !== this.format.fields.length;
          if (isMalformed) malformed++;
          this.doubts.add(fields);
          longest = Math.max(longest, await this.record(fields, isMalformed ? shownRecord(text) : undefined));
        }
      }
      await this.copy(at, this.bytes.size);
    } finally {
      await this.writer.close();
    }
    return { removed, malformed, longest };
  }

  private async copy(start: number, end: number): Promise<void> {
    for (let at = start; at < end;) {
      const part = await this.bytes.part(at, end);
      await this.writer.write(part);
      at += part.length;
    }
  }

  private async record(fields: readonly CsvField[], malformed: string | undefined): Promise<number> {
    const { fields: names } = this.format;
    const text = Buffer.from(csvText(fields, names.length, dialectOf(this.format), malformed) + this.ends);
    await this.writer.write(text);
    return text.length;
  }
}
