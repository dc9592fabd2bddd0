/**
 * Entry of a process of its own that loads a script's bundle and says which row functions it registers. argv[2] is the bundle's path,
 * argv[3] the folder of the application's files; the daemon gets one FunctionCheckAnswer over Node's IPC channel.
 */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { errorToWire } from "../../common/errors/wire.js";
import type { FunctionCheckAnswer } from "../executor-protocol.js";
import { loadRowFunctions } from "./load-row-functions.js";

async function check(bundlePath: string, filesFolder: string): Promise<FunctionCheckAnswer> {
  try {
    const functions = await loadRowFunctions(bundlePath, filesFolder);
    return { kind: "loaded", registered: [...functions.keys()] };
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const failure = new GoldpanError(
      "SCRIPT_NOT_LOADED",
      `the modules that declare row functions could not be loaded: ${reason}`,
      { hint: "what a module does at its top level also runs on the workers: move it into main" },
    );
    return { kind: "failed", error: errorToWire(failure) };
  }
}

process.once("disconnect", () => process.exit(0));
// The answer leaves before the process does; a bundle's timers must not keep it alive.
process.send?.(await check(process.argv[2] ?? "", process.argv[3] ?? ""), () => process.exit(0));
