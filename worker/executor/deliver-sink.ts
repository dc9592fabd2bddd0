/** Rows for a table: Parquet files written and checked here, then uploaded without being completed. */
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { GoldpanError, InvariantError } from "../../common/errors/goldpan-error.js";
import type { PendingFile, SinkDelivery } from "../../common/wire/types.js";
import { quoteIdentifier, quoteText } from "../../common/sql-text.js";
import { partitionFolder } from "../../storage/table/hive-partitions.js";
import type { TransferOptions } from "../../storage/transfer.js";
import type { Engine } from "../engine/engine.js";
import { parquetVersion } from "../engine/parquet-version.js";
import { hidesRowNumber, rowNumber } from "../engine/row-number.js";
import { cutFileEnding } from "../sink-file-name.js";
import type { Daemon } from "./daemon-link.js";
import { rowsPerFile } from "./rows-per-file.js";
import type { SinkFile } from "./sink-file.js";
import { writeTextFiles } from "./sink-text.js";
import { partitionText } from "./text-lines.js";
import { uploadFile } from "./upload-file.js";

/** Where a task's data files go. */
export interface SinkTarget {
  /** For local files; it is there. */
  readonly folder: string;
  /** Of each file, before what tells files of this task apart. */
  readonly name: string;
  /** goldpan.sink.filesMax */
  readonly filesMax: number;
}

/**
 * Writes a query's rows to the data files of a table, in the order of the rows.
 * @returns at least one file, unless there are partition columns
 * @throws DATA_ERROR for a value that its place cannot hold, or for too many files
 */
export async function writeSinkData(
  engine: Engine,
  sql: string,
  sink: SinkDelivery,
  target: SinkTarget,
): Promise<SinkFile[]> {
  const files =
    sink.partitionBy.length > 0
      ? await writePartitionedSink(engine, sql, sink, target)
      : await writeWholeSink(engine, sql, sink, target);
  if (sink.hashRows) await assertSameRows(engine, sql, sink, files);
  if (files.length <= target.filesMax) return files;
  throw new GoldpanError("DATA_ERROR", `one task alone would write ${String(files.length)} files of ${sink.table}`, {
    details: {},
    hint: `raise maxRecordsPerFile or the target size, or goldpan.sink.filesMax (${String(target.filesMax)})`,
  });
}

async function writeWholeSink(
  engine: Engine,
  sql: string,
  sink: SinkDelivery,
  { folder, name }: SinkTarget,
): Promise<SinkFile[]> {
  const stem = `${sink.table}${name}`;
  const { text } = sink;
  if (text) {
    const numbered = `SELECT *, 0 AS ${partitionNumber} FROM (${sql})`;
    return await writeTextFiles(
      engine,
      numbered,
      { ...sink, text },
      { folder, number: partitionNumber, stems: [stem] },
    );
  }
  const target = { path: join(folder, "data.parquet"), uri: `${stem}.parquet`, quarantine: false };
  return await cut(engine, await writeSinkFile(engine, sql, sink, target), sink);
}

/** Compares rows that came with those of the files, but for partition columns, which are in their paths. */
async function assertSameRows(
  engine: Engine,
  sql: string,
  sink: SinkDelivery,
  files: readonly SinkFile[],
): Promise<void> {
  const columns = (await engine.describe(sql))
    .map(({ name }) => name)
    .filter((name) => !sink.partitionBy.includes(name));
  const digest = `count(*) AS rows, sum(CAST(hash(${columns.map(quoteIdentifier).join(", ")}) AS HUGEINT)) AS hash`;
  const came = await engine.object(`SELECT ${digest} FROM (${sql})`);
  const paths = files.map(({ path }) => quoteText(path)).join(", ");
  const written = await engine.object(
    `SELECT ${digest} FROM read_parquet([${paths}], hive_partitioning = false, union_by_name = true)`,
  );
  if (came["rows"] === written["rows"] && came["hash"] === written["hash"]) return;
  throw new InvariantError(`the files written for ${sink.table} do not have the rows that came`);
}

