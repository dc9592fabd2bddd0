import { describe, expect, test } from "vitest";
import { hasWildcard, parseGlob } from "./glob.js";

const root = "s3a://raw/t/";
const matching = (glob: string, paths: readonly string[]): string[] => {
  const parsed = parseGlob(root + glob);
  return paths.filter(
    (path) => (root + path).startsWith(parsed.folder) && parsed.matches((root + path).slice(parsed.folder.length)),
  );
};

describe("globs", () => {
  // Expected by bash's globbing, where it has the construct.
  const cases: [glob: string, paths: string[], matched: string[]][] = [
    ["*.parquet", ["a.parquet", "b.parquet", "c.csv", "d/e.parquet"], ["a.parquet", "b.parquet"]],
    ["?.parquet", ["a.parquet", "ab.parquet"], ["a.parquet"]],
    ["[a-c]x", ["ax", "cx", "dx", "-x"], ["ax", "cx"]],
    ["[!a]x", ["ax", "bx"], ["bx"]],
    ["[^a]x", ["ax", "bx"], ["bx"]],
    ["[]a]x", ["]x", "ax", "bx"], ["]x", "ax"]],
    ["{one,two}/*.parquet", ["one/a.parquet", "two/b.parquet", "three/c.parquet"], ["one/a.parquet", "two/b.parquet"]],
    [
      "{a,{b,c}d}.parquet",
      ["a.parquet", "bd.parquet", "cd.parquet", "b.parquet"],
      ["a.parquet", "bd.parquet", "cd.parquet"],
    ],
    [
      "**/x.parquet",
      ["x.parquet", "a/x.parquet", "a/b/x.parquet", "a/y.parquet"],
      ["x.parquet", "a/x.parquet", "a/b/x.parquet"],
    ],
    ["**", ["x", "a/x", "_h/x"], ["x", "a/x"]],
    ["year=*/", ["year=1/a", "year=2/month=1/b", "other/c"], ["year=1/a", "year=2/month=1/b"]],
    ["a\\*b", ["a*b", "axb"], ["a*b"]],
    ["a.b*", ["a.bc", "axbc"], ["a.bc"]],
    ["a+(b)|$*", ["a+(b)|$c"], ["a+(b)|$c"]],
    ["grüße *.parquet", ["grüße 😀.parquet"], ["grüße 😀.parquet"]],
    ["?", ["😀", "ab"], ["😀"]],
  ];
  test.each(cases)("%s", (glob, paths, matched) => {
    expect(matching(glob, paths)).toEqual(matched);
  });

  test("a wildcard does not stand for a hidden name, a written name does", () => {
    const paths = ["_hidden/a", ".dot", "part", "_k=1/a", "sub/_x", "sub/y"];
    expect(matching("*", paths)).toEqual(["part", "_k=1/a", "sub/y"]);
    expect(matching("_*", paths)).toEqual(["_hidden/a", "_k=1/a"]);
  });

  test("the folder ends before the first wildcard", () => {
    expect(parseGlob("s3a://raw/a/b/c*/d").folder).toBe("s3a://raw/a/b/");
    expect(parseGlob("file:///*.parquet").folder).toBe("file:///");
  });

  test("what is not closed, and a wildcard bucket, are refused", () => {
    for (const glob of ["s3a://raw/[a", "s3a://raw/{a", "s3a://ra*/x"]) {
      expect(() => parseGlob(glob)).toThrow(expect.objectContaining({ code: "PATH_REFUSED" }) as Error);
    }
  });

  test("plain names are no globs", () => {
    expect(["s3a://raw/a b=%20'\"ü/", "s3a://raw/a*", "s3a://raw/a]"].map(hasWildcard)).toEqual([false, true, false]);
  });
});
