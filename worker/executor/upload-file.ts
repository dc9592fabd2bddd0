/** Uploads a local file by parts to its final key, where it stays invisible until the master completes it. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { inParallel } from "../../common/in-parallel.js";
import type { UploadedPart } from "../../storage/object-store.js";
import { uploadPart, type TransferOptions } from "../../storage/transfer.js";
import type { PendingUpload } from "../../storage/object-store.js";
import type { Daemon } from "./daemon-link.js";

export interface LocalFile {
  readonly path: string;
  readonly bytes: number;
}

/** What S3 allows but for the last part, and how many parts. */
const partBytesMin = 5 * 2 ** 20;
const partsMax = 10_000;
const partsAtOnce = 3;

export interface FileUploaded {
  readonly upload: PendingUpload;
  /** In ascending order. */
  readonly parts: readonly UploadedPart[];
}

/**
 * @param partBytes  goldpan.hadoop.fs.s3a.multipart.size; raised where a file would need too many parts
 * @throws STORE_…
 */
export async function uploadFile(
  daemon: Daemon,
  token: string,
  uri: string,
  file: LocalFile,
  partBytes: number,
  options: TransferOptions & { readonly isCancelled: () => boolean },
): Promise<FileUploaded> {
  const size = Math.max(partBytes, partBytesMin, Math.ceil(file.bytes / partsMax));
  const offsets = Array.from({ length: Math.max(1, Math.ceil(file.bytes / size)) }, (_, index) => index * size);
  const upload = await daemon.ask("createUpload", { token, uri });
  const asked = offsets.map((offset, index) => ({ number: index + 1, offset }));
  const grants = await daemon.ask("grantParts", { token, upload, parts: asked });
  const parts = await inParallel(offsets, partsAtOnce, async (offset, index) => {
    if (options.isCancelled()) throw new GoldpanError("ATTEMPT_CANCELLED", "the attempt was cancelled");
    const grant = grants[index];
    if (grant === undefined)
      throw new GoldpanError("INTERNAL", `no leave to write part ${String(index + 1)} of ${uri} came`);
    return uploadPart(grant, file.path, offset, Math.min(offset + size, file.bytes), options);
  });
  return { upload, parts };
}
