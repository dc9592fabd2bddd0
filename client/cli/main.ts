/** The `goldpan` command. Each subcommand loads what it needs when it runs: starting up is part of every run. */
import { Command, CommanderError } from "commander";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { packageVersion } from "../../common/package-root.js";
import { checkCommand } from "./check-command.js";
import { initCommand } from "./init-command.js";
import { tellError } from "./cli-error.js";
import { masterCommand, workerCommand } from "./daemon-commands.js";
import { submitCommand } from "./submit-command.js";
import { tableCommand } from "./table.js";

const examples = `
Examples:
  goldpan submit jobs/count.ts s3a://rawzone/flights/               run a script here, without a server
  goldpan init my-jobs                                              a project with a script and its test
  goldpan check jobs/count.ts s3a://rawzone/flights/                check it: types and plans, nothing runs
  goldpan master                                                    start a master
  goldpan worker goldpan://127.0.0.1:7077 --cores 2                 start a worker
  goldpan submit --master goldpan://127.0.0.1:7077 jobs/count.ts    run the script there
  goldpan table s3a://gold/flights/                                 look at a table's commits`;

/** Nobody runs a daemon once more with --verbose: what is wrong with it is told the first time. */
const isDaemon = ["master", "worker"].includes(process.argv[2] ?? "");

async function run(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const ended = (code: number) => (exitCode = code);
  const program = new Command("goldpan")
    .description("Turns raw Parquet in an object store into cleaned gold tables.")
    .version(packageVersion, "--version", "print the version")
    .enablePositionalOptions()
    .addHelpText("after", examples);
  program.addCommand(submitCommand(process.env, ended));
  program.addCommand(checkCommand(process.env, ended));
  program.addCommand(initCommand());
  program.addCommand(masterCommand(process.env));
  program.addCommand(workerCommand(process.env));
  program.addCommand(tableCommand(process.env, ended));
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ outputError: () => undefined });
  }
  try {
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return tellError(error, isDaemon);
    if (error.exitCode === 0) return 0;
    // Help that was not asked for: no subcommand was named.
    if (error.code === "commander.help") return 2;
    return tellError(new GoldpanError("USAGE", error.message.replace(/^error: /, ""), { hint: "see --help" }));
  }
}

/** 128 + SIGPIPE: whoever read the output has gone, as `head` does. */
const brokenPipe = 141;

// A broken rule of our own: one line, and the process ends.
process.on("uncaughtException", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE" && error.syscall === "write") process.exit(brokenPipe);
  const verbose = process.argv.some((argument) => argument === "--verbose" || argument === "-v");
  process.exit(tellError(error, verbose || isDaemon));
});
process.exit(await run(process.argv));
