/** `goldpan table`: what a table's log says, and finishing a commit that a crash left behind. Results go to stdout. */
import { Command } from "commander";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { ObjectStore } from "../../storage/object-store.js";
import { bytesOf, rowsOf, type CommitRecord } from "../../storage/table/commit-record.js";
import { reclaim } from "../../storage/table/reclaim.js";
import { TableLog } from "../../storage/table/table-log.js";
import { quarantineTableOf } from "../../storage/table/table-path.js";
import { resolvePath } from "../session/paths.js";
import { resolveConfig } from "./resolve-config.js";
import { formatTableReport, type ReportedCommit, type TableReport } from "./table-report.js";

interface TableFlags {
  readonly history?: true;
  readonly files?: true;
  readonly repair?: true;
  readonly json?: true;
  readonly conf: readonly string[];
  readonly propertiesFile?: string;
}

const help = `
Examples:
  goldpan table s3a://gold/flights/             its latest commit: rows, files, schema, expectations
  goldpan table gold/flights --history          all its commits, oldest first
  goldpan table s3a://gold/flights/ --repair    finish a commit that was interrupted, delete replaced files that were left

Settings are found as goldpan submit finds them: the store's endpoint and keys in --conf, a properties file or the environment.`;

/** @param environment  of this process */
export function tableCommand(environment: Readonly<Record<string, string | undefined>>): Command {
  return new Command("table")
    .description("show a table's commits, or finish one that was interrupted")
    .argument("<path>", "the table's folder: s3a://bucket/folder/, file:///folder/ or a path")
    .option("--history", "all commits, oldest first")
    .option("--files", "the data files of the latest commit")
    .option(
      "--repair",
      "finish the latest commit, and delete files that earlier commits have replaced, where any are left",
    )
    .option("--json", "one JSON document")
    .option("-c, --conf <key=value>", "a setting; may be repeated", (value, values: string[]) => [...values, value], [])
    .option("--properties-file <path>", "file of settings")
    .addHelpText("after", help)
    .action(async (path: string, flags: TableFlags) => {
      const { config, notes } = resolveConfig({ environment, conf: flags.conf, propertiesFile: flags.propertiesFile });
      for (const note of notes) process.stderr.write(`goldpan: note: ${note}\n`);
      // The store's library is large: other commands start without it.
      const { openObjectStore, storeConfigOf } = await import("../../storage/open-object-store.js");
      const store = openObjectStore(storeConfigOf(config));
      try {
        const report = await inspectTable(store, resolvePath(path, process.cwd(), null), {
          repair: flags.repair ?? false,
          history: flags.history ?? false,
          files: flags.files ?? false,
        });
        process.stdout.write(flags.json ? `${JSON.stringify(report)}\n` : formatTableReport(report));
      } finally {
        store.close();
      }
    });
}

interface Inspection {
  readonly repair: boolean;
  readonly history: boolean;
  readonly files: boolean;
}

/**
 * Reads a table's log; with `repair`, finishes its latest commit first and deletes replaced files that still lie there.
 * @throws INPUT_NOT_FOUND when the folder has no commit of ours
 */
export async function inspectTable(store: ObjectStore, table: string, wanted: Inspection): Promise<TableReport> {
  const log = TableLog.open(store, table);
  const before = await log.state();
  if (before.latest === 0) {
    throw new GoldpanError("INPUT_NOT_FOUND", `${log.table} has no commit of goldpan`, {
      details: { key: log.table },
      hint: "check the path; a table's folder holds _goldpan/commits/",
    });
  }
  const repair = wanted.repair ? await repairTable(store, log) : {};
  const { latest, applied } = wanted.repair ? await log.state() : before;
  const { record, files } = await log.snapshotAt(latest);
  const { commit, mode, committedAt, applicationId, jobId, timeZone, goldpanVersion, engineVersion, schema } = record;
  const { quarantine, expectations, inputs } = record;
  return {
    ...{ table: log.table, finished: applied, ...repair },
    ...{ commit, mode, committedAt, applicationId, jobId },
    ...{ rows: rowsOf(files), bytes: bytesOf(files), fileCount: files.length },
    ...{ timeZone, goldpanVersion, engineVersion, schema, expectations, inputs },
    ...(quarantine === undefined
      ? {}
      : { quarantine: { table: quarantineTableOf(log.table), rows: rowsOf(quarantine.added) } }),
    ...(wanted.files ? { files: files.map(({ path, rows, bytes }) => ({ path, rows, bytes })) } : {}),
    ...(wanted.history ? { history: (await log.history()).map(reportedCommit) } : {}),
  };
}

async function repairTable(
  store: ObjectStore,
  log: TableLog,
): Promise<{ repaired: boolean; deletedFiles: readonly string[] }> {
  const { finished: repaired } = await log.rollForward();
  const deleted = [await reclaim(store, log.table), await reclaim(store, quarantineTableOf(log.table))];
  return { repaired, deletedFiles: deleted.flat() };
}

function reportedCommit(record: CommitRecord): ReportedCommit {
  const { commit, mode, committedAt, applicationId, jobId, added, removed } = record;
  return {
    ...{ commit, mode, committedAt, applicationId, jobId },
    rowsAdded: rowsOf(added),
    bytesAdded: bytesOf(added),
    filesAdded: added.length,
    filesRemoved: removed.length,
  };
}
