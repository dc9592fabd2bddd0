/** Packs row groups into tasks: whole ones, in the order of files and row groups, toward a size, at least one per slot, and two where they are worth it. */
import type { FileSlice, Split } from "../../common/wire/types.js";
import type { CatalogFile, CatalogRowGroup } from "./catalog-port.js";

/** A file and those of its row groups that are read. */
export interface WantedFile {
  readonly file: CatalogFile;
  readonly rowGroups: readonly CatalogRowGroup[];
}

export interface SplitLimits {
  /** Compressed bytes of the wanted columns per task; one row group may exceed it. */
  readonly maxBytes: number;
  /** What a file counts beside its bytes. */
  readonly openCostBytes: number;
  /** Fewer tasks than that only where there are fewer row groups, or files that go as a whole. */
  readonly slots: number;
  /** Of what is worth it; 2 unless said. */
  readonly tasksPerSlot?: number;
}

/** More tasks than slots let a task's input arrive while another one runs. */
const tasksPerSlotUsual = 2;
/** Bytes that are worth a task of their own. */
const taskBytesMin = 16 * 2 ** 20;

/** As many tasks for each slot, so that the slots end at about the same time. @param bytes  what the inputs count */
export function taskCountOf(bytes: number, { maxBytes, slots, tasksPerSlot = tasksPerSlotUsual }: SplitLimits): number {
  const worthwhile = Math.min(tasksPerSlot, Math.floor(bytes / (slots * taskBytesMin)));
  return slots * Math.max(1, worthwhile, Math.ceil(bytes / (slots * maxBytes)));
}

/** Row groups of a file that are not divided among tasks. */
interface Piece {
  readonly file: CatalogFile;
  readonly rowGroups: readonly CatalogRowGroup[];
  readonly bytes: number;
}

/**
 * @param whole  no file is divided among tasks
 * @returns in input order; empty when nothing is wanted
 */
export function packSplits(
  wanted: readonly WantedFile[],
  columns: readonly string[],
  limits: SplitLimits,
  whole = false,
): Split[] {
  const pieces = wanted.flatMap(({ file, rowGroups }) => {
    const parts = whole && rowGroups.length > 0 ? [rowGroups] : rowGroups.map((rowGroup) => [rowGroup]);
    return parts.map((part): Piece => ({ file, rowGroups: part, bytes: sumOf(part, columns) }));
  });
  const costs = costsOf(pieces, limits.openCostBytes);
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  const taskCount = Math.min(pieces.length, taskCountOf(total, limits));
  return cut(pieces, costs, total, taskCount, limits.maxBytes).map(splitOf);
}

/**
 * What each row group counts: its bytes, and its part of what opening its file costs. The first one alone would make a task of
 * fewer rows than those that begin in the middle of a file, and open it as well.
 */
function costsOf(pieces: readonly Piece[], openCostBytes: number): number[] {
  const files = new Map<CatalogFile, { count: number; bytes: number }>();
  for (const { file, bytes } of pieces) {
    const sum = files.get(file) ?? { count: 0, bytes: 0 };
    files.set(file, { count: sum.count + 1, bytes: sum.bytes + bytes });
  }
  return pieces.map(({ file, bytes }) => {
    const all = files.get(file) ?? { count: 1, bytes: 0 };
    return bytes + openCostBytes * (all.bytes > 0 ? bytes / all.bytes : 1 / all.count);
  });
}

/** Cuts where the running total passes the next of `taskCount` equal shares, or a task would exceed `maxBytes`. */
function cut(
  pieces: readonly Piece[],
  costs: readonly number[],
  total: number,
  taskCount: number,
  maxBytes: number,
): Piece[][] {
  const tasks: Piece[][] = [];
  let current: Piece[] = [];
  let currentCost = 0;
  let done = 0;
  for (const [index, piece] of pieces.entries()) {
    const cost = costs[index] ?? 0;
    const piecesLeft = pieces.length - index;
    const tasksLeft = taskCount - tasks.length - 1;
    // The middle of the piece decides on which side of the share's end it falls.
    const share = ((tasks.length + 1) * total) / taskCount;
    const full = done + cost / 2 > share || currentCost + cost > maxBytes || piecesLeft <= tasksLeft;
    if (current.length > 0 && full) {
      tasks.push(current);
      current = [];
      currentCost = 0;
    }
    current.push(piece);
    currentCost += cost;
    done += cost;
  }
  if (current.length > 0) tasks.push(current);
  return tasks;
}

/** Without columns the executor reads the cheapest one for its row count alone. */
export function wantedBytes(rowGroup: CatalogRowGroup, columns: readonly string[]): number {
  return columns.reduce((sum, column) => sum + rowGroup.columnBytes(column), 0);
}

function sumOf(rowGroups: readonly CatalogRowGroup[], columns: readonly string[]): number {
  return rowGroups.reduce((sum, rowGroup) => sum + wantedBytes(rowGroup, columns), 0);
}

function splitOf(pieces: readonly Piece[]): Split {
  const files: FileSlice[] = [];
  let last: CatalogFile | undefined;
  for (const { file, rowGroups } of pieces) {
    if (file !== last) files.push(sliceOf(file));
    files.at(-1)?.rowGroups.push(...rowGroups.map(({ index, rows, firstRow }) => ({ index, rows, firstRow })));
    last = file;
  }
  return { files };
}

/** Neighbouring splits as one, so that at most so many are left, of about equally many each. */
export function mergeSplits(splits: readonly Split[], splitsMax: number): Split[] {
  const count = Math.min(splits.length, splitsMax);
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * splits.length) / count);
    const to = Math.floor(((index + 1) * splits.length) / count);
    return { files: inOnePiece(splits.slice(from, to).flatMap(({ files }) => files)) };
  });
}

/** Row groups of one file that come one after the other as one slice. */
function inOnePiece(slices: readonly FileSlice[]): FileSlice[] {
  const merged: FileSlice[] = [];
  for (const slice of slices) {
    const last = merged.at(-1);
    const follows = last?.uri === slice.uri && last.range === null && slice.range === null;
    if (follows) merged[merged.length - 1] = { ...last, rowGroups: [...last.rowGroups, ...slice.rowGroups] };
    else merged.push(slice);
  }
  return merged;
}

/** A slice of none of its row groups yet, and of no range. */
export function sliceOf(file: CatalogFile): FileSlice {
  const values = [...file.partitionValues];
  return {
    uri: file.uri,
    etag: file.etag,
    bytes: file.bytes,
    problem: file.problem ?? "",
    footerBytes: file.footerBytes,
    rowGroups: [],
    range: null,
    partitionValues: Object.fromEntries(values.filter((entry): entry is [string, string] => entry[1] !== null)),
    nullPartitions: values.filter(([, value]) => value === null).map(([name]) => name),
  };
}
