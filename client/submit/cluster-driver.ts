/**
 * Entry of the process that a worker starts for a script in cluster mode: the same supervisor and driver as beside submit, attached to the
 * application that submit has registered. It ends with its worker.
 */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Config } from "../../common/config/config.js";
import type { ClusterDriverStart } from "../../common/driver-start.js";
import { tellError } from "../cli/cli-error.js";
import { attach, openChannel } from "../grpc/connect-master.js";
import type { MasterChannel } from "../grpc/master-channel.js";
import { unpackDriver } from "./driver-bundle.js";
import { Run, type Opened, type Opening } from "./supervisor.js";

/** Of its memory, for the script's heap; the rest is this process and what is no heap. */
const heapShare = 0.6;

class Attaching implements Opening {
  private channel: MasterChannel | undefined;

  constructor(
    private readonly start: ClusterDriverStart,
    private readonly script: Opened["script"],
  ) {}

  async open(): Promise<Opened> {
    const { masterAddresses, token, applicationId, secret, firstJobId } = this.start;
    this.channel = await openChannel({ addresses: masterAddresses, token });
    return { connection: attach(this.channel, { applicationId, secret }, firstJobId), script: this.script };
  }

  async close(): Promise<void> {
    this.channel?.close();
    return Promise.resolve();
  }
}

async function run(start: ClusterDriverStart): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "script-"));
  const { bundle, script } = unpackDriver(start.bundlePath, folder);
  const { scriptPath, args, settings, applicationName, baseFolder, verbose, quiet } = bundle;
  const config = Config.resolve([{ source: "submit", values: settings }]);
  const driver = new Run(
    {
      ...{ scriptPath, args, applicationName, baseFolder, verbose, config },
      supervised: config.optionalBoolean("goldpan.driver.supervise") === true,
      deployMode: "cluster",
      files: undefined,
      heapMegabytes: Math.floor((start.memoryBytes * heapShare) / 2 ** 20),
      introduction: [],
      output: quiet ? "quiet" : "text",
    },
    new Attaching(start, script),
    // Nobody interrupts it but by ending the application, or the process.
    new Promise(() => undefined),
  );
  try {
    return await driver.toEnd();
  } finally {
    await driver.close();
  }
}

process.on("disconnect", () => process.exit(1));
process.once("message", (start: ClusterDriverStart) => {
  run(start).then(
    (exitCode) => process.exit(exitCode),
    (error: unknown) => process.exit(tellError(error, true)),
  );
});
