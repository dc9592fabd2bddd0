/** `goldpan submit`: spark-submit's options, as far as they mean something here. */
import { statSync } from "node:fs";
import { basename, extname, resolve } from "node:path";
import { Command, Option } from "commander";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { packageVersion } from "../../common/package-root.js";
import { refusedOptions } from "./refused-options.js";
import { scriptArguments } from "./script-arguments.js";
import { confOption } from "./options.js";
import { resolveConfig } from "./resolve-config.js";

interface SubmitFlags {
  readonly master?: string;
  readonly deployMode?: string;
  readonly name?: string;
  readonly files?: string;
  readonly driverMemory?: string;
  readonly driverCores?: string;
  readonly supervise?: true;
  readonly onDisconnect?: string;
  readonly idempotencyKey?: string;
  readonly status?: string;
  readonly kill?: string;
  readonly conf?: readonly string[];
  readonly propertiesFile?: string;
  readonly executorMemory?: string;
  readonly executorCores?: string;
  readonly totalExecutorCores?: string;
  readonly verbose?: true;
  readonly json?: true;
}

const help = `
Examples:
  goldpan submit jobs/count.ts s3a://rawzone/flights/          count on this machine, with all cores and no server
  goldpan submit --master local[2] job.ts --since 2001-01      what follows the script is the script's
  goldpan submit --master goldpan://master:7077 --conf goldpan.executor.memory=2g --name nightly job.ts
  goldpan submit --master goldpan://master:7077 --deploy-mode cluster --supervise --files lists/carriers.csv job.ts
  goldpan submit --master goldpan://master:7077 --idempotency-key nightly/2001-01-31 job.ts --day 2001-01-31
  goldpan submit --master goldpan://master:7077 --status app-20010131-021500-1a2b3c4d --json
  goldpan submit --master goldpan://master:7077 --kill app-20010131-021500-1a2b3c4d

Deploy modes: client runs the script beside submit; cluster runs it on a worker with room for --driver-memory and --driver-cores. submit waits
for either, shows progress and what the script prints, and exits with the application's code; in cluster mode --conf
goldpan.standalone.submit.waitAppCompletion=false returns at once with the id. docs/SUBMIT.md has the rest.

Settings: flags and --conf win over --properties-file, that over the environment (GOLDPAN_EXECUTOR_MEMORY, AWS_ACCESS_KEY_ID, …), that
over the defaults; docs/CONFIG.md lists them. stdout is the script's, stderr tells progress and the summary; with --json the last line on
stdout is one JSON document with the summary, and stderr has nothing but the error of a run that fails.

Exit codes: 0 done; 1 the script or a job failed; 2 wrong usage; 3 no application was accepted (no master, refused token); 4 an
expectation failed the job; 130, 143 interrupted. A code that the script exits with passes through. --status and --kill: 0 known, 1 unknown.`;

/** @param environment  of this process */
export function submitCommand(
  environment: Readonly<Record<string, string | undefined>>,
  ended: (exitCode: number) => void,
): Command {
  const command = new Command("submit")
    .description("run a script on a cluster, or on this machine without one")
    .argument("[script]", "TypeScript or JavaScript that exports main")
    .argument("[args...]", "passed to the script as they are, behind a -- or without")
    .passThroughOptions()
    .option("--master <url>", "local[N], local[*], local-cluster[WORKERS,CORES] or goldpan://host:port[,host:port]")
    .option("--deploy-mode <mode>", "where the script runs: client (here, the default) or cluster (on a worker)")
    .option("--name <name>", "name of the application")
    .addOption(confOption())
    .option("--properties-file <path>", "file of settings, as spark-defaults.conf")
    .option("--files <paths>", "files that travel along, with commas between; GoldpanFiles.get(name) finds them")
    .option("--driver-memory <size>", "cluster mode: all of the driver, 1g unless set; client mode: the script's heap")
    .option("--driver-cores <number>", "cluster mode: cores of the driver")
    .option("--supervise", "cluster mode: start a driver again that is lost with its worker, or ended by a signal")
    .option(
      "--on-disconnect <what>",
      "when submit is cut off: cancel (client mode's default) or continue (cluster mode's)",
    )
    .option(
      "--idempotency-key <key>",
      "the run's name: one that runs or succeeded answers, an append commits once per key",
    )
    .option("--status <id>", "tell how an application stands, instead of running a script")
    .option("--kill <id>", "end an application, instead of running a script")
    .option("--executor-memory <size>", "memory of one executor process, for instance 512m or 2g")
    .option("--executor-cores <number>", "cores of one executor")
    .option("--total-executor-cores <number>", "cores of all executors together")
    .option("--json", "end stdout with one JSON document, the summary; no progress")
    .option("-v, --verbose", "print each setting with its source, tasks by worker, stages as they ran, stack traces")
    .version(packageVersion, "--version", "print the version")
    .addHelpText("after", help)
    .action(async (script: string | undefined, args: string[], flags: SubmitFlags) =>
      ended(await run(script, scriptArguments(args), flags, environment)),
    );
  for (const [flag, why] of Object.entries(refusedOptions)) {
    command.addOption(new Option(`${flag} [value]`).hideHelp());
    command.on(`option:${flag.slice(2)}`, () => {
      throw new GoldpanError("USAGE", `${flag} is not supported`, { hint: why });
    });
  }
  return command;
}

