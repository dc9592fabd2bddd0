/** How much of the executor's memory, disk and order the engine gets. */
import type { Operator, Task } from "../../common/wire/types.js";
import type { EngineOptions } from "../engine/engine.js";
import { functionsOf } from "../engine/tree-sql.js";
import type { ExecutorStart } from "../executor-protocol.js";
import { operatorsOf } from "./operators-of.js";

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

export function engineOptions(
  start: ExecutorStart,
  task: Task,
  place: AttemptPlace,
): Omit<EngineOptions, "memoryBytes"> {
  const operators = operatorsOf(task.fragment?.operators ?? []);
  const trees = operators.flatMap(treesOf);
  const volatile = trees.some((tree) => functionsOf(tree).some((name) => place.volatileFunctions.has(name)));
  return {
    folder: place.folder,
    files: place.files,
    spillBytesMax: place.spillBytesMax,
    // Each thread draws random numbers of its own, meets rows in an order of its own, and puts them into partitions as it meets them:
    // only one thread gives the same rows, in the same order, and the same sums of floating-point numbers, again.
    threads: volatile || partsRows(task) || !operators.every(isByRow) ? 1 : start.threads,
    timeZone: start.timeZone,
    seed: task.seed,
    nowMs: task.applicationStartedAtMs,
    filtersJoins: !operators.some(({ operator }) => operator === "limit"),
    keepOrder:
      operators.some((operator) => countsRows(operator) || !isByRow(operator)) || !task.fragment?.delivery?.sink,
  };
}

function partsRows(task: Task): boolean {
  const { hash, range, roundRobin } = task.fragment?.delivery?.pieces ?? {};
  return Boolean(hash ?? range ?? roundRobin);
}

/** Whether it takes each row by itself, or in the order in which the engine keeps them even with several threads. */
function isByRow(operator: Operator): boolean {
  switch (operator.operator) {
    case "scan":
    case "pieces":
    case "values":
    case "project":
    case "filter":
    case "expect":
    case "unnest":
      return true;
    default:
      return countsRows(operator);
  }
}

/** Whether it takes the first rows, or counts them off. */
function countsRows({ operator }: Operator): boolean {
  return operator === "limit" || operator === "mapFunction";
}

function treesOf(operator: Operator): string[] {
  const trees = [
    ...[operator.project, operator.window].flatMap((project) => project?.columns ?? []).map(({ tree }) => tree),
    ...[...(operator.aggregate?.aggregates ?? []), ...(operator.aggregate?.keys ?? [])].map(({ tree }) => tree),
    ...(operator.join?.keys ?? []).flatMap(({ left, right }) => [left, right]),
    operator.join?.residual,
    operator.filter,
    operator.expect?.predicate,
    operator.unnest?.tree,
    ...[operator.deduplicate?.keep, operator.sort?.keys, operator.sampleKeys?.keys]
      .flatMap((keys) => keys ?? [])
      .map(({ tree }) => tree),
  ];
  return trees.flatMap((tree) => (tree ? [tree.json] : []));
}
