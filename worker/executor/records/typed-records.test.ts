/** Fields read as values of their types, against the same fields read as texts and judged one by one. */
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FileSlice } from "../../../common/wire/types.js";
import { fileEtag } from "../../../storage/file/file-object-store.js";
import { temporaryFolder } from "../../../tests/support/temporary-folder.js";
import { Engine } from "../../engine/engine.js";
import { EngineError } from "../../engine/engine-error.js";
import { csvRecords, typedCsvRecords } from "./csv-records.js";
import { localCsvRecords } from "./fetch-records.js";
import { recordPlaces } from "./malformed-records.js";
import { streamedCsv } from "./streamed-csv.js";

const folder = temporaryFolder();
const limits = { memoryBytes: 256 * 2 ** 20, threads: 1, spillBytesMax: 2 ** 30 };
const isCancelled = () => false;
let engine: Engine;
let files = 0;

beforeAll(async () => {
  // A zone with an hour that is not there and one that is there twice.
  const timeZone = "Europe/Berlin";
  engine = await Engine.open({ folder, files: [], ...limits, timeZone, seed: 1, nowMs: 0, keepOrder: true });
});

afterAll(() => {
  engine.close();
});

const usual = { sep: ",", quote: '"', escape: "\\", nullValue: "", emptyValue: "", enforceSchema: "true" };

type Options = Readonly<Record<string, string>>;

/** Of each type some texts that are values, and others that may be. */
const texts: Readonly<Record<string, readonly [sound: readonly string[], others: readonly string[]]>> = {
  INTEGER: [
    ["1", "-1", "-0", "007", "2147483647"],
    ["+1", " 1", "1 ", "1.5", "1.", "1e3", "0x1F", "1_000", "-", "99999999999", "true", "--1", "1-"],
  ],
  UTINYINT: [
    ["0", "255", "00000000000000000000000000000001"],
    ["256", "-1", "-0"],
  ],
  BIGINT: [
    ["9223372036854775807", "-9223372036854775808", "12345678901234567"],
    ["9223372036854775808", "1\u0000", "1234567890123456x"],
  ],
  DOUBLE: [
    ["1", "1.5", "-.5e-3", "5.", ".5", "-0.0", "1E+300", "12345678901234567890.5"],
    ["1e999", "inf", "nan", "NaN", "-Infinity", "1_0.5", " 1.5", "1.5f", "1e", "+1", "."],
  ],
  FLOAT: [
    ["0.1", "1e-50", "16777217"],
    ["1e39", "-1e39"],
  ],
  "DECIMAL(10,2)": [
    ["1.25", "1.256", "-12", "99999999.99"],
    ["1e3", "1_0", "1,5", "12345678901", "-", "1.2.3", "1e-9", "+1.5", "1,000.50", "1."],
  ],
  "DECIMAL(20,2)": [
    ["1.25", "123456789012345678.25", "-0.5"],
    [" 2.50", "1_0", "1,5", "1.256", "1e3"],
  ],
  BOOLEAN: [
    ["true", "TRUE", "tRuE", "false"],
    ["t", "1", "yes", " yes", "tree", "falsy", "fals", "on"],
  ],
  DATE: [
    ["2001-01-01", "1600-02-29", "0001-01-01"],
    [
      ...["2001-1-1", " 2001-01-01", "2001/01/01", "2001-02-30", "0000-01-01", "2001-01-01 10:00:00", "epoch"],
      ...["infinity", "20011-1-1", "-001-01-01", "2001-01-0x", "2001 01 01"],
    ],
  ],
  TIMESTAMP: [
    ["2001-01-01 00:00:00", "2001-01-01T23:59:59", "2001-03-25 02:30:00.123", "2001-01-01 00:00:00.123456789"],
    [
      ...[
        "2001-01-01T00:00:00Z",
        "2001-01-01 00:00:00-05",
        "2001-01-01",
        "2001-01-01 24:00:00",
        "2001-01-01T00:00:00.",
      ],
      ...["2001-01-01 00:00:60", "2001-01-01  00:00:00", "2001-01-01 00:00:00 ", "2001-01-01 00:00:00.12 "],
      ...["2001-01-01 00:00:00.9999999", "2001-01-01 00:00", " 2001-01-01 00:00:00"],
    ],
  ],
  "TIMESTAMP WITH TIME ZONE": [
    ["2001-03-25 02:30:00", "2001-03-25T02:30:00", "2001-10-28 02:30:00", "2001-10-28T02:30:00.5"],
    ["2001-01-01 24:00:00", "2001-01-01 00:00:00+02", "2001-01-01 00:00:00.9999999", "0001-01-01 00:00:00"],
  ],
  VARCHAR: [
    ["a", "ü", " a ", "a\\b", "1", "𝒳"],
    ['x"y', "\ufeff", "'", "a\u0000b"],
  ],
  BLOB: [["a", "ü"], ["\\x41"]],
};

