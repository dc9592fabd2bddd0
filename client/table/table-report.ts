/** What `goldpan table` tells of a table: one document, printed as it is with --json, or for a person to read. */
import { formatBytes, formatCount } from "../../common/units.js";
import { textTable } from "../dataframe/results/text-table.js";

export interface TableReport {
  readonly table: string;
  /** Nothing of the latest commit is left to do. */
  readonly finished: boolean;
  /** With --repair: something was left to do, and is done. */
  readonly repaired?: boolean;
  /** With --repair: URIs of files that a commit had replaced, that still lay there, and are deleted. */
  readonly deletedFiles?: readonly string[];
  /** With --compact. */
  readonly compacted?: ReportedCompaction;
  /** With --verify. */
  readonly verifiedFiles?: number;
  readonly problems?: readonly { readonly uri: string; readonly problem: string }[];
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
  /** `parquet`, `csv`, `json` or `text`. */
  readonly format: string;
  /** Of text: what reading it takes. */
  readonly formatOptions?: Readonly<Record<string, string>>;
  readonly partitionBy: readonly string[];
  readonly timeZone: string;
  readonly goldpanVersion: string;
  readonly engineVersion: string;
  readonly schema: readonly { readonly name: string; readonly type: string }[];
  readonly expectations: readonly ReportedExpectation[];
  readonly inputs: readonly { readonly uri: string; readonly etag: string; readonly bytes: number }[];
  readonly quarantine?: { readonly table: string; readonly rows: number };
  /** With --files. */
  readonly files?: readonly ReportedFile[];
  /** How many of them are not there any more, where some are not. */
  readonly goneFiles?: number;
  /** With --history, oldest first. */
  readonly history?: readonly ReportedCommit[];
}

export interface ReportedCompaction {
  /** 0: there was nothing to do. */
  readonly commit: number;
  /** That it replaced. */
  readonly files: number;
  readonly into: number;
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
  /** Not there: deleted by a commit that replaced it, or not visible yet. */
  readonly gone?: true;
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
  if (report.goneFiles !== undefined) facts.push(["gone", goneText(report.goneFiles, report)]);
  if (report.format !== "parquet") facts.push(["format", formatText(report)]);
  if (report.partitionBy.length > 0) facts.push(["partitions", `by ${report.partitionBy.join(", ")}`]);
  if (report.compacted !== undefined) facts.push(["compacted", compactionText(report.compacted)]);
  if (report.verifiedFiles !== undefined)
    facts.push(["verified", verificationText(report.verifiedFiles, report.problems)]);
  if (report.quarantine !== undefined) {
    facts.push(["quarantine", `${formatCount(report.quarantine.rows)} rows in ${report.quarantine.table}`]);
  }
  const schema = report.schema.map(({ name, type }) => `${name} ${type}`);
  const sections = [
    facts.map(([name, value]) => `${name.padEnd(12)}${value}\n`).join(""),
    section("deleted: replaced by earlier commits, but left behind", report.deletedFiles ?? []),
    section(
      "problems",
      (report.problems ?? []).map(({ uri, problem }) => `${uri} ${problem}`),
    ),
    section("schema", schema),
    section("inputs", inputLines(report.inputs)),
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

function goneText(gone: number, { fileCount, finished }: TableReport): string {
  const which = `${formatCount(gone)} of these files`;
  return finished
    ? `${which}: replaced since, so that this version cannot be read${gone < fileCount ? " whole" : ""}`
    : `${which} are not visible yet`;
}

function formatText({ format, formatOptions = {} }: TableReport): string {
  const options = Object.entries(formatOptions).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return [format, ...options].join(", ");
}

function compactionText({ commit, files, into }: ReportedCompaction): string {
  if (commit === 0) return "nothing: there are no small files that would become fewer";
  return `${formatCount(files)} files into ${formatCount(into)} (commit ${commit})`;
}

function verificationText(files: number, problems: TableReport["problems"] = []): string {
  const what = `${formatCount(files)} file${files === 1 ? "" : "s"}`;
  return problems.length === 0
    ? `${what}, all as the log says`
    : `${what}, and ${formatCount(problems.length)} problems`;
}

/** Inputs that are told one by one. */
const inputsShown = 10;

function inputLines(inputs: TableReport["inputs"]): string[] {
  const lines = inputs.slice(0, inputsShown).map(({ uri, bytes }) => `${uri} (${formatBytes(bytes)})`);
  const rest = inputs.length - lines.length;
  return rest > 0 ? [...lines, `and ${formatCount(rest)} more`] : lines;
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
  const rows = files.map((file) => [
    file.gone === true ? `${file.path} (gone)` : file.path,
    formatCount(file.rows),
    formatBytes(file.bytes),
  ]);
  return textTable(["file", "rows", "size"], rows, { truncate: 0 });
}
