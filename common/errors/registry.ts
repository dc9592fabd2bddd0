/**
 * Every error a user can meet: its code, what may be done about it, and how submit's exit code tells it.
 * docs/ERRORS.md has one section per code; a test holds both together.
 */

/** What a retry could mend. `never` fails the job at once. */
export type Retry = "never" | "same-worker" | "other-worker" | "rerun-upstream";

/** Which messages `details` carries; the names are those of the wire contract's oneof. */
export type DetailsKind =
  "script" | "data" | "store" | "upstream" | "expectation" | "limit" | "peer" | "table" | "none";

export interface ErrorEntry {
  readonly retry: Retry;
  readonly details: DetailsKind;
  /** Exit code of submit when this error ends the run; 1 unless said. */
  readonly exitCode?: number;
}

export const errorRegistry = {
  // The script and its plan
  SYNTAX_ERROR: { retry: "never", details: "script" },
  COLUMN_NOT_FOUND: { retry: "never", details: "script" },
  FUNCTION_NOT_FOUND: { retry: "never", details: "script" },
  TYPE_MISMATCH: { retry: "never", details: "script" },
  AMBIGUOUS_COLUMN: { retry: "never", details: "script" },
  EXPRESSION_REFUSED: { retry: "never", details: "script" },
  PLAN_REFUSED: { retry: "never", details: "script" },
  ANALYSIS_LIMIT_EXCEEDED: { retry: "never", details: "limit" },
  SCRIPT_FAILED: { retry: "never", details: "script" },
  SCRIPT_NEVER_ENDED: { retry: "never", details: "script" },
  SCRIPT_EXITED_EARLY: { retry: "never", details: "script" },
  SCRIPT_NOT_LOADED: { retry: "never", details: "script" },
  SCRIPT_TYPES_WRONG: { retry: "never", details: "script" },
  ROW_FUNCTION_FAILED: { retry: "never", details: "data" },
  ROW_FUNCTION_NOT_REGISTERED: { retry: "never", details: "script" },
  // Data
  INPUT_NOT_FOUND: { retry: "never", details: "store" },
  INPUT_UNREADABLE: { retry: "never", details: "data" },
  INPUT_CHANGED: { retry: "never", details: "store" },
  SCHEMA_CONFLICT: { retry: "never", details: "data" },
  DATA_ERROR: { retry: "never", details: "data" },
  TYPE_NOT_SUPPORTED: { retry: "never", details: "script" },
  // Expectations
  RECORD_MALFORMED: { retry: "never", details: "data", exitCode: 4 },
  EXPECTATION_FAILED: { retry: "never", details: "expectation", exitCode: 4 },
  EXPECTATION_THRESHOLD_EXCEEDED: { retry: "never", details: "expectation", exitCode: 4 },
  // Tables
  TABLE_EXISTS: { retry: "never", details: "table" },
  TABLE_CONFLICT: { retry: "never", details: "table" },
  TABLE_NOT_A_FOLDER: { retry: "never", details: "table" },
  TABLE_HAS_FOREIGN_FILES: { retry: "never", details: "table" },
  TABLE_NESTED: { retry: "never", details: "table" },
  QUARANTINE_NOT_FOUND: { retry: "never", details: "table" },
  TABLE_WOULD_BE_EMPTIED: { retry: "never", details: "table" },
  TABLE_UPLOADS_EXPIRED: { retry: "never", details: "table" },
  TABLE_COMMIT_UNFINISHED: { retry: "never", details: "table" },
  TABLE_DAMAGED: { retry: "never", details: "table" },
  TABLE_VERSION_GONE: { retry: "never", details: "table" },
  // The object store
  STORE_UNREACHABLE: { retry: "never", details: "store" },
  STORE_ACCESS_DENIED: { retry: "never", details: "store" },
  STORE_BUCKET_NOT_FOUND: { retry: "never", details: "store" },
  STORE_OBJECT_NOT_FOUND: { retry: "never", details: "store" },
  STORE_UNCONDITIONAL: { retry: "never", details: "store" },
  STORE_FAILED: { retry: "other-worker", details: "store" },
  PATH_REFUSED: { retry: "never", details: "store" },
  // The cluster
  MASTER_UNREACHABLE: { retry: "never", details: "peer", exitCode: 3 },
  TOKEN_REFUSED: { retry: "never", details: "peer", exitCode: 3 },
  VERSION_MISMATCH: { retry: "never", details: "peer", exitCode: 3 },
  STATE_DAMAGED: { retry: "never", details: "none" },
  NO_WORKERS: { retry: "never", details: "limit" },
  APPLICATION_UNKNOWN: { retry: "never", details: "none" },
  APPLICATION_CANCELLED: { retry: "never", details: "none", exitCode: 130 },
  DRIVER_LOST: { retry: "never", details: "none" },
  DRIVER_OUT_OF_MEMORY: { retry: "never", details: "limit" },
  EXECUTOR_LOST: { retry: "other-worker", details: "none" },
  EXECUTOR_OUT_OF_MEMORY: { retry: "other-worker", details: "limit" },
  WORKER_LOST: { retry: "other-worker", details: "none" },
  ATTEMPT_CANCELLED: { retry: "never", details: "none" },
  PIECES_LOST: { retry: "rerun-upstream", details: "upstream" },
  RERUN_DIFFERS: { retry: "never", details: "none" },
  DISK_FULL: { retry: "other-worker", details: "limit" },
  RESULT_TOO_LARGE: { retry: "never", details: "limit" },
  LIMIT_EXCEEDED: { retry: "never", details: "limit" },
  // Use
  USAGE: { retry: "never", details: "none", exitCode: 2 },
  CONFIG_INVALID: { retry: "never", details: "none", exitCode: 2 },
  INTERNAL: { retry: "other-worker", details: "none" },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorRegistry;
