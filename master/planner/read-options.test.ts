import { describe, expect, test } from "vitest";
import { readFormatOf, resolveReadOptions } from "./read-options.js";
import type { ReadFormat } from "./read-format.js";

const at = { file: "job.ts", line: 4, column: 1, method: "read.csv" };
const resolve = (options: Record<string, string>, format: ReadFormat = "csv") =>
  resolveReadOptions(options, at, format);

test("formats", () => {
  expect(["", "parquet", "CSV", "json", "text"].map((format) => readFormatOf(format, at))).toEqual([
    "parquet",
    "parquet",
    "csv",
    "json",
    "text",
  ]);
  expect(() => readFormatOf("avro", at)).toThrow(/'avro' cannot be read/);
});

test("may say what is always so", () => {
  resolve({ MergeSchema: "true", recursiveFileLookup: "false" }, "parquet");
  resolve({ recursiveFileLookup: "false", wholetext: "false", encoding: "utf8" }, "text");
  resolve({ charset: "UTF-8", lineSep: "\\n", samplingRatio: "1.0" });
});

describe("are refused by name", () => {
  test.each<[ReadFormat, Record<string, string>, RegExp, RegExp]>([
    ["parquet", { mergeSchema: "false" }, /mergeSchema cannot be turned off/, /./],
    ["parquet", { recursiveFileLookup: "true" }, /recursiveFileLookup/, /./],
    ["parquet", { mergeShema: "true" }, /unknown read option 'mergeShema'/, /did you mean mergeSchema/],
    ["parquet", { header: "true" }, /unknown read option 'header'/, /./],
    ["text", { encoding: "ISO-8859-1" }, /in UTF-8 alone/, /iconv/],
    ["csv", { encoding: "ISO-8859-99" }, /encoding 'ISO-8859-99' is not known/, /windows-1252/],
    ["json", { charset: "base64" }, /encoding 'base64' is not known/, /./],
    ["csv", { seperator: ";" }, /unknown read option 'seperator'/, /./],
    ["csv", { delimter: ";" }, /unknown/, /did you mean delimiter/],
    ["csv", { sep: "" }, /sep is empty/, /./],
    ["csv", { quote: "''" }, /quote '''' is not one character/, /./],
    ["csv", { sep: '"' }, /sep and quote/, /./],
    ["csv", { mode: "STRICT" }, /mode 'STRICT'/, /PERMISSIVE, DROPMALFORMED, FAILFAST/],
    ["csv", { maxColumns: "10" }, /maxColumns \('10'\)/, /any number of fields/],
    ["csv", { NANVALUE: "nan" }, /NANVALUE/, /when/],
    ["csv", { schema: "id INT" }, /schema \('id INT'\)/, /read.schema/],
    ["csv", { ignoreCorruptFiles: "true" }, /ignoreCorruptFiles/, /badFiles/],
    ["csv", { samplingRatio: "0.1" }, /samplingRatio of 0.1/, /all records/],
    ["csv", { lineSep: "|" }, /lineSep/, /./],
    ["csv", { dateFormat: "QQQ yyyy" }, /dateFormat 'QQQ yyyy' has a part that cannot be read: QQQ/, /STRING/],
    ["csv", { inferSchema: "true" }, /done by clients/, /./],
    ["csv", { failAbove: "0.1" }, /goes with badFiles/, /./],
    ["csv", { badFiles: "skip" }, /badFiles 'skip'/, /fail, quarantine/],
    ["csv", { badFiles: "quarantine", failAbove: "1.5" }, /failAbove = '1.5'/, /share/],
    ["csv", { malformed: "quarantine", mode: "FAILFAST" }, /does not go with mode FAILFAST/, /./],
    ["json", { allowComments: "true" }, /allowComments/, /no comments/],
    ["json", { header: "true" }, /unknown read option 'header'/, /./],
  ])("%s %j", (format, options, message, hint) => {
    expect(() => resolve(options, format)).toThrow(
      expect.objectContaining({
        code: "PLAN_REFUSED",
        message: expect.stringMatching(message) as string,
        hint: expect.stringMatching(hint) as string,
        details: { callSite: at },
      }) as Error,
    );
  });
});

describe.each<ReadFormat>(["parquet", "csv", "json", "text"])("of every format: %s", (format) => {
  test("leaves out bad files where it is told to, up to as many as it is told", () => {
    expect(resolve({}, format)).toMatchObject({ badFiles: "fail", failAbove: undefined });
    expect(resolve({ badFiles: "quarantine", failAbove: "2" }, format)).toMatchObject({
      badFiles: "quarantine",
      failAbove: { rows: 2 },
    });
  });

  test.each<[string, string, string]>([
    ["versionAsOf", "0", "is no commit"],
    ["recursiveFileLookup", "true", "is not supported"],
    ...(format === "parquet" ? [] : (["encoding", "charset"] as const)).map((name): [string, string, string] => [
      name,
      "latin-99",
      "the encoding 'latin-99'",
    ]),
    ...(format === "parquet" ? [] : [["lineSep", "|", "the lineSep '|'"] as [string, string, string]]),
  ])("refuses %s '%s'", (name, value, message) => {
    expect(() => resolve({ [name]: value }, format)).toThrow(message);
  });
});

test("those of malformed records, and of JSON", () => {
  for (const format of ["csv", "json"] as const) {
    const given = { malformed: "quarantine", columnNameOfCorruptRecord: "bad" };
    expect(resolve(given, format)).toMatchObject({
      quarantinesRecords: true,
      records: { columnNameOfCorruptRecord: "bad", mode: "PERMISSIVE" },
    });
    expect(resolve({ mode: "dropmalformed" }, format)).toMatchObject({
      quarantinesRecords: false,
      records: { mode: "DROPMALFORMED" },
    });
    expect(() => resolve({ samplingRatio: "0.5" }, format)).toThrow("a samplingRatio of 0.5");
  }
  expect(resolve({ wholeRecords: "true", multiLine: "true" }, "json").records).toMatchObject({
    wholeRecords: "true",
    multiLine: "true",
  });
});

test("CSV's, as Spark's defaults are", () => {
  expect(resolve({}).records).toEqual({
    mode: "PERMISSIVE",
    columnNameOfCorruptRecord: "_corrupt_record",
    encoding: "",
    multiLine: "false",
    dateFormat: "",
    timestampFormat: "",
    timestampNTZFormat: "",
    sep: ",",
    lineSep: "",
    quote: '"',
    escape: "\\",
    comment: "",
    header: "false",
    enforceSchema: "false",
    ignoreLeadingWhiteSpace: "false",
    ignoreTrailingWhiteSpace: "false",
    nullValue: "",
    emptyValue: "",
  });
  expect(
    resolve({ delimiter: "\\t", DATEFORMAT: "dd/MM/yyyy", timestampFormat: "yyyy-MM-dd'T'HH:mm:ssXXX" }).records,
  ).toMatchObject({
    sep: "\t",
    dateFormat: "%d/%m/%Y",
    timestampFormat: "%Y-%m-%dT%H:%M:%S%z",
  });
  expect(resolve({ timestampFormat: "dd/MM/yyyy HH:mm" }).records).toMatchObject({
    timestampFormat: "%d/%m/%Y %H:%M",
    timestampNTZFormat: "%d/%m/%Y %H:%M",
  });
  const both = { timestampFormat: "dd/MM/yyyy HH:mm", timestampNTZFormat: "HH:mm" };
  expect(resolve(both).records).toMatchObject({ timestampNTZFormat: "%H:%M" });
  expect(resolve({ badFiles: "quarantine", failAbove: "0.25" })).toMatchObject({ failAbove: { share: 0.25 } });
  expect(resolve({ badFiles: "quarantine", failAbove: "3" })).toMatchObject({ failAbove: { rows: 3 } });
});
