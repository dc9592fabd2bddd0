/** The analyser's process: answers the master over IPC, one analysis at a time, and ends with it. */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import { errorToWire } from "../../common/errors/wire.js";
import { Analyses } from "./analyse.js";
import type { FromAnalyser, ToAnalyser } from "./protocol.js";

const [, , folder] = process.argv;
if (folder === undefined) throw new InvariantError("the analyser needs a folder");
const analyses = new Analyses(folder);

/** A master that is gone hears nothing any more; this process goes with it. */
function send(message: FromAnalyser): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

async function answer(message: ToAnalyser): Promise<void> {
  const { request } = message;
  try {
    if ("analyse" in message) {
      send({ kind: "analysed", request, plan: await analyses.analyse(message.analyse) });
    } else {
      send({ kind: "pathsAdded", request, plan: await analyses.addPaths(message.addPaths) });
    }
  } catch (error) {
    send({ kind: "refused", request, error: errorToWire(error) });
  }
  await analyses.warmUp("analyse" in message ? message.analyse.timeZone : message.addPaths.timeZone);
}

process.on("message", (message: ToAnalyser) => void answer(message));
// Not exit: DuckDB cannot be stopped while it folds a constant.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
// The master's terminal sends these to its children too; the master alone decides when its analyser ends.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);

await analyses.warmUp();
send({ kind: "ready" });
