/** How many partitions an exchange gets. */
import type { PlanRules } from "./plan-rules.js";

/** Compressed bytes per partition: what a task groups or joins in a few hundred MB of memory. */
const targetBytes = 32 * 2 ** 20;
/** Below it each partition costs more than it saves. */
const smallBytes = 4 * 2 ** 20;
const partitionsMax = 200;
/** Tasks per slot: with more than one the slots end at about the same time. */
const tasksPerSlot = 2;

/** @param bytes  estimated, compressed; undefined is taken for large */
export function partitionCount(bytes: number | undefined, { shufflePartitions, slots }: PlanRules): number {
  if (shufflePartitions !== undefined) return shufflePartitions;
  const spread = Math.min(partitionsMax, Math.max(1, slots) * tasksPerSlot);
  if (bytes === undefined) return spread;
  if (bytes <= smallBytes) return Math.max(1, Math.min(slots, Math.ceil((bytes / smallBytes) * slots)));
  return Math.min(partitionsMax, Math.max(spread, Math.ceil(bytes / targetBytes)));
}
