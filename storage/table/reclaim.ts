/**
 * The janitor of one table: takes away what a crash left, and only what is proved ours: uploads that the caller's journal names,
 * and objects that a commit record lists but the latest one does not.
 */
import type { ObjectStore, PendingUpload } from "../object-store.js";
import { inParallel } from "./in-parallel.js";
import { listTable } from "./table-listing.js";
import { TableLog } from "./table-log.js";

export interface ReclaimOptions {
  /** Uploads of attempts that nobody runs any more, by the journal. */
  readonly uploads: readonly PendingUpload[];
  /** Objects modified after this stay. */
  readonly olderThanMs: number;
}

export interface Reclaimed {
  readonly uploadsAborted: number;
  readonly filesDeleted: number;
}

/** Finishes the last commit first, so that no upload of a commit is ever aborted. */
export async function reclaim(store: ObjectStore, table: string, options: ReclaimOptions): Promise<Reclaimed> {
  const log = TableLog.open(store, table);
  const { latest } = await log.rollForward();
  await inParallel(options.uploads, (upload) => store.abortUpload(upload));
  if (latest === 0) return { uploadsAborted: options.uploads.length, filesDeleted: 0 };
  const live = new Set((await log.snapshotAt(latest)).files.map((file) => file.path));
  const listed = new Set((await log.history()).flatMap((record) => record.added.map((file) => file.path)));
  const orphans = (await listTable(store, log.table)).objects
    .filter(({ path, info }) => listed.has(path) && !live.has(path) && info.modifiedAtMs < options.olderThanMs)
    .map(({ info }) => info.uri);
  if (orphans.length > 0) await store.delete(orphans);
  return { uploadsAborted: options.uploads.length, filesDeleted: orphans.length };
}
