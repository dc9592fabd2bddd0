/**
 * Brings a task's share of the input here: of each object only the wanted columns of the wanted row groups, as a Parquet file, or the
 * wanted lines.
 */
import { join } from "node:path";
import { GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { inParallel } from "../../common/in-parallel.js";
import type { FileSlice, ScanSource, Task } from "../../common/wire/types.js";
import type { ReadGrant } from "../../storage/object-store.js";
import { readGrantedFooter, type ParquetFooter } from "../../storage/parquet/footer.js";
import { physicalType } from "../../storage/parquet/parquet-schema.js";
import { fetchSlice, planSlice } from "../../storage/parquet/slice.js";
import { unreadableFiles, type BadFile } from "../../common/errors/unreadable-files.js";
import type { TransferOptions } from "../../storage/transfer.js";
import type { Daemon } from "./daemon-link.js";
import { fetchText, fetchWholeText } from "./fetch-text.js";
import { fetchRecords } from "./records/fetch-records.js";
import { valuesPath } from "./records/streamed-csv.js";
import type { LocalSlice } from "./local-slice.js";
import type { SpareFiles } from "./spare-files.js";
import { fileColumn } from "./source-sql.js";

/** Small files fetched at once; the ranges of one file are parallel in themselves. */
const filesAtOnce = 4;
const cachedFootersMax = 64;

export interface FetchedSplit {
  readonly slices: readonly LocalSlice[];
  /** In the split's order; empty unless the scan leaves such files out. */
  readonly bad: readonly BadFile[];
}

/** What the error says of the file, else all that it says. */
export function problemOf(error: GoldpanError): string {
  const files = (error.details as { readonly files?: readonly { readonly problem: string }[] } | undefined)?.files;
  return files?.[0]?.problem ?? error.message;
}

export class SplitFetcher {
  /** Footers by URI and etag: the tasks of a job often share files. */
  private readonly footers = new Map<string, ParquetFooter>();

  constructor(
    private readonly daemon: Daemon,
    private readonly spare: SpareFiles,
  ) {}

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
  ): Promise<FetchedSplit> {
    const all = task.split?.files ?? [];
    const files = all.filter(({ problem }) => problem === "");
    const bad = all
      .filter(({ problem }) => problem !== "")
      .map(({ uri, bytes, problem }) => ({ file: uri, bytes, problem }));
    if (files.length === 0) return { slices: [], bad };
    const objects = files.map(({ uri, etag }) => ({ uri, etag }));
    const grants = await this.daemon.ask("grantReads", { token, objects });
    let only: GoldpanError | undefined;
    const slices = await inParallel(files, filesAtOnce, async (file, index) => {
      if (options.isCancelled()) throw new GoldpanError("ATTEMPT_CANCELLED", "the attempt was cancelled");
      const grant = grants[index];
      if (grant === undefined) throw new GoldpanError("INTERNAL", `no leave to read ${file.uri} came`);
      const path = join(folder, `slice-${String(index)}`);
      try {
        return await this.fetchOne(file, grant, scan, path, options);
      } catch (error) {
        if (isGoldpanError(error, "STORE_OBJECT_NOT_FOUND")) throw goneSince(file, error);
        if (!isGoldpanError(error, "INPUT_UNREADABLE")) throw error;
        bad.push({ file: file.uri, bytes: file.bytes, problem: problemOf(error) });
        only ??= error;
        return undefined;
      }
    });
    const order = new Map(all.map(({ uri }, index) => [uri, index]));
    bad.sort((a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0));
    if (scan.badFiles === undefined && only !== undefined) throw bad.length === 1 ? only : unreadableFiles(bad);
    return { slices: slices.filter((slice) => slice !== undefined), bad };
  }

  /** Keeps files of slices that nobody reads any more, for those that are fetched later. */
  async giveBack(slices: readonly LocalSlice[]): Promise<void> {
    for (const { path, text, csv } of slices) {
      if (csv?.values !== undefined) await this.spare.keep(csv.values.path);
      else if (csv === undefined && text === undefined) await this.spare.keep(path);
    }
  }

  private async fetchOne(
    file: FileSlice,
    grant: ReadGrant,
    scan: ScanSource,
    path: string,
    options: TransferOptions & { readonly isCancelled: () => boolean },
  ): Promise<LocalSlice> {
    const { records } = scan;
    if (scan.wholeText) return fetchWholeText(file, grant, `${path}.txt`, options);
    if (scan.format === "text") return fetchText(file, grant, `${path}.txt`, options);
    if (!records) return this.fetchFile(file, grant, scan, `${path}.parquet`, options);
    if (scan.format === "csv") await this.spare.take(valuesPath(`${path}.txt`));
    return fetchRecords(file, grant, { ...scan, records }, `${path}.txt`, options);
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
    await this.spare.take(path);
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

function goneSince({ uri }: FileSlice, cause: GoldpanError): GoldpanError {
  return new GoldpanError("INPUT_CHANGED", `${uri} was there when the job was planned, and is gone`, {
    details: { key: uri },
    hint: "a write of its table has replaced it, or somebody deleted it: run it again",
    cause,
  });
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
