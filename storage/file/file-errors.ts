/** The file system's refusals as errors of ours. */
import { GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";

export function systemCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** True for what says that nothing is there. */
export function isMissing(error: unknown): boolean {
  const code = systemCode(error);
  return code === "ENOENT" || code === "ENOTDIR";
}

/** @param action  a verb: `read`, `write` */
export function fileError(error: unknown, uri: string, action: string): GoldpanError {
  if (isGoldpanError(error)) return error;
  const code = systemCode(error);
  const details = { key: uri, storeCode: code };
  if (isMissing(error)) {
    return new GoldpanError("STORE_OBJECT_NOT_FOUND", `${uri} does not exist`, { hint: "check the path", details });
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    const hint =
      code === "EROFS" ? "its file system is mounted read-only" : "check the rights of the user that runs this";
    return new GoldpanError("STORE_ACCESS_DENIED", `not allowed to ${action} ${uri}`, { hint, details });
  }
  const full = code === "ENOSPC" || code === "EDQUOT";
  return new GoldpanError(
    "STORE_FAILED",
    `cannot ${action} ${uri}: ${error instanceof Error ? error.message : String(error)}`,
    {
      hint: full ? "free space on its disk" : "check the disk",
      details,
      cause: error,
    },
  );
}
