import { describe, expect, test } from "vitest";
import { parseWriteOptions, writeFormats, type WriteOptions } from "./write-options.js";

const at = { file: "job.ts", line: 4, column: 1, method: "parquet" };

describe("write options", () => {
  test("default to Parquet v1, zstd 1", () => {
    expect(parseWriteOptions({}, at)).toEqual({
      format: "parquet",
      text: undefined,
      readBy: undefined,
      fileRowsMax: 0,
      fileBytesTarget: 0,
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

describe("a table's", () => {
  test.each<[string, string, Partial<WriteOptions>]>([
    ["allowEmpty", "true", { allowEmpty: true }],
    ["replaceForeign", "true", { replaceForeign: true }],
    ["partitionOverwriteMode", "DYNAMIC", { partitionOverwriteMode: "dynamic" }],
    ["maxRecordsPerFile", "9", { fileRowsMax: 9 }],
    ["targetFileBytes", "2k", { fileBytesTarget: 2_048 }],
  ])("%s changes what it says and nothing else, whatever the format", (name, value, changed) => {
    for (const format of writeFormats) {
      const unset = parseWriteOptions({}, at, format);
      expect(parseWriteOptions({ [name]: value }, at, format), format).toEqual({ ...unset, ...changed });
    }
  });

  test("mergeSchema is for formats that have names of columns", () => {
    const merges = (format: string): boolean => parseWriteOptions({ mergeSchema: "true" }, at, format).mergeSchema;
    expect([merges("parquet"), merges("json")]).toEqual([true, true]);
    for (const format of ["csv", "text"]) expect(() => merges(format)).toThrow("mergeSchema does not go with");
  });

  test("compression of files of text has Spark's other name, codec, and nothing but UTF-8 and line feeds is written", () => {
    for (const format of ["csv", "json", "text"]) {
      const textBy = (options: Record<string, string>) => parseWriteOptions(options, at, format).text;
      expect(textBy({})?.compression).toBe("none");
      expect([textBy({ compression: "gzip" }), textBy({ codec: "ZSTD" })]).toMatchObject([
        { compression: "gzip" },
        { compression: "zstd" },
      ]);
      expect(() => textBy({ encoding: "latin1" })).toThrow("encoding 'latin1'");
      expect(() => textBy({ charset: "latin1" })).toThrow("encoding 'latin1'");
      expect(() => textBy({ lineSep: "|" })).toThrow("lineSep other than");
    }
  });
});

describe("sizes of files", () => {
  const defaults = { fileRowsMax: 7, fileBytesTarget: 1_000, timeZone: "UTC" };
  test("come from the option, or else from the setting", () => {
    expect(parseWriteOptions({}, at, "", defaults)).toMatchObject({ fileRowsMax: 7, fileBytesTarget: 1_000 });
    const options = { maxRecordsPerFile: "9", targetFileBytes: "2k" };
    expect(parseWriteOptions(options, at, "", defaults)).toMatchObject({ fileRowsMax: 9, fileBytesTarget: 2_048 });
  });
  test("may be any, as in Spark by 0 and less", () => {
    expect(parseWriteOptions({ maxRecordsPerFile: "-1" }, at, "", defaults).fileRowsMax).toBe(0);
  });
});

describe("options of text", () => {
  test("default to Spark's, but for spaces, which stay, and microseconds", () => {
    expect(parseWriteOptions({}, at, "csv").text).toEqual({
      ...{ format: "csv", compression: "none", ignoreNullFields: true },
      ...{ dateFormat: "%Y-%m-%d", timestampFormat: "%Y-%m-%dT%H:%M:%S.%f", timestampTzFormat: "" },
      csv: {
        ...{ header: false, separator: ",", quote: '"', escape: "\\", nullValue: "", emptyValue: '""' },
        ...{ quoteAll: false, trimStart: false, trimEnd: false },
      },
    });
  });
  test("are each one thing of how values are written", () => {
    for (const format of ["csv", "json"]) {
      const textBy = (options: Record<string, string>) => parseWriteOptions(options, at, format).text;
      expect(textBy({ dateFormat: "dd/MM/yyyy" })?.dateFormat).toBe("%d/%m/%Y");
      expect(textBy({ timestampNTZFormat: "HH:mm" })?.timestampFormat).toBe("%H:%M");
    }
    expect(parseWriteOptions({ ignoreNullFields: "false" }, at, "json").text?.ignoreNullFields).toBe(false);
  });
  test("write a zone's letters where it is UTC", () => {
    const pattern = { timestampFormat: "dd/MM/yyyy HH:mm XXX" };
    expect(parseWriteOptions(pattern, at, "json").text?.timestampTzFormat).toBe("%d/%m/%Y %H:%M Z");
    const berlin = { fileRowsMax: 0, fileBytesTarget: 0, timeZone: "Europe/Berlin" };
    expect(() => parseWriteOptions(pattern, at, "json", berlin)).toThrow(/'XXX'/);
  });
  test.each<[string, Record<string, string>, RegExp]>([
    ["csv", { sep: "a" }, /sep 'a'/],
    ["csv", { quote: "''" }, /quote/],
    ["csv", { nullValue: "a,b" }, /nullValue/],
    ["csv", { charToEscapeQuoteEscaping: "!" }, /charToEscape/],
    ["csv", { escapeQuotes: "false" }, /escapeQuotes/],
    ["csv", { lineSep: "\r\n" }, /lineSep/],
    ["csv", { encoding: "ISO-8859-1" }, /ISO-8859-1/],
    ["csv", { compression: "snappy" }, /snappy/],
    ["csv", { dateFormat: "QQQ yyyy" }, /'QQQ'/],
    ["csv", { timestampFormat: "yyyy[-MM]" }, /'\['/],
    ["csv", { parquetVersion: "v2" }, /unknown write option/],
    ["csv", { mergeSchema: "true" }, /mergeSchema/],
    ["json", { header: "true" }, /unknown write option/],
    ["json", { pretty: "true" }, /pretty/],
    ["text", { dateFormat: "yyyy" }, /unknown write option/],
    ["parquet", { header: "true" }, /unknown write option/],
    ["orc", {}, /'orc'/],
  ])("%s %j is refused", (format, options, message) => {
    expect(() => parseWriteOptions(options, at, format)).toThrow(
      expect.objectContaining({ code: "PLAN_REFUSED", message: expect.stringMatching(message) as string }) as Error,
    );
  });
});
