/** Fields read as values of their types, against the same fields read as texts and judged one by one; and what is stepped over, against a look at each byte. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { csvFormatOf } from "../../../common/csv/csv-format.js";
import type { FileSlice } from "../../../common/wire/types.js";
import { temporaryFolder } from "../../../tests/support/temporary-folder.js";
import { Engine } from "../../engine/engine.js";
import { EngineError } from "../../engine/engine-error.js";
import { csvRecords, typedCsvRecords } from "./csv-records.js";
import { examineCsv } from "./examine-csv.js";
import { localCsvRecords } from "./fetch-records.js";
import { fieldFormsOf } from "./field-forms.js";

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

async function rowsOf(sql: string, fields: number) {
  const values = Array.from({ length: fields }, (_, index) => `CAST(v${index} AS VARCHAR) AS v${index}`);
  return await engine.objects(`SELECT ${values.join(", ")}, malformed FROM (${sql})`);
}

describe("fields of CSV as values of their types", () => {
  test("are what they are as texts, or fail to be read", async () => {
    let typedReads = 0;
    await fc.assert(
      fc.asyncProperty(caseOf, async (given) => {
        const path = join(folder, `${files++}.csv`);
        writeFileSync(path, given.text);
        const records = recordsOf(given);
        const slice = await localCsvRecords(fileOf(), records, { path, start: 0, position: 0 }, { isCancelled });
        const fields = given.types.length;
        const expected = await rowsOf(csvRecords(slice, records).sql, fields);
        expect(slice.csv?.records).toBe(expected.length);
        const typed = typedCsvRecords(slice, records);
        if (typed === undefined) return;
        try {
          const rows = await rowsOf(typed.sql, fields);
          if (rows.some(({ malformed }) => malformed === true)) return;
          expect(rows).toEqual(expected);
          if (slice.csv?.typed.includes(true)) typedReads++;
        } catch (error) {
          if (!(error instanceof EngineError)) throw error;
          expect(error.kind).toBe("data");
          expect(expected.some(({ malformed }) => malformed === true)).toBe(true);
        } finally {
          for (const name of [slice.path, path]) rmSync(name, { force: true });
        }
      }),
      { numRuns: Number(process.env["GOLDPAN_TEST_RUNS"] ?? 300) },
    );
    expect(typedReads).toBeGreaterThan(15);
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

  test("of columns that nobody asks for are read nevertheless", async () => {
    const path = join(folder, "unasked.csv");
    writeFileSync(path, "1,a,2001-01-01,1.5\n2,b,2001-02-30,1e999\n");
    const records = recordsOf({ types: ["INTEGER", "VARCHAR", "DATE", "DOUBLE"], text: "", options: {} });
    const slice = await localCsvRecords(fileOf(), records, { path, start: 0, position: 0 }, { isCancelled });
    expect(slice.csv?.typed).toEqual([true, false, true, true]);
    const { sql } = typedCsvRecords(slice, records)!;
    await expect(engine.rows(`SELECT v0 FROM (${sql}) WHERE malformed IS NOT NULL`)).rejects.toThrow(/2001-02-30/);
  });
});

const formatOf = (options: Options, fields: number) =>
  csvFormatOf({
    fields: { columns: Array.from({ length: fields }, (_, index) => ({ name: `f${index}`, type: "VARCHAR" })) },
    options: { ...usual, ...options },
  });

describe("what is stepped over in CSV", () => {
  const fieldsOf = fc.array(
    fc.constantFrom(
      "",
      "a",
      "12",
      '"b, c"',
      '"d""e"',
      '"f\\"g"',
      'h"i',
      '"j\nk"',
      "é".repeat(40),
      "x".repeat(63),
      "\r",
    ),
    {
      minLength: 1,
      maxLength: 4,
    },
  );
  const textOf = fc
    .tuple(
      fc.array(fieldsOf, { minLength: 1, maxLength: 60 }),
      fc.constantFrom("\n", "\r\n"),
      fc.boolean(),
      fc.integer({ min: 1, max: 4 }),
    )
    .map(([records, ends, ended, fields]) => {
      // Most records have as many fields as they should.
      const lines = records.map((record, index) =>
        (index % 5 === 0 ? record : Array.from({ length: fields }, (_, at) => record[at] ?? "y")).join(","),
      );
      return { text: lines.join(ends) + (ended ? ends : ""), fields };
    });

  async function examine(text: string, fields: number, options: Options) {
    const path = join(folder, `${files++}.csv`);
    writeFileSync(path, text);
    const format = formatOf(options, fields);
    const forms = fieldFormsOf(
      Array.from({ length: fields }, () => ({ type: "INTEGER" })),
      {},
    );
    const slow = await examineCsv(path, format, isCancelled);
    const { forms: found, ...fast } = await examineCsv(path, format, isCancelled, { forms, hasHeader: format.header });
    rmSync(path);
    return { slow, fast: { ...fast, forms: undefined }, found };
  }

  test("are the records that a look at each byte finds", async () => {
    const optionsOf = fc.record(
      {
        escape: fc.constantFrom('"', "\\", ""),
        quote: fc.constantFrom('"', ""),
        multiLine: fc.constantFrom("true", "false"),
        header: fc.constantFrom("true", "false"),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(textOf, optionsOf, async ({ text, fields }, options) => {
        const { slow, fast } = await examine(text, fields, options);
        // With a header, the first plain record is the only one that is asked for.
        expect({ ...fast, firstPlain: null }).toEqual({ ...slow, firstPlain: null });
        if (options["header"] === "true") expect(fast.firstPlain).toEqual(slow.firstPlain);
      }),
      { numRuns: Number(process.env["GOLDPAN_TEST_RUNS"] ?? 300) },
    );
  });

  const digits = "1234567890".repeat(4);
  const second = "2001-02-03 04:05:06";
  test.each([
    ...[1, 15, 16, 17, 32, 33].map((length) => ({ type: "BIGINT", length, text: digits.slice(0, length) })),
    ...[2, 16, 17, 18, 33].map((length) => ({ type: "BIGINT", length, text: `-${digits.slice(1, length)}` })),
    ...[4, 16, 17, 33].map((length) => ({ type: "DOUBLE", length, text: `-.e+${digits}`.slice(0, length) })),
    ...["true", "False"].map((text) => ({ type: "BOOLEAN", length: text.length, text })),
    { type: "DATE", length: 10, text: "2001-02-03" },
    ...[19, 20, 21, 36, 37].map((length) => ({
      type: "TIMESTAMP",
      length,
      text: `${second}.${digits}`.slice(0, length),
    })),
  ])("of $length bytes have the form of a $type, and with another byte anywhere have not", async ({ type, text }) => {
    const format = formatOf({}, 2);
    const forms = fieldFormsOf([{ type }, { type: "VARCHAR" }], {});
    const path = join(folder, `${files++}.csv`);
    const doubt = async (field: string) => {
      writeFileSync(path, `${field},x\n"${field}",x\n`);
      return (await examineCsv(path, format, isCancelled, { forms })).forms?.doubts[0];
    };
    expect(await doubt(text)).toBe(0);
    const free = type === "BOOLEAN" ? 1 : text.length;
    for (let at = 0; at < free; at++) expect(await doubt(`${text.slice(0, at)}!${text.slice(at + 1)}`)).toBe(1);
    for (const longer of [`${text}!`, `!${text}`]) expect(await doubt(longer)).toBe(1);
    rmSync(path);
  });

  test("over many blocks, with odd ones and very long ones among them", async () => {
    const parts = [
      "1,ab\n".repeat(400_000),
      `2,"${"é, ".repeat(900_000)}"\n`,
      '3,"a"b\n',
      '4,"c ""d"""\r\n',
      "5\n".repeat(50),
      "6,e\n".repeat(300_001),
    ];
    const { slow, fast, found } = await examine(parts.join(""), 2, { escape: '"', header: "true" });
    expect(fast).toEqual(slow);
    expect(fast.odd).toHaveLength(51);
    expect([...found!.doubts]).toEqual([0, 1]);
    expect(found!.unseen).toHaveLength(2);
  });
});
