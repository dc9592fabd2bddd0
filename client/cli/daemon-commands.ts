/** `goldpan master` and `goldpan worker`. */
import { homedir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import type { Config } from "../../common/config/config.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { LogLevel } from "../../common/log.js";
import { defaultMasterPort, parseMasterUrl } from "../local/master-url.js";
import { bytesOf, confOption } from "./options.js";
import { resolveConfig } from "./resolve-config.js";

type Environment = Readonly<Record<string, string | undefined>>;

interface CommonFlags {
  readonly conf?: readonly string[];
  readonly propertiesFile?: string;
  readonly logLevel: LogLevel;
}

interface MasterFlags extends CommonFlags {
  readonly host: string;
  readonly port: number;
  readonly stateDir: string;
}

interface WorkerFlags extends CommonFlags {
  readonly host?: string;
  readonly cores?: number;
  readonly memory?: number;
  readonly workDir?: string;
}

export function masterCommand(environment: Environment): Command {
  return withCommonOptions(
    new Command("master")
      .description("start a master, until SIGTERM or SIGINT")
      .option("--host <address>", "address to listen on; 0.0.0.0 lets other machines in", "127.0.0.1")
      .option("--port <port>", "gRPC port", portOf, defaultMasterPort)
      .option("--state-dir <folder>", "journal and bundles", join(homedir(), ".goldpan", "master")),
  ).action(async (flags: MasterFlags) => {
    const { runMaster, createLogger } = await import("./daemons.js");
    const config = configOf(flags, environment);
    await runMaster({
      host: flags.host,
      port: flags.port,
      token: config.optional("goldpan.authenticate.secret"),
      config,
      stateFolder: flags.stateDir,
      logger: createLogger("master", flags.logLevel),
    });
  });
}

export function workerCommand(environment: Environment): Command {
  return withCommonOptions(
    new Command("worker")
      .description("start a worker that joins a master, until SIGTERM or SIGINT drains it")
      .argument("<master>", "goldpan://host:port[,host:port]")
      .option(
        "--host <address>",
        "address under which the master and other workers reach this one; the one that faces the master unless given",
      )
      .option("--cores <number>", "cores to offer; the machine's or the container's unless given", countOf)
      .option(
        "--memory <size>",
        "memory to offer to executors, for instance 8g; what there is, less 512m, unless given",
        bytesOf,
      )
      .option("--work-dir <folder>", "folder for slices, pieces and spill; a temporary one unless given"),
  ).action(async (masterUrl: string, flags: WorkerFlags) => {
    const { runWorker, createLogger } = await import("./daemons.js");
    const url = parseMasterUrl(masterUrl);
    if (url.kind !== "remote") {
      throw new GoldpanError("USAGE", `a worker joins a master that runs: ${masterUrl} is none`, {
        hint: "write goldpan://host:port",
      });
    }
    await runWorker({
      masterAddress: url.addresses.join(","),
      host: flags.host,
      cores: flags.cores,
      memoryBytes: flags.memory,
      folder: flags.workDir,
      config: configOf(flags, environment),
      logger: createLogger("worker", flags.logLevel),
    });
  });
}

const logLevels: readonly LogLevel[] = ["trace", "debug", "info", "warn", "error", "silent"];

function withCommonOptions(command: Command): Command {
  return command
    .addOption(confOption())
    .option("--properties-file <path>", "file of settings")
    .addOption(
      new Option("--log-level <level>", "what to log, as JSON lines on stderr").choices(logLevels).default("info"),
    );
}

function configOf(flags: CommonFlags, environment: Environment): Config {
  const { config, notes } = resolveConfig({ environment, conf: flags.conf, propertiesFile: flags.propertiesFile });
  for (const note of notes) process.stderr.write(`goldpan: note: ${note}\n`);
  return config;
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError("a port is a number from 0 to 65535.");
}

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new InvalidArgumentError("a whole number from 1.");
}
