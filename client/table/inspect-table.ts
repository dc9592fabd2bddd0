/** What a table's log says, and what `--repair` does about it. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { JobSummary } from "../../common/wire/types.js";
import type { ObjectStore } from "../../storage/object-store.js";
import { bytesOf, rowsOf, type CommitRecord } from "../../storage/table/commit-record.js";
import { discoverVersion } from "../../storage/table/discover-version.js";
import { reclaim } from "../../storage/table/reclaim.js";
import { listTable } from "../../storage/table/table-listing.js";
import { TableLog, type LogState, type TableSnapshot } from "../../storage/table/table-log.js";
import { quarantineTableOf } from "../../storage/table/table-path.js";
import type { ReportedCommit, ReportedCompaction, TableReport } from "./table-report.js";
import { verifyTable } from "./verify-table.js";

export interface Inspection {
  readonly repair: boolean;
  readonly history: boolean;
  readonly files: boolean;
  /** @default false */
  readonly verify?: boolean;
  /** Of a compaction just done. */
  readonly compacted?: JobSummary;
  /** A commit's number. @default the latest */
  readonly version?: number;
}

/**
 * Reads a table's log; with `repair`, finishes its latest commit first and deletes replaced files that still lie there.
 * @throws INPUT_NOT_FOUND when the folder has no commit of ours
 */
export async function inspectTable(store: ObjectStore, table: string, wanted: Inspection): Promise<TableReport> {
  const log = TableLog.open(store, table);
  const before = await stateOf(log);
  const repair = wanted.repair ? await repairTable(store, log) : {};
  const { latest, applied } = wanted.repair ? await log.state() : before;
  const { record, files } = await log.snapshotAt(commitOf(log, latest, wanted.version));
  const { commit, mode, committedAt, applicationId, jobId, timeZone, goldpanVersion, engineVersion, schema } = record;
  const { quarantine, expectations, inputs, dataFormat, partitionBy = [] } = record;
  const verification = wanted.verify ? await verifyTable(store, log.table) : undefined;
  return {
    ...{ table: log.table, finished: applied, ...repair },
    ...(wanted.compacted === undefined ? {} : { compacted: await compactionOf(log, wanted.compacted) }),
    ...(verification === undefined ? {} : { verifiedFiles: verification.files, problems: verification.problems }),
    ...{ commit, mode, committedAt, applicationId, jobId },
    ...{ rows: rowsOf(files), bytes: bytesOf(files), fileCount: files.length },
    ...{
      format: dataFormat?.format ?? "parquet",
      partitionBy,
      ...(dataFormat && { formatOptions: dataFormat.options }),
    },
    ...{ timeZone, goldpanVersion, engineVersion, schema, expectations, inputs },
    ...(quarantine === undefined
      ? {}
      : { quarantine: { table: quarantineTableOf(log.table), rows: rowsOf(quarantine.added) } }),
    ...(wanted.files || commit < latest ? await filesOf(store, log.table, files, wanted.files) : {}),
    ...(wanted.history ? { history: (await log.history()).map(reportedCommit) } : {}),
  };
}

/** Files of an earlier version may have been deleted since, by a commit that replaced them. */
async function filesOf(
  store: ObjectStore,
  table: string,
  files: TableSnapshot["files"],
  named: boolean,
): Promise<Pick<TableReport, "files" | "goneFiles">> {
  const { objects } = await listTable(store, table);
  const there = new Set(objects.map(({ path }) => path));
  const reported = files.map(({ path, rows, bytes }) => ({
    ...{ path, rows, bytes },
    ...(there.has(path) ? {} : { gone: true as const }),
  }));
  const goneFiles = reported.filter(({ gone }) => gone === true).length;
  return { ...(goneFiles === 0 ? {} : { goneFiles }), ...(named ? { files: reported } : {}) };
}

/** Commit 0 where nothing was to do. */
async function compactionOf(log: TableLog, { commit, files }: JobSummary): Promise<ReportedCompaction> {
  const replaced = commit === 0 ? 0 : (await log.record(commit)).removed.length;
  return { commit, files: replaced, into: files };
}

async function repairTable(
  store: ObjectStore,
  log: TableLog,
): Promise<{ repaired: boolean; deletedFiles: readonly string[] }> {
  const { finished: repaired } = await log.rollForward();
  const deleted = [await reclaim(store, log.table), await reclaim(store, quarantineTableOf(log.table))];
  return { repaired, deletedFiles: deleted.flat() };
}

function reportedCommit(record: CommitRecord): ReportedCommit {
  const { commit, mode, committedAt, applicationId, jobId, added, removed } = record;
  return {
    ...{ commit, mode, committedAt, applicationId, jobId },
    rowsAdded: rowsOf(added),
    bytesAdded: bytesOf(added),
    filesAdded: added.length,
    filesRemoved: removed.length,
  };
}

/**
 * The table at a commit, whose files are visible once this resolves: an interrupted latest commit is finished first.
 * @param version  the latest commit unless given
 * @throws INPUT_NOT_FOUND when the folder has no commit of ours, or none of that number; TABLE_VERSION_GONE where files of an
 *   earlier one are not there any more
 */
export async function snapshotOf(
  store: ObjectStore,
  table: string,
  version: number | undefined,
): Promise<TableSnapshot> {
  const log = TableLog.open(store, table);
  await stateOf(log);
  const { latest } = await log.rollForward();
  const commit = commitOf(log, latest, version);
  if (commit < latest) await discoverVersion(store, [log.table], commit);
  return await log.snapshotAt(commit);
}

async function stateOf(log: TableLog): Promise<LogState> {
  const state = await log.state();
  if (state.latest > 0) return state;
  throw new GoldpanError("INPUT_NOT_FOUND", `${log.table} has no commit of goldpan`, {
    details: { key: log.table },
    hint: "check the path; a table's folder holds _goldpan/commits/",
  });
}

function commitOf({ table }: TableLog, latest: number, version = latest): number {
  if (version <= latest) return version;
  throw new GoldpanError("INPUT_NOT_FOUND", `${table} has no commit ${version}`, {
    details: { key: table },
    hint: `its latest commit is ${latest}; goldpan table ${table} --history shows all`,
  });
}
