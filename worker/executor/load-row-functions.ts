/**
 * Loads a script's bundle and answers the row functions that it declared. The bundle imports `goldpan`, which its folder's
 * `node_modules/goldpan` leads to this package: the same module that is asked for here, by the same way.
 */
import { pathToFileURL } from "node:url";

/** The part of a declared row function that executors need; client/row-functions.ts declares it in full. */
export interface LoadedRowFunction {
  readonly name: string;
  readonly call: (...values: never[]) => unknown;
  readonly argumentTypes: readonly string[];
  readonly returnType: string;
}

export type RowFunctionTable = ReadonlyMap<string, LoadedRowFunction>;

interface GoldpanModule {
  /** From now on the script cannot make sessions. */
  enterExecutor(): void;
  registeredRowFunctions(): RowFunctionTable;
}

/** The name under which both bundles and we ourselves reach this package: one module, one registry. */
const libraryName: string = "goldpan";

/** @param bundlePath  absolute. Rejects with what the bundle throws while it loads. */
export async function loadRowFunctions(bundlePath: string): Promise<RowFunctionTable> {
  const library = (await import(libraryName)) as GoldpanModule;
  library.enterExecutor();
  await import(pathToFileURL(bundlePath).href);
  return library.registeredRowFunctions();
}
