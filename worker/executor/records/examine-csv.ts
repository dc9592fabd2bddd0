/**
 * One pass over the bytes of CSV: where its records end, and which of them the engine would not read as Spark does. Most files have none
 * of those. Plain records are taken apart where that can be done, so that a file of nothing else is one of values then; the others are
 * looked at byte by byte.
 */
import { forEachBlock } from "../examine-text.js";
import type { CsvFormat } from "../../../common/csv/csv-format.js";
import { PlainFileWriter } from "../../../storage/parquet/plain-file.js";
import { PlainRecords } from "./plain/plain-records.js";
import { storedColumns } from "./plain/stored-fields.js";
import type { StoredField } from "./plain/value-fields.js";
import { RecordScan, type ExaminedCsv, type RecordRange } from "./record-scan.js";

interface FieldsFile {
  readonly stored: readonly StoredField[];
  /** Of the Parquet file to be. */
  readonly path: string;
}

export interface ExamineOptions {
  readonly fields?: FieldsFile;
  /** The file has a header, which is the first record. */
  readonly hasHeader?: boolean;
  /** Called for each record in order; then each of them is looked at byte by byte. */
  readonly onRecord?: (range: RecordRange, odd: boolean) => void;
}

/** @throws ATTEMPT_CANCELLED */
export async function examineCsv(
  path: string,
  format: CsvFormat,
  isCancelled: () => boolean,
  options: ExamineOptions = {},
): Promise<ExaminedCsv> {
  const look = new CsvLook(format, options);
  try {
    const invalidAt = await forEachBlock(path, isCancelled, (block, isLast) => look.add(block, isLast), look.buffer);
    return { ...look.finish(), invalidAt };
  } finally {
    look.close();
  }
}

/** Of the file of values: what is known of each takes memory, here and in the engine. */
const chunksMax = 50_000;

/** The same of blocks as they come. */
export class CsvLook {
  private readonly plain: PlainRecords | undefined;
  private readonly scan: RecordScan;
  private readonly file: PlainFileWriter | undefined;

  constructor(format: CsvFormat, { fields, hasHeader = false, onRecord }: ExamineOptions) {
    if (fields !== undefined && onRecord === undefined) this.plain = PlainRecords.of(format, fields.stored);
    this.scan = new RecordScan(format, onRecord, this.plain, hasHeader);
    if (fields !== undefined && this.plain !== undefined) {
      this.file = new PlainFileWriter(fields.path, storedColumns(fields.stored));
    }
  }

  /** To be filled with the blocks, if it matters. */
  get buffer(): Buffer<ArrayBuffer> | undefined {
    return this.plain?.block;
  }

  /** Whether there is nothing yet but a plain header and plain records that were taken apart. */
  get isPlain(): boolean {
    return this.plain !== undefined && this.scan.isPlain;
  }

  /** The same, and they are all in the file of values. */
  get isSound(): boolean {
    return this.isPlain && this.hasValues;
  }

  /** By field: 1 where the text of a plain record is no value of its type, or not surely. */
  get doubts(): Uint8Array {
    return this.plain?.doubts ?? new Uint8Array();
  }

  private get hasValues(): boolean {
    return this.scan.areAll && !this.doubts.includes(1);
  }

  /** @returns how many bytes at the end are left: a record's that is not whole */
  add(block: Uint8Array, isLast: boolean): number {
    const { scan, plain, file } = this;
    const left = scan.add(block, isLast);
    if (plain === undefined || file === undefined) return left;
    if (plain.rows > 0 && this.hasValues) file.add(plain.rows, plain.values());
    plain.clear();
    if (file.chunks > chunksMax) scan.areAll = false;
    return left;
  }

  finish(): Omit<ExaminedCsv, "invalidAt"> {
    const result = this.scan.result();
    if (this.hasValues) this.file?.finish();
    return result;
  }

  close(): void {
    this.file?.close();
    this.plain?.close();
  }
}
