/** Commits what the accepted attempts of a write have uploaded, and makes it visible. */
import { GoldpanError, InvariantError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { attemptToken } from "../../common/ids.js";
import { inParallel } from "../../common/in-parallel.js";
import { formatCount } from "../../common/units.js";
import { versions } from "../../common/versions.js";
import type { AttemptKey, PendingFile, Schema } from "../../common/wire/types.js";
import type { ObjectStore } from "../object-store.js";
import {
  bytesOf,
  rowsOf,
  standsAlone,
  type AddedFile,
  type CommitRecord,
  type QuarantineCommit,
  type RecordedExpectation,
  type RecordedInput,
} from "./commit-record.js";
import { applyCommit } from "./apply-commit.js";
import { requestsMax } from "./apply-files.js";
import type { PreparedWrite } from "./prepared-write.js";
import { commitOnTop, findCommitted, findCommittedBefore } from "./rebase.js";
import { TableLog, type CommitDraft } from "./table-log.js";

/** Stores drop uploads that stay incomplete for a day: older ones may go between the commit point and their Complete. */
export const uploadAgeMaxMs = 20 * 3_600_000;

/** A file of an accepted attempt. */
export interface AcceptedFile {
  readonly file: PendingFile;
  readonly attempt: AttemptKey;
}

export interface FinishedTasks {
  readonly applicationId: string;
  readonly jobId: number;
  /** Of data and quarantine alike, each of an accepted attempt. */
  readonly files: readonly AcceptedFile[];
  readonly schema: Schema;
  /** Required when the write was prepared with quarantine. */
  readonly quarantineSchema: Schema | undefined;
  readonly inputs: readonly RecordedInput[];
  readonly expectations: readonly RecordedExpectation[];
  readonly timeZone: string;
  readonly nowMs: number;
  /** goldpan.sink.filesMax: of a write with partition columns. @default any number */
  readonly filesMax?: number;
  /** Names this write in the log; of the application and the job alone unless another run may repeat it. */
  readonly idempotencyKey?: string;
  /** A run before this one may have committed under the key: an append looks for it. */
  readonly mayBeEarlier?: boolean;
}

export interface FinishedWrite {
  /** 0 where a table that came meanwhile was left as it is. */
  readonly commit: number;
  readonly files: number;
  readonly bytes: number;
  readonly rows: number;
  readonly quarantineFiles: number;
  readonly quarantineRows: number;
}

/** Files whose uploads may be dropped by the store before they are completed: their tasks must run again. */
export function staleFiles(files: readonly AcceptedFile[], nowMs: number): AcceptedFile[] {
  return files.filter(({ file }) => nowMs - file.createdAtMs > uploadAgeMaxMs);
}

/**
 * The commit point, then its application. May be called again after a crash: the first call's commit is found by its key.
 * When it throws anything but TABLE_COMMIT_UNFINISHED, nothing was committed and the uploads are aborted where that is certain.
 * @throws TABLE_WOULD_BE_EMPTIED when zero rows would replace some
 * @throws TABLE_CONFLICT when another write committed since this one was prepared
 * @throws TABLE_UPLOADS_EXPIRED when uploads are older than 20 h
 * @throws TABLE_COMMIT_UNFINISHED when the commit stands but could not be applied yet: calling again, any reader, any writer
 *   or `goldpan table --repair` finishes it
 */
export async function finishWrite(
  store: ObjectStore,
  prepared: PreparedWrite,
  finished: FinishedTasks,
): Promise<FinishedWrite> {
  const log = TableLog.open(store, prepared.table);
  const empties = standsAlone(prepared.mode) && prepared.partitionBy.length === 0;
  const data = chooseFiles(
    finished.files.filter(({ file }) => !file.quarantine),
    empties,
  );
  const quarantined = chooseFiles(
    finished.files.filter(({ file }) => file.quarantine),
    true,
  );
  const draft = draftCommit(prepared, finished, data.kept, quarantined.kept);
  const record = await commitOrAbort(store, log, prepared, finished, draft);
  if (record === "left to others") return nothingWritten;
  const isOwn = record.applicationId === finished.applicationId && record.jobId === finished.jobId;
  // An earlier run's commit has files of its own.
  await abortUploads(store, isOwn ? [...data.left, ...quarantined.left] : finished.files);
  try {
    await applyCommit(store, log.table, record);
  } catch (error) {
    throw new GoldpanError(
      "TABLE_COMMIT_UNFINISHED",
      `commit ${record.commit} of ${prepared.table} stands, but its files are not all visible yet`,
      {
        details: { table: prepared.table, commit: record.commit, applicationId: record.applicationId },
        hint: isGoldpanError(error, "TABLE_DAMAGED")
          ? `${error.message}: overwrite the table`
          : `the next reader or writer finishes it, or: goldpan table ${prepared.table} --repair`,
        cause: error,
      },
    );
  }
  return {
    commit: record.commit,
    files: record.added.length,
    bytes: bytesOf(record.added),
    rows: rowsOf(record.added),
    quarantineFiles: record.quarantine?.added.length ?? 0,
    quarantineRows: rowsOf(record.quarantine?.added ?? []),
  };
}

const nothingWritten = { commit: 0, files: 0, bytes: 0, rows: 0, quarantineFiles: 0, quarantineRows: 0 };

async function commitOrAbort(
  store: ObjectStore,
  log: TableLog,
  prepared: PreparedWrite,
  finished: FinishedTasks,
  draft: CommitDraft,
): Promise<CommitRecord | "left to others"> {
  const earlier = await findEarlier(log, prepared, finished, draft.idempotencyKey);
  if (earlier !== undefined) return earlier;
  try {
    assertNotEmptied(prepared, draft);
    assertFileCount(prepared, draft, finished.filesMax);
    assertFresh(prepared, finished);
    return await commitOnTop(log, prepared, draft);
  } catch (error) {
    if (
      isGoldpanError(
        error,
        "TABLE_WOULD_BE_EMPTIED",
        "TABLE_UPLOADS_EXPIRED",
        "TABLE_CONFLICT",
        "SCHEMA_CONFLICT",
        "DATA_ERROR",
      )
    ) {
      await abortUploads(store, finished.files);
    }
    if (prepared.leavesOthers === true && isGoldpanError(error, "TABLE_CONFLICT")) return "left to others";
    throw error;
  }
}

/** What replaces rows may as well be done again; an append must not. */
async function findEarlier(
  log: TableLog,
  prepared: PreparedWrite,
  { mayBeEarlier = false }: FinishedTasks,
  idempotencyKey: string,
): Promise<CommitRecord | undefined> {
  const own = await findCommitted(log, prepared.baseCommit, idempotencyKey);
  if (own !== undefined || !mayBeEarlier || prepared.mode !== "append") return own;
  return findCommittedBefore(log, prepared.baseCommit, idempotencyKey);
}

function assertFileCount({ table, partitionBy }: PreparedWrite, { added }: CommitDraft, filesMax = Infinity): void {
  if (partitionBy.length === 0 || added.length <= filesMax) return;
  const columns = partitionBy.join(", ");
  const folders = new Set(added.map(({ path }) => path.slice(0, path.lastIndexOf("/")))).size;
  throw new GoldpanError(
    "DATA_ERROR",
    `the write would make ${formatCount(added.length)} files in ${formatCount(folders)} folders of ${columns} in ${table}`,
    {
      details: { column: columns },
      hint: `partition by a coarser column, or raise goldpan.sink.filesMax (${formatCount(filesMax)})`,
    },
  );
}

/** An abort that fails leaves an invisible upload, which the store drops by its own rule: it must not fail a decided write. */
async function abortUploads(store: ObjectStore, files: readonly AcceptedFile[]): Promise<void> {
  await inParallel(files, requestsMax, async ({ file }) => {
    if (file.upload === null) return;
    await Promise.allSettled([store.abortUpload({ uri: file.upload.uri, uploadId: file.upload.uploadId })]);
  });
}

/** Files without rows are left out. @param keepOne  but for one where all are empty: it carries the schema to readers that glob */
function chooseFiles(files: readonly AcceptedFile[], keepOne: boolean): { kept: AcceptedFile[]; left: AcceptedFile[] } {
  const ordered = [...files].sort((a, b) => a.attempt.partition - b.attempt.partition);
  const filled = ordered.filter(({ file }) => file.rows > 0);
  const kept = filled.length > 0 ? filled : ordered.slice(0, keepOne ? 1 : 0);
  return { kept, left: ordered.filter((file) => !kept.includes(file)) };
}

function draftCommit(
  prepared: PreparedWrite,
  finished: FinishedTasks,
  data: readonly AcceptedFile[],
  quarantined: readonly AcceptedFile[],
): CommitDraft {
  const draft: CommitDraft = {
    mode: prepared.mode,
    committedAt: new Date(finished.nowMs).toISOString(),
    applicationId: finished.applicationId,
    jobId: finished.jobId,
    idempotencyKey: finished.idempotencyKey ?? `${finished.applicationId}/job ${finished.jobId}`,
    goldpanVersion: versions.goldpan,
    engineVersion: versions.engine,
    timeZone: finished.timeZone,
    schema: [...recordedSchema(finished.schema), ...prepared.keptColumns],
    ...(prepared.partitionBy.length === 0 ? {} : { partitionBy: prepared.partitionBy }),
    ...(prepared.dataFormat === undefined ? {} : { dataFormat: prepared.dataFormat }),
    added: data.map((file) => addedFile(prepared.table, file)),
    removed: prepared.replaced,
    inputs: finished.inputs,
    expectations: finished.expectations,
  };
  assertDistinct(draft.added);
  const quarantine = draftQuarantine(prepared, finished, quarantined);
  return quarantine === undefined ? draft : { ...draft, quarantine };
}

function draftQuarantine(
  { quarantine, outdatedQuarantine }: PreparedWrite,
  finished: FinishedTasks,
  quarantined: readonly AcceptedFile[],
): QuarantineCommit | undefined {
  if (quarantine !== undefined) {
    const added = quarantined.map((file) => addedFile(quarantine.table, file));
    assertDistinct(added);
    const schema = recordedSchema(finished.quarantineSchema ?? { columns: [] });
    return { baseCommit: quarantine.baseCommit, schema, added, removed: quarantine.replaced };
  }
  if (outdatedQuarantine === undefined) return undefined;
  const { baseCommit, schema, replaced } = outdatedQuarantine;
  return { baseCommit, schema, added: [], removed: replaced };
}

/** Two attempts of one name would take each other's place. */
function assertDistinct(files: readonly AddedFile[]): void {
  const paths = new Set(files.map(({ path }) => path));
  if (paths.size !== files.length) throw new InvariantError("two accepted attempts wrote files of one name");
}

function recordedSchema(schema: Schema): CommitRecord["schema"] {
  return schema.columns.map(({ name, type }) => ({ name, type }));
}

function addedFile(table: string, { file, attempt }: AcceptedFile): AddedFile {
  const uri = file.upload?.uri ?? "";
  if (!uri.startsWith(table)) {
    throw new GoldpanError("INTERNAL", `${uri || "a file without an upload"} does not lie in ${table}`, {
      retry: "never",
    });
  }
  return {
    path: uri.slice(table.length),
    uploadId: file.upload?.uploadId ?? "",
    parts: file.parts.map(({ number, etag, bytes }) => ({ number, etag, bytes })),
    bytes: file.bytes,
    rows: file.rows,
    attempt: attemptToken(attempt),
    footerBytes: file.footerBytes,
    statistics: file.statistics.map(({ column, min, max, nulls }) => ({
      column,
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
      nulls,
    })),
  };
}

function assertNotEmptied(prepared: PreparedWrite, draft: CommitDraft): void {
  if (prepared.allowEmpty || !prepared.nonEmpty || rowsOf(draft.added) > 0) return;
  throw new GoldpanError("TABLE_WOULD_BE_EMPTIED", `zero rows would replace all rows of ${prepared.table}`, {
    details: { table: prepared.table, commit: prepared.baseCommit },
    hint: 'if that is meant: write.option("allowEmpty", "true")',
  });
}

function assertFresh(prepared: PreparedWrite, finished: FinishedTasks): void {
  const stale = staleFiles(finished.files, finished.nowMs);
  if (stale.length === 0) return;
  throw new GoldpanError(
    "TABLE_UPLOADS_EXPIRED",
    `${stale.length} files for ${prepared.table} were uploaded more than 20 h ago; the store may drop them at any time`,
    { details: { table: prepared.table, commit: prepared.baseCommit }, hint: "run the job again" },
  );
}
