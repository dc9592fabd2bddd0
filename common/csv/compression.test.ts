import { expect, test } from "vitest";
import { compressionOf } from "./compression.js";

test.each([
  ["s3a://b/a.csv", "none"],
  ["s3a://b/a", "none"],
  ["s3a://b/a.csv.GZ", "gzip"],
  ["s3a://b/a.gzip", "gzip"],
  ["s3a://b/a.json.zst", "zstd"],
  ["s3a://b/a.gz/b.csv", "none"],
  ["s3a://b/a.csv.bz2", undefined],
  ["s3a://b/a.parquet", undefined],
])("%s is %s", (uri, compression) => {
  expect(compressionOf(uri)).toBe(compression);
});
