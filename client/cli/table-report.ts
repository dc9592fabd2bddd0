/** What `goldpan table` prints. */
import { formatBytes, formatCount } from "../../common/units.js";
import {
  bytesOf,
  rowsOf,
  type AddedFile,
  type CommitRecord,
  type RecordedExpectation,
} from "../../storage/table/commit-record.js";
import { quarantineTableOf } from "../../storage/table/table-path.js";
import { textTable } from "../dataframe/text-table.js";

export interface TableReport {
  readonly table: string;
  /** Nothing of the latest commit is left to do. */
  readonly finished: boolean;
  /** With --repair: something was left to do, and is done. */
  readonly repaired?: boolean;
  readonly latest: CommitRecord;
  /** Live files of the latest commit. */
  readonly files: readonly AddedFile[];
  readonly history?: readonly CommitRecord[];
}

export function formatTableReport(report: TableReport, options: { readonly files: boolean }): string {
  const { latest, files } = report;
  const facts: [string, string][] = [
    ["table", report.table],
    ["commit", `${latest.commit} (${latest.mode}), ${latest.committedAt}, by ${latest.applicationId}`],
    ["state", stateOf(report)],
    ["rows", formatCount(rowsOf(files))],
    ["size", `${formatBytes(bytesOf(files))} in ${countOf(files.length, "file")}`],
    ["written by", `goldpan ${latest.goldpanVersion}, ${latest.engineVersion}, time zone ${latest.timeZone}`],
  ];
  if (latest.quarantine !== undefined) {
    const rows = formatCount(rowsOf(latest.quarantine.added));
    facts.push(["quarantine", `${rows} rows in ${quarantineTableOf(report.table)}`]);
  }
  const sections = [
    facts.map(([name, value]) => `${name.padEnd(12)}${value}\n`).join(""),
    section(
      "schema",
      latest.schema.map(({ name, type }) => `${name} ${type}`),
    ),
    section("expectations", latest.expectations.map(expectationLine)),
  ];
  if (report.history !== undefined) sections.push(historyTable(report.history));
  if (options.files) sections.push(fileTable(files));
  return sections.filter((text) => text !== "").join("\n");
}

/** One document; what the log keeps for itself (uploads, parts) stays out. */
export function tableReportJson(report: TableReport, options: { readonly files: boolean }): string {
  const { table, finished, repaired, latest, files, history } = report;
  const document = {
    table,
    finished,
    ...(repaired === undefined ? {} : { repaired }),
    ...commitJson(latest),
    rows: rowsOf(files),
    bytes: bytesOf(files),
    fileCount: files.length,
    timeZone: latest.timeZone,
    goldpanVersion: latest.goldpanVersion,
    engineVersion: latest.engineVersion,
    schema: latest.schema,
    expectations: latest.expectations,
    inputs: latest.inputs,
    ...(latest.quarantine === undefined
      ? {}
      : { quarantine: { table: quarantineTableOf(table), rows: rowsOf(latest.quarantine.added) } }),
    ...(options.files
      ? { files: files.map(({ path, rows, bytes, statistics }) => ({ path, rows, bytes, statistics })) }
      : {}),
    ...(history === undefined
      ? {}
      : {
          history: history.map((record) => ({
            ...commitJson(record),
            rowsAdded: rowsOf(record.added),
            bytesAdded: bytesOf(record.added),
            filesAdded: record.added.length,
            filesRemoved: record.removed.length,
          })),
        }),
  };
  return `${JSON.stringify(document)}\n`;
}

function commitJson({
  commit,
  mode,
  committedAt,
  applicationId,
  jobId,
}: CommitRecord): Record<string, string | number> {
  return { commit, mode, committedAt, applicationId, jobId };
}

function stateOf({ finished, repaired, latest }: TableReport): string {
  if (repaired) return `commit ${latest.commit} was interrupted; it is finished now`;
  if (!finished) return "interrupted while it was applied: --repair, or the next reader or writer, finishes it";
  return repaired === undefined ? "finished" : "finished; there was nothing to repair";
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${title}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

function expectationLine({ name, action, rows, violations, nullViolations }: RecordedExpectation): string {
  const counts = `${formatCount(violations)} of ${formatCount(rows)} rows violated it, ${formatCount(nullViolations)} more by NULL`;
  return `${name} (${action.toLowerCase()}): ${counts}`;
}

function historyTable(history: readonly CommitRecord[]): string {
  const rows = history.map((record) => [
    String(record.commit),
    record.committedAt,
    record.mode,
    record.applicationId,
    formatCount(rowsOf(record.added)),
    formatBytes(bytesOf(record.added)),
    String(record.added.length),
    String(record.removed.length),
  ]);
  const names = ["commit", "committed at", "mode", "application", "rows", "size", "added", "removed"];
  return textTable(names, rows, { truncate: 0 });
}

function fileTable(files: readonly AddedFile[]): string {
  const rows = files.map((file) => [file.path, formatCount(file.rows), formatBytes(file.bytes)]);
  return textTable(["file", "rows", "size"], rows, { truncate: 0 });
}

function countOf(count: number, what: string): string {
  return `${formatCount(count)} ${what}${count === 1 ? "" : "s"}`;
}
