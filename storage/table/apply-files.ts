/** The steps of applying a commit to one table. Each may be repeated, by anyone, at any time, also after later commits. */
import { setTimeout as delay } from "node:timers/promises";
import { GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { inParallel } from "../../common/in-parallel.js";
import type { ObjectStore } from "../object-store.js";
import { bytesOf, encodeJson, recordFormat, rowsOf, type AddedFile, type CommitRecord } from "./commit-record.js";
import { appliedUri, successName } from "./table-path.js";

/** Name of the user metadata that tells which attempt wrote an object. */
export const attemptMetadata = "goldpan-attempt";

/** Another applier may be completing the same upload: it is looked at so often, so far apart, before it counts as lost. */
const looksMax = 5;
const firstLookDelayMs = 50;

/** Requests to the store in flight for one table. */
export const requestsMax = 16;

export async function isApplied(store: ObjectStore, table: string, commit: number): Promise<boolean> {
  return (await store.head(appliedUri(table, commit))) !== undefined;
}

/**
 * Makes all files of a commit visible.
 * @returns superseded when someone else has applied the commit meanwhile: nothing is left to do
 * @throws TABLE_DAMAGED when a file is gone, or is not the one that was committed
 */
export async function completeFiles(
  store: ObjectStore,
  table: string,
  record: CommitRecord,
): Promise<"visible" | "superseded"> {
  const outcomes = await inParallel(record.added, requestsMax, (file) =>
    completeFile(store, table, record.commit, file),
  );
  return outcomes.includes("superseded") ? "superseded" : "visible";
}

/** `_SUCCESS` is written, removed files are deleted, and only then the applied mark is set: a crash between is found by it. */
export async function finishCommit(store: ObjectStore, table: string, record: CommitRecord): Promise<void> {
  if (await isApplied(store, table, record.commit)) return;
  await store.put(table + successName, encodeSuccess(record), "application/json");
  if (record.removed.length > 0) await store.delete(record.removed.map((path) => table + path));
  const mark = { format: recordFormat, commit: record.commit, appliedAt: new Date().toISOString() };
  await store.put(appliedUri(table, record.commit), encodeJson(mark), "application/json");
}

/** Whatever Complete answers, an error means only that its outcome is unknown: the object itself tells. */
async function completeFile(
  store: ObjectStore,
  table: string,
  commit: number,
  file: AddedFile,
): Promise<"visible" | "superseded"> {
  const uri = table + file.path;
  for (let look = 1; ; look++) {
    try {
      await store.completeUpload({ uri, uploadId: file.uploadId }, file.parts);
      return "visible";
    } catch (error) {
      if (await isVisible(store, uri, commit, file)) return "visible";
      if (await isApplied(store, table, commit)) return "superseded";
      if (look < looksMax) {
        await delay(firstLookDelayMs * 2 ** (look - 1));
        continue;
      }
      if (!isUploadGone(error)) throw error;
      throw new GoldpanError("TABLE_DAMAGED", `${uri} of commit ${commit} is missing, and so is its upload`, {
        details: { table, commit },
        hint: "the store lost the upload before the commit was finished; overwrite the table",
        cause: error,
      });
    }
  }
}

/** Of an upload without its parts a store in trouble answers InvalidPart. */
function isUploadGone(error: unknown): boolean {
  if (isGoldpanError(error, "STORE_FAILED")) return error.details?.storeCode === "InvalidPart";
  return isGoldpanError(error, "STORE_OBJECT_NOT_FOUND");
}

async function isVisible(store: ObjectStore, uri: string, commit: number, file: AddedFile): Promise<boolean> {
  const found = await store.head(uri);
  if (found === undefined) return false;
  const attempt = found.metadata?.[attemptMetadata];
  // Files carry no metadata: there the name, unique to the attempt, and the size must do.
  const sameAttempt = uri.startsWith("file://") || attempt === file.attempt;
  if (sameAttempt && found.bytes === file.bytes) return true;
  const actual = `${found.bytes} bytes by ${attempt ?? "an unknown writer"}`;
  const expected = `${file.bytes} bytes by ${file.attempt}`;
  throw new GoldpanError("TABLE_DAMAGED", `${uri} has ${actual}; commit ${commit} has ${expected}`, {
    details: { table: uri, commit },
    hint: "another program wrote over a file of this table; overwrite the table",
  });
}

function encodeSuccess(record: CommitRecord): Uint8Array {
  return encodeJson({
    format: recordFormat,
    commit: record.commit,
    applicationId: record.applicationId,
    committedAt: record.committedAt,
    files: record.added.length,
    rows: rowsOf(record.added),
    bytes: bytesOf(record.added),
  });
}
