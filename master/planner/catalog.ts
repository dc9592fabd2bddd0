/** The catalog over the object store: listings and footers of what a scan names. */
import { GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import type { Scan } from "../../common/wire/types.js";
import type { ObjectInfo, ObjectStore } from "../../storage/object-store.js";
import { emptyFile, FooterReader, type ParquetFooter, type RowGroup } from "../../storage/parquet/footer.js";
import { DamagedThriftError } from "../../storage/parquet/thrift-skip.js";
import { unreadableFiles } from "../../common/errors/unreadable-files.js";
import { quarantineTables } from "../../storage/table/quarantine-tables.js";
import { assertTableFormat, writtenAs } from "../../storage/table/table-format.js";
import { discoverVersion } from "../../storage/table/discover-version.js";
import { discover, type Discovered, type DiscoveredFile } from "../../storage/table/discover.js";
import type { SchemaSample } from "./analysed-plan.js";
import { readFormatOf, resolveReadOptions, type ReadOptions } from "./read-options.js";
import { recordsScan } from "./records-scan.js";
import { textFile, textScan } from "./text-scan.js";
import type { CatalogFile, CatalogRowGroup, CatalogScan } from "./catalog-port.js";

/** Footers under way at once. */
const parallelFooters = 32;

/** At one table, whose files others replace meanwhile. */
const looksMax = 4;

export class Catalog {
  private readonly footers = new FooterReader();

  constructor(private readonly store: ObjectStore) {}

  /**
   * @throws INPUT_NOT_FOUND for a path where nothing is, QUARANTINE_NOT_FOUND for a table without one, INPUT_UNREADABLE naming every bad file, TABLE_DAMAGED and STORE_… as
   *   they come
   */
  async scan(scan: Scan): Promise<CatalogScan> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.look(scan);
      } catch (error) {
        // A commit of the table replaces files between their listing and a look into them.
        if (tries === looksMax || !isGoldpanError(error, "STORE_OBJECT_NOT_FOUND", "INPUT_CHANGED")) throw error;
      }
    }
  }

  private async look(scan: Scan): Promise<CatalogScan> {
    const { format, paths: named, quarantine } = scan;
    const paths = quarantine ? await quarantineTables(this.store, named) : named;
    const version = versionOf(scan.options);
    const given = new Map((scan.schema?.columns ?? []).map((column) => [column.name.toLowerCase(), column.type]));
    const found =
      version === undefined
        ? await discover(this.store, paths, given)
        : await discoverVersion(this.store, paths, version, given);
    assertTableFormat(found.tables, readFormatOf(format, null));
    const { schema, options } = asWritten(scan, found);
    const read = resolveReadOptions(options, null, readFormatOf(format, null));
    switch (read.format) {
      case "text":
        return textScan(found, paths, labelOf(paths), read);
      case "csv":
      case "json":
        return await recordsScan(this.store, found, { ...scan, paths, schema }, read, labelOf(paths));
      case "parquet":
        return await this.parquetScan(found, paths, read);
    }
  }

  /** Bad files stay in the plan: the task that gets them counts and names them. */
  private async readableParquet(
    found: Discovered,
    infos: readonly ObjectInfo[],
    paths: readonly string[],
    read: ReadOptions,
  ): Promise<CatalogScan> {
    const footers = await this.footers.readEach(this.store, infos, parallelFooters);
    const files = found.files.map((file, index) => ({ file, footer: footers[index] }));
    const good = files.flatMap(({ file, footer }) =>
      footer !== undefined && "footer" in footer ? [{ file, footer: footer.footer }] : [],
    );
    const byFile = new Map(good.map(({ file, footer }) => [file, footer]));
    const bad = footers.filter((footer) => "problem" in footer);
    if (good.length === 0 && bad.length > 0) throw unreadableFiles(bad);
    return {
      format: "parquet",
      read,
      files: files.map(({ file, footer }) => {
        const known = byFile.get(file);
        if (known !== undefined) return catalogFile(file, known);
        const problem = footer !== undefined && "problem" in footer ? footer.problem : "it has no footer";
        return { ...textFile(file, []), problem };
      }),
      samples: samplesOf(good, found, paths),
      partitionColumns: found.partitionColumns,
      label: labelOf(paths),
    };
  }

  private async parquetScan(found: Discovered, paths: readonly string[], read: ReadOptions): Promise<CatalogScan> {
    const infos = found.files.map(({ info }) => info);
    if (read.badFiles === "quarantine") return await this.readableParquet(found, infos, paths, read);
    const footers = await this.footers.readAll(this.store, infos, parallelFooters);
    const files = found.files.map((file, index) => ({ file, footer: footerAt(footers, index, file) }));
    return {
      format: "parquet",
      read,
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

/** What a table's log says of its text holds where the script says nothing else. */
function asWritten({ schema, options, format }: Scan, { files, tables }: Discovered): Pick<Scan, "schema" | "options"> {
  const written = files.every(({ rows }) => rows !== undefined) ? writtenAs(tables) : undefined;
  const given = new Set(Object.keys(options).map((name) => name.toLowerCase()));
  // Whole records are asked for by who finds out the columns.
  const whole = given.has("wholerecords") || readFormatOf(format, null) === "text";
  if (written === undefined || whole) return { schema, options };
  if (given.has("delimiter")) given.add("sep");
  const others = Object.entries(written.options).filter(([name]) => !given.has(name.toLowerCase()));
  // Its texts may have line breaks, which the log does not tell.
  const whereRecordsEnd = readFormatOf(format, null) === "csv" ? { multiLine: "true" } : {};
  return {
    schema: schema ?? { columns: written.columns.map(({ name, type }) => ({ name, type })) },
    options: { ...(given.has("multiline") ? {} : whereRecordsEnd), ...Object.fromEntries(others), ...options },
  };
}

/** Of the option `versionAsOf`, whatever its case. */
function versionOf(options: Readonly<Record<string, string>>): number | undefined {
  const text = Object.entries(options)
    .find(([name]) => name.toLowerCase() === "versionasof")?.[1]
    .trim();
  return text === undefined ? undefined : Number(text);
}

/** `s3a://raw/flights/` → `flights` */
function labelOf(paths: readonly string[]): string {
  const [first = "", ...more] = paths.map((path) => path.replace(/\/+$/, "").split("/").at(-1) ?? path);
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}
