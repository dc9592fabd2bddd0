/** Starts a worker daemon in this process: for `goldpan worker` and for local mode alike. */
import type { Config } from "../common/config/config.js";
import { GoldpanError } from "../common/errors/goldpan-error.js";
import type { Logger } from "../common/log.js";

/** The programs that a worker starts, as paths of JavaScript files; tests put others in their place. */
export interface WorkerPrograms {
  readonly executor: string;
  readonly functionCheck: string;
  readonly pieceServer: string;
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

/**
 * Resolves when the piece server listens; the master is dialed from then on, for as long as it takes.
 * @throws CONFIG_INVALID when the folder cannot be made or another worker has it
 */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  throw new GoldpanError("INTERNAL", `no worker for ${options.masterAddress}`);
}
