/** Rows for a table: Parquet files written and checked here, then uploaded without being completed. */
import { stat } from "node:fs/promises";
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { AttemptKey, PendingFile, SinkDelivery } from "../../common/wire/types.js";
import { quoteText } from "../../common/sql-text.js";
import type { TransferOptions } from "../../storage/transfer.js";
import type { CopiedFile, Engine } from "../engine/engine.js";
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
  const copied = await engine.copy(sql, target.path, parquetOptions(sink));
  const footer = await engine.object(
    `SELECT num_rows AS rows, footer_size + 8 AS footer FROM parquet_file_metadata(${quoteText(target.path)})`,
  );
  const { size } = await stat(target.path);
  if (Number(footer["rows"]) !== copied.rows || size !== copied.bytes) {
    throw new InvariantError(
      `${target.path} was written with ${String(copied.rows)} rows and ${String(copied.bytes)} bytes, but has ${String(footer["rows"])} rows and ${String(size)} bytes`,
    );
  }
  return { ...copied, ...target, footerBytes: Number(footer["footer"]) };
}

/** `part-<partition>-<write id>-<attempt>.parquet` */
export function sinkFileName(sink: SinkDelivery, key: AttemptKey): string {
  return `part-${String(key.partition).padStart(5, "0")}-${sink.writeId}-${String(key.attempt)}.parquet`;
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

function parquetOptions(sink: SinkDelivery): string {
  const compression = sink.compression === "" ? "zstd" : sink.compression.toLowerCase();
  // Only zstd has levels; DuckDB refuses one elsewhere.
  const level = compression === "zstd" ? [`COMPRESSION_LEVEL ${String(sink.compressionLevel || 1)}`] : [];
  return [
    `PARQUET_VERSION ${sink.parquetVersion.toLowerCase() === "v2" ? "v2" : "v1"}`,
    `COMPRESSION ${quoteText(compression)}`,
    ...level,
    `ROW_GROUP_SIZE ${String(sink.rowGroupRows || rowGroupRowsDefault)}`,
    ...(sink.parquetVersion.toLowerCase() === "v2" ? ["WRITE_BLOOM_FILTER false"] : []),
  ].join(", ");
}
