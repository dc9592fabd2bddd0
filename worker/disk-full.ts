/** A full disk below the worker's folder, as the user is told of it. */
import { asGoldpanError, type GoldpanError } from "../common/errors/goldpan-error.js";
import { diskFull, isDiskFull } from "../storage/file/disk-full.js";

/** DISK_FULL with the numbers of the disk under `folder` where the disk was the cause, else the error itself as ours. */
export function diskError(error: unknown, folder: string): GoldpanError {
  return isDiskFull(error) ? workDiskFull(error, folder) : asGoldpanError(error);
}

/** @param cause  what the full disk refused */
export function workDiskFull(cause: unknown, folder: string): GoldpanError<"DISK_FULL"> {
  const hint = "give the worker a larger disk: set goldpan.local.dir, or --work-dir, to a folder on it";
  return diskFull(folder, { setting: "goldpan.local.dir", hint, cause });
}
