/** Scans of text: files are taken as they are listed, and read line by line into one column. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { Discovered } from "../../storage/table/discover.js";
import type { ReadOptions } from "./read-options.js";
import type { CatalogScan } from "./catalog-port.js";

/** Endings of what is no text before it is decompressed; such files cannot be cut either. */
const compressedEndings = /\.(gz|gzip|zst|zstd|bz2|xz|lz4|snappy|zip|7z|parquet)$/i;

const textColumn = { name: "value", type: "VARCHAR" };

/**
 * Lines of UTF-8 in a column `value`.
 * @throws INPUT_NOT_FOUND, INPUT_UNREADABLE for tables of ours and compressed files, SCHEMA_CONFLICT for folders `value=…`
 */
export function textScan(found: Discovered, paths: readonly string[], label: string, read: ReadOptions): CatalogScan {
  assertText(found, paths);
  const [first] = found.files;
  return {
    format: "text",
    read,
    files: found.files.map(({ info, partitionValues }) => ({
      uri: info.uri,
      etag: info.etag,
      bytes: info.bytes,
      footerBytes: 0,
      rowGroups: [],
      partitionValues,
      columns: [textColumn.name],
    })),
    samples: [{ uri: first?.info.uri ?? "", columns: [textColumn] }],
    partitionColumns: found.partitionColumns,
    label,
  };
}

function assertText(found: Discovered, paths: readonly string[]): void {
  const table = found.tables.find(({ record }) => record.dataFormat === undefined);
  if (table !== undefined) {
    throw new GoldpanError("INPUT_UNREADABLE", `${table.table} is a table of Parquet files, not text`, {
      details: { files: [{ file: table.table, problem: "a table of Parquet files" }] },
      hint: "read it with read.parquet",
    });
  }
  const unreadable = found.files.map(({ info }) => info.uri).filter((uri) => compressedEndings.test(uri));
  if (unreadable.length > 0) {
    throw new GoldpanError(
      "INPUT_UNREADABLE",
      `${unreadable.length === 1 ? "a file is" : "files are"} no plain text: ${unreadable.slice(0, 5).join(", ")}`,
      {
        details: { files: unreadable.slice(0, 100).map((file) => ({ file, problem: "no plain text, by its name" })) },
        hint: "decompress the files first; Parquet is read with read.parquet",
      },
    );
  }
  const [first] = found.files;
  if (first === undefined) {
    throw new GoldpanError("INPUT_NOT_FOUND", `there is no file in ${paths.join(", ")}`, {
      hint: "check the path; names that start with _ or . are not read",
    });
  }
  const hidden = found.partitionColumns.find(({ name }) => name.toLowerCase() === textColumn.name);
  if (hidden !== undefined) {
    throw new GoldpanError("SCHEMA_CONFLICT", `a folder ${hidden.name}=… has the name of the column of lines`, {
      details: { column: hidden.name, files: [{ file: first.info.uri, problem: `a folder ${hidden.name}=…` }] },
      hint: "name the folders otherwise",
    });
  }
}
