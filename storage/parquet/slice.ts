/**
 * A slice: a local Parquet file that holds only the wanted row groups and columns of an object. What to fetch is planned as
 * data first; the footer is the object's own, cut, with its offsets moved.
 */
import { open } from "node:fs/promises";
import { overwrite } from "../file/overwrite.js";
import type { ReadGrant } from "../object-store.js";
import { fetchRangesToFile, type RangeToFile, type TransferOptions } from "../transfer.js";
import type { ColumnChunk } from "./column-chunk.js";
import { encodeTail, fileField, magic, rawField, type ParquetFooter } from "./parquet-footer.js";
import { requiredField, schemaField, type TopLevelColumn } from "./parquet-schema.js";
import { rowGroupField } from "./row-group.js";
import { encodeInteger, encodeList, encodeStruct, thriftType, type ThriftValue } from "./thrift-compact.js";
import { unreadableFiles } from "../../common/errors/unreadable-files.js";

export interface SliceWants {
  /** Top-level names; each brings all below it. Names that the file lacks are passed over. */
  readonly columns: readonly string[];
  /** Indexes in the file. */
  readonly rowGroups: readonly number[];
}

export interface SlicePlan {
  /** What to fetch, in ascending order, and where it goes in the slice. */
  readonly ranges: readonly RangeToFile[];
  /** Of all ranges. */
  readonly bytes: number;
  readonly rows: number;
  /** Columns in the slice, in the file's order; one that nobody wants when the file has none of the wanted. */
  readonly columns: readonly string[];
  /** Row groups in the slice, ascending. */
  readonly rowGroups: readonly number[];
  /** Of the slice, all of it. */
  readonly fileBytes: number;
  /** What follows the ranges: footer, length, magic. */
  readonly tail: Uint8Array;
}

/** A gap up to this is fetched along: on both sides cheaper than another request. */
const gapBytesMax = 512 * 1024;

/** @throws INPUT_UNREADABLE for a wanted column that is encrypted or whose bytes can't lie where the footer says */
export function planSlice(footer: ParquetFooter, wants: SliceWants): SlicePlan {
  const rowGroups = [...new Set(wants.rowGroups)].sort((a, b) => a - b);
  const columns = chooseColumns(footer, wants.columns, rowGroups);
  const chunksByGroup = rowGroups.map((group) => {
    const all = footer.chunks(group);
    return columns.flatMap((column) => all.slice(column.leafStart, column.leafEnd));
  });
  for (const chunk of chunksByGroup.flat()) assertReadable(footer, chunk);
  const ranges = coalesce(chunksByGroup.flat());
  const bytes = ranges.reduce((sum, range) => sum + range.end - range.start, 0);
  const groups = rowGroups.map((index, at) => ({ index, chunks: chunksByGroup[at] ?? [] }));
  const tail = footer.guarded(() => encodeTail(encodeMetadata(footer, columns, groups, ranges)));
  return {
    ranges,
    bytes,
    rows: rowGroups.reduce((sum, group) => sum + (footer.rowGroups[group]?.rows ?? 0), 0),
    columns: columns.map(({ name }) => name),
    rowGroups,
    fileBytes: magic.length + bytes + tail.length,
    tail,
  };
}

/**
 * Writes the slice, over a file that is there.
 * @throws INPUT_CHANGED when the object is not the one that was granted; STORE_…; DISK_FULL
 */
export async function fetchSlice(
  grant: ReadGrant,
  plan: SlicePlan,
  path: string,
  options: TransferOptions = {},
): Promise<void> {
  const target = await open(path, overwrite);
  try {
    await target.write(magic, 0, magic.length, 0);
    await fetchRangesToFile(grant, plan.ranges, target, options);
    await target.write(plan.tail, 0, plan.tail.length, magic.length + plan.bytes);
    await target.truncate(plan.fileBytes);
  } finally {
    await target.close();
  }
}

/** The wanted ones in the file's order, or the cheapest: a slice needs a column to have rows. */
function chooseColumns(
  footer: ParquetFooter,
  names: readonly string[],
  rowGroups: readonly number[],
): readonly TopLevelColumn[] {
  const wanted = new Set(names);
  const found = footer.schema.columns.filter(({ name }) => wanted.has(name));
  if (found.some((column) => column.leafEnd > column.leafStart)) return found;
  const costs = footer.schema.columns
    .filter((column) => column.leafEnd > column.leafStart)
    .map((column) => ({ column, bytes: compressedBytes(footer, column, rowGroups) }));
  const cheapest = costs.reduce<(typeof costs)[number] | undefined>(
    (best, next) => (best === undefined || next.bytes < best.bytes ? next : best),
    undefined,
  );
  return cheapest === undefined ? found : [cheapest.column];
}

function compressedBytes(footer: ParquetFooter, column: TopLevelColumn, rowGroups: readonly number[]): number {
  return rowGroups
    .flatMap((group) => footer.chunks(group).slice(column.leafStart, column.leafEnd))
    .reduce((sum, chunk) => sum + chunk.compressedBytes, 0);
}

function assertReadable(footer: ParquetFooter, chunk: ColumnChunk): void {
  const beyond = chunk.start < magic.length || chunk.end > footer.fileBytes - footer.footerBytes;
  const outside = chunk.compressedBytes > 0 && beyond;
  const problem = chunk.unreadable ?? (outside ? "lies outside of the file: its footer is damaged" : undefined);
  if (problem === undefined) return;
  throw unreadableFiles([{ file: footer.uri, bytes: footer.fileBytes, problem: `a column of it ${problem}` }]);
}

