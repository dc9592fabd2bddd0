import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { lost, w1 } from "../../tests/support/scheduler-events.js";
import { Journal } from "./journal.js";

const record = (reason: string) => ({ event: { ...lost(w1), reason } as ReturnType<typeof lost>, decided: [] });

describe("journal", () => {
  test("gives back what was appended, each line JSON that any tool reads", async () => {
    const path = join(temporaryFolder(), "journal.jsonl");
    const first = await Journal.open(path);
    await first.journal.append([record("one"), record('ü, "quoted",\n"crc":"00000000"}')]);
    await first.journal.close();
    const second = await Journal.open(path);
    await second.journal.close();
    expect(second.records).toMatchObject([record("one"), record('ü, "quoted",\n"crc":"00000000"}')]);
    const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { event: { kind: string } }).event.kind)).toEqual([
      "WorkerLost",
      "WorkerLost",
    ]);
  });

  test.each(["", "{", '{"event":{"kind":"Work', '{"event":{},"decided":[],"crc":"00000000"}'])(
    "cuts off a torn last line: %s",
    async (torn) => {
      const path = join(temporaryFolder(), "journal.jsonl");
      const first = await Journal.open(path);
      await first.journal.append([record("one")]);
      await first.journal.close();
      await appendFile(path, torn);
      const second = await Journal.open(path);
      expect(second.records).toHaveLength(1);
      await second.journal.append([record("two")]);
      await second.journal.close();
      const third = await Journal.open(path);
      await third.journal.close();
      expect(third.records).toMatchObject([record("one"), record("two")]);
    },
  );

  test("refuses a journal that is damaged in the middle", async () => {
    const path = join(temporaryFolder(), "journal.jsonl");
    const first = await Journal.open(path);
    await first.journal.append([record("one"), record("two")]);
    await first.journal.close();
    await writeFile(path, (await readFile(path, "utf8")).replace("one", "0ne"));
    await expect(Journal.open(path)).rejects.toMatchObject({ code: "INTERNAL", retry: "never" });
  });
});
