/** Uploads that wait for the master to put them on record: their first part must not be sent before. */
import type { WorkerMessageInput } from "../../common/wire/types.js";
import type { PendingUpload } from "../../storage/object-store.js";
import type { Attempt } from "./attempt.js";

export class UploadRecords {
  private readonly waiting = new Map<string, { message: WorkerMessageInput; resolve: () => void }>();

  /** @param send  returns false when there is no connection; `sendAll` tries again after the next registration */
  constructor(private readonly send: (message: WorkerMessageInput) => boolean) {}

  /** Resolves when the upload is on record. @throws ATTEMPT_CANCELLED when the attempt is over before */
  async record(attempt: Attempt, upload: PendingUpload): Promise<void> {
    const message = { uploadCreated: { key: attempt.key, upload } };
    const { signal } = attempt.over;
    let abort = (): void => undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        abort = () => {
          reject(attempt.cancel("the attempt is over"));
        };
        if (signal.aborted) abort();
        signal.addEventListener("abort", abort, { once: true });
        this.waiting.set(upload.uploadId, { message, resolve });
        this.send(message);
      });
    } finally {
      // An attempt may begin a thousand uploads.
      signal.removeEventListener("abort", abort);
      this.waiting.delete(upload.uploadId);
    }
  }

  recorded(uploadId: string): void {
    this.waiting.get(uploadId)?.resolve();
  }

  sendAll(): void {
    for (const { message } of this.waiting.values()) this.send(message);
  }
}
