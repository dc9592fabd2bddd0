import { describe, expect, test } from "vitest";
import { planCompaction } from "./compaction.js";
import type { CatalogFile } from "./catalog-port.js";

function file(path: string, bytes: number, rowGroups = 1): CatalogFile {
  return {
    uri: `s3a://gold/t/${path}`,
    etag: path,
    bytes,
    footerBytes: 10,
    rowGroups: Array.from({ length: rowGroups }, (_, index) => ({
      index,
      rows: 5,
      firstRow: index * 5,
      columnBytes: () => bytes / rowGroups,
      bounds: () => ({ min: undefined, max: undefined, nulls: undefined }) as never,
    })),
    partitionValues: new Map(),
    columns: ["id"],
  };
}

/** Names of files by task, and those that go. */
function planned(files: readonly CatalogFile[]) {
  const { files: replaced, splits } = planCompaction({ files }, 100);
  const name = (uri: string) => uri.replace("s3a://gold/t/", "");
  return {
    replaced: replaced.map(({ uri }) => name(uri)),
    tasks: splits.map((split) => split.files.map(({ uri }) => name(uri))),
  };
}

describe("a compaction", () => {
  test("packs small files of a folder, and leaves large ones", () => {
    expect(planned([file("a", 10), file("b", 80), file("c", 10)])).toEqual({
      replaced: ["a", "c"],
      tasks: [["a", "c"]],
    });
  });
  test("mixes no folders", () => {
    const files = [file("k=1/a", 10), file("k=1/b", 10), file("k=2/a", 10), file("k=2/b", 10), file("k=3/a", 10)];
    expect(planned(files)).toEqual({
      replaced: ["k=1/a", "k=1/b", "k=2/a", "k=2/b"],
      tasks: [
        ["k=1/a", "k=1/b"],
        ["k=2/a", "k=2/b"],
      ],
    });
  });
  test("makes files of about the target", () => {
    const { replaced, tasks } = planned(Array.from({ length: 8 }, (_, index) => file(`f${String(index)}`, 50)));
    expect(replaced).toHaveLength(8);
    expect(tasks.map((task) => task.length)).toEqual([2, 2, 2, 2]);
  });
  test("makes one file of what is less than the target, however much it is", () => {
    const small = Array.from({ length: 10 }, (_, index) => file(String(index), 10 * 2 ** 20));
    expect(planCompaction({ files: small }, 512 * 2 ** 20).splits).toHaveLength(1);
  });

  test("takes as many files as there are", () => {
    const count = 130_000;
    const { replaced, tasks } = planned(Array.from({ length: count }, (_, index) => file(`f${String(index)}`, 50)));
    expect([replaced.length, tasks.length, tasks.at(-1)]).toEqual([count, count / 2, ["f129998", "f129999"]]);
  });
  test("leaves a folder where no fewer files would come of it", () => {
    expect(planned([file("a", 70), file("b", 70)])).toEqual({ replaced: [], tasks: [] });
    expect(planned([file("a", 1)])).toEqual({ replaced: [], tasks: [] });
  });
  test("takes files without rows away", () => {
    expect(planned([file("a", 10, 0), file("b", 10), file("c", 10)])).toEqual({
      replaced: ["a", "b", "c"],
      tasks: [["b", "c"]],
    });
  });
});
