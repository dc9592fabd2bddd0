/**
 * What follows the commit point, in an order that makes any crash findable: uploads are completed, the quarantine table is
 * committed and applied, and then the commit is finished.
 */
import type { ObjectStore } from "../object-store.js";
import { completeFiles, finishCommit, isApplied } from "./apply-files.js";
import { decodeRecord, encodeRecord, standsAlone, type CommitRecord, type QuarantineCommit } from "./commit-record.js";
import { commitUri, quarantineTableOf } from "./table-path.js";

/** Idempotent, and safe when several do it at once. */
export async function applyCommit(store: ObjectStore, table: string, record: CommitRecord): Promise<void> {
  if ((await completeFiles(store, table, record)) === "superseded") return;
  if (record.quarantine !== undefined)
    await commitQuarantine(store, quarantineTableOf(table), record, record.quarantine);
  await finishCommit(store, table, record);
}

/**
 * The quarantine table's own commit, taken out of the main table's record: numbered after what the quarantine table had when the
 * job began, written once whoever does it, recognised by the write's idempotency key.
 */
async function commitQuarantine(
  store: ObjectStore,
  table: string,
  main: CommitRecord,
  quarantine: QuarantineCommit,
): Promise<void> {
  let removed = quarantine.removed;
  for (let commit = quarantine.baseCommit + 1; ; commit++) {
    const written = await writeOrRead(store, table, quarantineRecord(main, quarantine, commit, removed));
    if (!(await isApplied(store, table, commit)) && (await completeFiles(store, table, written)) === "visible") {
      await finishCommit(store, table, written);
    }
    if (written.idempotencyKey === main.idempotencyKey) return;
    // Somebody else wrote the quarantine table meanwhile: this commit goes on top, and one that stands alone replaces its files too.
    if (standsAlone(main.mode)) removed = [...new Set([...removed, ...written.added.map((file) => file.path)])].sort();
  }
}

/** The record that stands as this commit, whoever wrote it. */
async function writeOrRead(store: ObjectStore, table: string, record: CommitRecord): Promise<CommitRecord> {
  const uri = commitUri(table, record.commit);
  if ((await store.putIfAbsent(uri, encodeRecord(record))) === "written") return record;
  const found = await store.readAll(uri);
  return found === undefined ? writeOrRead(store, table, record) : decodeRecord(found.data, uri);
}

function quarantineRecord(
  main: CommitRecord,
  quarantine: QuarantineCommit,
  commit: number,
  removed: readonly string[],
): CommitRecord {
  const { schema, added } = quarantine;
  const record = { ...main, commit, schema, added, removed, expectations: [] };
  delete record.quarantine;
  delete record.partitionBy;
  delete record.dataFormat;
  return record;
}
