/**
 * Where an application runs: opens the cluster that `goldpan.master` names. Local forms start a real master and real workers
 * that listen on loopback alone; this file is the client's only door to them.
 */
import type { Config } from "../common/config/config.js";
import { connectMaster, type Bundle, type GrpcMasterConnection } from "./grpc/connect-master.js";
import { parseMasterUrl } from "./local/master-url.js";

export interface Cluster {
  /** `local[*]: 2 cores, no server`: what submit says first. */
  readonly description: string;
  readonly addresses: readonly string[];
  readonly token: string | undefined;
  /** Stops what was started and removes its folders. Idempotent. */
  close(): Promise<void>;
}

/** Opens the cluster of `goldpan.master`; a remote one is not connected yet. @throws CONFIG_INVALID */
export async function openCluster(config: Config): Promise<Cluster> {
  const url = parseMasterUrl(config.string("goldpan.master"));
  const addresses = url.kind === "remote" ? url.addresses : [];
  return {
    description: "",
    addresses,
    token: config.optional("goldpan.authenticate.secret"),
    close: async () => undefined,
  };
}

export interface ConnectOptions {
  readonly applicationName: string;
  readonly bundle?: Bundle | undefined;
}

/** Opens the cluster and registers an application: for sessions inside other programs. `close` ends both. */
export async function connect(
  config: Config,
  options: ConnectOptions,
): Promise<GrpcMasterConnection & { closeAll(): Promise<void> }> {
  const cluster = await openCluster(config);
  const connection = await connectMaster({
    addresses: cluster.addresses,
    token: cluster.token,
    settings: config.shareable(),
    ...options,
  });
  return Object.assign(connection, {
    closeAll: async () => {
      connection.close();
      await cluster.close();
    },
  });
}
