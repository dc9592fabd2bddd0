/** What a full disk looks like, and how the user is told: by its folder and its numbers. */
import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { formatBytes } from "../../common/units.js";

export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}

/**
 * @param folder  on the full disk; need not exist
 * @param told  the setting that names the folder, empty when none does
 */
export function diskFull(
  folder: string,
  told: { readonly setting: string; readonly hint: string; readonly cause: unknown },
): GoldpanError<"DISK_FULL"> {
  const disk = bytesOfDisk(folder);
  const free = disk === undefined ? "" : `: ${formatBytes(disk.free)} of ${formatBytes(disk.total)} are free`;
  return new GoldpanError("DISK_FULL", `no space left below ${folder}${free}`, {
    details: { setting: told.setting, limit: disk?.total ?? 0, actual: (disk?.total ?? 0) - (disk?.free ?? 0) },
    hint: told.hint,
    cause: told.cause,
  });
}

/** Of the nearest folder that exists; `free` is what this user may still write. */
function bytesOfDisk(folder: string): { free: number; total: number } | undefined {
  try {
    const { bsize, bavail, blocks } = statfsSync(folder);
    return { free: bavail * bsize, total: blocks * bsize };
  } catch {
    const parent = dirname(folder);
    return parent === folder ? undefined : bytesOfDisk(parent);
  }
}
