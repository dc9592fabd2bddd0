/** How much of the executor's memory, disk and order the engine gets. */
import type { Task } from "../../common/wire/types.js";
import type { EngineOptions } from "../engine/engine.js";
import { functionsOf } from "../engine/tree-sql.js";
import type { ExecutorStart } from "../executor-protocol.js";

/** What Node, the engine's own code and what a transfer holds take of the process. */
const ownBytes = 160 * 2 ** 20;
/** The engine counts its buffers, not all that it allocates. */
const engineShare = 0.75;
const engineBytesMin = 64 * 2 ** 20;
/** The rest of the disk is for slices, pieces and the neighbours. */
const diskShare = 0.5;

export function engineMemoryBytes(memoryBytes: number): number {
  return Math.max(engineBytesMin, Math.floor((memoryBytes - ownBytes) * engineShare));
}

export function spillBytesMax(freeBytes: number): number {
  return Math.floor(freeBytes * diskShare);
}

interface AttemptPlace {
  readonly folder: string;
  readonly files: readonly string[];
  readonly spillBytesMax: number;
  readonly volatileFunctions: ReadonlySet<string>;
}

export function engineOptions(start: ExecutorStart, task: Task, place: AttemptPlace): EngineOptions {
  const volatile = treesOf(task).some((tree) => functionsOf(tree).some((name) => place.volatileFunctions.has(name)));
  return {
    folder: place.folder,
    files: place.files,
    memoryBytes: engineMemoryBytes(start.memoryBytes),
    spillBytesMax: place.spillBytesMax,
    // Each thread draws random numbers of its own: only one thread draws the same ones again.
    threads: volatile ? 1 : start.threads,
    timeZone: start.timeZone,
    seed: task.seed,
    nowMs: task.applicationStartedAtMs,
    keepOrder: needsOrder(task),
  };
}

/** Rows may leave in any order only where nothing after them takes the first of them, counts them off, or shows them. */
function needsOrder(task: Task): boolean {
  const operators = task.fragment?.operators ?? [];
  const ordered = operators.some(
    ({ operator }) => operator === "limit" || operator === "aggregate" || operator === "mapFunction",
  );
  return ordered || !task.fragment?.delivery?.sink;
}

function treesOf(task: Task): string[] {
  return (task.fragment?.operators ?? []).flatMap(({ project, filter, expect, aggregate }) =>
    [
      ...(project?.columns ?? []).map((column) => column.tree),
      ...(aggregate?.aggregates ?? []).map((column) => column.tree),
      filter,
      expect?.predicate,
    ].flatMap((tree) => (tree ? [tree.json] : [])),
  );
}
