/** `goldpan master`: a master that runs until SIGTERM or SIGINT. */
import { startMaster, type MasterOptions } from "./start-master.js";

/**
 * Resolves when a signal has ended it cleanly. Applications stay open: the next master over the same state folder goes on with them.
 * @throws CONFIG_INVALID when the port or the state folder is taken, STATE_DAMAGED
 */
export async function runMaster(options: MasterOptions): Promise<void> {
  const stopped = new Promise<string>((resolve) => {
    process.once("SIGTERM", resolve);
    process.once("SIGINT", resolve);
  });
  const master = await startMaster(options);
  options.logger.info({ host: options.host, port: master.port }, "master_started");
  const signal = await stopped;
  options.logger.info({ signal }, "master_stopping");
  await master.suspend();
}
