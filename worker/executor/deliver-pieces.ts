/**
 * Rows for later stages: the partitions' Parquet pieces, small ones one after the other in a data file, large ones as they are, with an
 * index, in the worker's folder of pieces, which the daemon serves.
 *
 * A partition's rows are about in the order in which they came: DuckDB keeps up to 64 of them back per partition, which many at once
 * overtake. With one thread that order is the same at every run. Without partitions the order is kept.
 */
import { readFileSync, unlinkSync } from "node:fs";
import { copyFile, open, rename, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { InvariantError } from "../../common/errors/goldpan-error.js";
import { pieceSizeOf } from "../../common/piece-size.js";
import { quoteIdentifier } from "../../common/sql-text.js";
import type { Column, ColumnStatistics } from "../../common/wire/types.js";
import type { Engine } from "../engine/engine.js";
import { parquetVersion } from "../engine/parquet-version.js";
import { losesSignInDictionary } from "../engine/types.js";
import { encodeIndex, indexPath, ownPiecePath, ownPiecePaths, type IndexEntry } from "../piece-file.js";
import { outputSql } from "./deliver-sql.js";
import { pieceStatistics } from "./piece-statistics.js";
import type { Relation } from "./relation.js";

/** How the bytes of pieces are compressed. */
export type PieceCodec = "lz4" | "snappy" | "zstd";

const codecOptions: Readonly<Record<PieceCodec, readonly string[]>> = {
  lz4: ["COMPRESSION lz4_raw"],
  snappy: ["COMPRESSION snappy"],
  zstd: ["COMPRESSION zstd", "COMPRESSION_LEVEL 1"],
};

/** Only we read pieces, so that no old reader matters: encodings that make them small come first, whatever the codec. */
function pieceOptions(engine: Engine, output: readonly Column[], codec: PieceCodec): string {
  const options = [
    `PARQUET_VERSION ${parquetVersion("v2", output)}`,
    ...codecOptions[codec],
    "WRITE_BLOOM_FILTER false",
    `ROW_GROUP_SIZE ${String(rowGroupRows(engine))}`,
  ];
  if (output.some(({ type }) => losesSignInDictionary(type))) options.push("DICTIONARY_SIZE_LIMIT 0");
  return options.join(", ");
}

/** DuckDB's own. */
const rowGroupRowsMax = 122_880;
const rowGroupRowsMin = 20_480;
const engineBytesPerRow = 5_120;

/** Fewer where memory is small: a writer holds a row group, its readers a column of one, which a join's or a sort's blocks leave no room. */
function rowGroupRows({ memoryBytes }: Engine): number {
  return Math.max(rowGroupRowsMin, Math.min(rowGroupRowsMax, Math.floor(memoryBytes / engineBytesPerRow)));
}
const partitionColumn = "__executor_partition";
const bufferBytes = 2 ** 20;
/** Smaller pieces are put together: a file of its own would cost more than copying it. */
const ownFileBytesMin = 2 ** 18;
/** Of small pieces that wait to be written together. */
const waitingBytesMax = 2 ** 18;

/** Which partition a row goes to. */
export interface Partitioning {
  /** Over the relation's columns: an integer from 0 to before `partitions`, never NULL. */
  readonly sql: string;
  readonly partitions: number;
}

export interface WrittenPieces {
  readonly rows: number;
  readonly bytes: number;
  /** One log-scale byte per partition, as the report has them. */
  readonly pieceSizes: Buffer;
  readonly statistics: readonly ColumnStatistics[];
}

/**
 * Writes the pieces and their index beside each other, not yet where they are served.
 * @param partitioning  undefined: all rows are partition 0
 * @param path  of the data file to be
 * @param statisticsColumns  of the output, whose smallest and greatest values are wanted
 * @throws EngineError, TYPE_NOT_SUPPORTED
 */
export async function writePieces(
  engine: Engine,
  relation: Relation,
  output: readonly Column[],
  partitioning: Partitioning | undefined,
  path: string,
  codec: PieceCodec,
  statisticsColumns: readonly string[] = [],
): Promise<WrittenPieces> {
  const statisticsOf = (files: string) => pieceStatistics(engine, files, output, statisticsColumns);
  if (partitioning === undefined) {
    const { rows } = await engine.copy(
      await outputSql(engine, relation, output, "piece"),
      path,
      pieceOptions(engine, output, codec),
    );
    const statistics = await statisticsOf(path);
    if (rows === 0) await truncate(path);
    return await indexed(path, [await entryOfFile(path)], rows, statistics);
  }
  const folder = `${path}.partitions`;
  const sql = await partitionedSql(engine, relation, output, partitioning);
  const files = await engine.copyByColumn(sql, folder, partitionColumn, pieceOptions(engine, output, codec));
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const statistics = rows === 0 ? [] : await statisticsOf(join(folder, "*", "*.parquet"));
  const entries = await concatenate(files, partitioning.partitions, path);
  await rm(folder, { recursive: true, force: true });
  return await indexed(path, entries, rows, statistics);
}

/** Makes a finished file, e.g. a result, the piece of partition 0: writes its index. */
export async function indexWhole(path: string, rows: number): Promise<WrittenPieces> {
  return await indexed(path, [await entryOfFile(path)], rows, []);
}

async function indexed(
  path: string,
  entries: readonly IndexEntry[],
  rows: number,
  statistics: readonly ColumnStatistics[],
): Promise<WrittenPieces> {
  await writeFile(indexPath(path), encodeIndex(entries));
  return {
    rows,
    bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
    pieceSizes: Buffer.from(entries.map(({ bytes }) => pieceSizeOf(bytes))),
    statistics,
  };
}

/** Puts finished pieces where the daemon serves them, whole or not at all. */
export async function publishPieces(path: string, pieceFolder: string, name: string): Promise<void> {
  const final = join(pieceFolder, name);
  // Who finds the data finds all.
  const own = ownPiecePaths(path);
  await move(indexPath(path), indexPath(final));
  for (const piece of own) await move(piece, final + piece.slice(path.length));
  await move(path, final);
}

async function partitionedSql(
  engine: Engine,
  relation: Relation,
  output: readonly Column[],
  { sql }: Partitioning,
): Promise<string> {
  const id = `CAST(${sql} AS UINTEGER) AS ${quoteIdentifier(partitionColumn)}`;
  const { columns, provenance } = relation;
  const numbered = { columns: [...columns, partitionColumn], provenance, volatile: relation.volatile };
  return await outputSql(engine, { ...numbered, sql: `SELECT *, ${id} FROM (${relation.sql})` }, output, "piece", [
    partitionColumn,
  ]);
}

/** Puts the small ones of the partitions' files one after the other, and all of them in their places. @returns an entry per partition */
async function concatenate(
  files: readonly { readonly path: string; readonly value: number; readonly bytes: number }[],
  partitions: number,
  path: string,
): Promise<IndexEntry[]> {
  const byPartition = new Map(files.map((file) => [file.value, file]));
  if (byPartition.size < files.length) throw new InvariantError("a partition was written to more than one file");
  const stray = files.find(({ value }) => !(value < partitions));
  if (stray !== undefined) throw new InvariantError(`rows went to ${stray.path} of ${String(partitions)} partitions`);
  const data = await open(path, "w");
  const entries: IndexEntry[] = [];
  let small: Buffer[] = [];
  let offset = 0;
  let written = 0;
  const flush = async () => {
    if (small.length > 0) await data.writeFile(Buffer.concat(small));
    small = [];
    written = offset;
  };
  try {
    for (let partition = 0; partition < partitions; partition++) {
      const file = byPartition.get(partition);
      if (file === undefined) {
        entries.push({ partition, offset, bytes: 0, crc32: 0 });
      } else if (file.bytes >= ownFileBytesMin) {
        const entry = await entryOfFile(file.path);
        if (entry.bytes !== file.bytes) throw shortened(file.bytes, entry.bytes);
        entries.push({ ...entry, partition, offset: "own file" });
        await rename(file.path, ownPiecePath(path, partition));
      } else {
        // At once: a thread of libuv's pool costs more than what it would read.
        const piece = readFileSync(file.path);
        small.push(piece);
        entries.push({ partition, offset, bytes: file.bytes, crc32: crc32(piece) });
        offset += file.bytes;
        unlinkSync(file.path);
        if (offset - written > waitingBytesMax) await flush();
      }
    }
    await flush();
    const { size } = await data.stat();
    if (size !== offset) throw shortened(offset, size);
  } finally {
    await data.close();
  }
  return entries;
}

function shortened(expected: number, bytes: number): InvariantError {
  return new InvariantError(`${String(expected)} bytes of pieces became ${String(bytes)}`);
}

/** Of a file that is the piece of partition 0. */
async function entryOfFile(path: string): Promise<IndexEntry> {
  const file = await open(path);
  try {
    const buffer = Buffer.allocUnsafe(bufferBytes);
    let checksum = 0;
    for (let bytes = 0; ;) {
      const { bytesRead } = await file.read(buffer, 0, bufferBytes, bytes);
      if (bytesRead === 0) return { partition: 0, offset: 0, bytes, crc32: checksum };
      checksum = crc32(buffer.subarray(0, bytesRead), checksum);
      bytes += bytesRead;
    }
  } finally {
    await file.close();
  }
}

async function move(path: string, final: string): Promise<void> {
  try {
    await rename(path, final);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EXDEV")) throw error;
    // The folders lie on different disks.
    const partial = `${final}.part`;
    await copyFile(path, partial);
    await rename(partial, final);
    await rm(path, { force: true });
  }
}
