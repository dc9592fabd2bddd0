/**
 * Where things lie in a table: a folder whose data files are beside `_goldpan/`, the log of its commits. Locations are URIs with
 * keys as they are, never percent-encoded.
 */
import { posix } from "node:path";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { formatLocation, parseLocation } from "../location.js";

const commitsFolder = "_goldpan/commits/";
const appliedFolder = "_goldpan/applied/";
/** Everything below it is the log's own. */
export const logFolder = "_goldpan/";
export const successName = "_SUCCESS";

/**
 * The one spelling of a location. On files also without `.`, `..` and empty names, so that it is a prefix of what is listed.
 * @throws PATH_REFUSED for another scheme, by its name
 */
export function normalizeUri(uri: string): string {
  const location = parseLocation(uri);
  return formatLocation(location.scheme === "file" ? { ...location, path: posix.normalize(location.path) } : location);
}

/**
 * The table's folder, ending in one `/`.
 * @throws PATH_REFUSED for another scheme
 * @throws TABLE_NOT_A_FOLDER for a bucket's root or the root of a file system
 */
export function tableFolder(uri: string): string {
  const { root, path } = splitRoot(`${normalizeUri(uri)}/`);
  const trimmed = path.replace(/\/+$/, "");
  if (trimmed === "") {
    throw new GoldpanError("TABLE_NOT_A_FOLDER", `${root} is a root, not a folder in it`, {
      details: { table: uri },
      hint: "a table needs a folder of its own, for instance s3a://gold/flights/",
    });
  }
  return `${root}${trimmed}/`;
}

/**
 * The table that holds what a write to `table` quarantined: `<bucket>/_quarantine/<table path>/`, and on files
 * `_quarantine/<table's folder name>/` beside the table's folder. Derived, never read from a record, so that no record can
 * direct a deletion elsewhere.
 */
export function quarantineTableOf(table: string): string {
  const folder = tableFolder(table);
  if (!folder.startsWith("file://")) {
    const { root, path } = splitRoot(folder);
    return `${root}_quarantine/${path}`;
  }
  const name = lastName(folder.slice(0, -1));
  return `${folder.slice(0, -1 - name.length)}_quarantine/${name}/`;
}

/** The table whose quarantined rows a folder would hold; undefined for folders that are no quarantine's. */
export function tableOfQuarantine(folder: string): string | undefined {
  const { root, path } = splitRoot(folder);
  const match = folder.startsWith("file://")
    ? /^(.*\/)?_quarantine\/([^/]+\/)$/s.exec(path)
    : /^()_quarantine\/(.+\/)$/s.exec(path);
  return match === null ? undefined : `${root}${match[1] ?? ""}${match[2] ?? ""}`;
}

/** `s3a://bucket/` and the key; `file:///` and the path without its first slash. */
export function splitRoot(uri: string): { root: string; path: string } {
  const match = /^([a-z0-9+.-]+:\/\/[^/]*\/)(.*)$/is.exec(uri);
  return match === null ? { root: "", path: uri } : { root: match[1] ?? "", path: match[2] ?? "" };
}

export function lastName(uri: string): string {
  return uri.slice(uri.lastIndexOf("/") + 1);
}

export function commitUri(table: string, commit: number): string {
  return `${table}${commitsFolder}${commit}.json`;
}

/** Its presence says that nothing of the commit is left to do. */
export function appliedUri(table: string, commit: number): string {
  return `${table}${appliedFolder}${commit}.json`;
}

/** The number of the commit whose record (or applied mark) lies at `path`, relative to the table; undefined for other names. */
export function commitAt(path: string): { kind: "record" | "applied"; commit: number } | undefined {
  const match = /^_goldpan\/(commits|applied)\/([1-9]\d{0,14})\.json$/.exec(path);
  if (match === null) return undefined;
  return { kind: match[1] === "commits" ? "record" : "applied", commit: Number(match[2]) };
}

/** As in Spark: names that start with `.` or `_` are not data, but for partition folders such as `_k=1`. */
export function isHiddenName(name: string): boolean {
  return name.startsWith(".") || (name.startsWith("_") && !name.includes("=")) || name.endsWith("._COPYING_");
}

/** An object that only stands for a folder: a key that ends in `/`, or Hadoop's `name_$folder$`. */
export function isFolderMarker(object: { readonly uri: string; readonly bytes: number }): boolean {
  return object.bytes === 0 && (object.uri.endsWith("/") || object.uri.endsWith("_$folder$"));
}

/** False for paths that lead out of their folder on a file system. */
export function staysInside(path: string): boolean {
  return path !== "" && path.split("/").every((segment) => segment !== "." && segment !== "..") && !path.includes("\0");
}
