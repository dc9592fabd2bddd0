/**
 * Runs an async function over many items, a bounded number at a time.
 * @param parallelMax  calls under way at once, at least 1
 * @returns results in the order of the items
 * @throws the first failure, after what had begun has ended; nothing new is begun after it
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  parallelMax: number,
  run: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const failures: unknown[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length && failures.length === 0) {
      const index = next++;
      try {
        results[index] = await run(items[index] as Item, index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallelMax, items.length) }, lane));
  if (failures.length > 0) throw failures[0];
  return results;
}
