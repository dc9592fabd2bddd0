/**
 * A commit of a table: one JSON object, `_goldpan/commits/<n>.json`, written once and never changed. Whoever reads it can finish
 * the commit with nothing else at hand. Paths are relative to the table, so that a table may be moved as a whole.
 */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { staysInside } from "./table-path.js";

export const recordFormat = "goldpan/1";

/**
 * What a commit does to the files before it: `append`, `dynamic` and `compact` keep those that they don't remove, the others stand
 * alone. `compact` changes no rows.
 */
export type CommitMode = (typeof commitModes)[number];
const commitModes = ["error", "overwrite", "append", "dynamic", "compact"] as const;

export function standsAlone(mode: CommitMode): boolean {
  return mode === "error" || mode === "overwrite";
}

export interface RecordedStatistics {
  readonly column: string;
  /** As SQL text; absent where unknown. */
  readonly min?: string;
  readonly max?: string;
  readonly nulls: number;
}

/** A data file of a commit, and what it takes to complete its upload. */
export interface AddedFile {
  readonly path: string;
  readonly uploadId: string;
  readonly parts: readonly { readonly number: number; readonly etag: string; readonly bytes: number }[];
  readonly bytes: number;
  readonly rows: number;
  /** The object's metadata `goldpan-attempt`: tells this file from any other under its name. */
  readonly attempt: string;
  readonly footerBytes: number;
  readonly statistics: readonly RecordedStatistics[];
}

/** Of files that are not Parquet. */
export interface DataFormat {
  /** `csv`, `json` or `text`. */
  readonly format: string;
  /** What reading them takes, by the names of a reader's options. */
  readonly options: Readonly<Record<string, string>>;
}

export interface RecordedColumn {
  readonly name: string;
  readonly type: string;
}

export interface RecordedInput {
  readonly uri: string;
  readonly etag: string;
  readonly bytes: number;
}

export interface RecordedExpectation {
  readonly name: string;
  /** `WARN`, `DROP`, `QUARANTINE` or `FAIL`. */
  readonly action: string;
  readonly rows: number;
  readonly violations: number;
  readonly nullViolations: number;
  /** What was found, where all rows together are judged: then `violations` is 0 or 1. */
  readonly finding?: string;
}

/** What the same commit does to the table of quarantined rows: whoever applies the record applies this too. */
export interface QuarantineCommit {
  /** Latest commit of the quarantine table when the job began: its new commit has a greater number. */
  readonly baseCommit: number;
  readonly schema: readonly RecordedColumn[];
  readonly added: readonly AddedFile[];
  readonly removed: readonly string[];
}

export interface CommitRecord {
  readonly format: typeof recordFormat;
  /** From 1, without gaps. */
  readonly commit: number;
  readonly mode: CommitMode;
  /** ISO 8601, UTC. */
  readonly committedAt: string;
  readonly applicationId: string;
  readonly jobId: number;
  /** A second try of the same write is recognised by it. */
  readonly idempotencyKey: string;
  readonly goldpanVersion: string;
  readonly engineVersion: string;
  readonly timeZone: string;
  readonly schema: readonly RecordedColumn[];
  /** Columns of the schema whose values are the names of folders, outermost first. Absent without any. */
  readonly partitionBy?: readonly string[];
  /** Absent for Parquet. */
  readonly dataFormat?: DataFormat;
  readonly added: readonly AddedFile[];
  /** Exactly what gets deleted when the commit is applied. */
  readonly removed: readonly string[];
  readonly inputs: readonly RecordedInput[];
  readonly expectations: readonly RecordedExpectation[];
  readonly quarantine?: QuarantineCommit;
}

export function encodeRecord(record: CommitRecord): Uint8Array {
  return encodeJson(record);
}

export function encodeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}

/** @throws TABLE_DAMAGED when the bytes are no commit record that this version understands */
export function decodeRecord(data: Uint8Array, uri: string): CommitRecord {
  const damaged = (problem: string): GoldpanError =>
    new GoldpanError("TABLE_DAMAGED", `${uri}: ${problem}`, {
      details: { table: uri },
      hint: "a commit record is never edited; restore it, or move the table's folder away and write it again",
    });
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(data));
  } catch (error) {
    throw damaged(`is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  if (!isObject(value)) throw damaged("is no commit record");
  if (value["format"] !== recordFormat) {
    throw damaged(`has format ${JSON.stringify(value["format"])}; this goldpan reads ${recordFormat}`);
  }
  const problem = firstProblem(value);
  if (problem !== undefined) throw damaged(problem);
  return value as unknown as CommitRecord;
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string";
const isCount: Check = (value) => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const isPath: Check = (value) => typeof value === "string" && staysInside(value);
const listOf =
  (item: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(item);
const shape =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) && Object.entries(fields).every(([name, check]) => check(value[name]));
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const addedFile = shape({
  path: isPath,
  uploadId: isText,
  parts: listOf(shape({ number: isCount, etag: isText, bytes: isCount })),
  bytes: isCount,
  rows: isCount,
  attempt: isText,
  footerBytes: isCount,
  statistics: listOf(shape({ column: isText, min: optional(isText), max: optional(isText), nulls: isCount })),
});
const schema = listOf(shape({ name: isText, type: isText }));
const recordFields: Readonly<Record<string, Check>> = {
  commit: (value) => isCount(value) && value !== 0,
  mode: (value) => commitModes.some((mode) => mode === value),
  committedAt: isText,
  applicationId: isText,
  jobId: isCount,
  idempotencyKey: isText,
  goldpanVersion: isText,
  engineVersion: isText,
  timeZone: isText,
  schema,
  partitionBy: optional(listOf(isText)),
  dataFormat: optional(
    shape({ format: isText, options: (value) => isObject(value) && Object.values(value).every(isText) }),
  ),
  added: listOf(addedFile),
  removed: listOf(isPath),
  inputs: listOf(shape({ uri: isText, etag: isText, bytes: isCount })),
  expectations: listOf(
    shape({
      ...{ name: isText, action: isText, finding: optional(isText) },
      ...{ rows: isCount, violations: isCount, nullViolations: isCount },
    }),
  ),
  quarantine: optional(shape({ baseCommit: isCount, schema, added: listOf(addedFile), removed: listOf(isPath) })),
};

function firstProblem(value: Record<string, unknown>): string | undefined {
  for (const [name, check] of Object.entries(recordFields)) {
    if (!check(value[name])) return `its '${name}' is missing or wrong`;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function rowsOf(files: readonly AddedFile[]): number {
  return files.reduce((rows, file) => rows + file.rows, 0);
}

export function bytesOf(files: readonly AddedFile[]): number {
  return files.reduce((bytes, file) => bytes + file.bytes, 0);
}