const typeOf = fc.constantFrom(...Object.keys(texts));
/** Of the characters that values of many types have. */
const alikeOf = fc.array(fc.constantFrom(...Array.from("0123456789.-:eE+ T")), { maxLength: 24 });
const digitsOf = fc.array(fc.nat({ max: 9 }), { minLength: 20, maxLength: 20 });
const timeOf = fc
  .tuple(
    digitsOf,
    fc.constantFrom("dddd-dd-dd", "dddd-dd-dd dd:dd:dd", "dddd-dd-ddTdd:dd:dd.ddd", "d0d0-0d-0d 0d:0d:0d"),
  )
  .map(([digits, form]) => form.replace(/d/g, () => String(digits.pop())));

/** What a type has, in quotes or not, and where it may be odd, now and then something else. */
function fieldOf(type: string, odd: boolean): fc.Arbitrary<string> {
  const [values, others] = texts[type] ?? [[], []];
  const sound = fc.constantFrom(...values, "");
  const quoted = fc.constantFrom(...values).map((text) => `"${text}"`);
  const usual = [
    { weight: 12, arbitrary: sound },
    { weight: 2, arbitrary: quoted },
  ];
  if (!odd) return fc.oneof(...usual);
  const strange = ['"', '""', '"a""b"', '"a\\"b"', '"a\nb"', "\n", ",", " ", '" 1"', '"1" ', "\r", '"1\r\n"'];
  return fc.oneof(
    ...usual,
    { weight: 1, arbitrary: fc.constantFrom(...others) },
    { weight: 1, arbitrary: alikeOf.map((characters) => characters.join("")) },
    { weight: 1, arbitrary: timeOf },
    { weight: 1, arbitrary: fc.constantFrom(...strange) },
  );
}

interface Case {
  readonly types: readonly string[];
  readonly text: string;
  readonly options: Options;
}

const caseOf: fc.Arbitrary<Case> = fc
  .record({
    types: fc.array(typeOf, { minLength: 1, maxLength: 5 }),
    odd: fc.boolean(),
    ends: fc.constantFrom("\n", "\n", "\r\n"),
    ended: fc.boolean(),
    mark: fc.constantFrom("", "", "\ufeff"),
    options: fc.record(
      {
        escape: fc.constantFrom('"', "\\"),
        quote: fc.constantFrom('"', "'", ""),
        sep: fc.constantFrom(",", ";", "\t"),
        header: fc.constantFrom("true", "false"),
        multiLine: fc.constantFrom("true", "false"),
        nullValue: fc.constantFrom("", "", "", "1", "NA"),
        emptyValue: fc.constantFrom("", "", "", "1"),
      },
      { requiredKeys: [] },
    ),
  })
  .chain(({ types, odd, ends, ended, mark, options }) => {
    const record = fc
      .tuple(...types.map((type) => fieldOf(type, odd)))
      .map((fields) => fields.join(options.sep ?? ","));
    return fc
      .array(record, { minLength: 1, maxLength: 8 })
      .map((records) => ({ types, text: mark + records.join(ends) + (ended ? ends : ""), options }));
  });

function recordsOf({ types, options }: Case) {
  const columns = types.map((type, index) => ({ name: `f${index}`, type }));
  return { fields: { columns }, options: { ...usual, ...options }, malformedColumn: "" };
}

function fileOf(): FileSlice {
  return {
    ...{ uri: "file:///a.csv", etag: "", bytes: 1, footerBytes: 0, rowGroups: [], range: null, problem: "" },
    ...{ partitionValues: {}, nullPartitions: [] },
  };
}

