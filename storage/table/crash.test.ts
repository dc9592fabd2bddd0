import { describe, expect, test } from "vitest";
import { InjectedFault, MemoryBuckets, MemoryStore, type Fault } from "../../tests/support/memory-store.js";
import { finishedTasks, uploadFile, type TestFile } from "../../tests/support/table-writes.js";
import { discover } from "./discover.js";
import { finishWrite, type AcceptedFile } from "./finish-write.js";
import { prepareWrite } from "./prepare-write.js";
import { TableLog } from "./table-log.js";

const table = "s3a://gold/flights/";
const quarantineTable = "s3a://gold/_quarantine/flights/";
const options = { replaceForeign: false, allowEmpty: false, quarantine: true };
const oldFiles: TestFile[] = [
  { name: "part-00000-old-1.parquet", body: "old 0", rows: 2 },
  { name: "part-00001-old-1.parquet", body: "old 1", rows: 2 },
  { name: "part-00000-old-1.parquet", body: "old bad", rows: 1, quarantine: true },
];
const newFiles: TestFile[] = [
  { name: "part-00000-new-1.parquet", body: "new 0", rows: 3 },
  { name: "part-00001-new-1.parquet", body: "new 1", rows: 3 },
  { name: "part-00002-new-1.parquet", body: "", rows: 0 },
  { name: "part-00000-new-1.parquet", body: "new bad", rows: 1, quarantine: true },
];

async function upload(store: MemoryStore, applicationId: string, files: readonly TestFile[]): Promise<AcceptedFile[]> {
  const accepted: AcceptedFile[] = [];
  for (const [partition, file] of files.entries()) {
    const at = { table: file.quarantine === true ? quarantineTable : table, applicationId, partition };
    const part = async (pending: { uri: string; uploadId: string }, data: Uint8Array) =>
      Promise.resolve(store.uploadPart(pending, 1, data));
    accepted.push(await uploadFile(store, part, at, file));
  }
  return accepted;
}

async function write(
  store: MemoryStore,
  applicationId: string,
  files: readonly TestFile[],
  faulty = store,
): Promise<void> {
  const prepared = await prepareWrite(store, table, "overwrite", options);
  const accepted = await upload(store, applicationId, files);
  await finishWrite(faulty, prepared, finishedTasks(applicationId, accepted));
}

/** The bodies that a reader of both tables sees, quarantined ones last. */
async function readBodies(buckets: MemoryBuckets): Promise<string[]> {
  const store = new MemoryStore(buckets);
  const bodies: string[] = [];
  for (const path of [table, quarantineTable]) {
    for (const file of (await discover(store, path)).files) {
      const object = await store.readAll(file.info.uri);
      bodies.push(Buffer.from(object?.data ?? []).toString());
    }
  }
  return bodies;
}

const oldBodies = ["old 0", "old 1", "old bad"];
const newBodies = ["new 0", "new 1", "new bad"];
const dataUris = (buckets: MemoryBuckets): string[] => buckets.uris().filter((uri) => uri.endsWith(".parquet"));
const effects = ["before", "after"] as const;

/** A table with old files over which a write was killed by the fault. Undefined when the fault came too late to happen. */
async function killedWrite(fault: Fault): Promise<MemoryBuckets | undefined> {
  const buckets = new MemoryBuckets();
  const store = new MemoryStore(buckets);
  await write(store, "app-old", oldFiles);
  try {
    await write(store, "app-new", newFiles, new MemoryStore(buckets, fault));
    return undefined;
  } catch {
    return buckets;
  }
}

async function expectExact(buckets: MemoryBuckets): Promise<void> {
  const committed = buckets.objects.has(`${table}_goldpan/commits/2.json`);
  expect(await readBodies(buckets)).toEqual(committed ? newBodies : oldBodies);
  expect(dataUris(buckets)).toHaveLength(3);
  const log = TableLog.open(new MemoryStore(buckets), table);
  expect(await log.state()).toEqual({ latest: committed ? 2 : 1, applied: true });
  const quarantine = TableLog.open(new MemoryStore(buckets), quarantineTable);
  expect(await quarantine.state()).toEqual({ latest: committed ? 2 : 1, applied: true });
}

