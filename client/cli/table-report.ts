/** What `goldpan table` tells of a table: one document, printed as it is with --json, or for a person to read. */
import { formatBytes, formatCount } from "../../common/units.js";
import { textTable } from "../dataframe/text-table.js";

export interface TableReport {
  readonly table: string;
  /** Nothing of the latest commit is left to do. */
  readonly finished: boolean;
  /** With --repair: something was left to do, and is done. */
  readonly repaired?: boolean;
  /** With --repair: URIs of files that a commit had replaced, that still lay there, and are deleted. */
  readonly deletedFiles?: readonly string[];
  readonly commit: number;
  readonly mode: string;
  /** ISO 8601, UTC. */
  readonly committedAt: string;
  readonly applicationId: string;
  readonly jobId: number;
  /** Of all live files. */
  readonly rows: number;
  readonly bytes: number;
  readonly fileCount: number;
  readonly timeZone: string;
  readonly goldpanVersion: string;
  readonly engineVersion: string;
  readonly schema: readonly { readonly name: string; readonly type: string }[];
  readonly expectations: readonly ReportedExpectation[];
  readonly inputs: readonly { readonly uri: string; readonly etag: string; readonly bytes: number }[];
  readonly quarantine?: { readonly table: string; readonly rows: number };
  /** With --files. */
  readonly files?: readonly ReportedFile[];
  /** With --history, oldest first. */
  readonly history?: readonly ReportedCommit[];
}

export interface ReportedExpectation {
  readonly name: string;
  readonly action: string;
  readonly rows: number;
  readonly violations: number;
  readonly nullViolations: number;
  /** Of an expectation over all rows together, which is violated once or not at all. */
  readonly finding?: string;
}

export interface ReportedFile {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
}

export interface ReportedCommit {
  readonly commit: number;
  readonly mode: string;
  readonly committedAt: string;
  readonly applicationId: string;
  readonly jobId: number;
  readonly rowsAdded: number;
  readonly bytesAdded: number;
  readonly filesAdded: number;
  readonly filesRemoved: number;
}

export function formatTableReport(report: TableReport): string {
  const facts: [string, string][] = [
    ["table", report.table],
    ["commit", `${report.commit} (${report.mode}), ${report.committedAt}, by ${report.applicationId}`],
    ["state", stateOf(report)],
    ["rows", formatCount(report.rows)],
    [
      "size",
      `${formatBytes(report.bytes)} in ${formatCount(report.fileCount)} file${report.fileCount === 1 ? "" : "s"}`,
    ],
    ["written by", `goldpan ${report.goldpanVersion}, ${report.engineVersion}, time zone ${report.timeZone}`],
  ];
  if (report.quarantine !== undefined) {
    facts.push(["quarantine", `${formatCount(report.quarantine.rows)} rows in ${report.quarantine.table}`]);
  }
  const schema = report.schema.map(({ name, type }) => `${name} ${type}`);
  const sections = [
    facts.map(([name, value]) => `${name.padEnd(12)}${value}\n`).join(""),
    section("deleted: replaced by earlier commits, but left behind", report.deletedFiles ?? []),
    section("schema", schema),
    section("expectations", report.expectations.map(expectationLine)),
  ];
  if (report.history !== undefined) sections.push(historyTable(report.history));
  if (report.files !== undefined) sections.push(fileTable(report.files));
  return sections.filter((text) => text !== "").join("\n");
}

function stateOf({ finished, repaired, deletedFiles = [], commit }: TableReport): string {
  if (repaired) return `commit ${commit} was interrupted; it is finished now`;
  if (!finished) return "interrupted while it was applied: --repair, or the next reader or writer, finishes it";
  return repaired === undefined || deletedFiles.length > 0 ? "finished" : "finished; there was nothing to repair";
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${title}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

function expectationLine({ name, action, rows, violations, nullViolations, finding }: ReportedExpectation): string {
  if (finding !== undefined) {
    return `${name} (${action.toLowerCase()}): ${violations === 0 ? "held" : "violated"}, ${finding}`;
  }
  const violated = `${formatCount(violations)} of ${formatCount(rows)} rows violated it`;
  return `${name} (${action.toLowerCase()}): ${violated}, ${formatCount(nullViolations)} more by NULL`;
}

function historyTable(history: readonly ReportedCommit[]): string {
  const rows = history.map((commit) => [
    String(commit.commit),
    commit.committedAt,
    commit.mode,
    commit.applicationId,
    formatCount(commit.rowsAdded),
    formatBytes(commit.bytesAdded),
    formatCount(commit.filesAdded),
    formatCount(commit.filesRemoved),
  ]);
  const names = ["commit", "committed at", "mode", "application", "rows", "size", "added", "removed"];
  return textTable(names, rows, { truncate: 0 });
}

function fileTable(files: readonly ReportedFile[]): string {
  const rows = files.map((file) => [file.path, formatCount(file.rows), formatBytes(file.bytes)]);
  return textTable(["file", "rows", "size"], rows, { truncate: 0 });
}