/** A Parquet file as several, where one would be too large. @throws DATA_ERROR where a column has the name by which it is cut */
async function cut(engine: Engine, file: SinkFile, sink: SinkDelivery): Promise<SinkFile[]> {
  const rows = rowsPerFile(file, sink);
  if (rows >= file.rows) return [file];
  const whole = `read_parquet(${quoteText(file.path)}, hive_partitioning = false)`;
  if (hidesRowNumber((await engine.describe(`SELECT * FROM ${whole}`)).map(({ name }) => name))) {
    throw new GoldpanError(
      "DATA_ERROR",
      `a file of ${sink.table} is too large, and can't be cut by its column '${rowNumber}'`,
      {
        details: { column: rowNumber },
        hint: "give the column another name, or raise maxRecordsPerFile or the target size",
      },
    );
  }
  const source = `read_parquet(${quoteText(file.path)}, hive_partitioning = false, ${rowNumber} = true)`;
  const files: SinkFile[] = [];
  for (let from = 0; from < file.rows; from += rows) {
    const part = cutFileEnding(files.length);
    const range = `${rowNumber} >= ${String(from)} AND ${rowNumber} < ${String(from + rows)}`;
    const target = {
      path: `${file.path}${part}`,
      uri: file.uri.replace(/\.parquet$/, `${part}.parquet`),
      quarantine: false,
    };
    const select = `SELECT * EXCLUDE (${rowNumber}) FROM ${source} WHERE ${range}`;
    files.push(await writeSinkFile(engine, select, sink, target));
  }
  await rm(file.path);
  return files;
}

/** Writes a query's rows and reads the footer back. @throws InvariantError when the file does not hold what was written */
export async function writeSinkFile(
  engine: Engine,
  sql: string,
  sink: SinkDelivery,
  target: Pick<SinkFile, "path" | "uri" | "quarantine">,
): Promise<SinkFile> {
  return await checked(engine, {
    ...(await engine.copy(sql, target.path, await parquetOptions(engine, sql, sink))),
    ...target,
  });
}

/** Compares a written file's footer with what was written. */
async function checked(engine: Engine, file: SinkFile): Promise<SinkFile> {
  const footer = await engine.object(
    `SELECT num_rows AS rows, footer_size + 8 AS footer FROM parquet_file_metadata(${quoteText(file.path)})`,
  );
  const { size } = await stat(file.path);
  if (Number(footer["rows"]) !== file.rows || size !== file.bytes) {
    throw new InvariantError(
      `${file.path} was written with ${String(file.rows)} rows and ${String(file.bytes)} bytes, but has ${String(footer["rows"])} rows and ${String(size)} bytes`,
    );
  }
  return { ...file, footerBytes: Number(footer["footer"]) };
}

const sinkTable = "goldpan_sink";
const partitionsTable = "goldpan_sink_partitions";
const partitionNumber = "__executor_partition";

/**
 * Writes a query's rows to files by the values of the sink's partition columns, which the files lack: the folders of the table tell
 * them. The rows are saved first, since their partitions are counted before they are written.
 * @throws DATA_ERROR for a value that reads as NULL, or for too many partitions
 */
async function writePartitionedSink(
  engine: Engine,
  sql: string,
  sink: SinkDelivery,
  { folder, name, filesMax }: SinkTarget,
): Promise<SinkFile[]> {
  const keys = sink.partitionBy.map(quoteIdentifier);
  await engine.run(`CREATE OR REPLACE TEMP TABLE ${sinkTable} AS ${sql}`);
  await engine.run(
    `CREATE OR REPLACE TEMP TABLE ${partitionsTable} AS SELECT CAST(row_number() OVER () - 1 AS INTEGER) AS ${partitionNumber}, * ` +
      `FROM (SELECT DISTINCT ${keys.join(", ")} FROM ${sinkTable} ORDER BY ALL)`,
  );
  const partitions = await partitionFolders(engine, sink, filesMax);
  if (partitions.length === 0) return [];
  const match = keys.map((key) => `p.${key} IS NOT DISTINCT FROM s.${key}`).join(" AND ");
  const numbered =
    `SELECT s.* EXCLUDE (${keys.join(", ")}), p.${partitionNumber} ` +
    `FROM ${sinkTable} s JOIN ${partitionsTable} p ON ${match}`;
  const { text } = sink;
  if (text) {
    const stems = partitions.map((partition, index) => `${sink.table}${partition}${name}-${String(index)}`);
    return await writeTextFiles(engine, numbered, { ...sink, text }, { folder, number: partitionNumber, stems });
  }
  const copied = await engine.copyByColumn(
    numbered,
    join(folder, "partitions"),
    partitionNumber,
    await parquetOptions(engine, numbered, sink),
  );
  const files: SinkFile[] = [];
  for (const [index, { value, ...file }] of copied.entries()) {
    const partition = partitions[value];
    if (partition === undefined) throw new InvariantError(`partition ${String(value)} of a sink is not known`);
    const uri = `${sink.table}${partition}${name}-${String(index)}.parquet`;
    files.push(...(await cut(engine, await checked(engine, { ...file, uri, quarantine: false }), sink)));
  }
  return files;
}

