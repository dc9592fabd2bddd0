/** `goldpan table --verify`: a table's files beside its log. Reads sizes, and footers or who wrote a text; changes nothing. */
import { isGoldpanError } from "../../common/errors/goldpan-error.js";
import { inParallel } from "../../common/in-parallel.js";
import { formatCount } from "../../common/units.js";
import type { ObjectInfo, ObjectStore } from "../../storage/object-store.js";
import { FooterReader } from "../../storage/parquet/footer.js";
import { attemptMetadata } from "../../storage/table/apply-files.js";
import type { AddedFile } from "../../storage/table/commit-record.js";
import { listTable } from "../../storage/table/table-listing.js";
import { TableLog } from "../../storage/table/table-log.js";
import { quarantineTableOf } from "../../storage/table/table-path.js";

/** What is wrong with one file. */
export interface FileProblem {
  readonly uri: string;
  readonly problem: string;
}

export interface Verification {
  /** That were looked at, those of the quarantine among them. */
  readonly files: number;
  /** Ascending by URI within each table. */
  readonly problems: readonly FileProblem[];
}

/** Footers under way at once. */
const requestsMax = 16;

/** @param table  ends in `/`; has commits */
export async function verifyTable(store: ObjectStore, table: string): Promise<Verification> {
  const parts = [await verifyOne(store, table), await verifyOne(store, quarantineTableOf(table))];
  return {
    files: parts.reduce((sum, { files }) => sum + files, 0),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

async function verifyOne(store: ObjectStore, table: string): Promise<Verification> {
  const log = TableLog.open(store, table);
  const listing = await listTable(store, log.table);
  if (listing.latest === 0) return { files: 0, problems: [] };
  const { record, files } = await log.snapshotAt(listing.latest);
  const found = new Map(listing.objects.map(({ path, info }) => [path, info]));
  const footers = record.dataFormat === undefined ? new FooterReader() : undefined;
  const checked = await inParallel(files, requestsMax, async (file) => ({
    uri: log.table + file.path,
    problem: await fileProblem(store, footers, file, found.get(file.path)),
  }));
  const live = new Set(files.map(({ path }) => path));
  const removedBy = new Map(
    (await log.history()).flatMap(({ commit, removed }) => removed.map((path) => [path, commit])),
  );
  const others = listing.objects
    .filter(({ path }) => !live.has(path))
    .map(({ path, info }) => ({ uri: info.uri, problem: otherProblem(removedBy.get(path)) }));
  const interrupted = listing.applied
    ? []
    : [
        {
          uri: log.table,
          problem: `commit ${listing.latest} was interrupted while it was applied: --repair finishes it`,
        },
      ];
  const problems = [
    ...interrupted,
    ...[...checked.filter(hasProblem), ...others].sort((a, b) => (a.uri < b.uri ? -1 : 1)),
  ];
  return { files: files.length, problems };
}

function hasProblem(file: { uri: string; problem: string | undefined }): file is FileProblem {
  return file.problem !== undefined;
}

async function fileProblem(
  store: ObjectStore,
  footers: FooterReader | undefined,
  { bytes, rows, attempt }: AddedFile,
  info: ObjectInfo | undefined,
): Promise<string | undefined> {
  if (info === undefined) return "is missing";
  if (info.bytes !== bytes) {
    return `has ${formatCount(info.bytes)} bytes instead of ${formatCount(bytes)}`;
  }
  if (footers === undefined) return writerProblem(store, info, attempt);
  try {
    const { footer } = await footers.read(store, info);
    const counted = footer.rowGroups.reduce((sum, rowGroup) => sum + rowGroup.rows, 0);
    return counted === rows ? undefined : `has ${formatCount(counted)} rows instead of ${formatCount(rows)}`;
  } catch (error) {
    if (!isGoldpanError(error, "INPUT_UNREADABLE", "INPUT_CHANGED")) throw error;
    return error.message;
  }
}

/** Text has no footer: who wrote it must do, which buckets keep beside an object. Files keep nothing. */
async function writerProblem(store: ObjectStore, { uri }: ObjectInfo, attempt: string): Promise<string | undefined> {
  if (uri.startsWith("file://")) return undefined;
  const found = await store.head(uri);
  if (found === undefined) return "is missing";
  return found.metadata?.[attemptMetadata] === attempt
    ? undefined
    : "has the size that the log says, and was written by somebody else";
}

function otherProblem(commit: number | undefined): string {
  return commit === undefined
    ? "is in no commit: other tools would read it with the table"
    : `was replaced by commit ${commit}, but is still there: --repair deletes it`;
}
