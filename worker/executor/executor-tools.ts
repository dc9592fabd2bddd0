/** What the attempts of an executor share: the process's own things, made once. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { bareEngine, volatileFunctions } from "../engine/engine.js";
import { TreeTranslator } from "../engine/tree-sql.js";
import type { ExecutorStart } from "../executor-protocol.js";
import type { Daemon } from "./daemon-link.js";
import { engineMemoryBytes } from "./engine-options.js";
import { EngineSupply } from "./engine-supply.js";
import { SplitFetcher } from "./fetch-split.js";
import { FunctionWorker } from "./function-worker.js";
import { OnePlace } from "./one-place.js";
import { SpareFiles } from "./spare-files.js";

export interface ExecutorTools {
  readonly daemon: Daemon;
  readonly splits: SplitFetcher;
  readonly translator: TreeTranslator;
  /** Functions, in lower case, that may answer differently each time. */
  readonly volatileFunctions: ReadonlySet<string>;
  readonly functionWorker: FunctionWorker | undefined;
  /** One attempt fetches at a time: the first one's run need not wait for the bytes of the second. */
  readonly fetchPlace: OnePlace;
  /** One attempt runs at a time; others fetch or upload. */
  readonly runPlace: OnePlace;
  readonly engines: EngineSupply;
  /** Ends the row function that runs, whatever it does. */
  endFunctions(): Promise<void>;
}

/**
 * Makes an engine, too, so that the first attempt finds it there, and its code loaded.
 * @param functionThread  path of dist/function-thread.js
 */
export async function makeTools(start: ExecutorStart, daemon: Daemon, functionThread: string): Promise<ExecutorTools> {
  const functionWorker =
    start.bundlePath === undefined
      ? undefined
      : new FunctionWorker({
          program: functionThread,
          bundlePath: start.bundlePath,
          filesFolder: start.filesFolder,
        });
  const memoryBytes = engineMemoryBytes(start.memoryBytes);
  const bare = await bareEngine(memoryBytes);
  return {
    daemon,
    splits: new SplitFetcher(daemon, new SpareFiles(start.folder)),
    translator: new TreeTranslator(),
    volatileFunctions: await volatileFunctions(bare),
    functionWorker,
    fetchPlace: new OnePlace(),
    runPlace: new OnePlace(),
    engines: new EngineSupply(bare, memoryBytes, start.memoryBytes),
    endFunctions: async () => {
      await functionWorker?.end(new GoldpanError("ATTEMPT_CANCELLED", "the attempt was cancelled"));
    },
  };
}
