/** Writes tables the way a job does, for tests: uploads by parts, then the commit. */
import type { AttemptKey, PendingFile } from "../../common/wire/types.js";
import type { ObjectStore, PendingUpload, UploadedPart } from "../../storage/object-store.js";
import { attemptToken } from "../../common/ids.js";
import { attemptMetadata } from "../../storage/table/apply-files.js";
import type { AcceptedFile, FinishedTasks } from "../../storage/table/finish-write.js";

export const testNowMs = Date.UTC(2026, 0, 2, 3, 4, 5);

export interface TestFile {
  /** Relative to the table. */
  readonly name: string;
  readonly body: string;
  readonly rows: number;
  readonly quarantine?: boolean;
}

export type PartUploader = (upload: PendingUpload, data: Uint8Array) => Promise<UploadedPart>;

/** Uploads a file as an accepted attempt would, invisible so far. */
export async function uploadFile(
  store: ObjectStore,
  uploadPart: PartUploader,
  at: { table: string; applicationId: string; partition: number },
  file: TestFile,
): Promise<AcceptedFile> {
  const attempt: AttemptKey = {
    applicationId: at.applicationId,
    jobId: 0,
    stageId: 0,
    stageAttempt: 1,
    partition: at.partition,
    attempt: 1,
  };
  const data = new TextEncoder().encode(file.body);
  const upload = await store.createUpload(at.table + file.name, { [attemptMetadata]: attemptToken(attempt) });
  const part = await uploadPart(upload, data);
  const pending: PendingFile = {
    upload: { uri: upload.uri, uploadId: upload.uploadId },
    parts: [part],
    bytes: data.length,
    rows: file.rows,
    statistics: [{ column: "id", min: "1", max: String(file.rows), nulls: 0 }],
    quarantine: file.quarantine ?? false,
    createdAtMs: testNowMs,
    footerBytes: 0,
  };
  return { file: pending, attempt };
}

export function finishedTasks(applicationId: string, files: readonly AcceptedFile[]): FinishedTasks {
  const schema = { columns: [{ name: "id", type: "BIGINT" }] };
  return {
    applicationId,
    jobId: 0,
    files,
    schema,
    quarantineSchema: schema,
    inputs: [{ uri: "s3a://raw/in.parquet", etag: "e", bytes: 7 }],
    expectations: [{ name: "id is positive", action: "QUARANTINE", rows: 10, violations: 2, nullViolations: 0 }],
    timeZone: "UTC",
    nowMs: testNowMs,
  };
}
