/**
 * Commits that don't stand alone go on top of what came since their job began, where both orders give the same table: appends beside
 * anything that keeps the schema, dynamic overwrites beside writes to other partitions.
 */
import { GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { fitSchema } from "./append-schema.js";
import { standsAlone, type CommitRecord } from "./commit-record.js";
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

/** @throws TABLE_CONFLICT naming the winner where the order matters, SCHEMA_CONFLICT where it changed the table's columns */
export async function commitOnTop(log: TableLog, prepared: PreparedWrite, draft: CommitDraft): Promise<CommitRecord> {
  if (standsAlone(prepared.mode)) return log.commit(prepared.baseCommit, draft);
  const touched = new Set(draft.added.map(({ path }) => partitionOf(path)));
  for (let base = prepared.baseCommit; ;) {
    const removed = prepared.mode === "dynamic" && base > 0 ? filesIn(await log.snapshotAt(base), touched) : [];
    try {
      return await log.commit(base, { ...draft, removed });
    } catch (error) {
      if (!isGoldpanError(error, "TABLE_CONFLICT")) throw error;
      const { latest } = await log.rollForward();
      for (let commit = base + 1; commit <= latest; commit++) {
        assertCommutes(prepared, draft, touched, await log.record(commit));
      }
      base = latest;
    }
  }
}

function filesIn({ files }: TableSnapshot, partitions: ReadonlySet<string>): string[] {
  return files.map(({ path }) => path).filter((path) => partitions.has(partitionOf(path)));
}

function assertCommutes(
  prepared: PreparedWrite,
  draft: CommitDraft,
  touched: ReadonlySet<string>,
  winner: CommitRecord,
): void {
  const written = { columns: draft.schema, partitionBy: prepared.partitionBy };
  fitSchema({ table: prepared.table, record: winner }, written, true);
  if (prepared.mode === "append") return;
  const partition = standsAlone(winner.mode)
    ? "all of it"
    : [...winner.added.map(({ path }) => path), ...winner.removed].map(partitionOf).find((path) => touched.has(path));
  if (partition === undefined) return;
  throw new GoldpanError(
    "TABLE_CONFLICT",
    `${winner.applicationId} wrote ${partition} in ${prepared.table} (commit ${winner.commit}, ${winner.committedAt}) while this job ran`,
    {
      details: { table: prepared.table, commit: winner.commit, applicationId: winner.applicationId },
      hint: "nothing of this job was written; run it again to write over that commit",
    },
  );
}

/** `year=2001/month=3/part-….parquet` → `year=2001/month=3/` */
function partitionOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}
