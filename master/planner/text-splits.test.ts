import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CatalogFile } from "./catalog-port.js";
import { textRangeBytesMin, textSplits } from "./text-splits.js";

const mebibyte = 2 ** 20;
const file = (uri: string, bytes: number, day: string | null = "1"): CatalogFile => ({
  uri,
  etag: "e",
  bytes,
  footerBytes: 0,
  rowGroups: [],
  partitionValues: new Map([["day", day]]),
  columns: ["value"],
});
const limits = { maxBytes: 8 * mebibyte, openCostBytes: 0, slots: 2 };
const shape = (files: readonly CatalogFile[], more: object = {}): string[] =>
  textSplits(files, [], [], { ...limits, ...more }).splits.map((split) =>
    split.files.map(({ uri, range }) => `${uri}:${range?.from ?? -1}-${range?.to ?? -1}`).join(" "),
  );

describe("text", () => {
  test("is cut toward a size, over the ends of files", () => {
    expect(shape([file("a", 12 * mebibyte), file("b", 4 * mebibyte)])).toEqual([
      `a:0-${8 * mebibyte}`,
      `a:${8 * mebibyte}-${12 * mebibyte} b:0-${4 * mebibyte}`,
    ]);
  });

  test("gives every slot a task, but not for a few bytes", () => {
    expect(shape([file("a", mebibyte)], { slots: 4 })).toHaveLength(4);
    expect(shape([file("a", 5_810)], { slots: 4 })).toEqual(["a:0-5810"]);
    expect(shape([file("a", textRangeBytesMin + 1)], { slots: 4 })).toHaveLength(2);
    expect(shape([file("a", 0)])).toEqual([]);
    expect(shape([])).toEqual([]);
  });

  test("has every byte once, in order", () => {
    const sizes = fc.array(fc.nat(5 * mebibyte), { maxLength: 6 });
    const tasks = fc.record({
      maxBytes: fc.integer({ min: mebibyte, max: 9 * mebibyte }),
      slots: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(sizes, tasks, (bytes, more) => {
        const files = bytes.map((size, index) => file(`f${index}`, size));
        const { splits } = textSplits(files, [], [], { ...limits, ...more });
        const ranges = splits.flatMap((split) => split.files);
        for (const { uri, bytes: size } of files) {
          const own = ranges.filter((slice) => slice.uri === uri).map(({ range }) => range);
          let next = 0;
          for (const range of own) {
            expect(range?.from).toBe(next);
            expect(range?.to).toBeGreaterThan(next);
            next = Number(range?.to);
          }
          expect(next).toBe(size);
        }
        expect(ranges.map(({ uri }) => uri)).toEqual(ranges.map(({ uri }) => uri).sort());
      }),
    );
  });
});
