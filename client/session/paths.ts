/** Paths as a script writes them, made absolute: the workers don't know submit's folder. */
import { resolve } from "node:path";
import type { CallSite } from "../../common/wire/types.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { atCallSite } from "../dataframe/call-site.js";

/**
 * - `s3a://bucket/key` and `s3://bucket/key` stay as they are,
 * - `file:///absolute` and `file:/absolute` become `file:///absolute`,
 * - a bare path is one of `baseFolder`.
 * A slash at the end stays; keys are never percent-decoded.
 * @param baseFolder  absolute
 * @throws PATH_REFUSED for an empty path, another scheme, or a URI without bucket or absolute path
 */
export function resolvePath(path: string, baseFolder: string, at: CallSite | null): string {
  if (typeof path !== "string" || path.trim() === "") throw pathRefused("an empty path", at);
  const [, schemeText] = /^([A-Za-z][A-Za-z0-9+.-]+):\//.exec(path) ?? [];
  const scheme = schemeText?.toLowerCase();
  switch (scheme) {
    case undefined:
      return fileUri(resolve(baseFolder, path), path);
    case "s3a":
    case "s3":
      if (!/^[^:]+:\/\/[^/]+/.test(path)) throw pathRefused(`'${path}' names no bucket`, at);
      return `${scheme}${path.slice(scheme.length)}`;
    case "file": {
      const [, absolute] = /^[^:]+:(?:\/\/)?(\/(?!\/).*)$/s.exec(path) ?? [];
      if (absolute === undefined) throw pathRefused(`'${path}' is not an absolute file path`, at);
      return fileUri(resolve(absolute), absolute);
    }
    default:
      throw pathRefused(`'${path}': there is no store for ${scheme}://`, at);
  }
}

/** Resolving drops a slash at the end, which says that a folder is meant. */
function fileUri(absolute: string, written: string): string {
  return `file://${absolute}${written.endsWith("/") && !absolute.endsWith("/") ? "/" : ""}`;
}

function pathRefused(what: string, at: CallSite | null): GoldpanError {
  return new GoldpanError("PATH_REFUSED", `${what}${atCallSite(at)}`, {
    hint: "write s3a://bucket/key (or s3://…), file:///absolute/path, or a path relative to the folder that you submit from",
  });
}
