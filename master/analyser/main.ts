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

async function answer({ request, analyse: asked }: ToAnalyser): Promise<void> {
  try {
    send({ kind: "analysed", request, plan: await analyses.analyse(asked) });
  } catch (error) {
    send({ kind: "refused", request, error: errorToWire(error) });
  }
  await analyses.warmUp(asked.timeZone);
}

process.on("message", (message: ToAnalyser) => void answer(message));
// Not exit: DuckDB cannot be stopped while it folds a constant.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
// The master's terminal sends these to its children too; the master alone decides when its analyser ends.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);

await analyses.warmUp();
send({ kind: "ready" });
