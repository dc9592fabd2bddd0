/** Starts a worker daemon in this process: for `goldpan worker` and for local mode alike. */
import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import type { Config } from "../common/config/config.js";
import { asGoldpanError, type GoldpanError } from "../common/errors/goldpan-error.js";
import type { Logger } from "../common/log.js";
import { entryPointPath, type EntryPoint } from "../common/package-root.js";
import { once } from "../common/once.js";
import { parseBytes } from "../common/units.js";
import { openObjectStore, preloadStores, storeConfigOf } from "../storage/open-object-store.js";
import { PieceStore } from "./daemon/piece-store.js";
import { startPieceServer } from "./daemon/piece-server-thread.js";
import { WorkFolder } from "./daemon/work-folder.js";
import { WorkerDaemon } from "./daemon/worker-daemon.js";

/** The programs that a worker starts, as paths of JavaScript files; tests put others in their place. */
export interface WorkerPrograms {
  readonly executor: string;
  readonly functionCheck: string;
  readonly pieceServer: string;
  readonly clusterDriver: string;
}

export interface WorkerOptions {
  /** Start of its id, e.g. the host's name; the id itself is new with every start. */
  readonly name?: string;
  /** `host:port`, or several with commas: the one that answers is the master. */
  readonly masterAddress: string;
  /** Address that its piece server listens on, e.g. `0.0.0.0`, or `127.0.0.1` for local mode. */
  readonly host: string;
  /** Host under which peers and the master reach the piece server. */
  readonly advertiseHost: string;
  /** Sent with every call, and required of every call to the piece server when set. */
  readonly token: string | undefined;
  readonly cores: number;
  /** Offered to executors, all together. */
  readonly memoryBytes: number;
  /** For slices, pieces, spill and bundles; created if missing, one worker at a time, what it made is removed on close. */
  readonly folder: string;
  /** Holds the store's credentials. */
  readonly config: Config;
  readonly logger: Logger;
  readonly programs?: Partial<WorkerPrograms>;
}

export interface RunningWorker {
  readonly workerId: string;
  /** Resolves when the worker is over: with the reason when it ended by itself (TOKEN_REFUSED, VERSION_MISMATCH, …). */
  readonly ended: Promise<GoldpanError | undefined>;
  /** Takes no new task, finishes or hands back what runs, serves pieces until released or until the grace ends, then closes. */
  drain(graceMs?: number): Promise<void>;
  /** Ends executors at once and removes their folders. Idempotent. */
  close(): Promise<void>;
}

const drainGraceMs = 50_000;

/**
 * Resolves when the piece server listens; the master is dialed from then on, for as long as it takes.
 * @throws CONFIG_INVALID when the folder cannot be made or another worker has it
 */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { config, token, logger } = options;
  const workerId = `${(options.name ?? "worker").replace(/[^A-Za-z0-9.-]/g, "-")}-${randomBytes(4).toString("hex")}`;
  // Absolute: what it starts runs in folders of its own.
  const folder = WorkFolder.take(resolve(options.folder));
  let onEnded: (reason: GoldpanError | undefined) => void = () => undefined;
  const ended = new Promise<GoldpanError | undefined>((resolve) => (onEnded = resolve));
  // What would start only processes that it does not understand is over; the next one starts those of its own build.
  const program = (given: string | undefined, entry: EntryPoint) => () => {
    try {
      return given ?? entryPointPath(entry);
    } catch (error) {
      onEnded(asGoldpanError(error));
      throw error;
    }
  };
  try {
    const storeConfig = storeConfigOf(config);
    const pieceBytesMax = config.optional("goldpan.worker.pieces.maxBytes");
    const pieces = new PieceStore(
      join(folder.path, "pieces"),
      pieceBytesMax === undefined ? undefined : parseBytes(pieceBytesMax),
    );
    const listening = startPieceServer(
      program(options.programs?.pieceServer, "piece-server")(),
      {
        ...{ host: options.host, token, folder: pieces.folder, landmark: folder.landmark },
        driversFolder: join(folder.path, "drivers"),
      },
      (error) => {
        logger.error({ reason: error.message }, "piece_server_lost");
        onEnded(error);
      },
    );
    preloadStores(storeConfig);
    const pieceServer = await listening;
    const store = openObjectStore(storeConfig, (retry) => logger.warn({ workerId, ...retry }, "store_retry"));
    const daemon = new WorkerDaemon({
      ...{ workerId, token, pieces, store, config },
      masterAddresses: options.masterAddress.split(","),
      cores: options.cores,
      memoryBytes: options.memoryBytes,
      pieceAddress: `${options.advertiseHost}:${pieceServer.port}`,
      folder: folder.path,
      executorProgram: program(options.programs?.executor, "executor"),
      driverProgram: program(options.programs?.clusterDriver, "cluster-driver"),
      functionCheckProgram: program(options.programs?.functionCheck, "function-check"),
      logger: logger.child({ workerId }),
      onRefused: (error) => onEnded(error),
    });
    daemon.open();
    const close = once(async () => {
      await daemon.close();
      store.close();
      await pieceServer.close();
      folder.release();
      onEnded(undefined);
    });
    const drain = once(async (graceMs: number) => {
      await daemon.drain(graceMs);
      await close();
    });
    return { workerId, ended, close: async () => close(), drain: async (graceMs = drainGraceMs) => drain(graceMs) };
  } catch (error) {
    folder.release();
    throw error;
  }
}
