import { describe, expect, test } from "vitest";
import { decodeHive, inferPartitions, partitionFolder } from "./hive-partitions.js";

const infer = (...folders: string[]) => inferPartitions(folders.map((folder, index) => `s3a://raw/${folder}f${index}`));
const types = (...values: string[]): string => infer(...values.map((value) => `k=${value}/`)).columns[0]?.type ?? "";

describe("partition folders", () => {
  // Expected by Spark's inference (PartitioningUtils), but for what the module's header tells.
  test.each([
    ["INTEGER", ["1", "-7", "2147483647"]],
    ["INTEGER", ["001", "12"]],
    ["BIGINT", ["1", "2147483648"]],
    ["BIGINT", ["-9223372036854775808"]],
    ["VARCHAR", ["9223372036854775808"]],
    ["DOUBLE", ["1.5"]],
    ["DOUBLE", ["1", "1e3"]],
    ["DATE", ["2001-01-31", "2000-02-29"]],
    ["VARCHAR", ["2001-02-29"]],
    ["VARCHAR", ["2001-01-31", "1"]],
    ["VARCHAR", ["1", "a"]],
    ["VARCHAR", [""]],
    ["INTEGER", ["__HIVE_DEFAULT_PARTITION__", "3"]],
    ["VARCHAR", ["__HIVE_DEFAULT_PARTITION__"]],
  ])("are %s for %j", (type, values) => {
    expect(types(...values)).toBe(type);
  });

  test("values are decoded, NULL is null, integers lose their zeros only as integers", () => {
    const mixed = infer("year=007/city=S%C3%A3o%20Paulo/", "year=8/city=__HIVE_DEFAULT_PARTITION__/");
    expect(mixed.columns).toEqual([
      { name: "year", type: "INTEGER" },
      { name: "city", type: "VARCHAR" },
    ]);
    expect(mixed.values.map((values) => Object.fromEntries(values))).toEqual([
      { year: "7", city: "São Paulo" },
      { year: "8", city: null },
    ]);
    expect(infer("k=007/", "k=x/").values.map((values) => values.get("k"))).toEqual(["007", "x"]);
  });

  test("other folders between count for nothing; a value may hold =", () => {
    expect(infer("in/a=1/sub/b=x=y/").values.map((values) => Object.fromEntries(values))).toEqual([
      { a: "1", b: "x=y" },
    ]);
  });

  test("the bucket and the file's own name are no folders", () => {
    expect(inferPartitions(["file:///a=1/b=2"]).columns.map(({ name }) => name)).toEqual(["a"]);
    expect(inferPartitions(["s3a://a=1/b=2"]).columns).toEqual([]);
  });

  test("files of different layouts are refused naming both", () => {
    expect(() => infer("a=1/", "")).toThrow(/s3a:\/\/raw\/a=1\/f0.*s3a:\/\/raw\/f1/);
    expect(() => infer("a=1/b=2/", "b=2/a=1/")).toThrow(expect.objectContaining({ code: "SCHEMA_CONFLICT" }) as Error);
    expect(() => infer("a=1/A=2/")).toThrow(/twice/);
  });

  test.each([
    ["a%3Db", "a=b"],
    ["100%", "100%"],
    ["%zz", "%zz"],
    ["%E4", "ä"],
    ["%C3%A4%2F", "ä/"],
  ])("%s is %s", (encoded, text) => {
    expect(decodeHive(encoded)).toBe(text);
  });
});

describe("folders of partitions", () => {
  // As Spark's ExternalCatalogUtils.escapePathName writes them.
  test.each([
    ["2001", "k=2001/"],
    [null, "k=__HIVE_DEFAULT_PARTITION__/"],
    ["", "k=__HIVE_DEFAULT_PARTITION__/"],
    ["São Paulo", "k=São Paulo/"],
    ["a/b=c:d%e", "k=a%2Fb%3Dc%3Ad%25e/"],
    ["2024-01-01 10:00:00", "k=2024-01-01 10%3A00%3A00/"],
    ["..", "k=../"],
    ["tab\tend", "k=tab%09end/"],
  ])("%j is %s, and reads back", (value, folder) => {
    expect(partitionFolder([["k", value]])).toBe(folder);
    const read = inferPartitions([`s3a://gold/t/${folder}f`], new Map([["k", "VARCHAR"]]));
    expect(read.values[0]?.get("k")).toBe(value === "" ? null : value);
  });

  test("a text that stands for NULL is refused", () => {
    expect(() => partitionFolder([["k", "__HIVE_DEFAULT_PARTITION__"]])).toThrow("stands for NULL");
  });
});
