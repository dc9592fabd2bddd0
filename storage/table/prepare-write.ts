/** Looks at a table before a write's first task runs: what can't be written is refused at submit, by name. */
import { GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { formatCount } from "../../common/units.js";
import type { ObjectStore } from "../object-store.js";
import { fitSchema } from "./append-schema.js";
import { rowsOf, standsAlone, type DataFormat, type RecordedColumn } from "./commit-record.js";
import { assertNoTablesBelow, assertOutsideTables } from "./nested-tables.js";
import type { OutdatedQuarantine, PreparedMode, PreparedQuarantine, PreparedWrite } from "./prepared-write.js";
import { TableLog, type TableSnapshot } from "./table-log.js";
import { listTable, type TableListing } from "./table-listing.js";
import { quarantineTableOf, staysInside, tableFolder } from "./table-path.js";

export interface PrepareOptions {
  /** Objects that no commit of ours lists are removed with the commit instead of refused. */
  readonly replaceForeign: boolean;
  /** Zero rows may replace some. */
  readonly allowEmpty: boolean;
  /** An expectation of the job quarantines: the quarantine table is written too, by the same mode. */
  readonly quarantine: boolean;
  /** Columns whose values become folders, outermost first. @default [] */
  readonly partitionBy?: readonly string[];
  /** What will be written; append and dynamic compare it with the table's. */
  readonly columns?: readonly RecordedColumn[];
  /** Columns may come that the table does not have yet, and some of its may be missing. @default false */
  readonly mergeSchema?: boolean;
  /** Of the files. @default Parquet */
  readonly dataFormat?: DataFormat | undefined;
  /** Where another write makes the table first, this one does nothing. @default false */
  readonly leavesOthers?: boolean;
  /** Files that `compact` replaces, relative to the table. */
  readonly compacted?: readonly string[];
  /** Tries whether the store keeps conditional writes, by writing there. @default true */
  readonly probe?: boolean;
}

/** Names of foreign objects in a message. */
const namedMax = 3;

/**
 * Finishes the table's last commit if need be.
 * @throws TABLE_NOT_A_FOLDER for a root or a path that is an object
 * @throws TABLE_NESTED for a folder inside another table of ours, or with one inside it, whatever the options say
 * @throws TABLE_EXISTS for mode error when anything is there
 * @throws TABLE_HAS_FOREIGN_FILES for objects that no commit lists: an overwrite may replace them, nothing else can stand beside them
 * @throws SCHEMA_CONFLICT for append and dynamic when columns, types or partition columns are not the table's
 * @throws STORE_UNCONDITIONAL when the store ignores conditional writes
 */
export async function prepareWrite(
  store: ObjectStore,
  table: string,
  mode: PreparedMode,
  options: PrepareOptions,
): Promise<PreparedWrite> {
  const folder = tableFolder(table);
  await assertNoObject(store, folder);
  await assertOutsideTables(store, folder);
  if (options.probe !== false) await store.assertConditionalPut(folder);
  const base = await findBase(store, folder, mode, options.replaceForeign);
  const { baseCommit, nonEmpty, snapshot } = base;
  const replaced = mode === "compact" ? compactedFiles(folder, snapshot, options.compacted ?? []) : base.replaced;
  const { dataFormat } = options;
  const written = { columns: options.columns ?? [], partitionBy: options.partitionBy ?? [], dataFormat };
  const keptColumns =
    standsAlone(mode) || mode === "compact" || snapshot === undefined
      ? []
      : fitSchema(snapshot, written, options.mergeSchema === true);
  const quarantine = options.quarantine ? await prepareQuarantine(store, folder, mode, options) : undefined;
  const outdated =
    mode === "overwrite" && !options.quarantine ? await findOutdated(store, quarantineTableOf(folder)) : undefined;
  return {
    ...{ table: folder, mode, allowEmpty: options.allowEmpty, baseCommit, replaced, nonEmpty },
    ...{ partitionBy: written.partitionBy, keptColumns, quarantine },
    ...(dataFormat === undefined ? {} : { dataFormat }),
    ...(options.mergeSchema === true ? { mergeSchema: true } : {}),
    ...(options.leavesOthers === true ? { leavesOthers: true } : {}),
    ...(outdated === undefined ? {} : { outdatedQuarantine: outdated }),
  };
}

/** @throws TABLE_CONFLICT for files that are not the table's any more */
function compactedFiles(
  table: string,
  snapshot: TableSnapshot | undefined,
  paths: readonly string[],
): readonly string[] {
  const live = new Set(snapshot?.files.map(({ path }) => path));
  const gone = paths.find((path) => !live.has(path));
  if (gone === undefined) return paths;
  throw new GoldpanError("TABLE_CONFLICT", `${gone} was replaced in ${table} while its compaction was planned`, {
    details: { table },
    hint: "run it again",
  });
}

async function prepareQuarantine(
  store: ObjectStore,
  table: string,
  mode: PreparedMode,
  options: PrepareOptions,
): Promise<PreparedQuarantine> {
  const folder = quarantineTableOf(table);
  const { baseCommit, replaced } = await findBase(store, folder, mode, options.replaceForeign);
  return { table: folder, baseCommit, replaced };
}

/** Files of others stay: this write would not put any beside them. */
async function findOutdated(store: ObjectStore, folder: string): Promise<OutdatedQuarantine | undefined> {
  const snapshot = await TableLog.open(store, folder).snapshot();
  if (snapshot === undefined || rowsOf(snapshot.files) === 0) return undefined;
  const { commit, schema } = snapshot.record;
  return { table: folder, baseCommit: commit, replaced: snapshot.files.map(({ path }) => path), schema };
}

interface Base {
  readonly baseCommit: number;
  readonly replaced: readonly string[];
  readonly nonEmpty: boolean;
  /** At the latest commit; undefined without one. */
  readonly snapshot: TableSnapshot | undefined;
}

async function findBase(
  store: ObjectStore,
  folder: string,
  mode: PreparedMode,
  replaceForeign: boolean,
): Promise<Base> {
  const log = TableLog.open(store, folder);
  const latest = await finishLatest(log, mode);
  const listing = await listTable(store, folder);
  assertNoTablesBelow(folder, listing);
  if (mode === "error") {
    assertAbsent(folder, latest, listing);
    return { baseCommit: 0, replaced: [], nonEmpty: false, snapshot: undefined };
  }
  const snapshot = latest === 0 ? undefined : await log.snapshotAt(latest);
  const live = snapshot?.files ?? [];
  const liveRows = rowsOf(live);
  const ours = new Set(live.map((file) => file.path));
  const others = listing.objects.map((object) => object.path).filter((path) => !ours.has(path));
  const foreign = others.length === 0 ? [] : await withoutOlderFiles(log, others);
  if (foreign.length > 0 && !(replaceForeign && standsAlone(mode))) throw foreignFiles(folder, foreign, mode);
  if (!standsAlone(mode)) return { baseCommit: latest, replaced: [], nonEmpty: false, snapshot };
  const outward = foreign.filter((path) => !staysInside(path));
  if (outward.length > 0) throw foreignFiles(folder, outward, mode);
  return {
    baseCommit: latest,
    replaced: [...ours, ...others].sort(),
    nonEmpty: liveRows > 0 || foreign.length > 0,
    snapshot,
  };
}

/** A commit that can't be finished is no hindrance to what replaces all of it: that is the way out of a damaged table. */
async function finishLatest(log: TableLog, mode: PreparedMode): Promise<number> {
  try {
    return (await log.rollForward()).latest;
  } catch (error) {
    if (mode !== "overwrite" || !isGoldpanError(error, "TABLE_DAMAGED")) throw error;
    return log.latest();
  }
}

/** Leaves out what an earlier commit of ours listed: it is ours to remove, though a deletion of it failed. */
async function withoutOlderFiles(log: TableLog, paths: readonly string[]): Promise<string[]> {
  const listed = new Set((await log.history()).flatMap((record) => record.added.map((file) => file.path)));
  return paths.filter((path) => !listed.has(path));
}

async function assertNoObject(store: ObjectStore, folder: string): Promise<void> {
  const object = await store.head(folder.slice(0, -1));
  if (object === undefined) return;
  throw new GoldpanError("TABLE_NOT_A_FOLDER", `${object.uri} is a file; a table is a folder`, {
    details: { table: folder },
    hint: "write to another path, or remove the file",
  });
}

function assertAbsent(folder: string, latest: number, listing: TableListing): void {
  const first = listing.objects[0];
  if (latest === 0 && first === undefined && !listing.hasSuccess) return;
  const what = latest > 0 ? `its latest commit is ${latest}` : `it holds ${first?.path ?? "_SUCCESS"}`;
  throw new GoldpanError("TABLE_EXISTS", `${folder} exists already: ${what}`, {
    details: { table: folder, commit: latest },
    hint: 'write.mode("overwrite") replaces it',
  });
}

function foreignFiles(folder: string, foreign: readonly string[], mode: PreparedMode): GoldpanError {
  const named = foreign.slice(0, namedMax).join(", ");
  const rest = foreign.length > namedMax ? ` and ${formatCount(foreign.length - namedMax)} more` : "";
  return new GoldpanError(
    "TABLE_HAS_FOREIGN_FILES",
    `${folder} holds files that goldpan did not write: ${named}${rest}`,
    {
      details: { table: folder },
      hint: standsAlone(mode)
        ? 'write.option("replaceForeign", "true") removes them with the commit; or write to another folder'
        : "readers of the table's commits would not see them: read the folder and overwrite it once, or write to another one",
    },
  );
}
