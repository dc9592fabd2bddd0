/** `goldpan master`: a master that runs until SIGTERM or SIGINT. */
import { startMaster, type MasterOptions } from "./start-master.js";

/** Resolves when a signal has ended it cleanly. @throws CONFIG_INVALID when the port is taken */
export async function runMaster(options: MasterOptions): Promise<void> {
  const stopped = new Promise<string>((resolve) => {
    process.once("SIGTERM", resolve);
    process.once("SIGINT", resolve);
  });
  const master = await startMaster(options);
  options.logger.info({ host: options.host, port: master.port }, "master_started");
  const signal = await stopped;
  options.logger.info({ signal }, "master_stopping");
  await master.close();
}
