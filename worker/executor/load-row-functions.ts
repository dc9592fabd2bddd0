/**
 * Loads a script's bundle and answers the row functions that it declared. The bundle imports `goldpan`, which its folder's
 * `node_modules/goldpan` leads to this package: the same module that is asked for here, by the same way.
 */
import { pathToFileURL } from "node:url";

/** The parts of declared functions that executors need; client/row-functions/registry.ts declares them in full. */
interface Loaded {
  readonly name: string;
  readonly argumentTypes: readonly string[];
  readonly returnType: string;
}

export interface LoadedScalar extends Loaded {
  readonly kind: "scalar";
  readonly call: (...values: never[]) => unknown;
}

export interface LoadedAggregate extends Loaded {
  readonly kind: "aggregate";
  readonly init: () => unknown;
  readonly add: (state: never, ...values: never[]) => unknown;
  readonly merge: (state: never, other: never) => unknown;
  readonly finish: (state: never) => unknown;
}

export type PartitionRow = Readonly<Record<string, unknown>>;

export interface LoadedPartitions extends Loaded {
  readonly kind: "partitions";
  readonly call: (batches: AsyncIterable<readonly PartitionRow[]>) => AsyncIterable<readonly PartitionRow[]>;
}

export type LoadedRowFunction = LoadedScalar | LoadedAggregate | LoadedPartitions;

export type RowFunctionTable = ReadonlyMap<string, LoadedRowFunction>;

interface GoldpanModule {
  /** From now on the script cannot make sessions. */
  enterExecutor(filesFolder: string): void;
  registeredRowFunctions(): RowFunctionTable;
}

/** The name under which both bundles and we ourselves reach this package: one module, one registry. */
const libraryName: string = "goldpan";

/**
 * @param bundlePath  absolute. Rejects with what the bundle throws while it loads.
 * @param filesFolder  of the application's files
 */
export async function loadRowFunctions(bundlePath: string, filesFolder: string): Promise<RowFunctionTable> {
  const library = (await import(libraryName)) as GoldpanModule;
  library.enterExecutor(filesFolder);
  await import(pathToFileURL(bundlePath).href);
  return library.registeredRowFunctions();
}