describe("a write killed at any call to the store", () => {
  for (const effect of effects) {
    test(`whose last call took effect ${effect === "after" ? "though its answer was lost" : "not"}: a reader finishes it`, async () => {
      let kills = 0;
      for (let at = 1; ; at++) {
        const buckets = await killedWrite({ at, effect });
        if (buckets === undefined) break;
        kills += 1;
        await expectExact(buckets);
      }
      expect(kills).toBeGreaterThan(15);
    });
  }

  test("and a roll-forward killed at any of its calls: the next one finishes it", async () => {
    let kills = 0;
    for (const effect of effects) {
      for (let at = 1; ; at++) {
        const probe = await killedWrite({ at, effect });
        if (probe === undefined) break;
        for (let again = 1; ; again++) {
          const buckets = await killedWrite({ at, effect });
          if (buckets === undefined) throw new Error("the same fault did not happen twice");
          const second = new MemoryStore(buckets, { at: again, effect });
          try {
            await TableLog.open(second, table).rollForward();
            break;
          } catch {
            kills += 1;
          }
          await expectExact(buckets);
        }
      }
    }
    expect(kills).toBeGreaterThan(200);
  });

  test("is finished by the same call made again", async () => {
    for (let at = 1; ; at++) {
      const buckets = new MemoryBuckets();
      const store = new MemoryStore(buckets);
      await write(store, "app-old", oldFiles);
      const prepared = await prepareWrite(store, table, "overwrite", options);
      const accepted = await upload(store, "app-new", newFiles);
      const tasks = finishedTasks("app-new", accepted);
      let killed = false;
      try {
        await finishWrite(new MemoryStore(buckets, { at, effect: "after" }), prepared, tasks);
      } catch {
        killed = true;
      }
      if (!killed) break;
      const again = await finishWrite(store, prepared, tasks);
      expect(again).toMatchObject({ commit: 2, files: 2, rows: 6, quarantineFiles: 1, quarantineRows: 1 });
      await expectExact(buckets);
      expect(await readBodies(buckets)).toEqual(newBodies);
    }
  });

  test("is finished by the next writer", async () => {
    for (let at = 1; ; at++) {
      const buckets = await killedWrite({ at, effect: "before" });
      if (buckets === undefined) break;
      await write(new MemoryStore(buckets), "app-next", [{ name: "part-00000-next-1.parquet", body: "next", rows: 1 }]);
      expect(await readBodies(buckets)).toEqual(["next"]);
      expect(dataUris(buckets)).toHaveLength(1);
    }
  });

  test("is finished by a reader of the quarantine table alone", async () => {
    for (let at = 1; ; at++) {
      const buckets = await killedWrite({ at, effect: "after" });
      if (buckets === undefined) break;
      const committed = buckets.objects.has(`${table}_goldpan/commits/2.json`);
      const { files } = await discover(new MemoryStore(buckets), quarantineTable);
      const expected = committed ? "part-00000-new-1.parquet" : "part-00000-old-1.parquet";
      expect(files.map(({ info }) => info.uri)).toEqual([quarantineTable + expected]);
    }
  });

  test("is finished by several at once", async () => {
    for (let at = 1; ; at++) {
      const buckets = await killedWrite({ at, effect: "before" });
      if (buckets === undefined) break;
      const appliers = [1, 2, 3].map(() => TableLog.open(new MemoryStore(buckets), table).rollForward());
      await Promise.all(appliers);
      await expectExact(buckets);
    }
  });
});

test("the fault happens", async () => {
  const store = new MemoryStore(new MemoryBuckets(), { at: 1, effect: "before" });
  await expect(store.head(table)).rejects.toBeInstanceOf(InjectedFault);
});