/** A file's records as values as its bytes come. @param range  all of it, if there is none */
async function stream(path: string, records: ReturnType<typeof recordsOf>, range: FileSlice["range"] = null) {
  const stats = statSync(path, { bigint: true });
  const uri = `file://${path}`;
  const file = { ...fileOf(), uri, bytes: Number(stats.size), range };
  const grant = { kind: "file", uri, etag: fileEtag(stats), path } as const;
  return await streamedCsv(file, grant, records, `${path}.text`, { isCancelled });
}

async function rowsOf(sql: string, fields: number) {
  const values = Array.from({ length: fields }, (_, index) => `CAST(v${index} AS VARCHAR) AS v${index}`);
  return await engine.objects(`SELECT ${values.join(", ")}, malformed FROM (${sql})`);
}

describe("fields of CSV as values of their types", () => {
  test("are what they are as texts, or fail to be read", async () => {
    let typedReads = 0;
    let valuesRead = 0;
    let streamed = 0;
    await fc.assert(
      fc.asyncProperty(caseOf, async (given) => {
        const path = join(folder, `${files++}.csv`);
        writeFileSync(path, given.text);
        const records = recordsOf(given);
        const came = await stream(path, records);
        const slice = await localCsvRecords(fileOf(), records, { path, start: 0, position: 0 }, { isCancelled });
        const fields = given.types.length;
        const expected = await rowsOf(csvRecords(slice, records).sql, fields);
        expect(slice.csv?.records).toBe(expected.length);
        if (came !== undefined) {
          streamed++;
          expect(came.csv?.records).toBe(expected.length);
          expect(await rowsOf(typedCsvRecords(came, records)!.sql, fields)).toEqual(expected);
        }
        const typed = typedCsvRecords(slice, records);
        if (typed === undefined) return;
        try {
          const rows = await rowsOf(typed.sql, fields);
          if (slice.csv?.values !== undefined) {
            expect(rows).toEqual(expected);
            if (slice.csv.values.columns.includes("value")) valuesRead++;
          }
          if (rows.some(({ malformed }) => malformed === true)) return;
          expect(rows).toEqual(expected);
          if (slice.csv?.typed.includes(true)) typedReads++;
        } catch (error) {
          if (!(error instanceof EngineError)) throw error;
          expect(error.kind).toBe("data");
          expect(expected.some(({ malformed }) => malformed === true)).toBe(true);
        } finally {
          for (const name of [slice.path, path, `${path}.values`, `${path}.text.values`]) rmSync(name, { force: true });
        }
      }),
      { numRuns: Number(process.env["GOLDPAN_TEST_RUNS"] ?? 300) },
    );
    expect(typedReads).toBeGreaterThan(15);
    expect(valuesRead).toBeGreaterThan(15);
    expect(streamed).toBeGreaterThan(15);
  });

  test("are texts where one has no value", async () => {
    const path = join(folder, `${files++}.csv`);
    writeFileSync(path, "1,2001-01-01\n2,2001-1-1\n3,\n4.5,x\n");
    const records = recordsOf({ types: ["INTEGER", "DATE"], text: "", options: {} });
    const slice = await stream(path, records);
    expect(slice?.csv?.values?.columns).toEqual(["text", "text"]);
    expect(await rowsOf(typedCsvRecords(slice!, records)!.sql, 2)).toEqual([
      { v0: "1", v1: "2001-01-01", malformed: false },
      { v0: "2", v1: "2001-01-01", malformed: false },
      { v0: "3", v1: null, malformed: false },
      { v0: null, v1: null, malformed: true },
    ]);
  });

  test("have their texts when they are asked for", async () => {
    const path = join(folder, "asked.csv");
    const lines = Array.from({ length: 50_000 }, (_, index) => `${index},2001-02-${index === 40_000 ? 30 : 28}\r\n`);
    writeFileSync(path, lines.join(""));
    // With a format, dates are texts until the engine reads them.
    const records = recordsOf({ types: ["INTEGER", "DATE"], text: "", options: { dateFormat: "%Y-%m-%d" } });
    const from = 300_000;
    const slice = await stream(path, records, { from, to: 800_000 });
    const rows = await rowsOf(typedCsvRecords(slice!, records)!.sql, 2);
    const bad = rows.findIndex(({ malformed }) => malformed === true);
    const [found] = await recordPlaces(slice!, [bad], isCancelled);
    const place = lines.slice(0, 40_000).join("").length;
    expect(found).toMatchObject({ row: bad, text: "40000,2001-02-30", place });
    expect(await slice!.csv!.original()).toBe(slice!.path);
    expect(readFileSync(path, "latin1").slice(place).startsWith(found!.text)).toBe(true);
  });

  test("are there once, however the file is cut", async () => {
    const path = join(folder, "cut.csv");
    const lines = Array.from({ length: 300 }, (_, index) => `${index},"é, ${"x".repeat(index % 70)}"\n`);
    writeFileSync(path, `f0,f1\n${lines.join("")}`);
    const records = recordsOf({ types: ["INTEGER", "VARCHAR"], text: "", options: { header: "true" } });
    for (const cut of [1, 6, 7, 8, 15, 1000, 1001, 1002, 1003, 5000]) {
      const ids: unknown[] = [];
      for (const range of [
        { from: 0, to: cut },
        { from: cut, to: 2 ** 30 },
      ]) {
        const slice = await stream(path, records, range);
        const rows = await engine.objects(typedCsvRecords(slice!, records)!.sql);
        expect(rows.length).toBe(slice!.csv!.records);
        ids.push(...rows.map(({ v0 }) => v0));
      }
      expect(ids).toEqual(lines.map((_, index) => index));
    }
  });

  test.each([
    ["a field more", "1,a\n2,b,c\n3,d\n"],
    ["no value late", `${"1,a\n".repeat(2_500_000)}2.5,b\n`],
    ["line ends of two kinds", "1,a\r\n2,b\n3,d\n"],
    ["no UTF-8", "1,a\n2,\xff\n3,d\n"],
    ["a mark", "\xef\xbb\xbf1,a\n2,b\n3,d\n"],
  ])("do not come as they are where a file has %s", async (_, text) => {
    const path = join(folder, `${files++}.csv`);
    writeFileSync(path, text, "latin1");
    expect(await stream(path, recordsOf({ types: ["INTEGER", "VARCHAR"], text: "", options: {} }))).toBeUndefined();
  });

  test("keep a mark that is not the first of the file", async () => {
    const path = join(folder, "mark.csv");
    writeFileSync(path, "\n\ufeff\na\n");
    const records = recordsOf({ types: ["VARCHAR"], text: "", options: {} });
    const slice = await localCsvRecords(fileOf(), records, { path, start: 0, position: 0 }, { isCancelled });
    const found = await engine.objects(`SELECT hex(encode(v0)) AS bytes FROM (${csvRecords(slice, records).sql})`);
    expect(found).toEqual([{ bytes: "EFBBBF" }, { bytes: "61" }]);
  });

  test("begin after the header, whatever the engine would take for it", async () => {
    const path = join(folder, "header.csv");
    writeFileSync(path, 'f0,"f1\n1,a\n2,b"\n3,c\n');
    const records = recordsOf({ types: ["INTEGER", "VARCHAR"], text: "", options: { header: "true" } });
    const slice = await localCsvRecords(fileOf(), records, { path, start: 0, position: 0 }, { isCancelled });
    // Without multiLine, as univocity reads it for Spark.
    expect(await rowsOf(csvRecords(slice, records).sql, 2)).toEqual([
      { v0: "1", v1: "a", malformed: false },
      { v0: "2", v1: 'b"', malformed: false },
      { v0: "3", v1: "c", malformed: false },
    ]);
  });

  test("are those that the engine reads, over many blocks and columns", async () => {
    const path = join(folder, "wide.csv");
    const columns = Array.from({ length: 300 }, (_, index) => ({
      name: `f${index}`,
      type: ["INTEGER", "VARCHAR", "TIMESTAMP", "DOUBLE", "DECIMAL(12,3)"][index % 5]!,
    }));
    const values = columns.map(({ name, type }, index) => {
      const value = type === "VARCHAR" ? `repeat('é, ', (i + ${index}) % 7)` : `((i * 7919 + ${index}) % 100003)`;
      const typed = {
        ...{ VARCHAR: value, TIMESTAMP: `make_timestamp(${value} * 31556926000001)`, DOUBLE: `${value} / 7` },
        ...{ INTEGER: `${value}::INTEGER`, "DECIMAL(12,3)": `(${value} / 3)::DECIMAL(12, 3)` },
      }[type];
      return `CASE WHEN (i + ${index}) % 11 > 0 THEN ${typed} END AS ${name}`;
    });
    await engine.run(
      `COPY (SELECT ${values.join(", ")} FROM range(3000) s(i)) TO '${path}' (FORMAT csv, HEADER false)`,
    );
    const records = { fields: { columns }, options: { ...usual, escape: '"' }, malformedColumn: "" };
    const slice = await localCsvRecords(fileOf(), records, { path, start: 0, position: 0 }, { isCancelled });
    expect(new Set(slice.csv?.values?.columns)).toEqual(new Set(["value", "text"]));
    const types = columns.map(({ name, type }) => `'${name}': '${type}'`).join(", ");
    const options =
      "header = false, delim = ',', quote = '\"', escape = '\"', auto_detect = false, allow_quoted_nulls = true";
    const expected = `SELECT * FROM read_csv('${path}', columns = {${types}}, ${options})`;
    const found = `SELECT ${columns.map((_, index) => `v${index}`).join(", ")} FROM (${typedCsvRecords(slice, records)!.sql})`;
    const numbered = (sql: string) => `SELECT row_number() OVER () AS row, * FROM (${sql})`;
    const different = `(${numbered(found)}) EXCEPT ALL (${numbered(expected)})`;
    expect(await engine.objects(`SELECT count(*) AS n FROM (${different})`)).toEqual([{ n: "0" }]);
    expect(await engine.objects(`SELECT count(*) AS n FROM (${found})`)).toEqual([{ n: "3000" }]);
  });

  test.each(["\n", "\r\n"])("are made whatever block a line's end is in: %j", async (end) => {
    const path = join(folder, "ends.csv");
    const line = (index: number) => `${index},${"x".repeat(index % 40)}${end}`;
    writeFileSync(path, Array.from({ length: 120_000 }, (_, index) => line(index)).join(""));
    const records = recordsOf({ types: ["INTEGER", "VARCHAR"], text: "", options: {} });
    const slice = await localCsvRecords(fileOf(), records, { path, start: 0, position: 0 }, { isCancelled });
    expect(slice.csv?.values?.columns).toEqual(["value", "text"]);
    const { sql } = typedCsvRecords(slice, records)!;
    const sums = await engine.objects(`SELECT count(*) AS n, sum(v0) AS ids, sum(strlen(v1)) AS bytes FROM (${sql})`);
    // Of 40 lines each one has a length of its own; the first has NULL.
    expect(sums).toEqual([{ n: "120000", ids: String((120_000 * 119_999) / 2), bytes: String(3_000 * 780) }]);
  });

  test("of a DECIMAL of more digits than a number has are judged as texts beside odd records, too", async () => {
    const records = recordsOf({ types: ["INTEGER", "DECIMAL(20,2)"], text: "", options: {} });
    for (const text of ["1, 2.50\n2,3.00\n", "1, 2.50\n\n2,3.00\n"]) {
      const path = join(folder, `${files++}.csv`);
      writeFileSync(path, text);
      const slice = await localCsvRecords(fileOf(), records, { path, start: 0, position: 0 }, { isCancelled });
      const expected = await rowsOf(csvRecords(slice, records).sql, 2);
      expect(await rowsOf(typedCsvRecords(slice, records)!.sql, 2)).toEqual(expected);
    }
  });

  test("of columns that nobody asks for are read nevertheless", async () => {
    const path = join(folder, "unasked.csv");
    writeFileSync(path, "1,a,2001-01-01,1.5\n2,b,2001-02-30,1e999\n");
    const records = recordsOf({ types: ["INTEGER", "VARCHAR", "DATE", "DOUBLE"], text: "", options: {} });
    const slice = await localCsvRecords(fileOf(), records, { path, start: 0, position: 0 }, { isCancelled });
    expect(slice.csv?.values?.columns).toEqual(["value", "text", "text", "text"]);
    const { sql } = typedCsvRecords(slice, records)!;
    const found = await engine.objects(`SELECT v0, malformed FROM (${sql})`);
    expect(found).toEqual([
      { v0: 1, malformed: false },
      { v0: 2, malformed: true },
    ]);
  });
});
