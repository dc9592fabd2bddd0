/** `goldpan worker`: a worker that runs until SIGTERM or SIGINT drains it, a second one of them ends it at once. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { hostname, tmpdir } from "node:os";
import type { Config } from "../common/config/config.js";
import type { Logger } from "../common/log.js";
import { makeTemporaryFolder } from "../common/temporary-folder.js";
import { parseBytes } from "../common/units.js";
import { machineCores, machineMemoryBytes } from "./daemon/machine.js";
import { startWorker } from "./start-worker.js";

export interface WorkerProcessOptions {
  /** `host:port`, or several with commas. */
  readonly masterAddress: string;
  /** Host under which others reach this worker; the address that faces the master unless given. */
  readonly host?: string | undefined;
  /** `goldpan.worker.cores`, `goldpan.worker.memory` and `goldpan.local.dir` decide what is not given here. */
  readonly cores?: number | undefined;
  readonly memoryBytes?: number | undefined;
  /** Made in the system's temporary folder, and removed in the end, unless given. */
  readonly folder?: string | undefined;
  readonly config: Config;
  readonly logger: Logger;
}

/**
 * Resolves when a signal has ended it cleanly. Started with an IPC channel it ends with whoever started it.
 * @throws TOKEN_REFUSED or VERSION_MISMATCH when the master refuses this worker, CONFIG_INVALID when its folder is taken
 */
export async function runWorker(options: WorkerProcessOptions): Promise<void> {
  const { config, logger } = options;
  const left = starterGone();
  const given = options.folder ?? config.optional("goldpan.local.dir");
  const folder =
    given === undefined ? makeTemporaryFolder(tmpdir(), "goldpan-worker-") : { path: given, remove: () => undefined };
  const advertiseHost = options.host ?? (await addressFacing(options.masterAddress));
  const memory = config.optional("goldpan.worker.memory");
  const worker = await startWorker({
    name: hostname().split(".")[0] ?? "worker",
    masterAddress: options.masterAddress,
    host: advertiseHost === "127.0.0.1" || advertiseHost === "localhost" ? "127.0.0.1" : "0.0.0.0",
    advertiseHost,
    token: config.optional("goldpan.authenticate.secret"),
    cores: options.cores ?? config.optionalInteger("goldpan.worker.cores") ?? machineCores(),
    memoryBytes: options.memoryBytes ?? (memory === undefined ? machineMemoryBytes() : parseBytes(memory)),
    folder: folder.path,
    config,
    logger,
  });
  const stop = signalled((signal, first) => {
    logger.info({ signal }, first ? "worker_draining" : "worker_stopping");
    void (first ? worker.drain() : worker.close());
  });
  void left.then(() => worker.close());
  try {
    const reason = await worker.ended;
    if (reason !== undefined) throw reason;
  } finally {
    stop();
    await worker.close();
    await folder.remove();
  }
}

/** Resolves when the process at the other end of the IPC channel is gone, also where it went before this was called. */
async function starterGone(): Promise<void> {
  await new Promise<void>((resolve) => {
    if (process.connected) process.once("disconnect", resolve);
    // Without a channel there never was a way to send.
    else if (process.send !== undefined) resolve();
  });
}

/** @returns what takes the handlers away again */
function signalled(handle: (signal: NodeJS.Signals, first: boolean) => void): () => void {
  let first = true;
  const onSignal = (signal: NodeJS.Signals) => {
    handle(signal, first);
    first = false;
  };
  process.on("SIGTERM", onSignal).on("SIGINT", onSignal);
  return () => process.off("SIGTERM", onSignal).off("SIGINT", onSignal);
}

/** The address of the interface that leads to the master: a datagram socket finds it without sending anything. */
async function addressFacing(masterAddress: string): Promise<string> {
  const [, host, port] = /^\[?([^,]*?)\]?:(\d+)(?:,|$)/.exec(masterAddress) ?? [];
  const socket = createSocket("udp4");
  try {
    socket.connect(Number(port), host);
    await once(socket, "connect");
    return socket.address().address;
  } catch {
    return hostname();
  } finally {
    socket.close();
  }
}