/** By number. */
async function partitionFolders(
  engine: Engine,
  { partitionBy, table }: SinkDelivery,
  filesMax: number,
): Promise<string[]> {
  const { count } = await engine.object(`SELECT count(*) AS count FROM ${partitionsTable}`);
  if (Number(count) > filesMax) {
    const columns = partitionBy.join(", ");
    throw new GoldpanError(
      "DATA_ERROR",
      `one task alone has ${String(count)} different values of ${columns}, each of which would be a folder of ${table}`,
      {
        details: { column: columns },
        hint: `partition by a coarser column, or raise goldpan.sink.filesMax (${String(filesMax)})`,
      },
    );
  }
  const columns = await engine.describe(
    `SELECT ${partitionBy.map(quoteIdentifier).join(", ")} FROM ${partitionsTable}`,
  );
  const texts = columns.map(({ name, type }) => partitionText(quoteIdentifier(name), type)).join(", ");
  const rows = await engine.objects(`SELECT [${texts}] AS texts FROM ${partitionsTable} ORDER BY ${partitionNumber}`);
  return rows.map(({ texts: values }) =>
    partitionFolder(partitionBy.map((key, index) => [key, (values as (string | null)[])[index] ?? null])),
  );
}

export async function uploadSinkFile(
  daemon: Daemon,
  token: string,
  file: SinkFile,
  partBytes: number,
  options: TransferOptions & { readonly isCancelled: () => boolean },
): Promise<PendingFile> {
  const createdAtMs = Date.now();
  const { upload, parts } = await uploadFile(daemon, token, file.uri, file, partBytes, options);
  return {
    upload: { uri: upload.uri, uploadId: upload.uploadId },
    parts: [...parts],
    bytes: file.bytes,
    rows: file.rows,
    statistics: file.statistics.map(({ column, min, max, nulls }) => ({
      column,
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
      nulls,
    })),
    quarantine: file.quarantine,
    createdAtMs,
    footerBytes: file.footerBytes,
  };
}

/** DuckDB's own row groups: good for its readers, small enough for its writer. */
const rowGroupRowsDefault = 122_880;

async function parquetOptions(engine: Engine, sql: string, sink: SinkDelivery): Promise<string> {
  const columns = (await engine.describe(sql)).map(({ name, type }) => ({ name, type: String(type) }));
  const version = parquetVersion(sink.parquetVersion.toLowerCase() === "v2" ? "v2" : "v1", columns);
  const compression = sink.compression === "" ? "zstd" : sink.compression.toLowerCase();
  // Only zstd has levels; DuckDB refuses one elsewhere.
  const level = compression === "zstd" ? [`COMPRESSION_LEVEL ${String(sink.compressionLevel || 1)}`] : [];
  return [
    `PARQUET_VERSION ${version}`,
    `COMPRESSION ${quoteText(compression)}`,
    ...level,
    `ROW_GROUP_SIZE ${String(sink.rowGroupRows || rowGroupRowsDefault)}`,
    ...(version === "v2" ? ["WRITE_BLOOM_FILTER false"] : []),
  ].join(", ");
}
