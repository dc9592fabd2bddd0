/** `goldpan table`: what a table's log says, and finishing a commit that a crash left behind. Results go to stdout. */
import { Command, InvalidArgumentError, Option } from "commander";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { TableSnapshot } from "../../storage/table/table-log.js";
import { resolvePath } from "../session/paths.js";
import { compactTable } from "./compact-table.js";
import { inspectTable, snapshotOf } from "../table/inspect-table.js";
import { bytesOf, confOption } from "./options.js";
import { resolveConfig } from "./resolve-config.js";
import { formatTableReport } from "../table/table-report.js";
import { snippetTools, tableSnippet, type SnippetTool } from "../table/table-snippet.js";

interface TableFlags {
  readonly history?: true;
  readonly files?: true;
  readonly for?: SnippetTool;
  readonly version?: number;
  readonly repair?: true;
  readonly verify?: true;
  readonly compact?: true;
  readonly target?: number;
  readonly json?: true;
  readonly conf?: readonly string[];
  readonly propertiesFile?: string;
}

const help = `
Examples:
  goldpan table s3a://gold/flights/             its latest commit: rows, files, schema, expectations
  goldpan table gold/flights --history          all its commits, oldest first
  goldpan table gold/flights --files --for polars
                                                a script that reads exactly these files
  goldpan table s3a://gold/flights/ --verify    compare every file with the log
  goldpan table s3a://gold/flights/ --compact   small files into files of 512 MB
  goldpan table s3a://gold/flights/ --repair    finish a commit that was interrupted, delete replaced files that were left

Settings are found as goldpan submit finds them: the store's endpoint and keys in --conf, a properties file or the environment.`;

/** @param environment  of this process @param ended  told of an exit code that is not 0 */
export function tableCommand(
  environment: Readonly<Record<string, string | undefined>>,
  ended: (exitCode: number) => void,
): Command {
  return new Command("table")
    .description("show a table's commits, or finish one that was interrupted")
    .argument("<path>", "the table's folder: s3a://bucket/folder/, file:///folder/ or a path")
    .option("--history", "all commits, oldest first")
    .option("--files", "the data files")
    .addOption(
      new Option("--for <tool>", "with --files: print what reads exactly these files with another tool")
        .choices(snippetTools)
        .conflicts(["json", "history", "repair", "verify", "compact"]),
    )
    .addOption(
      new Option("--version <commit>", "the table as it was at a commit, instead of the latest")
        .argParser(commitNumber)
        .conflicts(["repair", "verify", "compact"]),
    )
    .option(
      "--repair",
      "finish the latest commit, and delete files that earlier commits have replaced, where any are left",
    )
    .option("--verify", "compare every file with the log; exit code 1 and their names where something is wrong")
    .option("--compact", "make few files of small ones, in a commit that changes no rows")
    .addOption(
      new Option("--target <size>", "with --compact: size of the files, for instance 256m").argParser(fileBytes),
    )
    .option("--json", "one JSON document")
    .addOption(confOption())
    .option("--properties-file <path>", "file of settings")
    .addHelpText("after", help)
    .action(async (path: string, flags: TableFlags) => {
      if (flags.target !== undefined && !flags.compact) {
        throw new GoldpanError("USAGE", "--target is the size of the files that --compact makes", {
          hint: "add --compact, or leave --target out",
        });
      }
      const { config, notes } = resolveConfig({ environment, conf: flags.conf, propertiesFile: flags.propertiesFile });
      for (const note of notes) process.stderr.write(`goldpan: note: ${note}\n`);
      // The store's library is large: other commands start without it.
      const { openObjectStore, storeConfigOf } = await import("../../storage/open-object-store.js");
      const store = openObjectStore(storeConfigOf(config));
      try {
        const table = resolvePath(path, process.cwd(), null);
        if (flags.for !== undefined) {
          const snapshot = await snapshotOf(store, table, flags.version);
          process.stdout.write(tableSnippet(flags.for, snapshot, config.optional("goldpan.hadoop.fs.s3a.endpoint")));
          return;
        }
        if (flags.compact) assertCompactable(await snapshotOf(store, table, undefined));
        const compacted = flags.compact ? await compactTable(config, table, flags.target) : undefined;
        const report = await inspectTable(store, table, {
          verify: flags.verify ?? false,
          ...(compacted === undefined ? {} : { compacted }),
          repair: flags.repair ?? false,
          history: flags.history ?? false,
          files: flags.files ?? false,
          ...(flags.version === undefined ? {} : { version: flags.version }),
        });
        if ((report.problems ?? []).length > 0) ended(1);
        process.stdout.write(flags.json ? `${JSON.stringify(report)}\n` : formatTableReport(report));
      } finally {
        store.close();
      }
    });
}

/** Files of text are put together by whoever reads and writes them anew. */
function assertCompactable({ table, record: { dataFormat } }: TableSnapshot): void {
  if (dataFormat === undefined) return;
  const { format } = dataFormat;
  throw new GoldpanError("USAGE", `${table} is a table of ${format} files: Parquet alone is compacted`, {
    hint: `in a script: read.${format}(path).coalesce(1).write.mode("overwrite").${format}(path)`,
  });
}

function fileBytes(text: string): number {
  const bytes = bytesOf(text);
  if (bytes > 0) return bytes;
  throw new InvalidArgumentError("a file has more than 0 bytes.");
}

function commitNumber(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("commits are numbered from 1");
}
