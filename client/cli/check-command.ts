/** `goldpan check`: what submit would say of a script, without running it. */
import { basename, extname, resolve } from "node:path";
import { Command } from "commander";
import { startTypesCheck } from "../check/type-problems.js";
import { scriptArguments } from "./script-arguments.js";
import { confOption } from "./options.js";
import { resolveConfig } from "./resolve-config.js";
import { assertScript } from "./submit-command.js";

interface CheckFlags {
  readonly master?: string;
  readonly deployMode?: string;
  readonly files?: string;
  readonly conf?: readonly string[];
  readonly propertiesFile?: string;
  readonly executorCores?: string;
  readonly totalExecutorCores?: string;
  readonly verbose?: true;
  readonly json?: true;
}

const help = `
Examples:
  goldpan check jobs/clean.ts --since 2001-01                        with this machine's settings and no server
  goldpan check --master goldpan://master:7077 --json jobs/clean.ts  planned by the cluster, with its settings and its store

It checks types (by the script's tsconfig.json, or strictly), bundles, runs main, and plans each action that main comes to: inputs, stages
and tasks, the table that would be written. No task runs and nothing is written, so that main cannot be followed past an action whose value
it waits for (count, collect): the report names that line. Exit codes: 0 all would be accepted; 1 the script, its types or a plan are
wrong; 2 wrong usage; 3 no master.`;

/** @param environment  of this process */
export function checkCommand(
  environment: Readonly<Record<string, string | undefined>>,
  ended: (exitCode: number) => void,
): Command {
  return new Command("check")
    .description("check a script: types, bundle and plans, without a task and without a write")
    .argument("<script>", "TypeScript or JavaScript that exports main")
    .argument("[args...]", "passed to the script as they are, behind a -- or without")
    .passThroughOptions()
    .option("--master <url>", "as for submit; a local form starts no worker")
    .option("--deploy-mode <mode>", "as for submit; cluster also tells what would not travel to a worker")
    .option("--files <paths>", "as for submit, with commas between them")
    .addOption(confOption())
    .option("--properties-file <path>", "file of settings, as spark-defaults.conf")
    .option("--executor-cores <number>", "cores of one executor")
    .option("--total-executor-cores <number>", "cores of all executors together")
    .option("--json", "end stdout with one JSON document instead of lines")
    .option("-v, --verbose", "print each plan in full, and stack traces")
    .addHelpText("after", help)
    .action(async (script: string, given: string[], flags: CheckFlags) => {
      const args = scriptArguments(given);
      const scriptPath = resolve(script);
      assertScript(script, scriptPath);
      const { config, notes } = resolveConfig({
        environment,
        propertiesFile: flags.propertiesFile,
        conf: flags.conf,
        flags: {
          "--master": { key: "goldpan.master", value: flags.master },
          "--deploy-mode": { key: "goldpan.submit.deployMode", value: flags.deployMode },
          "--files": { key: "goldpan.files", value: flags.files },
          "--executor-cores": { key: "goldpan.executor.cores", value: flags.executorCores },
          "--total-executor-cores": { key: "goldpan.cores.max", value: flags.totalExecutorCores },
        },
      });
      // Takes longest: everything else is loaded while it works.
      const types = startTypesCheck(scriptPath);
      try {
        const { checkScript } = await import("../check/check-script.js");
        const applicationName = config.optional("goldpan.app.name") ?? basename(scriptPath, extname(scriptPath));
        const { verbose = false, json = false } = flags;
        ended(await checkScript({ scriptPath, args, config, applicationName, notes, verbose, json }, types));
      } finally {
        types.stop();
      }
    });
}
