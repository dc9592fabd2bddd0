import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CatalogFile } from "./catalog-port.js";
import { mergeSplits, packSplits } from "./splits.js";

const file = (uri: string, ...rowGroupBytes: number[]): CatalogFile => ({
  uri,
  etag: "e",
  bytes: 1_000,
  footerBytes: 10,
  rowGroups: rowGroupBytes.map((bytes, index) => ({
    index,
    rows: 10,
    firstRow: index * 10,
    columnBytes: () => bytes,
    bounds: () => ({}),
  })),
  partitionValues: new Map([
    ["k", "v"],
    ["n", null],
  ]),
  columns: ["a"],
});
const whole = (...files: CatalogFile[]) => files.map((each) => ({ file: each, rowGroups: each.rowGroups }));
const shape = (...args: Parameters<typeof packSplits>): string[] =>
  packSplits(...args).map(({ files }) =>
    files.map(({ uri, rowGroups }) => `${uri}:${rowGroups.map(({ index }) => index).join("")}`).join(" "),
  );

describe("splits", () => {
  test("pack toward the size, in order, whole row groups", () => {
    const files = whole(file("a", 60, 60, 60), file("b", 60));
    expect(shape(files, ["a"], { maxBytes: 130, openCostBytes: 0, slots: 1 })).toEqual(["a:01", "a:2 b:0"]);
    expect(shape(files, ["a"], { maxBytes: 10, openCostBytes: 0, slots: 1 })).toEqual(["a:0", "a:1", "a:2", "b:0"]);
    expect(shape(files, ["a"], { maxBytes: 1e9, openCostBytes: 0, slots: 1 })).toEqual(["a:012 b:0"]);
  });

  test("give every slot a task where there are row groups", () => {
    const files = whole(file("a", 1_000, 1, 1, 1));
    expect(shape(files, ["a"], { maxBytes: 1e9, openCostBytes: 0, slots: 3 })).toEqual(["a:0", "a:1", "a:23"]);
    expect(shape(files, ["a"], { maxBytes: 1e9, openCostBytes: 0, slots: 9 })).toHaveLength(4);
  });

  test("give every slot two tasks where they are worth it, and no more", () => {
    const rowGroups = Array.from({ length: 32 }, () => 16 * 2 ** 20);
    const tasks = (count: number) =>
      shape(whole(file("a", ...rowGroups.slice(0, count))), ["a"], { maxBytes: 2 ** 30, openCostBytes: 0, slots: 2 });
    expect(tasks(32)).toHaveLength(4);
    expect(tasks(4)).toHaveLength(4);
    expect(tasks(3)).toHaveLength(2);
    expect(tasks(1)).toHaveLength(1);
  });

  test("give every slot as many tasks where a size asks for more", () => {
    const files = whole(file("a", ...Array.from({ length: 50 }, () => 2)));
    expect(shape(files, ["a"], { maxBytes: 20, openCostBytes: 0, slots: 3 })).toHaveLength(6);
    expect(shape(files, ["a"], { maxBytes: 20, openCostBytes: 0, slots: 6 })).toHaveLength(6);
  });

  test("keep the row groups of a file together where it goes as a whole", () => {
    const files = whole(file("a", 60, 60, 60), file("b", 60), file("c", 60, 60));
    const limits = { maxBytes: 130, openCostBytes: 0, slots: 2 };
    expect(packSplits(files, ["a"], limits, true).map(({ files: [first] }) => first?.rowGroups.length)).toEqual([
      3, 1, 2,
    ]);
  });

  test("count what opening a file costs", () => {
    const small = whole(...Array.from({ length: 8 }, (_, index) => file(`f${index}`, 1)));
    expect(shape(small, ["a"], { maxBytes: 100, openCostBytes: 49, slots: 1 })).toHaveLength(4);
    expect(shape(small, ["a"], { maxBytes: 100, openCostBytes: 0, slots: 1 })).toHaveLength(1);
  });

  test("share out evenly what opening one file costs", () => {
    const one = whole(file("a", 10, 10, 10, 10, 10, 10));
    expect(shape(one, ["a"], { maxBytes: 1e9, openCostBytes: 100, slots: 2 })).toEqual(["a:012", "a:345"]);
    expect(shape(one, [], { maxBytes: 1e9, openCostBytes: 100, slots: 3 })).toEqual(["a:01", "a:23", "a:45"]);
  });

  test("carry the file's identity and partition values", () => {
    const [split] = packSplits(whole(file("a", 5)), [], { maxBytes: 1, openCostBytes: 0, slots: 1 });
    expect(split?.files).toEqual([
      {
        uri: "a",
        etag: "e",
        bytes: 1_000,
        footerBytes: 10,
        range: null,
        rowGroups: [{ index: 0, rows: 10, firstRow: 0 }],
        partitionValues: { k: "v" },
        nullPartitions: ["n"],
        problem: "",
      },
    ]);
  });

  test("hold every row group once, in order, whatever the sizes", () => {
    const sizes = fc.array(fc.array(fc.nat(500), { maxLength: 6 }), { maxLength: 6 });
    fc.assert(
      fc.property(
        sizes,
        fc.integer({ min: 1, max: 800 }),
        fc.nat(100),
        fc.integer({ min: 1, max: 12 }),
        (groups, maxBytes, openCostBytes, slots) => {
          const files = groups.map((bytes, index) => file(`f${index}`, ...bytes));
          const splits = packSplits(whole(...files), ["a"], { maxBytes, openCostBytes, slots });
          const packed = splits.flatMap((split) =>
            split.files.flatMap(({ uri, rowGroups }) => rowGroups.map(({ index }) => `${uri}:${index}`)),
          );
          const all = files.flatMap(({ uri, rowGroups }) => rowGroups.map(({ index }) => `${uri}:${index}`));
          expect(packed).toEqual(all);
          expect(splits.length).toBeGreaterThanOrEqual(Math.min(slots, all.length));
        },
      ),
    );
  });

  test("are merged with their neighbours to at most so many, a file's row groups in one slice", () => {
    const splits = packSplits(whole(file("a", 5, 5, 5), file("b", 5, 5)), [], {
      maxBytes: 1,
      openCostBytes: 9,
      slots: 5,
    });
    const merged = (most: number) =>
      mergeSplits(splits, most).map(({ files }) =>
        files.map(({ uri, rowGroups }) => `${uri}:${rowGroups.map(({ index }) => index).join("")}`).join(" "),
      );
    expect(merged(2)).toEqual(["a:01", "a:2 b:01"]);
    expect(merged(1)).toEqual(["a:012 b:01"]);
    expect(merged(9)).toHaveLength(5);
  });
});
