/** Rows for a table: Parquet files written and checked here, then uploaded without being completed. */
import { stat } from "node:fs/promises";
import { GoldpanError, InvariantError } from "../../common/errors/goldpan-error.js";
import type { PendingFile, SinkDelivery } from "../../common/wire/types.js";
import { quoteIdentifier, quoteText } from "../../common/sql-text.js";
import { partitionFolder } from "../../storage/table/hive-partitions.js";
import type { TransferOptions } from "../../storage/transfer.js";
import type { CopiedFile, Engine } from "../engine/engine.js";
import { parquetVersion } from "../engine/parquet-version.js";
import type { Daemon } from "./daemon-link.js";
import { uploadFile } from "./upload-file.js";

/** A checked file that waits for its upload. */
export interface SinkFile extends CopiedFile {
  readonly path: string;
  readonly uri: string;
  readonly quarantine: boolean;
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
 * @param folder  for the files, to be made
 * @param name  of each file in its partition's folder, before its number
 * @param filesMax  goldpan.sink.filesMax
 * @throws DATA_ERROR for a value that reads as NULL, or for too many partitions
 */
export async function writePartitionedSink(
  engine: Engine,
  sql: string,
  sink: SinkDelivery,
  { folder, name, filesMax }: { readonly folder: string; readonly name: string; readonly filesMax: number },
): Promise<SinkFile[]> {
  const keys = sink.partitionBy.map(quoteIdentifier);
  await engine.run(`CREATE TABLE ${sinkTable} AS ${sql}`);
  await engine.run(
    `CREATE TABLE ${partitionsTable} AS SELECT CAST(row_number() OVER () - 1 AS INTEGER) AS ${partitionNumber}, * ` +
      `FROM (SELECT DISTINCT ${keys.join(", ")} FROM ${sinkTable} ORDER BY ALL)`,
  );
  const partitions = await partitionFolders(engine, sink, filesMax);
  const match = keys.map((key) => `p.${key} IS NOT DISTINCT FROM s.${key}`).join(" AND ");
  const numbered =
    `SELECT s.* EXCLUDE (${keys.join(", ")}), p.${partitionNumber} ` +
    `FROM ${sinkTable} s JOIN ${partitionsTable} p ON ${match}`;
  const copied = await engine.copyByColumn(
    numbered,
    folder,
    partitionNumber,
    await parquetOptions(engine, numbered, sink),
  );
  return await Promise.all(
    copied.map(({ value, ...file }, index) => {
      const partition = partitions[value];
      if (partition === undefined) throw new InvariantError(`partition ${String(value)} of a sink is not known`);
      const uri = `${sink.table}${partition}${name}-${String(index)}.parquet`;
      return checked(engine, { ...file, uri, quarantine: false });
    }),
  );
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
  const texts = partitionBy.map((key) => `CAST(${quoteIdentifier(key)} AS VARCHAR)`).join(", ");
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
