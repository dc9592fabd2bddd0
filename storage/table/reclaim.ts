/**
 * The janitor of one table: deletes data files that a commit replaced and that still lie there, where a glob would read their
 * rows twice. Only what the log proves: named as removed by a commit, in no later one, and not written again since. Uploads that a
 * crash left are invisible and in no record: their store drops them by its own rule.
 */
import type { ObjectStore } from "../object-store.js";
import type { CommitRecord } from "./commit-record.js";
import { listTable } from "./table-listing.js";
import { TableLog } from "./table-log.js";

/**
 * Finishes the last commit first; safe beside writers and readers.
 * @returns the URIs that were deleted
 */
export async function reclaim(store: ObjectStore, table: string): Promise<string[]> {
  const log = TableLog.open(store, table);
  const { latest } = await log.rollForward();
  if (latest === 0) return [];
  const live = new Set((await log.snapshotAt(latest)).files.map((file) => file.path));
  const removed = removalTimes((await log.history()).filter((record) => record.commit <= latest));
  const orphans = (await listTable(store, log.table)).objects
    .filter(({ path, info }) => !live.has(path) && info.modifiedAtMs <= (removed.get(path) ?? -Infinity))
    .map(({ info }) => info.uri);
  if (orphans.length > 0) await store.delete(orphans);
  return orphans;
}

/** When each path was last removed. */
function removalTimes(records: readonly CommitRecord[]): Map<string, number> {
  return new Map(records.flatMap(({ removed, committedAt }) => removed.map((path) => [path, Date.parse(committedAt)])));
}
