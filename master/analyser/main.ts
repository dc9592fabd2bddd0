/** The analyser's process: answers the master over IPC, one analysis at a time, and ends with it. */
import { errorToWire } from "../../common/errors/wire.js";
import { analyse, warmUp } from "./analyse.js";
import type { FromAnalyser, ToAnalyser } from "./protocol.js";

function send(message: FromAnalyser): void {
  process.send?.(message);
}

async function answer({ request, analyse: asked }: ToAnalyser): Promise<void> {
  try {
    send({ kind: "analysed", request, plan: await analyse(asked) });
  } catch (error) {
    send({ kind: "refused", request, error: errorToWire(error) });
  }
}

process.on("message", (message: ToAnalyser) => void answer(message));
process.on("disconnect", () => process.exit(0));
// The master's terminal sends these to its children too; the master alone decides when its analyser ends.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);

await warmUp();
send({ kind: "ready" });
