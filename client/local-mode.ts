/**
 * Where an application runs: opens the cluster that `goldpan.master` names. Local forms start a real master and real workers that
 * listen on loopback alone and know each other by a random token. This file is the client's only door to master and worker.
 */
import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { totalmem, tmpdir } from "node:os";
import { join } from "node:path";
import type { Config } from "../common/config/config.js";
import type { LogLevel, Logger } from "../common/log.js";
import { makeTemporaryFolder } from "../common/temporary-folder.js";
import { once } from "../common/once.js";
import {
  connectMaster,
  type Bundle,
  type GrpcMasterConnection,
  type ShippedFileSource,
} from "./grpc/connect-master.js";
import { parseMasterUrl, type MasterUrl } from "./local/master-url.js";
import { startWorkerProcesses } from "./local/worker-processes.js";

export interface Cluster {
  /** `host:port`s of its masters. */
  readonly addresses: readonly string[];
  readonly token: string | undefined;
  /** Workers that were started with it; 0 where they are the cluster's business. */
  readonly workers: number;
  /** Starts those that a local form left out; nothing to do elsewhere. @returns how many there are of its own */
  startWorkers(): Promise<number>;
  /** Stops what was started and removes its folders; waits for commits under way. Idempotent. */
  close(): Promise<void>;
}

export interface ClusterOptions {
  /** Of master and worker in this process, on stderr. @default "silent" */
  readonly logLevel?: LogLevel;
  /** Whether a local form starts workers; without them it plans, and runs nothing. @default true */
  readonly workers?: boolean;
}

/** Opens the cluster of `goldpan.master`; a remote one is not connected yet. @throws CONFIG_INVALID */
export async function openCluster(config: Config, options: ClusterOptions = {}): Promise<Cluster> {
  const url = parseMasterUrl(config.string("goldpan.master"));
  if (url.kind === "remote") {
    const token = config.optional("goldpan.authenticate.secret");
    const startWorkers = async () => Promise.resolve(0);
    return { addresses: url.addresses, token, workers: 0, startWorkers, close: async () => Promise.resolve() };
  }
  const { createLogger } = await import("../common/log.js");
  const logger = createLogger("local", options.logLevel ?? "silent");
  return openLocal(url, config, logger, options.workers ?? true);
}

export interface LocalConnectOptions extends ClusterOptions {
  readonly applicationName: string;
  readonly bundle?: Bundle | undefined;
  readonly files?: readonly ShippedFileSource[];
}

/** An application with the cluster that was opened for it. */
export interface OpenConnection {
  readonly connection: GrpcMasterConnection;
  /** Closes the connection, and the cluster if it is local. Idempotent. */
  close(): Promise<void>;
}

/** Opens the cluster and registers an application: for sessions inside other programs. */
export async function connect(config: Config, options: LocalConnectOptions): Promise<OpenConnection> {
  const cluster = await openCluster(config, options);
  try {
    const connection = await connectMaster({
      addresses: cluster.addresses,
      token: cluster.token,
      settings: config.shareable(),
      applicationName: options.applicationName,
      bundle: options.bundle,
      files: options.files ?? [],
    });
    await untilWorkersAre(cluster.workers, connection);
    const close = async () => {
      connection.close();
      await cluster.close();
    };
    return { connection, close };
  } catch (error) {
    await cluster.close();
    throw error;
  }
}

/** A worker process starts in less than a second; one that does not come is told by its own error on stderr. */
const workersTimeoutMs = 20_000;

/**
 * Waits for the workers that were started with the cluster, since jobs are cut into tasks for the slots there are. Goes on without
 * those that don't come: the master says when there are none.
 */
export async function untilWorkersAre(workers: number, connection: GrpcMasterConnection): Promise<void> {
  if (connection.cluster.workersAlive >= workers) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, workersTimeoutMs);
    connection.onClusterState(({ workersAlive }) => {
      if (workersAlive < workers) return;
      clearTimeout(timer);
      resolve();
    });
  });
}

async function openLocal(
  url: Exclude<MasterUrl, { kind: "remote" }>,
  config: Config,
  logger: Logger,
  withWorkers: boolean,
): Promise<Cluster> {
  const token = randomBytes(24).toString("base64url");
  const parent = config.optional("goldpan.local.dir") ?? tmpdir();
  await mkdir(parent, { recursive: true });
  const folder = makeTemporaryFolder(parent, "goldpan-local-");
  const parts: { close(): Promise<void> }[] = [];
  const close = once(async () => {
    // Commits are the master's alone: it sees them through after the workers are gone.
    for (const part of parts.reverse()) await part.close();
    await folder.remove();
  });
  try {
    const { startMaster } = await import("../master/start-master.js");
    const withToken = config.with("local mode", { "goldpan.authenticate.secret": token });
    const stateFolder = join(folder.path, "master");
    const master = await startMaster({ host: "127.0.0.1", port: 0, token, config: withToken, stateFolder, logger });
    parts.push(master);
    const masterAddress = `127.0.0.1:${master.port}`;
    const start = once(async () => {
      const starting = startWorkers({ url, masterAddress, folder: folder.path, token, config: withToken, logger });
      parts.push({ close: async () => (await starting.catch(() => undefined))?.close() });
      await starting;
    });
    if (withWorkers) await start();
    const count = url.kind === "local" ? 1 : url.workers;
    return {
      ...{ addresses: [masterAddress], token, workers: withWorkers ? count : 0, close },
      startWorkers: async () => start().then(() => count),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startWorkers(options: {
  url: Exclude<MasterUrl, { kind: "remote" }>;
  masterAddress: string;
  folder: string;
  token: string;
  config: Config;
  logger: Logger;
}): Promise<{ close(): Promise<void> }> {
  const { url, masterAddress, folder, token, config, logger } = options;
  if (url.kind !== "local") {
    return startWorkerProcesses({
      workers: url.workers,
      masterAddress,
      cores: url.coresPerWorker,
      memoryBytes: url.memoryBytesPerWorker,
      folder,
      settings: config.explicit(),
    });
  }
  const { startWorker } = await import("../worker/start-worker.js");
  const executorBytes = config.bytes("goldpan.executor.memory");
  return startWorker({
    name: "local",
    masterAddress,
    host: "127.0.0.1",
    advertiseHost: "127.0.0.1",
    token,
    cores: url.cores,
    // Room for an executor on every core: the user who asks for N cores means to use them.
    memoryBytes: Math.max(totalmem(), url.cores * executorBytes),
    folder: join(folder, "worker"),
    config,
    logger,
  });
}
