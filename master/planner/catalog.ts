/** The catalog over the object store: listings and footers of what a scan names. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { Scan } from "../../common/wire/types.js";
import type { ObjectStore } from "../../storage/object-store.js";
import { emptyFile, FooterReader, type ParquetFooter, type RowGroup } from "../../storage/parquet/footer.js";
import { DamagedThriftError } from "../../storage/parquet/thrift-skip.js";
import { unreadableFiles } from "../../storage/parquet/unreadable.js";
import { quarantineTables } from "../../storage/table/quarantine-tables.js";
import { discover, type Discovered, type DiscoveredFile } from "../../storage/table/discover.js";
import type { SchemaSample } from "./analysed-plan.js";
import { readFormatOf } from "./options.js";
import { textScan } from "./text-scan.js";
import type { CatalogFile, CatalogRowGroup, CatalogScan } from "./catalog-port.js";

/** Footers under way at once. */
const parallelFooters = 32;

export class Catalog {
  private readonly footers = new FooterReader();

  constructor(private readonly store: ObjectStore) {}

  /**
   * @throws INPUT_NOT_FOUND for a path where nothing is, QUARANTINE_NOT_FOUND for a table without one, INPUT_UNREADABLE naming every bad file, TABLE_DAMAGED and STORE_… as
   *   they come
   */
  async scan({ format, paths: named, quarantine }: Scan): Promise<CatalogScan> {
    const paths = quarantine ? await quarantineTables(this.store, named) : named;
    const found = await discover(this.store, paths);
    return readFormatOf(format, null) === "text"
      ? textScan(found, paths, labelOf(paths))
      : this.parquetScan(found, paths);
  }

  private async parquetScan(found: Discovered, paths: readonly string[]): Promise<CatalogScan> {
    const footers = await this.footers.readAll(
      this.store,
      found.files.map(({ info }) => info),
      parallelFooters,
    );
    const files = found.files.map((file, index) => ({ file, footer: footerAt(footers, index, file) }));
    return {
      format: "parquet",
      files: files.map(({ file, footer }) => catalogFile(file, footer)),
      samples: samplesOf(files, found, paths),
      partitionColumns: found.partitionColumns,
      label: labelOf(paths),
    };
  }
}

function footerAt(
  footers: readonly { footer: ParquetFooter }[],
  index: number,
  { info }: DiscoveredFile,
): ParquetFooter {
  const footer = footers[index]?.footer;
  if (footer === undefined) throw new GoldpanError("INTERNAL", `no footer was read of ${info.uri}`);
  return footer;
}

function samplesOf(
  files: readonly { file: DiscoveredFile; footer: ParquetFooter }[],
  { tables }: Discovered,
  paths: readonly string[],
): SchemaSample[] {
  const samples = new Map<string, SchemaSample>();
  for (const { file, footer } of files) {
    if (samples.has(footer.schemaKey)) continue;
    samples.set(footer.schemaKey, { uri: file.info.uri, emptyFile: readingFooter(file, () => emptyFile(footer)) });
  }
  if (samples.size > 0) return [...samples.values()];
  const recorded = tables.map(({ table, record }): SchemaSample => ({ uri: table, columns: record.schema }));
  if (recorded.length > 0) return recorded;
  throw new GoldpanError("INPUT_NOT_FOUND", `there is no Parquet file in ${paths.join(", ")}`, {
    hint: "check the path; names that start with _ or . are not read",
  });
}

function catalogFile(file: DiscoveredFile, footer: ParquetFooter): CatalogFile {
  return {
    uri: file.info.uri,
    etag: file.info.etag,
    bytes: file.info.bytes,
    footerBytes: footer.footerBytes,
    rowGroups: footer.rowGroups.map((rowGroup) => catalogRowGroup(file, footer, rowGroup)),
    partitionValues: file.partitionValues,
    columns: footer.columnNames,
  };
}

function catalogRowGroup(file: DiscoveredFile, footer: ParquetFooter, rowGroup: RowGroup): CatalogRowGroup {
  return {
    index: rowGroup.index,
    rows: rowGroup.rows,
    firstRow: rowGroup.firstRow,
    columnBytes: (column) => readingFooter(file, () => rowGroup.columnBytes(column)),
    bounds: (column) => readingFooter(file, () => footer.statistics(rowGroup.index, column)),
  };
}

/** Footers are read lazily: damage may show late, and is the file's all the same. */
function readingFooter<T>({ info }: DiscoveredFile, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DamagedThriftError)) throw error;
    throw unreadableFiles(
      [{ file: info.uri, bytes: info.bytes, problem: `its footer is damaged: ${error.message}` }],
      error,
    );
  }
}

/** `s3a://raw/flights/` → `flights` */
function labelOf(paths: readonly string[]): string {
  const [first = "", ...more] = paths.map((path) => path.replace(/\/+$/, "").split("/").at(-1) ?? path);
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}
