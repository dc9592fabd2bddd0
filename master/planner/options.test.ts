import { describe, expect, test } from "vitest";
import { checkReadOptions, parseWriteOptions, readFormatOf } from "./options.js";

const at = { file: "job.ts", line: 4, column: 1, method: "parquet" };

describe("write options", () => {
  test("default to Parquet v1, zstd 1", () => {
    expect(parseWriteOptions({}, at)).toEqual({
      compression: "zstd",
      compressionLevel: 1,
      parquetVersion: "v1",
      rowGroupRows: 0,
      allowEmpty: false,
      replaceForeign: false,
      mergeSchema: false,
      partitionOverwriteMode: undefined,
    });
  });
  test("are compared without case", () => {
    expect(
      parseWriteOptions({ COMPRESSION: "None", parquetversion: "2", rowGroupRows: "4096", AllowEmpty: "TRUE" }, at),
    ).toMatchObject({
      compression: "uncompressed",
      compressionLevel: 0,
      parquetVersion: "v2",
      rowGroupRows: 4096,
      allowEmpty: true,
    });
  });
  test.each<[Record<string, string>, RegExp, RegExp]>([
    [{ compresion: "zstd" }, /unknown write option 'compresion'/, /mean compression/],
    [{ compression: "lzo" }, /'lzo'/, /zstd, snappy/],
    [{ compression: "snappy", compressionLevel: "3" }, /goes with compression zstd/, /./],
    [{ compressionLevel: "23" }, /1 to 22/, /./],
    [{ parquetVersion: "v3" }, /'v3'/, /v1/],
    [{ allowEmpty: "yes" }, /neither true nor false/, /./],
    [{ rowGroupRows: "1e5" }, /whole number/, /./],
  ])("%j is refused", (options, message, hint) => {
    expect(() => parseWriteOptions(options, at)).toThrow(
      expect.objectContaining({
        code: "PLAN_REFUSED",
        message: expect.stringMatching(message) as string,
        hint: expect.stringMatching(hint) as string,
        details: { callSite: at },
      }) as Error,
    );
  });
});

describe("read options", () => {
  test("may say what is always so", () =>
    expect(() => checkReadOptions({ MergeSchema: "true", recursiveFileLookup: "false" }, at)).not.toThrow());
  test.each([{ mergeSchema: "false" }, { recursiveFileLookup: "true" }, { mergeShema: "true" }, { header: "true" }])(
    "%j is refused",
    (options) => {
      expect(() => checkReadOptions(options as unknown as Record<string, string>, at)).toThrow(
        expect.objectContaining({ code: "PLAN_REFUSED" }) as Error,
      );
    },
  );

  test("of text", () => {
    expect(() => checkReadOptions({ recursiveFileLookup: "false", wholetext: "false" }, at, "text")).not.toThrow();
    expect(() => checkReadOptions({ wholetext: "true" }, at, "text")).toThrow(/wholetext/);
    expect(() => checkReadOptions({ mergeSchema: "true" }, at, "text")).toThrow(/mergeSchema/);
    expect(() => readFormatOf("csv", at)).toThrow(/'csv' cannot be read/);
  });
});
