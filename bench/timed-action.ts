/** For scripts of benchmarks: one action on a warm cluster, timed from its call to its return. */
import type { GoldpanSession } from "goldpan";

/**
 * Starts the executors with a job that does nothing much, then times the action, and prints both moments as one JSON line.
 * @param action  what is timed
 */
export async function timedAction(goldpan: GoldpanSession, action: () => Promise<unknown>): Promise<void> {
  const rows = Array.from({ length: 8 }, (_, id) => ({ id }));
  await goldpan.createDataFrame(rows).repartition(8).count();
  const calledAtMs = Date.now();
  await action();
  process.stdout.write(`${JSON.stringify({ calledAtMs, returnedAtMs: Date.now() })}\n`);
}
