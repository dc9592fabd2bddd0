/** Compactions in the log: what they commute with, what they give way to, and that none loses a row. */
import { describe, expect, test } from "vitest";
import { MemoryBuckets, MemoryStore } from "../../tests/support/memory-store.js";
import { finishedTasks, uploadFile } from "../../tests/support/table-writes.js";
import { discoverVersion } from "./discover-version.js";
import { finishWrite, type FinishedWrite } from "./finish-write.js";
import { prepareWrite } from "./prepare-write.js";
import type { PreparedMode, PreparedWrite } from "./prepared-write.js";
import { TableLog } from "./table-log.js";

const table = "s3a://gold/t/";
const columns = [{ name: "id", type: "BIGINT" }];

interface File {
  readonly name: string;
  readonly rows: number;
}

class Table {
  readonly store = new MemoryStore(new MemoryBuckets());
  readonly log = TableLog.open(this.store, table);

  prepare(mode: PreparedMode, compacted: readonly string[] = []): Promise<PreparedWrite> {
    const flags = { replaceForeign: false, allowEmpty: true, quarantine: false, mergeSchema: true };
    return prepareWrite(this.store, table, mode, { ...flags, columns, compacted });
  }

  async finish(
    prepared: PreparedWrite,
    applicationId: string,
    files: readonly File[],
    filesMax = 1000,
  ): Promise<FinishedWrite> {
    const uploaded = await Promise.all(
      files.map(({ name, rows }, partition) =>
        uploadFile(
          this.store,
          async (pending, data) => Promise.resolve(this.store.uploadPart(pending, 1, data)),
          { table, applicationId, partition },
          { name, body: name, rows },
        ),
      ),
    );
    return finishWrite(this.store, prepared, { ...finishedTasks(applicationId, uploaded), filesMax });
  }

  async append(name: string, rows: number): Promise<void> {
    await this.finish(await this.prepare("append"), `app-${name}`, [{ name, rows }]);
  }

  async live(): Promise<string[]> {
    const snapshot = await this.log.snapshot();
    return (snapshot?.files ?? []).map(({ path }) => path);
  }
}

async function threeFiles(): Promise<Table> {
  const made = new Table();
  for (const name of ["a", "b", "c"]) await made.append(name, 2);
  return made;
}

