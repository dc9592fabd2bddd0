/** The file system's refusals as errors of ours. */
import { dirname } from "node:path";
import { GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { diskFull, isDiskFull } from "./disk-full.js";

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
  if (isDiskFull(error)) {
    const path = uri.replace(/^file:\/\//, "");
    const folder = path.endsWith("/") ? path : `${dirname(path)}/`;
    return diskFull(folder, { setting: "", hint: "free space on the disk that this folder is on", cause: error });
  }
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
  if (code === "ENAMETOOLONG") {
    const longest = uri
      .split("/")
      .reduce((long, name) => (Buffer.byteLength(name) > Buffer.byteLength(long) ? name : long), "");
    const shown = `${longest.slice(0, 40)}…, ${Buffer.byteLength(longest)} bytes long`;
    return new GoldpanError("PATH_REFUSED", `not even a file system takes such a name in ${uri}: ${shown}`, {
      hint: "a name has at most 255 bytes, and a partition's value is one: partition by a shorter one, or by its hash",
      details,
    });
  }
  return new GoldpanError(
    "STORE_FAILED",
    `cannot ${action} ${uri}: ${error instanceof Error ? error.message : String(error)}`,
    {
      hint: "check the disk",
      details,
      cause: error,
    },
  );
}
