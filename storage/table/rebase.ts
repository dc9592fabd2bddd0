/**
 * Commits that don't stand alone go on top of what came since their job began, where both orders give the same table: appends beside
 * anything that keeps the schema, dynamic overwrites beside writes to other partitions and beside compactions.
 */
import { GoldpanError, InvariantError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { fitSchema } from "./append-schema.js";
import { standsAlone, type AddedFile, type CommitRecord, type RecordedColumn } from "./commit-record.js";
import type { PreparedWrite } from "./prepared-write.js";
import type { CommitDraft, TableLog, TableSnapshot } from "./table-log.js";

/** The commit of an earlier try of the same write. */
export async function findCommitted(
  log: TableLog,
  baseCommit: number,
  idempotencyKey: string,
): Promise<CommitRecord | undefined> {
  for (let commit = baseCommit + 1; ; commit++) {
    const record = await log.find(commit);
    if (record === undefined || record.idempotencyKey === idempotencyKey) return record;
  }
}

/** How far back an earlier run's commit is looked for, and how many records are read at once. */
const earlierMax = 1_000;
const readsMax = 16;

/** The commit of an earlier run of the same write, among the last thousand up to `baseCommit`. */
export async function findCommittedBefore(
  log: TableLog,
  baseCommit: number,
  idempotencyKey: string,
): Promise<CommitRecord | undefined> {
  const last = Math.max(0, baseCommit - earlierMax);
  for (let next = baseCommit; next > last; next -= readsMax) {
    const numbers = Array.from({ length: Math.min(readsMax, next - last) }, (_, index) => next - index);
    const records = await Promise.all(numbers.map((commit) => log.find(commit)));
    const found = records.find((record) => record?.idempotencyKey === idempotencyKey);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** @throws TABLE_CONFLICT naming the winner where the order matters, SCHEMA_CONFLICT where it changed the table's columns */
export async function commitOnTop(log: TableLog, prepared: PreparedWrite, draft: CommitDraft): Promise<CommitRecord> {
  if (standsAlone(prepared.mode)) return log.commit(prepared.baseCommit, draft);
  if (prepared.mode === "compact") return commitCompaction(log, prepared, draft);
  const touched = new Set(draft.added.map(({ path }) => partitionOf(path)));
  let { schema } = draft;
  for (let base = prepared.baseCommit; ;) {
    const removed = prepared.mode === "dynamic" && base > 0 ? filesIn(await log.snapshotAt(base), touched) : [];
    try {
      return await log.commit(base, { ...draft, schema, removed });
    } catch (error) {
      if (!isGoldpanError(error, "TABLE_CONFLICT")) throw error;
      const { latest } = await log.rollForward();
      for (let commit = base + 1; commit <= latest; commit++) {
        const winner = await log.record(commit);
        if (winner.idempotencyKey === draft.idempotencyKey) return winner;
        schema = [...schema, ...columnsKept(prepared, schema, winner)];
        assertOtherPartitions(prepared, touched, winner);
      }
      base = latest;
    }
  }
}

/** On top of whatever left the compacted files as they are. @throws TABLE_CONFLICT naming the commit that replaced one of them */
async function commitCompaction(log: TableLog, prepared: PreparedWrite, draft: CommitDraft): Promise<CommitRecord> {
  const replaced = new Set(prepared.replaced);
  for (let base = prepared.baseCommit; ;) {
    const { record, files } = await log.snapshotAt(base);
    assertSameRows(
      prepared.table,
      files.filter(({ path }) => replaced.has(path)),
      draft.added,
    );
    try {
      return await log.commit(base, { ...draft, schema: record.schema });
    } catch (error) {
      if (!isGoldpanError(error, "TABLE_CONFLICT")) throw error;
      const { latest } = await log.rollForward();
      for (let commit = base + 1; commit <= latest; commit++) {
        const winner = await log.record(commit);
        const gone = standsAlone(winner.mode) ? "all of it" : winner.removed.find((path) => replaced.has(path));
        if (gone !== undefined) throw overwritten(prepared, winner, gone);
      }
      base = latest;
    }
  }
}

/** By folder: a compaction moves no row from one partition to another. */
function assertSameRows(table: string, before: readonly AddedFile[], after: readonly AddedFile[]): void {
  const rows = new Map<string, number>();
  for (const { path, rows: count } of before) rows.set(partitionOf(path), (rows.get(partitionOf(path)) ?? 0) + count);
  for (const { path, rows: count } of after) rows.set(partitionOf(path), (rows.get(partitionOf(path)) ?? 0) - count);
  for (const [partition, missing] of rows) {
    if (missing !== 0) throw new InvariantError(`a compaction of ${table}${partition} would lose ${missing} rows`);
  }
}

function filesIn({ files }: TableSnapshot, partitions: ReadonlySet<string>): string[] {
  return files.map(({ path }) => path).filter((path) => partitions.has(partitionOf(path)));
}

/** Columns of the winner that the rows lack. Those that it merged in are no conflict: it could as well have come afterwards. */
function columnsKept(
  prepared: PreparedWrite,
  columns: readonly RecordedColumn[],
  winner: CommitRecord,
): RecordedColumn[] {
  const { table, partitionBy, dataFormat, baseCommit, mergeSchema = false } = prepared;
  const keepsTable = baseCommit > 0 && !standsAlone(winner.mode);
  return fitSchema({ table, record: winner }, { columns, partitionBy, dataFormat }, mergeSchema || keepsTable);
}

/** @throws TABLE_CONFLICT */
function assertOtherPartitions(prepared: PreparedWrite, touched: ReadonlySet<string>, winner: CommitRecord): void {
  // A compaction changes no rows: those of the partition are replaced by either order of the two.
  if (prepared.mode === "append" || winner.mode === "compact") return;
  const partition = standsAlone(winner.mode)
    ? "all of it"
    : [...winner.added.map(({ path }) => path), ...winner.removed].map(partitionOf).find((path) => touched.has(path));
  if (partition !== undefined) throw overwritten(prepared, winner, partition);
}

function overwritten({ table }: PreparedWrite, winner: CommitRecord, what: string): GoldpanError {
  return new GoldpanError(
    "TABLE_CONFLICT",
    `${winner.applicationId} wrote ${what} in ${table} (commit ${winner.commit}, ${winner.committedAt}) while this job ran`,
    {
      details: { table, commit: winner.commit, applicationId: winner.applicationId },
      hint: "nothing of this job was written; run it again to write over that commit",
    },
  );
}

/** `year=2001/month=3/part-….parquet` → `year=2001/month=3/` */
function partitionOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}