function coalesce(chunks: readonly ColumnChunk[]): RangeToFile[] {
  const ranges: { start: number; end: number; position: number }[] = [];
  const full = chunks.filter(({ compressedBytes }) => compressedBytes > 0);
  for (const { start, end } of full.sort((a, b) => a.start - b.start)) {
    const last = ranges.at(-1);
    if (last !== undefined && start - last.end <= gapBytesMax) last.end = Math.max(last.end, end);
    else ranges.push({ start, end, position: 0 });
  }
  let position = magic.length;
  for (const range of ranges) {
    range.position = position;
    position += range.end - range.start;
  }
  return ranges;
}

interface SlicedGroup {
  readonly index: number;
  readonly chunks: readonly ColumnChunk[];
}

function encodeMetadata(
  footer: ParquetFooter,
  columns: readonly TopLevelColumn[],
  groups: readonly SlicedGroup[],
  ranges: readonly RangeToFile[],
): Uint8Array[] {
  const { reader, root } = footer;
  const rows = groups.reduce((sum, { index }) => sum + (footer.rowGroups[index]?.rows ?? 0), 0);
  const fields = root.fields.flatMap((field): ThriftValue[] => {
    const raw = rawField(reader, field);
    switch (field.id) {
      case fileField.schema:
        return [{ ...raw, value: encodeSchema(footer, columns) }];
      case fileField.rows:
        return [{ ...raw, value: [encodeInteger(rows)] }];
      case fileField.rowGroups: {
        const shifted = groups.map((group) => encodeRowGroup(footer, group, ranges));
        return [{ ...raw, value: encodeList(thriftType.struct, shifted) }];
      }
      case fileField.columnOrders:
        return [{ ...raw, value: cutPerLeaf(footer, field.start, columns) }];
      case fileField.encryption:
      case fileField.footerSigningKey:
        return [];
      default:
        return [raw];
    }
  });
  return encodeStruct(fields);
}

/** The root with its new number of children, then the elements of each column as they were. */
function encodeSchema(footer: ParquetFooter, columns: readonly TopLevelColumn[]): Uint8Array[] {
  const { reader, schema } = footer;
  const [rootStart = 0] = schema.elementBounds;
  const rootFields = reader.struct(rootStart).fields.map((field) => {
    const raw = rawField(reader, field);
    return field.id === schemaField.childCount ? { ...raw, value: [encodeInteger(columns.length)] } : raw;
  });
  const elements = columns.flatMap(({ elementStart, elementEnd }) => {
    return sliceElements(reader.bytes, schema.elementBounds, elementStart, elementEnd);
  });
  return encodeList(thriftType.struct, [encodeStruct(rootFields), ...elements]);
}

function cutPerLeaf(footer: ParquetFooter, listStart: number, columns: readonly TopLevelColumn[]): Uint8Array[] {
  const { elementType, bounds } = footer.reader.list(listStart);
  const kept = columns.flatMap(({ leafStart, leafEnd }) => {
    return sliceElements(footer.reader.bytes, bounds, leafStart, Math.min(leafEnd, bounds.length - 1));
  });
  return encodeList(elementType, kept);
}

function sliceElements(bytes: Uint8Array, bounds: readonly number[], from: number, to: number): Uint8Array[][] {
  const elements: Uint8Array[][] = [];
  for (let index = from; index < to; index += 1) elements.push([bytes.subarray(bounds[index], bounds[index + 1])]);
  return elements;
}

/** Without `sorting_columns` and `ordinal`, which speak of columns and groups that may be gone. */
function encodeRowGroup(footer: ParquetFooter, group: SlicedGroup, ranges: readonly RangeToFile[]): Uint8Array[] {
  const { reader } = footer;
  const moved = group.chunks.map((chunk) => ({ chunk, shift: shiftOf(chunk, ranges) }));
  const starts = moved.map(({ chunk, shift }) => chunk.start + shift);
  const uncompressed = group.chunks.reduce((sum, chunk) => sum + chunk.uncompressedBytes, 0);
  const compressed = group.chunks.reduce((sum, chunk) => sum + chunk.compressedBytes, 0);
  const columns = encodeList(
    thriftType.struct,
    moved.map(({ chunk, shift }) => chunk.encodeMoved(shift)),
  );
  const integer = (id: number, value: number): ThriftValue => {
    return { id, type: thriftType.i64, value: [encodeInteger(value)] };
  };
  return encodeStruct([
    { id: rowGroupField.columns, type: thriftType.list, value: columns },
    integer(rowGroupField.uncompressedBytes, uncompressed),
    rawField(reader, requiredField(footer.rowGroupStruct(group.index), rowGroupField.rows)),
    integer(rowGroupField.fileOffset, starts.length === 0 ? magic.length : Math.min(...starts)),
    integer(rowGroupField.compressedBytes, compressed),
  ]);
}

function shiftOf(chunk: ColumnChunk, ranges: readonly RangeToFile[]): number {
  if (chunk.compressedBytes === 0) return 0;
  const range = ranges.find(({ start, end }) => start <= chunk.start && chunk.end <= end);
  if (range === undefined) throw new RangeError("a column chunk outside of every range");
  return range.position - range.start;
}
