/** Starts a master in this process: for `goldpan master` and for local mode alike. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../common/config/config.js";
import { createServer, listen } from "../common/grpc/server.js";
import { InvariantError } from "../common/errors/goldpan-error.js";
import type { Logger } from "../common/log.js";
import { contract } from "../common/wire/load.js";
import { openObjectStore, storeConfigOf } from "../storage/open-object-store.js";
import { applicationService } from "./grpc/application-service.js";
import { workerService } from "./grpc/worker-service.js";
import { createPlanner } from "./planner/create-planner.js";
import { HashedFiles } from "./shell/hashed-files.js";
import type { JournalRecord } from "./shell/journal-format.js";
import { openApplications } from "./shell/journal-reader.js";
import { Journal } from "./shell/journal.js";
import { nextMasterTerm } from "./shell/master-term.js";
import { Master, type MasterParts } from "./shell/master.js";

export interface MasterOptions {
  /** Address to listen on, e.g. `0.0.0.0`, or `127.0.0.1` for local mode. */
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Required of every call when set. */
  readonly token: string | undefined;
  /** Defaults of applications, and the store's credentials. */
  readonly config: Config;
  /** Journal, plans, bundles. Created if missing; survives a restart; one master at a time. */
  readonly stateFolder: string;
  readonly logger: Logger;
}

export interface RunningMaster {
  /** The port that was taken. */
  readonly port: number;
  /** Ends every application as cancelled, waits for commits under way, then closes. Idempotent. */
  close(): Promise<void>;
}

/** How long streams have to end by themselves. */
const shutdownGraceMs = 1_000;

/** @throws CONFIG_INVALID when the port is taken or a setting is refused */
export async function startMaster(options: MasterOptions): Promise<RunningMaster> {
  const { config, logger } = options;
  const store = openObjectStore(storeConfigOf(config));
  return startMasterWith(options, { store, planner: createPlanner({ store, logger }) });
}

/** The same with a store and a planner of the caller's: they are closed with the master. */
export async function startMasterWith(
  options: MasterOptions,
  ports: Pick<MasterParts, "store" | "planner">,
): Promise<RunningMaster> {
  const { config, logger, token, stateFolder } = options;
  await mkdir(stateFolder, { recursive: true });
  const term = await nextMasterTerm(stateFolder);
  const files = await HashedFiles.open(join(stateFolder, "files"));
  const { journal, records } = await openJournal(join(stateFolder, "journal.jsonl"), files);
  const master = new Master({ term, token, config, journal, files, logger, onFatal: stopProcess(logger), ...ports });
  await master.start(records);
  const server = createServer(token);
  const close = once(async () => {
    await master.close();
    await shutDown(server);
    await ports.planner.close();
    ports.store.close();
    await journal.close();
  });
  server.addService(contract.ApplicationService.service, applicationService(master));
  server.addService(contract.WorkerService.service, workerService(master));
  try {
    return { port: await listen(server, options.host, options.port), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** One in which no application is open has nothing to bring back: it starts anew. */
async function openJournal(path: string, files: HashedFiles): Promise<{ journal: Journal; records: JournalRecord[] }> {
  const { journal, records } = await Journal.open(path);
  if (openApplications(records).size > 0) return { journal, records };
  await journal.clear();
  await files.clear();
  return { journal, records: [] };
}

async function shutDown(server: ReturnType<typeof createServer>): Promise<void> {
  await new Promise<void>((resolve) => {
    const impatience = setTimeout(() => server.forceShutdown(), shutdownGraceMs);
    server.tryShutdown(() => {
      clearTimeout(impatience);
      resolve();
    });
  });
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return async () => (running ??= run());
}

/** A broken invariant or an unwritable journal ends the process: going on would not be what the journal says. */
function stopProcess(logger: Logger): (error: unknown) => void {
  return (cause) => {
    logger.fatal({ err: cause }, "master_stopped_by_fault");
    queueMicrotask(() => {
      throw new InvariantError("the master cannot go on", { cause });
    });
  };
}
