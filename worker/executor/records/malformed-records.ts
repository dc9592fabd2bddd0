/** Finds records of a local file by their number: texts and places are asked for only where records are malformed. */
import { readCsvRecord } from "../../../common/csv/read-csv-record.js";
import type { LocalSlice } from "../local-slice.js";
import { shownRecord, withoutMark } from "./csv-text.js";
import { examineCsv } from "./examine-csv.js";
import type { RecordRange } from "./record-scan.js";
import { LocalBytes } from "./local-bytes.js";
import type { LocalCsv } from "../local-slice.js";
import { lineRanges, type PlacedRange } from "./line-ranges.js";

/** Told of a file's malformed records, at most. */
export const recordExamples = 3;

export interface MalformedRecord {
  /** Among the records that the engine reads, from 0. */
  readonly row: number;
  readonly text: string;
  /** Its first byte in the file, decompressed; null where that is not known. */
  readonly place: number | null;
  /** Of what is here, from 1. */
  readonly line: number;
}

/** @param rows  ascending */
export async function recordPlaces(
  slice: LocalSlice,
  rows: readonly number[],
  isCancelled: () => boolean,
): Promise<MalformedRecord[]> {
  if (rows.length === 0) return [];
  const { csv } = slice;
  const path = (await csv?.original()) ?? slice.path;
  const start = csv === undefined ? (slice.text?.start ?? 0) : csv.originalStart;
  const bytes = await LocalBytes.open(path);
  try {
    const ranges =
      csv === undefined ? await lineRanges(bytes, isCancelled) : await csvRanges(csv, path, bytes, isCancelled);
    const found: MalformedRecord[] = [];
    let row = -1;
    let next = 0;
    for (const [index, range] of ranges.entries()) {
      if (range.left || (csv === undefined && (await isBlank(bytes, range)))) continue;
      row++;
      if (row !== rows[next]) continue;
      const record = await bytes.text(range.start, range.end);
      const text = csv === undefined ? record : shownRecord(withoutMark(record, range.start));
      found.push({ row, text, place: start === undefined ? null : start + range.start, line: index + 1 });
      next++;
      if (next === rows.length) break;
    }
    return found;
  } finally {
    await bytes.close();
  }
}

const spaces: readonly (number | undefined)[] = [0x09, 0x20];

async function isBlank(bytes: LocalBytes, { start, end }: RecordRange): Promise<boolean> {
  if (start === end) return true;
  const [first] = await bytes.part(start, start + 1);
  return spaces.includes(first) && /^[\t ]*$/.test(await bytes.text(start, end));
}

async function csvRanges(
  csv: LocalCsv,
  path: string,
  bytes: LocalBytes,
  isCancelled: () => boolean,
): Promise<PlacedRange[]> {
  const all: { readonly range: RecordRange; readonly odd: boolean }[] = [];
  await examineCsv(path, csv.format, isCancelled, { onRecord: (range, odd) => all.push({ range, odd }) });
  const ranges: PlacedRange[] = [];
  for (const { range, odd } of all) {
    const isHeader = range.start === csv.headerStart;
    const left = isHeader || (odd && readCsvRecord(await bytes.text(range.start, range.end), csv.format) === undefined);
    ranges.push({ ...range, left });
  }
  return ranges;
}
