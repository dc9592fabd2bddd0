/**
 * Rows for later stages: the partitions' Parquet pieces one after the other in a data file, with an index, in the worker's folder of
 * pieces, which the daemon serves.
 */
import { copyFile, open, rename, rm, writeFile, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { InvariantError } from "../../common/errors/goldpan-error.js";
import { pieceSizeOf } from "../../common/piece-size.js";
import { quoteIdentifier } from "../../common/sql-text.js";
import type { Column } from "../../common/wire/types.js";
import type { Engine } from "../engine/engine.js";
import { encodeIndex, indexPath, type PieceEntry } from "../piece-file.js";
import { outputSql } from "./deliver-sql.js";
import type { Relation } from "./relation.js";

/** Smallest and fastest to write; only we read pieces, so that no old reader matters. */
const pieceOptions = "PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL 1, WRITE_BLOOM_FILTER false";
const partitionColumn = "__executor_partition";
const copyBufferBytes = 2 ** 20;

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
}

/**
 * Writes the pieces and their index beside each other, not yet where they are served.
 * @param partitioning  undefined: all rows are partition 0
 * @param path  of the data file to be
 * @throws EngineError, TYPE_NOT_SUPPORTED
 */
export async function writePieces(
  engine: Engine,
  relation: Relation,
  output: readonly Column[],
  partitioning: Partitioning | undefined,
  path: string,
): Promise<WrittenPieces> {
  const entries =
    partitioning === undefined
      ? [await writeWhole(engine, await outputSql(engine, relation, output, "piece"), path)]
      : await writePartitions(engine, await partitionedSql(engine, relation, output, partitioning), partitioning, path);
  await writeFile(indexPath(path), encodeIndex(entries));
  return {
    rows: entries.reduce((sum, { rows }) => sum + rows, 0),
    bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
    pieceSizes: Buffer.from(entries.map(({ bytes }) => pieceSizeOf(bytes))),
  };
}

/** Makes a finished file, e.g. a result, the piece of partition 0: writes its index. */
export async function indexWhole(path: string, rows: number): Promise<void> {
  await writeFile(indexPath(path), encodeIndex([await entryOfFile(path, rows)]));
}

/** Puts finished pieces where the daemon serves them, whole or not at all. */
export async function publishPieces(path: string, pieceFolder: string, name: string): Promise<void> {
  const final = join(pieceFolder, name);
  // Who finds the data finds the index.
  await move(indexPath(path), indexPath(final));
  await move(path, final);
}

async function writeWhole(engine: Engine, sql: string, path: string): Promise<PieceEntry> {
  const { rows } = await engine.copy(sql, path, pieceOptions);
  if (rows > 0) return await entryOfFile(path, rows);
  await writeFile(path, "");
  return emptyEntry(0, 0);
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

async function writePartitions(
  engine: Engine,
  sql: string,
  { partitions }: Partitioning,
  path: string,
): Promise<PieceEntry[]> {
  const folder = `${path}.partitions`;
  const files = await engine.copyByColumn(sql, folder, partitionColumn, pieceOptions);
  const byPartition = new Map(files.map((file) => [file.value, file]));
  if (byPartition.size < files.length) throw new InvariantError("a partition was written to more than one file");
  const stray = files.find(({ value }) => !(value < partitions));
  if (stray !== undefined) throw new InvariantError(`rows went to ${stray.path} of ${String(partitions)} partitions`);
  const data = await open(path, "w");
  const entries: PieceEntry[] = [];
  try {
    let offset = 0;
    for (let partition = 0; partition < partitions; partition++) {
      const file = byPartition.get(partition);
      if (file === undefined) {
        entries.push(emptyEntry(partition, offset));
        continue;
      }
      const copied = await appendFile(file.path, data);
      if (copied.bytes !== file.bytes) throw new InvariantError(`${file.path} was written with ${file.bytes} bytes`);
      entries.push({ partition, offset, rows: file.rows, ...copied });
      offset += copied.bytes;
    }
  } finally {
    await data.close();
  }
  await rm(folder, { recursive: true, force: true });
  return entries;
}

async function entryOfFile(path: string, rows: number): Promise<PieceEntry> {
  return { partition: 0, offset: 0, rows, ...(await appendFile(path, undefined)) };
}

function emptyEntry(partition: number, offset: number): PieceEntry {
  return { partition, offset, bytes: 0, rows: 0, crc32: 0 };
}

/** Reads a file through, and copies it when there is a place to. */
async function appendFile(path: string, to: FileHandle | undefined): Promise<{ bytes: number; crc32: number }> {
  const file = await open(path);
  try {
    const buffer = Buffer.allocUnsafe(Math.min(copyBufferBytes, Math.max(1, (await file.stat()).size)));
    let bytes = 0;
    let checksum = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, bytes);
      if (bytesRead === 0) return { bytes, crc32: checksum };
      const data = buffer.subarray(0, bytesRead);
      checksum = crc32(data, checksum);
      await to?.appendFile(data);
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
