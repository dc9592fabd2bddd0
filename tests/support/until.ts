/** @throws when the condition does not come true within a minute */
export async function until(condition: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + 60_000;
  while (!condition()) {
    if (Date.now() > deadlineMs) throw new Error("it never came to that");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
