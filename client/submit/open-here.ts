/**
 * Opens the cluster, bundles the script and registers the application, for a script that runs here. Start-up is part of every run, so what
 * can be done at once is: the driver process starts, the cluster opens, and the script is bundled, all side by side.
 */
import type { Config } from "../../common/config/config.js";
import type { GrpcMasterConnection, ShippedFileSource } from "../grpc/connect-master.js";
import type { Cluster } from "../local-mode.js";
import type { Opened, Opening } from "./supervisor.js";

export interface OpenHereOptions {
  /** Absolute. */
  readonly scriptPath: string;
  readonly config: Config;
  readonly applicationName: string;
  readonly files: readonly ShippedFileSource[];
  /** Exists; gets the driver's bundle. */
  readonly folder: string;
  readonly verbose: boolean;
}

export class OpenHere implements Opening {
  private cluster: Promise<Cluster> | undefined;

  constructor(private readonly options: OpenHereOptions) {}

  async open(): Promise<Opened> {
    const { config, applicationName, scriptPath, files, folder, verbose } = this.options;
    const bundling = import("./bundle-script.js").then(({ bundleScript }) => bundleScript(scriptPath, folder));
    const opening = import("../local-mode.js").then(({ openCluster }) =>
      openCluster(config, { logLevel: verbose ? "warn" : "silent" }),
    );
    this.cluster = opening;
    const connecting = Promise.all([import("../grpc/connect-master.js"), opening]);
    const channelOpening = connecting.then(([{ openChannel }, cluster]) => openChannel(cluster));
    // A script that cannot be bundled is told at once, however long the master takes to answer.
    const [script, channel] = await Promise.all([bundling, channelOpening]);
    const [{ register }, { untilWorkersAre }, cluster] = await Promise.all([
      import("../grpc/connect-master.js"),
      import("../local-mode.js"),
      opening,
    ]);
    const connection: GrpcMasterConnection = await register(channel, {
      applicationName,
      files,
      settings: config.shareable(),
      bundle: script.rowFunctions,
      idempotencyKey: config.optional("goldpan.submit.idempotencyKey"),
    });
    await untilWorkersAre(cluster.workers, connection);
    return { connection, script };
  }

  async close(): Promise<void> {
    const cluster = await this.cluster?.catch(() => undefined);
    await cluster?.close();
  }
}