describe("a compaction", () => {
  test("replaces its files and no others, and deletes them", async () => {
    const made = await threeFiles();
    await made.finish(await made.prepare("compact", ["a", "b"]), "compact", [{ name: "ab", rows: 4 }]);
    expect(await made.live()).toEqual(["ab", "c"]);
    expect(made.store.buckets.uris().filter((uri) => /\/[ab]$/.test(uri))).toEqual([]);
    expect(await made.log.record(4)).toMatchObject({ mode: "compact", removed: ["a", "b"], schema: columns });
  });

  test("goes on top of an append, in both orders", async () => {
    const made = await threeFiles();
    const compaction = await made.prepare("compact", ["a", "b"]);
    const append = await made.prepare("append");
    await made.append("d", 1);
    await made.finish(compaction, "compact", [{ name: "ab", rows: 4 }]);
    await made.finish(append, "app-e", [{ name: "e", rows: 1 }]);
    expect(await made.live()).toEqual(["ab", "c", "d", "e"]);
  });

  test("goes on top of a compaction of other files", async () => {
    const made = await threeFiles();
    await made.append("d", 2);
    const [first, second] = [await made.prepare("compact", ["a", "b"]), await made.prepare("compact", ["c", "d"])];
    await made.finish(first, "compact-1", [{ name: "ab", rows: 4 }]);
    await made.finish(second, "compact-2", [{ name: "cd", rows: 4 }]);
    expect(await made.live()).toEqual(["ab", "cd"]);
  });

  test("gives way to an overwrite, and to a compaction of the same files, and leaves nothing", async () => {
    const made = await threeFiles();
    const [first, second] = [await made.prepare("compact", ["a", "b"]), await made.prepare("compact", ["b", "c"])];
    await made.finish(first, "compact-1", [{ name: "ab", rows: 4 }]);
    await expect(made.finish(second, "compact-2", [{ name: "bc", rows: 4 }])).rejects.toMatchObject({
      ...{ code: "TABLE_CONFLICT", message: expect.stringContaining("compact-1 wrote b") as string },
    });
    const third = await made.prepare("compact", ["ab", "c"]);
    await made.finish(await made.prepare("overwrite"), "app-new", [{ name: "new", rows: 1 }]);
    await expect(made.finish(third, "compact-3", [{ name: "abc", rows: 6 }])).rejects.toMatchObject({
      ...{ code: "TABLE_CONFLICT", message: expect.stringContaining("app-new wrote all of it") as string },
    });
    expect(await made.live()).toEqual(["new"]);
  });

  test("is no hindrance to a dynamic overwrite of its partition", async () => {
    const made = new Table();
    for (const name of ["k=1/a", "k=1/b", "k=2/c"]) await made.append(name, 2);
    const overwrite = await made.prepare("dynamic");
    await made.finish(await made.prepare("compact", ["k=1/a", "k=1/b"]), "compact", [{ name: "k=1/ab", rows: 4 }]);
    await made.finish(overwrite, "app-new", [{ name: "k=1/new", rows: 1 }]);
    expect(await made.live()).toEqual(["k=1/new", "k=2/c"]);
    expect(made.store.buckets.uris().filter((uri) => /\/k=1\//.test(uri))).toEqual([`${table}k=1/new`]);
  });

  test("makes an overwrite that was planned before it fail", async () => {
    const made = await threeFiles();
    const overwrite = await made.prepare("overwrite");
    await made.finish(await made.prepare("compact", ["a", "b"]), "compact", [{ name: "ab", rows: 4 }]);
    const writing = made.finish(overwrite, "app-new", [{ name: "new", rows: 1 }]);
    await expect(writing).rejects.toMatchObject({ code: "TABLE_CONFLICT" });
  });

  test("never commits other rows than it replaces, in no folder", async () => {
    const made = await threeFiles();
    const lost = made.finish(await made.prepare("compact", ["a", "b"]), "compact", [{ name: "ab", rows: 3 }]);
    await expect(lost).rejects.toThrow(/would lose 1 rows/);
    const moved = made.finish(await made.prepare("compact", ["a", "b"]), "compact", [{ name: "k=1/ab", rows: 4 }]);
    await expect(moved).rejects.toThrow(/would lose/);
    expect(await made.live()).toEqual(["a", "b", "c"]);
  });

  test("commits once, however often it is finished", async () => {
    const made = await threeFiles();
    const compaction = await made.prepare("compact", ["a", "b"]);
    const first = await made.finish(compaction, "compact", [{ name: "ab", rows: 4 }]);
    await made.append("d", 1);
    const again = await made.finish(compaction, "compact", [{ name: "ab", rows: 4 }]);
    expect(again.commit).toBe(first.commit);
    expect(await made.live()).toEqual(["ab", "c", "d"]);
  });

  test("is not planned over files that are not the table's any more", async () => {
    const made = await threeFiles();
    await expect(made.prepare("compact", ["a", "z"])).rejects.toMatchObject({ code: "TABLE_CONFLICT" });
  });
});

describe("a version", () => {
  test("has the files of its commit, until one is gone: then it says since when", async () => {
    const made = await threeFiles();
    const at = async (version: number) =>
      (await discoverVersion(made.store, [table], version)).files.map(({ info }) => info.uri.slice(table.length));
    expect([await at(1), await at(2)]).toEqual([["a"], ["a", "b"]]);
    await made.finish(await made.prepare("compact", ["b", "c"]), "compact", [{ name: "bc", rows: 4 }]);
    expect([await at(1), await at(4)]).toEqual([["a"], ["a", "bc"]]);
    await expect(at(2)).rejects.toMatchObject({
      ...{
        code: "TABLE_VERSION_GONE",
        message: expect.stringContaining("b is gone since commit 4 (compact") as string,
      },
    });
    await expect(at(5)).rejects.toMatchObject({ code: "INPUT_NOT_FOUND" });
    await expect(discoverVersion(made.store, ["s3a://gold/none/"], 1)).rejects.toMatchObject({
      code: "INPUT_NOT_FOUND",
    });
  });
});

test("a partitioned write of more files than may be commits nothing and aborts its uploads", async () => {
  const made = new Table();
  const flags = { replaceForeign: false, allowEmpty: true, quarantine: false };
  const prepared = await prepareWrite(made.store, table, "error", { ...flags, columns, partitionBy: ["k"] });
  const files = ["k=1/a", "k=1/b", "k=2/a"].map((name) => ({ name, rows: 1 }));
  await expect(made.finish(prepared, "app", files, 2)).rejects.toMatchObject({
    ...{ code: "DATA_ERROR", message: expect.stringContaining("3 files in 2 folders of k") as string },
  });
  expect(await made.log.latest()).toBe(0);
  await expect(made.finish(prepared, "app", files, 3)).resolves.toMatchObject({ commit: 1 });
});
