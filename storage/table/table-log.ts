/**
 * The log of a table's commits, read and written.
 *
 * Invariants:
 * 1. Record n is written once, by a conditional PUT: that is the commit point of n.
 * 2. Record n+1 is written only after n was applied: at most the latest commit is unapplied. But for one that replaces all of a
 *    table whose commit n can't be applied, since the store lost files of it.
 * 3. Applying is idempotent, and two may do it at once. Whoever finds the latest commit unapplied finishes it.
 */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { ObjectStore } from "../object-store.js";
import { applyCommit } from "./apply-commit.js";
import { isApplied } from "./apply-files.js";
import {
  decodeRecord,
  encodeRecord,
  recordFormat,
  standsAlone,
  type AddedFile,
  type CommitRecord,
} from "./commit-record.js";
import { LogPosition } from "./table-listing.js";
import { commitUri, logFolder, tableFolder } from "./table-path.js";

/** The table as of one commit. */
export interface TableSnapshot {
  readonly table: string;
  readonly record: CommitRecord;
  /** Live files, ascending by path. */
  readonly files: readonly AddedFile[];
}

/** A record but for what the log itself gives. */
export type CommitDraft = Omit<CommitRecord, "format" | "commit">;

export interface LogState {
  /** 0 for a folder without commits of ours. */
  readonly latest: number;
  readonly applied: boolean;
}

export class TableLog {
  private constructor(
    private readonly store: ObjectStore,
    /** The table's folder, ending in `/`. */
    readonly table: string,
  ) {}

  /** @throws TABLE_NOT_A_FOLDER for a root */
  static open(store: ObjectStore, table: string): TableLog {
    return new TableLog(store, tableFolder(table));
  }

  /** One LIST of the log. */
  async state(): Promise<LogState> {
    const position = new LogPosition();
    for await (const object of this.store.list(`${this.table}${logFolder}`)) {
      position.see(object.uri.slice(this.table.length));
    }
    return { latest: position.latest, applied: position.applied };
  }

  /** Number of the latest commit, applied or not; 0 for none. */
  async latest(): Promise<number> {
    return (await this.state()).latest;
  }

  /** Undefined when there is no such commit. @throws TABLE_DAMAGED when its record can't be read */
  async find(commit: number): Promise<CommitRecord | undefined> {
    const uri = commitUri(this.table, commit);
    const object = await this.store.readAll(uri);
    return object === undefined ? undefined : decodeRecord(object.data, uri);
  }

  /** @throws TABLE_DAMAGED when the record is missing or can't be read */
  async record(commit: number): Promise<CommitRecord> {
    const record = await this.find(commit);
    if (record !== undefined) return record;
    throw new GoldpanError("TABLE_DAMAGED", `${commitUri(this.table, commit)} is missing`, {
      details: { table: this.table, commit },
      hint: "the log of a table is never deleted in part; move the table's folder away and write it again",
    });
  }

  /** The live files at a commit, whether applied or not; records are read backwards to one that stands alone. */
  async snapshotAt(commit: number): Promise<TableSnapshot> {
    const records: CommitRecord[] = [];
    let next: CommitRecord | undefined = await this.record(commit);
    const latest = next;
    while (next !== undefined) {
      records.unshift(next);
      next = !standsAlone(next.mode) && next.commit > 1 ? await this.record(next.commit - 1) : undefined;
    }
    const live = new Map<string, AddedFile>();
    for (const record of records) {
      for (const path of record.removed) live.delete(path);
      for (const file of record.added) live.set(file.path, file);
    }
    const files = [...live.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    return { table: this.table, record: latest, files };
  }

  /** The table at its latest commit, which is finished first if need be; undefined without commits of ours. */
  async snapshot(): Promise<TableSnapshot | undefined> {
    const { latest } = await this.rollForward();
    return latest === 0 ? undefined : this.snapshotAt(latest);
  }

  /** Finishes the latest commit if something of it is left to do, and says so. */
  async rollForward(): Promise<{ latest: number; finished: boolean }> {
    const { latest, applied } = await this.state();
    if (!applied) await this.apply(latest);
    return { latest, finished: !applied };
  }

  /** Finishes commit n: what it adds becomes visible, what it removes goes. Doing it again changes nothing. */
  async apply(commit: number): Promise<void> {
    if (await isApplied(this.store, this.table, commit)) return;
    await applyCommit(this.store, this.table, await this.record(commit));
  }

  /**
   * Commits as n = base + 1: after this the commit stands, whatever fails. A second call with the same idempotency key finds
   * the first one's record.
   * @param base  a commit that is applied, or whose files are lost, which an overwrite removes; 0 for a table without commits
   * @throws TABLE_CONFLICT naming the winner when another write has taken n
   */
  async commit(base: number, draft: CommitDraft): Promise<CommitRecord> {
    const record: CommitRecord = { format: recordFormat, commit: base + 1, ...draft };
    const uri = commitUri(this.table, record.commit);
    if ((await this.store.putIfAbsent(uri, encodeRecord(record))) === "written") return record;
    const winner = await this.record(record.commit);
    if (winner.idempotencyKey === draft.idempotencyKey) return winner;
    throw new GoldpanError(
      "TABLE_CONFLICT",
      `${this.table} was written by ${winner.applicationId} (commit ${winner.commit}, ${winner.committedAt}) while this job ran`,
      {
        details: { table: this.table, commit: winner.commit, applicationId: winner.applicationId },
        hint: "nothing of this job was written; run it again to write over that commit",
      },
    );
  }

  /** All commits, oldest first; those before a deleted record are left out. */
  async history(): Promise<CommitRecord[]> {
    const numbers: number[] = [];
    for await (const object of this.store.list(`${this.table}${logFolder}`)) {
      const position = new LogPosition();
      position.see(object.uri.slice(this.table.length));
      if (position.latest > 0) numbers.push(position.latest);
    }
    const records: CommitRecord[] = [];
    for (const number of numbers.sort((a, b) => a - b)) records.push(await this.record(number));
    return records;
  }
}
