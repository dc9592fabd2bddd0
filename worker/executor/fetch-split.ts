/**
 * Brings a task's share of the input here: of each object only the wanted columns of the wanted row groups, as a Parquet file, or the
 * wanted lines.
 */
import { join } from "node:path";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { inParallel } from "../../common/in-parallel.js";
import type { FileSlice, ScanSource, Task } from "../../common/wire/types.js";
import type { ReadGrant } from "../../storage/object-store.js";
import { readGrantedFooter, type ParquetFooter } from "../../storage/parquet/footer.js";
import { physicalType } from "../../storage/parquet/parquet-schema.js";
import { fetchSlice, planSlice } from "../../storage/parquet/slice.js";
import type { TransferOptions } from "../../storage/transfer.js";
import type { Daemon } from "./daemon-link.js";
import { fetchText } from "./fetch-text.js";
import { fileColumn, type LocalSlice } from "./source-sql.js";

/** Small files fetched at once; the ranges of one file are parallel in themselves. */
const filesAtOnce = 4;
const cachedFootersMax = 64;

export class SplitFetcher {
  /** Footers by URI and etag: the tasks of a job often share files. */
  private readonly footers = new Map<string, ParquetFooter>();

  constructor(private readonly daemon: Daemon) {}

  /**
   * @param folder  the attempt's own
   * @param isCancelled  asked between files
   * @throws INPUT_CHANGED, INPUT_UNREADABLE, STORE_…, DISK_FULL
   */
  async fetch(
    token: string,
    task: Task,
    scan: ScanSource,
    folder: string,
    options: TransferOptions & { readonly isCancelled: () => boolean },
  ): Promise<LocalSlice[]> {
    const files = task.split?.files ?? [];
    if (files.length === 0) return [];
    const objects = files.map(({ uri, etag }) => ({ uri, etag }));
    const grants = await this.daemon.ask("grantReads", { token, objects });
    return inParallel(files, filesAtOnce, async (file, index) => {
      if (options.isCancelled()) throw new GoldpanError("ATTEMPT_CANCELLED", "the attempt was cancelled");
      const grant = grants[index];
      if (grant === undefined) throw new GoldpanError("INTERNAL", `no leave to read ${file.uri} came`);
      return scan.format === "text"
        ? fetchText(file, grant, join(folder, `slice-${String(index)}.txt`), options)
        : this.fetchFile(file, grant, scan, join(folder, `slice-${String(index)}.parquet`), options);
    });
  }

  private async fetchFile(
    file: FileSlice,
    grant: ReadGrant,
    scan: ScanSource,
    path: string,
    options: TransferOptions,
  ): Promise<LocalSlice> {
    const footer = await this.footer(file, grant, options);
    assertAsPlanned(file, footer);
    const columns = wantedColumns(file, footer, scan);
    const plan = planSlice(footer, { columns, rowGroups: file.rowGroups.map((group) => group.index) });
    await fetchSlice(grant, plan, path, options);
    const int96Columns = columns.filter(
      (name) => footer.schema.columnsByName.get(name)?.leaf?.physical === physicalType.int96,
    );
    return { slice: file, path, columns, int96Columns };
  }

  private async footer(file: FileSlice, grant: ReadGrant, { retry }: TransferOptions): Promise<ParquetFooter> {
    const key = `${file.etag} ${file.uri}`;
    const known = this.footers.get(key);
    if (known !== undefined) return known;
    const footer = await readGrantedFooter(grant, file, retry === undefined ? {} : { retry });
    const [oldest] = this.footers.keys();
    if (this.footers.size >= cachedFootersMax && oldest !== undefined) this.footers.delete(oldest);
    this.footers.set(key, footer);
    return footer;
  }
}

/** The plan was made from the same footer: anything else would give wrong rows. */
function assertAsPlanned(file: FileSlice, footer: ParquetFooter): void {
  for (const { index, rows, firstRow } of file.rowGroups) {
    const group = footer.rowGroups[index];
    if (group?.rows === rows && group.firstRow === firstRow) continue;
    throw new GoldpanError("INPUT_CHANGED", `${file.uri}: row group ${String(index)} is not what was planned`, {
      details: { key: file.uri },
      hint: "the file was replaced while the job ran: run it again",
    });
  }
}

function wantedColumns(file: FileSlice, footer: ParquetFooter, scan: ScanSource): string[] {
  const wanted = (scan.columns?.columns ?? []).map((column) => column.name);
  const fromFile = wanted.filter(
    (name) => !Object.hasOwn(file.partitionValues, name) && !file.nullPartitions.includes(name),
  );
  const found = fromFile.map((name) => fileColumn(footer.columnNames, name));
  return [...new Set(found.filter((name) => name !== undefined))];
}
