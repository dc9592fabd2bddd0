import { appendFile, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { lost, w1 } from "../../tests/support/scheduler-events.js";
import type { JournalRecord } from "./journal-format.js";
import { Journal } from "./journal.js";

const record = (reason: string) => ({ event: { ...lost(w1), reason } as ReturnType<typeof lost>, decided: [] });
const newPath = () => join(temporaryFolder(), "journal.jsonl");

/** Replays what is there, then appends. */
async function life(path: string, appended: readonly JournalRecord[] = []): Promise<JournalRecord[]> {
  const journal = await Journal.open(path);
  try {
    const records: JournalRecord[] = [];
    const count = await journal.replay((each) => void records.push(each));
    expect(count).toBe(records.length);
    if (appended.length > 0) await journal.append(appended);
    return records;
  } finally {
    await journal.close();
  }
}

describe("journal", () => {
  test("gives back what was appended, each line JSON that any tool reads, the first naming the format", async () => {
    const path = newPath();
    await life(path, [record("one"), record('ü, "quoted",\n"crc":"00000000"}')]);
    expect(await life(path)).toMatchObject([record("one"), record('ü, "quoted",\n"crc":"00000000"}')]);
    const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
    const parsed = lines.map((line) => JSON.parse(line) as { format?: string; event?: { kind: string } });
    expect(parsed.map(({ format, event }) => format ?? event?.kind)).toEqual([
      "goldpan-journal/2",
      "WorkerLost",
      "WorkerLost",
    ]);
  });

  test("is read in pieces: records may be longer than one, and none is kept", async () => {
    const path = newPath();
    const long = "ä".repeat(1_500_000);
    await life(path, [record("one"), record(long), record("two")]);
    await life(path, [record("three")]);
    const sizes = (await life(path)).map(({ event }) => (event as ReturnType<typeof lost> & { reason: string }).reason);
    expect(sizes.map(({ length }) => length)).toEqual([3, long.length, 3, 5]);
  });

  test.each(["", "{", '{"event":{"kind":"Work', '{"event":{},"decided":[],"crc":"00000000"}', "torn\n"])(
    "cuts off a torn last line: %s",
    async (torn) => {
      const path = newPath();
      await life(path, [record("one")]);
      await appendFile(path, torn);
      expect(await life(path, [record("two")])).toHaveLength(1);
      expect(await life(path)).toMatchObject([record("one"), record("two")]);
    },
  );

  test("a file that holds nothing but a torn first line is a new journal", async () => {
    const path = newPath();
    await writeFile(path, '{"format":"gold');
    expect(await life(path, [record("one")])).toEqual([]);
    expect(await life(path)).toMatchObject([record("one")]);
  });

  test("refuses a journal that is damaged in the middle, by name", async () => {
    const path = newPath();
    await life(path, [record("one"), record("two")]);
    await writeFile(path, (await readFile(path, "utf8")).replace("one", "0ne"));
    const message = `the journal ${path} is damaged in line 2`;
    await expect(life(path)).rejects.toMatchObject({ code: "STATE_DAMAGED", retry: "never", exitCode: 1, message });
  });

  test("refuses a journal of another release, and leaves it as it is", async () => {
    const path = newPath();
    await life(path, [record("one")]);
    const [, ...records] = (await readFile(path, "utf8")).split("\n");
    await writeFile(path, records.join("\n"));
    const { size } = await stat(path);
    await expect(life(path)).rejects.toMatchObject({ code: "STATE_DAMAGED", message: expect.stringContaining(path) });
    expect((await stat(path)).size).toBe(size);
  });

  test("starts anew with what it is given", async () => {
    const path = newPath();
    const journal = await Journal.open(path);
    await journal.replay(() => undefined);
    await journal.append([record("one"), record("two")]);
    await journal.startAnew([record("three")]);
    await journal.append([record("four")]);
    await journal.startAnew([]);
    await journal.append([record("five")]);
    await journal.startAnew([record("six")]);
    await journal.append([record("seven")]);
    await journal.close();
    expect(await life(path)).toMatchObject([record("six"), record("seven")]);
  });
});
