import { expect, test } from "vitest";
import { resolvePath } from "./paths.js";

const resolve = (path: string): string =>
  resolvePath(path, "/home/me", { file: "jobs/a.ts", line: 3, column: 5, method: "" });

test.each([
  ["s3a://bucket/key with space/%41/", "s3a://bucket/key with space/%41/"],
  ["s3://bucket", "s3://bucket"],
  ["S3A://bucket/Key", "s3a://bucket/Key"],
  ["file:///a/b", "file:///a/b"],
  ["file:/a/b/", "file:///a/b/"],
  ["file:///a/../b", "file:///b"],
  ["/a/b/", "file:///a/b/"],
  ["/", "file:///"],
  ["data/*.parquet", "file:///home/me/data/*.parquet"],
  ["../x", "file:///home/x"],
  ["./a:b=c", "file:///home/me/a:b=c"],
  ["a:b", "file:///home/me/a:b"],
])("%s is %s", (path, uri) => {
  expect(resolve(path)).toBe(uri);
});

test.each(["hdfs://nn/x", "gs://b/x", "https://x/y", "hdfs:/x", "", " ", "s3a:///key", "file://host/x", "file://"])(
  "'%s' is refused with the line",
  (path) => {
    expect(() => resolve(path)).toThrow(expect.objectContaining({ code: "PATH_REFUSED" }) as Error);
    expect(() => resolve(path)).toThrow("jobs/a.ts:3:5");
  },
);