async function run(
  script: string | undefined,
  args: readonly string[],
  flags: SubmitFlags,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const { config, notes } = resolveConfig({
    environment,
    propertiesFile: flags.propertiesFile,
    conf: flags.conf,
    flags: {
      "--master": { key: "goldpan.master", value: flags.master },
      "--deploy-mode": { key: "goldpan.submit.deployMode", value: flags.deployMode },
      "--name": { key: "goldpan.app.name", value: flags.name },
      "--files": { key: "goldpan.files", value: flags.files },
      "--driver-memory": { key: "goldpan.driver.memory", value: flags.driverMemory },
      "--driver-cores": { key: "goldpan.driver.cores", value: flags.driverCores },
      "--supervise": { key: "goldpan.driver.supervise", value: flags.supervise && "true" },
      "--on-disconnect": { key: "goldpan.submit.onDisconnect", value: flags.onDisconnect },
      "--idempotency-key": { key: "goldpan.submit.idempotencyKey", value: flags.idempotencyKey },
      "--executor-memory": { key: "goldpan.executor.memory", value: flags.executorMemory },
      "--executor-cores": { key: "goldpan.executor.cores", value: flags.executorCores },
      "--total-executor-cores": { key: "goldpan.cores.max", value: flags.totalExecutorCores },
    },
  });
  const { verbose = false, json = false } = flags;
  if (flags.idempotencyKey?.trim() === "") {
    throw new GoldpanError("USAGE", "--idempotency-key is empty: it would name no run", {
      hint: "give it the run's name, or leave it out",
    });
  }
  const asked = askedOf(flags, script);
  if (asked !== undefined) {
    const { askAbout } = await import("../submit/ask-about.js");
    return askAbout(config, asked, json);
  }
  if (script === undefined) {
    throw new GoldpanError("USAGE", "there is no script to submit", {
      hint: "goldpan submit [options] <script> [args…]",
    });
  }
  const scriptPath = resolve(script);
  assertScript(script, scriptPath);
  const applicationName = config.optional("goldpan.app.name") ?? basename(scriptPath, extname(scriptPath));
  const { submit } = await import("../submit/submit.js");
  return submit({ scriptPath, args, config, applicationName, notes, verbose, json });
}

/** `--status` or `--kill`: about one application, and nothing else. */
function askedOf(
  { status, kill }: SubmitFlags,
  script: string | undefined,
): { readonly kind: "status" | "kill"; readonly applicationId: string } | undefined {
  if (status === undefined && kill === undefined) return undefined;
  if (status !== undefined && kill !== undefined) throw new GoldpanError("USAGE", "--status or --kill, not both");
  if (script !== undefined) {
    throw new GoldpanError("USAGE", `--status and --kill run no script: ${script} is one too many`);
  }
  return kill === undefined ? { kind: "status", applicationId: status ?? "" } : { kind: "kill", applicationId: kill };
}

/** The endings that esbuild takes as they are. */
const scriptEndings = [".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx"];

export function assertScript(named: string, path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile()) {
    throw new GoldpanError("USAGE", `there is no script ${named}`, {
      hint: "the first argument that is no option is the script, relative to the folder that you submit from",
    });
  }
  if (!scriptEndings.includes(extname(path))) {
    throw new GoldpanError("USAGE", `${named} is no script`, { hint: `a script ends in ${scriptEndings.join(", ")}` });
  }
}
