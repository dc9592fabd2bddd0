/** Scans of text: files are taken as they are listed, and read line by line into one column. */
import { compressionOf } from "../../common/csv/compression.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { Discovered, DiscoveredFile } from "../../storage/table/discover.js";
import type { ReadOptions } from "./read-options.js";
import type { CatalogFile, CatalogScan } from "./catalog-port.js";

const textColumn = { name: "value", type: "VARCHAR" };

/**
 * Lines of UTF-8 in a column `value`.
 * @throws INPUT_NOT_FOUND, INPUT_UNREADABLE for tables of ours and files that are no text by their names, SCHEMA_CONFLICT for folders `value=…`
 */
export function textScan(found: Discovered, paths: readonly string[], label: string, read: ReadOptions): CatalogScan {
  assertText(found, paths);
  const [first] = found.files;
  return {
    format: "text",
    read,
    files: found.files.map((file) => textFile(file, [textColumn.name])),
    samples: [{ uri: first?.info.uri ?? "", columns: [textColumn] }],
    partitionColumns: found.partitionColumns,
    label,
  };
}

/** A file without a footer: of which nothing is known but what the listing says. */
export function textFile({ info, partitionValues }: DiscoveredFile, columns: readonly string[]): CatalogFile {
  const { uri, etag, bytes } = info;
  return { uri, etag, bytes, footerBytes: 0, rowGroups: [], partitionValues, columns };
}

function assertText(found: Discovered, paths: readonly string[]): void {
  const table = found.tables.find(({ record }) => record.dataFormat === undefined);
  if (table !== undefined) {
    throw new GoldpanError("INPUT_UNREADABLE", `${table.table} is a table of Parquet files, not text`, {
      details: { files: [{ file: table.table, problem: "a table of Parquet files" }] },
      hint: "read it with read.parquet",
    });
  }
  const unreadable = found.files.map(({ info }) => info.uri).filter((uri) => compressionOf(uri) === undefined);
  if (unreadable.length > 0) {
    throw new GoldpanError(
      "INPUT_UNREADABLE",
      `${unreadable.length === 1 ? "a file is" : "files are"} no text, by name: ${unreadable.slice(0, 5).join(", ")}`,
      {
        details: { files: unreadable.slice(0, 100).map((file) => ({ file, problem: "no text, by its name" })) },
        hint: "text may be plain, gzip (.gz) or zstd (.zst); Parquet is read with read.parquet",
      },
    );
  }
  if (found.files.length === 0 && found.tables.length === 0) {
    throw new GoldpanError("INPUT_NOT_FOUND", `there is no file in ${paths.join(", ")}`, {
      hint: "check the path; names that start with _ or . are not read",
    });
  }
  const hidden = found.partitionColumns.find(({ name }) => name.toLowerCase() === textColumn.name);
  if (hidden !== undefined) {
    const file = found.files[0]?.info.uri ?? paths.join(", ");
    throw new GoldpanError("SCHEMA_CONFLICT", `a folder ${hidden.name}=… has the name of the column of lines`, {
      details: { column: hidden.name, files: [{ file, problem: `a folder ${hidden.name}=…` }] },
      hint: "name the folders otherwise",
    });
  }
}
