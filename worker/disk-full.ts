/** What a full disk looks like, and how the user is told. */
import { statfs } from "node:fs/promises";
import { asGoldpanError, GoldpanError } from "../common/errors/goldpan-error.js";

export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}

/** DISK_FULL with the numbers of the disk under `folder` where the disk was the cause, else the error itself as ours. */
export async function diskError(error: unknown, folder: string): Promise<GoldpanError> {
  if (!isDiskFull(error)) return asGoldpanError(error);
  const disk = await statfs(folder).catch(() => undefined);
  const limit = (disk?.blocks ?? 0) * (disk?.bsize ?? 0);
  const actual = limit - (disk?.bavail ?? 0) * (disk?.bsize ?? 0);
  return new GoldpanError("DISK_FULL", `no space left below ${folder}`, {
    details: { setting: "goldpan.local.dir", limit, actual },
    hint: "give the worker a larger disk: set goldpan.local.dir, or --work-dir, to a folder on it",
    cause: error,
  });
}
