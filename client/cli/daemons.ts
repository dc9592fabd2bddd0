/** The command line's door to master and worker: loaded by the commands that start one, and by no other. */
export { createLogger } from "../../common/log.js";
export { runMaster } from "../../master/main.js";
export { runWorker } from "../../worker/main.js";
