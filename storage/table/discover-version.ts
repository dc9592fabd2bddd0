/** A table as it was at one of its commits, while the files of that commit are there. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { ObjectInfo, ObjectStore } from "../object-store.js";
import type { Discovered } from "./discover.js";
import { inferPartitions } from "./hive-partitions.js";
import { listTable } from "./table-listing.js";
import { recordedPartitions } from "./table-format.js";
import { TableLog, type TableSnapshot } from "./table-log.js";

/**
 * @param paths  tables of ours
 * @param version  number of a commit of each
 * @param given  types of columns of folders, by name in lower case
 * @throws INPUT_NOT_FOUND for a folder without commits, or without that one
 * @throws TABLE_VERSION_GONE naming the first file that is not there any more, and the commit that removed it
 */
export async function discoverVersion(
  store: ObjectStore,
  paths: readonly string[],
  version: number,
  given?: ReadonlyMap<string, string>,
): Promise<Discovered> {
  const found: { readonly snapshot: TableSnapshot; readonly infos: readonly ObjectInfo[] }[] = [];
  for (const path of paths) found.push(await filesAt(store, TableLog.open(store, path), version));
  const infos = found.flatMap((part) => part.infos);
  const tables = found.map(({ snapshot }) => snapshot);
  const partitioning = inferPartitions(
    infos.map(({ uri }) => uri),
    recordedPartitions(tables),
    given,
  );
  const rows = found.flatMap(({ snapshot }) => snapshot.files.map((file) => file.rows));
  return {
    files: infos.map((info, index) => ({
      info,
      rows: rows[index],
      partitionValues: partitioning.values[index] ?? new Map<string, string | null>(),
    })),
    partitionColumns: partitioning.columns,
    tables,
  };
}

async function filesAt(
  store: ObjectStore,
  log: TableLog,
  version: number,
): Promise<{ snapshot: TableSnapshot; infos: readonly ObjectInfo[] }> {
  const { latest } = await log.rollForward();
  if (latest === 0 || version > latest) {
    const what = latest === 0 ? "no commit of goldpan" : `no commit ${version}: its latest is ${latest}`;
    throw new GoldpanError("INPUT_NOT_FOUND", `${log.table} has ${what}`, {
      details: { key: log.table },
      hint: "versionAsOf takes the number of a commit; goldpan table PATH --history shows them",
    });
  }
  const snapshot = await log.snapshotAt(version);
  const { objects } = await listTable(store, log.table);
  const known = new Map(objects.map(({ path, info }) => [path, info]));
  const infos = snapshot.files.map(({ path, bytes }) => {
    const info = known.get(path);
    return info?.bytes === bytes ? info : path;
  });
  const gone = infos.find((info) => typeof info === "string");
  if (gone !== undefined) throw await goneError(log, version, latest, gone);
  return { snapshot, infos: infos.filter((info) => typeof info !== "string") };
}

async function goneError(log: TableLog, version: number, latest: number, path: string): Promise<GoldpanError> {
  for (let commit = version + 1; commit <= latest; commit++) {
    const record = await log.record(commit);
    if (!record.removed.includes(path)) continue;
    return new GoldpanError(
      "TABLE_VERSION_GONE",
      `${log.table} at commit ${version} cannot be read: ${path} is gone since commit ${commit} (${record.mode}, ${record.committedAt})`,
      {
        details: { table: log.table, commit },
        hint: `an overwrite deletes the files that it replaces; read commit ${commit} or a later one`,
      },
    );
  }
  return new GoldpanError(
    "TABLE_DAMAGED",
    `${log.table}${path} of commit ${version} is missing, and no commit removed it`,
    {
      details: { table: log.table, commit: version },
      hint: "another program changed the table's files; restore the file, or write the table again",
    },
  );
}
