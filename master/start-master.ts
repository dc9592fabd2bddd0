/** Starts a master in this process: for `goldpan master` and for local mode alike. */
import type { Config } from "../common/config/config.js";
import { createServer, listen } from "../common/grpc/server.js";
import type { Logger } from "../common/log.js";

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

export async function startMaster(options: MasterOptions): Promise<RunningMaster> {
  const server = createServer(options.token);
  const port = await listen(server, options.host, options.port);
  return {
    port,
    close: async () => {
      server.forceShutdown();
    },
  };
}
