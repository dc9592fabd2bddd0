/**
 * From the paths that a script names to the files that a job reads. A path is a file, a folder or a glob.
 *
 * In a folder everything counts that is not hidden (Spark's rule: names that start with `_` or `.`), whatever its name's ending,
 * in folders of any depth: what is not Parquet is refused by name when its footer is read, never skipped. A folder with a log of
 * ours is read by its latest commit, which is finished first if need be; so are such folders inside the one named, but for those
 * inside a table that is read: they are none of its rows. Where somebody else has written into it since (`_SUCCESS` is not ours),
 * the folder is listed.
 */
import { GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import type { ObjectInfo, ObjectStore } from "../object-store.js";
import { recordFormat } from "./commit-record.js";
import { hasWildcard, parseGlob, type Glob } from "./glob.js";
import { inferPartitions, type PartitionColumn, type PartitionValues } from "./hive-partitions.js";
import { recordedPartitions } from "./table-format.js";
import { LogPosition } from "./table-listing.js";
import { TableLog, type TableSnapshot } from "./table-log.js";
import {
  isFolderMarker,
  isHiddenName,
  logFolder,
  normalizeUri,
  splitRoot,
  successName,
  tableOfQuarantine,
} from "./table-path.js";

export interface DiscoveredFile {
  readonly info: ObjectInfo;
  readonly partitionValues: PartitionValues;
  /** Known for files of a table of ours. */
  readonly rows: number | undefined;
}

export interface Discovered {
  /** In the order of the paths; within one, ascending by key. Empty only when a table of ours is. */
  readonly files: readonly DiscoveredFile[];
  /** They win over columns of the same name in the files, as in Spark. */
  readonly partitionColumns: readonly PartitionColumn[];
  /** Tables of ours among what was read, each at the commit that was read: they have a schema even without files. */
  readonly tables: readonly TableSnapshot[];
}

/**
 * @param paths  absolute: `s3a://…`, `s3://…`, `file:///…`
 * @param given  types of columns of folders, by name in lower case
 * @throws INPUT_NOT_FOUND naming a path where nothing is
 * @throws SCHEMA_CONFLICT when partition folders differ between files
 * @throws TABLE_DAMAGED when a file that a commit lists is gone
 */
export async function discover(
  store: ObjectStore,
  paths: string | readonly string[],
  given?: ReadonlyMap<string, string>,
): Promise<Discovered> {
  const found: Found[] = [];
  for (const path of typeof paths === "string" ? [paths] : paths) found.push(await find(store, normalizeUri(path)));
  const files = found.flatMap((part) => part.files);
  const tables = found.flatMap((part) => part.tables);
  const partitioning = inferPartitions(
    files.map(({ info }) => info.uri),
    files.every(({ rows }) => rows !== undefined) ? recordedPartitions(tables) : undefined,
    given,
  );
  return {
    files: files.map(({ info, rows }, index) => ({
      info,
      rows,
      partitionValues: partitioning.values[index] ?? new Map<string, string | null>(),
    })),
    partitionColumns: partitioning.columns,
    tables,
  };
}

interface FoundFile {
  readonly info: ObjectInfo;
  readonly rows: number | undefined;
}

interface Found {
  readonly files: readonly FoundFile[];
  readonly tables: readonly TableSnapshot[];
}

async function find(store: ObjectStore, path: string): Promise<Found> {
  const glob = hasWildcard(path) ? globOrProblem(path) : undefined;
  if (glob !== undefined && !(glob instanceof GoldpanError)) {
    const found = await findBelow(store, glob.folder, glob.matches);
    if (found !== undefined) return found;
  }
  // Wildcards may also be meant as they are: keys can hold any character.
  const literal = await findLiteral(store, path);
  if (literal !== undefined) return literal;
  throw glob instanceof GoldpanError ? glob : notFound(path);
}

function globOrProblem(path: string): Glob | GoldpanError {
  try {
    return parseGlob(path);
  } catch (error) {
    if (error instanceof GoldpanError) return error;
    throw error;
  }
}

async function findLiteral(store: ObjectStore, path: string): Promise<Found | undefined> {
  const folder = path.endsWith("/") ? path : `${path}/`;
  const isRoot = splitRoot(folder).path === "";
  const info = path.endsWith("/") || isRoot ? undefined : await store.head(path);
  if (info !== undefined && info.bytes > 0) return oneFile(info);
  // Quarantined rows are committed with the table's: its last commit may not have come to them yet.
  const table = tableOfQuarantine(folder);
  if (info === undefined && table !== undefined) await TableLog.open(store, table).rollForward();
  // A key without bytes may only stand for the folder of its name.
  return (await findBelow(store, folder, isVisiblePath)) ?? (info === undefined ? undefined : oneFile(info));
}

function oneFile(info: ObjectInfo): Found {
  return { files: [{ info, rows: undefined }], tables: [] };
}

function isVisiblePath(path: string): boolean {
  return !path.split("/").some(isHiddenName);
}

/** How often a listing is begun anew because commits were made under it. */
const listingsMax = 20;

async function findBelow(
  store: ObjectStore,
  folder: string,
  matches: (path: string) => boolean,
): Promise<Found | undefined> {
  for (let listings = 1; ; listings++) {
    const listing = await listFolder(store, folder, matches);
    if (await finishCommits(store, listing.logs)) continue;
    const outcome = await readByLogs(store, listing, matches);
    if (outcome.kind === "found") {
      return outcome.found.files.length === 0 && outcome.found.tables.length === 0 ? undefined : outcome.found;
    }
    if (listings >= listingsMax) throw outcome.problem;
  }
}

interface FolderListing {
  /** Data objects by path below the folder. */
  readonly objects: ReadonlyMap<string, ObjectInfo>;
  /** A table before those inside it. */
  readonly logs: readonly FoundLog[];
}

/** A table of ours. */
interface FoundLog {
  readonly table: string;
  /** Below the folder: empty, or ending in `/`. */
  readonly path: string;
  readonly position: LogPosition;
}

async function listFolder(
  store: ObjectStore,
  folder: string,
  matches: (path: string) => boolean,
): Promise<FolderListing> {
  const objects = new Map<string, ObjectInfo>();
  const positions = new Map<string, LogPosition>();
  for await (const info of store.list(folder)) {
    const path = info.uri.slice(folder.length);
    const log = path.startsWith(logFolder) ? 0 : path.indexOf(`/${logFolder}`) + 1;
    if (log > 0 || path.startsWith(logFolder)) {
      const table = path.slice(0, log);
      const position = positions.get(table) ?? new LogPosition();
      position.see(path.slice(log));
      positions.set(table, position);
    } else if (!isFolderMarker(info) && matches(path)) {
      objects.set(path, info);
    }
  }
  const logs = [...positions]
    .filter(([, position]) => position.latest > 0)
    .map(([path, position]) => ({ table: folder + path, path, position }))
    .filter((log) => isMeant(log, objects, matches))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return { objects, logs };
}

/** A name that only wildcards for any name match. */
const anyName = "\u{10FFFD}";

/** Whether a path means a table found below its folder: not every table in a bucket has to do with every glob over it. */
function isMeant(log: FoundLog, objects: ReadonlyMap<string, ObjectInfo>, matches: (path: string) => boolean): boolean {
  if (matches(log.path + anyName)) return true;
  if (!log.position.applied && isVisiblePath(log.path)) return true;
  for (const path of objects.keys()) if (path.startsWith(log.path)) return true;
  return false;
}

/** @returns true when a commit was finished, which changes what the listing saw */
async function finishCommits(store: ObjectStore, logs: readonly FoundLog[]): Promise<boolean> {
  const unfinished = logs.filter(({ position }) => !position.applied);
  for (const { table, position } of unfinished) {
    try {
      await TableLog.open(store, table).apply(position.latest);
    } catch (error) {
      if (!isGoldpanError(error, "STORE_ACCESS_DENIED")) throw error;
      throw new GoldpanError(
        "STORE_ACCESS_DENIED",
        `commit ${position.latest} of ${table} is not finished: ${error.message}`,
        {
          ...(error.details === undefined ? {} : { details: error.details }),
          hint: `with credentials that may write: goldpan table ${table} --repair`,
          cause: error,
        },
      );
    }
  }
  return unfinished.length > 0;
}

type Outcome = { readonly kind: "found"; readonly found: Found } | { readonly kind: "moved"; readonly problem: Error };

/** Takes of each table of ours exactly the files of its latest commit, and of all else what the listing has. */
async function readByLogs(
  store: ObjectStore,
  listing: FolderListing,
  matches: (path: string) => boolean,
): Promise<Outcome> {
  const rest = new Map(listing.objects);
  const files: FoundFile[] = [];
  const tables: TableSnapshot[] = [];
  const taken: string[] = [];
  for (const { table, path: tablePath, position } of listing.logs) {
    if (taken.some((outer) => tablePath.startsWith(outer))) continue;
    if (await isForeign(store, table)) continue;
    const snapshot = await TableLog.open(store, table).snapshotAt(position.latest);
    for (const path of rest.keys()) if (path.startsWith(tablePath)) rest.delete(path);
    const meant = snapshot.files.filter((file) => matches(tablePath + file.path));
    // A glob may pass by a table's own files and mean a table inside it.
    if (meant.length === 0 && !matches(tablePath + anyName)) continue;
    taken.push(tablePath);
    tables.push(snapshot);
    for (const file of meant) {
      const path = tablePath + file.path;
      const info = listing.objects.get(path);
      if (info === undefined || info.bytes !== file.bytes) {
        return { kind: "moved", problem: damaged(snapshot, file.path, file.bytes, info) };
      }
      files.push({ info, rows: file.rows });
    }
  }
  for (const info of rest.values()) files.push({ info, rows: undefined });
  files.sort((a, b) => (a.info.uri < b.info.uri ? -1 : 1));
  return { kind: "found", found: { files, tables } };
}

/** Hadoop's `_SUCCESS` is empty or other JSON than ours: someone else has written into the folder after us. */
async function isForeign(store: ObjectStore, table: string): Promise<boolean> {
  const success = await store.readAll(table + successName);
  if (success === undefined) return false;
  try {
    const content: unknown = JSON.parse(Buffer.from(success.data).toString("utf8"));
    return (content as { format?: unknown } | null)?.format !== recordFormat;
  } catch {
    return true;
  }
}

function damaged(snapshot: TableSnapshot, path: string, bytes: number, info: ObjectInfo | undefined): Error {
  const commit = snapshot.record.commit;
  const actual = info === undefined ? "is missing" : `has ${info.bytes} bytes instead of ${bytes}`;
  return new GoldpanError("TABLE_DAMAGED", `${snapshot.table}${path} of commit ${commit} ${actual}`, {
    details: { table: snapshot.table, commit },
    hint: "another program changed the table's files; restore the file, or write the table again",
  });
}

function notFound(path: string): GoldpanError {
  const what = hasWildcard(path) ? "no file matches" : "there is no file and no folder with data at";
  const { root, path: key } = splitRoot(path);
  return new GoldpanError("INPUT_NOT_FOUND", `${what} ${path}`, {
    details: { bucket: root.replace(/^[a-z0-9+.-]+:\/\//i, "").replace(/\/$/, ""), key },
    hint: "check the path; names that start with _ or . are not read unless the path names them",
  });
}
