/** What was found when a write began. Plain data: it is journaled with the job, so that a restarted master commits the same. */
import type { CommitMode, DataFormat, RecordedColumn } from "./commit-record.js";

/**
 * `append` adds rows; `dynamic` replaces the partitions that it writes to, and no others; `compact` replaces files by others with the
 * same rows. These go on top of what came meanwhile.
 */
export type PreparedMode = CommitMode;

export interface PreparedWrite {
  /** Folder, ending in `/`. */
  readonly table: string;
  readonly mode: PreparedMode;
  /** Of mode `ignore`: a table that came meanwhile is left as it is. */
  readonly leavesOthers?: true;
  readonly allowEmpty: boolean;
  /** Latest commit when the job began, applied; 0 for none. */
  readonly baseCommit: number;
  /** What the commit removes, relative to the table: its live files and, with replaceForeign, those of others. */
  readonly replaced: readonly string[];
  /** The table had rows, or files of others. */
  readonly nonEmpty: boolean;
  /** Columns whose values become folders, outermost first. */
  readonly partitionBy: readonly string[];
  /** Of the files; absent for Parquet. */
  readonly dataFormat?: DataFormat;
  /** Columns that the table had and that the write adds none of: its schema keeps them. Only of append and dynamic. */
  readonly keptColumns: readonly RecordedColumn[];
  /** Whether columns may be added or missing, also beside what commits meanwhile; absent for no. */
  readonly mergeSchema?: true;
  /** Set when an expectation of the job quarantines. */
  readonly quarantine: PreparedQuarantine | undefined;
  /** Rows that an earlier write quarantined; this one quarantines none, and must not leave them behind. */
  readonly outdatedQuarantine?: OutdatedQuarantine;
}

export interface PreparedQuarantine {
  readonly table: string;
  readonly baseCommit: number;
  readonly replaced: readonly string[];
}

/** A quarantine table that the write's commit empties. */
export interface OutdatedQuarantine extends PreparedQuarantine {
  /** Of its latest commit: the emptied table keeps its columns. */
  readonly schema: readonly RecordedColumn[];
}
