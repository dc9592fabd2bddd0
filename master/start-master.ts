/** Starts a master in this process: for `goldpan master` and for local mode alike. */
import type { Config } from "../common/config/config.js";
import { createServer, listen } from "../common/grpc/server.js";
import { InvariantError } from "../common/errors/goldpan-error.js";
import type { Logger } from "../common/log.js";
import { contract } from "../common/wire/load.js";
import { openObjectStore, storeConfigOf } from "../storage/open-object-store.js";
import { applicationService } from "./grpc/application-service.js";
import { workerService } from "./grpc/worker-service.js";
import { createPlanner } from "./planner/create-planner.js";
import { driverKeyIn } from "./shell/driver-key.js";
import { EndedApplications } from "./shell/ended-applications.js";
import { HashedFiles } from "./shell/hashed-files.js";
import { Journal } from "./shell/journal.js";
import { nextMasterTerm } from "./shell/master-term.js";
import { Master, type MasterParts } from "./shell/master.js";
import { StateFolder } from "./shell/state-folder.js";

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
  /** Closes and leaves applications open: a master that starts over the same state folder goes on with them. Idempotent. */
  suspend(): Promise<void>;
}

type Ports = Pick<MasterParts, "store" | "planner">;

/** How long streams have to end by themselves. */
const shutdownGraceMs = 1_000;

/** @throws CONFIG_INVALID when the port or the state folder is taken or a setting is refused, STATE_DAMAGED */
export async function startMaster(options: MasterOptions): Promise<RunningMaster> {
  const { config, logger } = options;
  return start(options, (analyserFolder) => {
    const store = openObjectStore(storeConfigOf(config), (retry) => logger.warn(retry, "store_retry"));
    return { store, planner: createPlanner({ store, logger, analyserFolder }) };
  });
}

/** The same with a store and a planner of the caller's: they are closed with the master. */
export async function startMasterWith(options: MasterOptions, ports: Ports): Promise<RunningMaster> {
  return start(options, () => ports);
}

/** In this order: whoever cannot have the folder or read it leaves it as it is; who cannot listen journals nothing. */
async function start(options: MasterOptions, openPorts: (analyserFolder: string) => Ports): Promise<RunningMaster> {
  const { config, logger, token } = options;
  const folder = StateFolder.take(options.stateFolder);
  const closers: (() => Promise<void> | void)[] = [() => folder.release()];
  const closeParts = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const journal = await Journal.open(folder.journalPath);
    closers.push(() => journal.close());
    const term = await nextMasterTerm(folder.path);
    const files = await HashedFiles.open(folder.filesFolder);
    const ports = openPorts(folder.analyserFolder);
    closers.push(() => {
      ports.store.close();
    });
    closers.push(() => ports.planner.close());
    const kept = { ended: EndedApplications.open(folder.endedFolder), driverKey: driverKeyIn(folder.path) };
    const master = new Master({
      ...kept,
      term,
      token,
      config,
      journal,
      files,
      logger,
      onFatal: stopProcess(logger),
      ...ports,
    });
    await master.replay();
    const server = createServer(token, (error, path) => logger.error({ err: error, path }, "call_failed_by_fault"));
    closers.push(() => shutDown(server));
    server.addService(contract.ApplicationService.service, applicationService(master));
    server.addService(contract.WorkerService.service, workerService(master));
    const port = await listen(server, options.host, options.port);
    master.start();
    let ended: Promise<void> | undefined;
    const end = async (stop: () => Promise<void>) => (ended ??= stop().then(closeParts));
    return { port, close: () => end(() => master.close()), suspend: () => end(() => master.suspend()) };
  } catch (error) {
    await closeParts();
    throw error;
  }
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

/** A broken invariant or an unwritable journal ends the process: going on would not be what the journal says. */
function stopProcess(logger: Logger): (error: unknown) => void {
  return (cause) => {
    logger.fatal({ err: cause }, "master_stopped_by_fault");
    queueMicrotask(() => {
      throw new InvariantError("the master cannot go on", { cause });
    });
  };
}
