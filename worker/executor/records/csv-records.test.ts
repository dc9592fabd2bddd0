/** Texts of all kinds, made ready for the engine and read by it, against one record after the other as Spark reads it. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { csvFormatOf } from "../../../common/csv/csv-format.js";
import { readCsvRecord } from "../../../common/csv/read-csv-record.js";
import { temporaryFolder } from "../../../tests/support/temporary-folder.js";
import { Engine } from "../../engine/engine.js";
import { csvRecords } from "./csv-records.js";
import { localCsvRecords } from "./fetch-records.js";
import { recordPlaces } from "./malformed-records.js";

const folder = temporaryFolder();
const limits = { memoryBytes: 256 * 2 ** 20, threads: 1, spillBytesMax: 2 ** 30 };
const isCancelled = () => false;
let engine: Engine;
let files = 0;

beforeAll(async () => {
  engine = await Engine.open({ folder, files: [], ...limits, timeZone: "UTC", seed: 1, nowMs: 0, keepOrder: true });
});

afterAll(() => {
  engine.close();
});

const usual = { sep: ",", quote: '"', escape: "\\", nullValue: "", emptyValue: "" };

type Options = Readonly<Record<string, string>>;

interface Row {
  readonly values: readonly (string | null)[];
  readonly malformed: boolean;
}

async function read(text: string, fields: number, options: Options) {
  const path = join(folder, `${files++}.csv`);
  writeFileSync(path, text);
  const columns = Array.from({ length: fields }, (_, index) => ({ name: `f${index}`, type: "VARCHAR" }));
  const records = { fields: { columns }, options: { ...usual, ...options }, malformedColumn: "" };
  const file = {
    ...{ uri: "file:///a.csv", etag: "", bytes: text.length, footerBytes: 0, rowGroups: [], range: null, problem: "" },
    ...{ partitionValues: {}, nullPartitions: [] },
  };
  const slice = await localCsvRecords(file, records, { path, start: 0, position: 0 }, { isCancelled });
  const rows = await engine.objects(csvRecords(slice, records).sql);
  const found = rows.map((row): Row => {
    const values = columns.map((_, index) => (row[`v${index}`] ?? null) as string | null);
    return { values, malformed: row["malformed"] === true };
  });
  const malformed = found.flatMap((row, index) => (row.malformed ? [index] : []));
  const places = await recordPlaces(slice, malformed, isCancelled);
  for (const name of [slice.path, path, (await slice.csv?.original()) ?? path]) rmSync(name, { force: true });
  return { rows: found, places, slice };
}

/** Without line ends in quotes. */
function expected(text: string, fields: number, options: Options): Row[] {
  const format = csvFormatOf({ fields: null, options: { ...usual, ...options } });
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
  return lines.flatMap((line): Row[] => {
    const found = readCsvRecord(line, format);
    if (found === undefined) return [];
    const values = Array.from({ length: fields }, (_, index) => found[index]?.text ?? null);
    return [{ values: values.map((value) => (value === "" ? null : value)), malformed: found.length !== fields }];
  });
}

const optionsOf = fc.record(
  {
    escape: fc.constantFrom('"', "\\", "'"),
    quote: fc.constantFrom('"', "'", ""),
    sep: fc.constantFrom(",", ";", "é", "||"),
    comment: fc.constantFrom("", "#"),
    ignoreLeadingWhiteSpace: fc.constantFrom("true", "false"),
    ignoreTrailingWhiteSpace: fc.constantFrom("true", "false"),
  },
  { requiredKeys: [] },
);
const characters = Array.from(`aé,,;|"""'\\# \t\n\n\r`);
const textOf = fc
  .array(
    fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...characters) }, fc.constantFrom("\r\n", '","', '"\n"', "a,a\n")),
  )
  .map((parts) => parts.join(""));

describe("records of CSV", () => {
  test("are as they are read one by one, whatever the text", async () => {
    await fc.assert(
      fc.asyncProperty(textOf, fc.integer({ min: 1, max: 3 }), optionsOf, async (text, fields, options) => {
        const { rows } = await read(text, fields, options);
        expect(rows).toEqual(expected(text, fields, options));
      }),
      { numRuns: 600 },
    );
  });

  test("are found again by their number, with line and byte", async () => {
    const text = 'a,1\n\n# none\nb\n"c, d",2\ne,"x"y,3\n';
    const { places } = await read(text, 2, { comment: "#" });
    expect(places).toEqual([
      { row: 1, text: "b", place: text.indexOf("b"), line: 4 },
      { row: 3, text: 'e,"x"y,3', place: text.indexOf("e,"), line: 6 },
    ]);
  });

  test("have line ends in quotes where they may", async () => {
    const text = 'a,"1\n2"\n"b\n""c""\n",2\n';
    const { rows } = await read(text, 2, { multiLine: "true", escape: '"' });
    expect(rows).toEqual([
      { values: ["a", "1\n2"], malformed: false },
      { values: ['b\n"c"\n', "2"], malformed: false },
    ]);
  });

  // As PySpark 4.3 reads them with multiLine.
  test.each(["::", "~|~", "→", "||", "=>"])("have line ends in quotes after the delimiter '%s'", async (sep) => {
    const records = [
      ["1", '"two\nlines"', "3"],
      ['"x\ny"', 'a:"b', '|"q'],
      ["=", '"a\nb"', '~"z'],
    ];
    const text = records.map((fields) => `${fields.join(sep)}\n`).join("");
    const { rows } = await read(text, 3, { multiLine: "true", sep });
    expect(rows.map(({ values }) => values)).toEqual([
      ["1", "two\nlines", "3"],
      ["x\ny", 'a:"b', '|"q'],
      ["=", "a\nb", '~"z'],
    ]);
  });

  test("keep line ends in quotes but for those of two characters beside such ends of records, wherever the engine's buffers end", async () => {
    const breaks = ["\r\n", "\r", "\n", "\n\r"];
    for (const ends of ["\n", "\r\n"]) {
      const texts = Array.from({ length: 7_000 }, (_, index) =>
        `${index}${breaks[index % 4]}`.repeat(1 + (index % 1_000)),
      );
      const text = texts.map((value, index) => `${index},"${value}"${ends}`).join("");
      expect(text.length).toBeGreaterThan(8 * 2 ** 20);
      const { rows, slice } = await read(text, 2, { multiLine: "true", escape: '"' });
      expect(slice.path).toBe(await slice.csv?.original());
      const expected = ends === "\n" ? texts : texts.map((value) => value.replaceAll(ends, "\n"));
      expect(rows.every(({ values }, index) => values[1] === expected[index])).toBe(true);
      expect(rows).toHaveLength(texts.length);
    }
  });

  test("stay in their file unless the engine would read them otherwise", async () => {
    const plain = await read('f0,f1\na,"b, ""c"""\nd,\n', 2, { header: "true", escape: '"' });
    expect(plain.slice.path).toBe(await plain.slice.csv?.original());
    expect(plain.rows.map(({ values }) => values)).toEqual([
      ["a", 'b, "c"'],
      ["d", null],
    ]);
    const odd = await read('f0,f1\na,b"c\n', 2, { header: "true" });
    expect(odd.slice.path).not.toBe(await odd.slice.csv?.original());
    expect(odd.rows.map(({ values }) => values)).toEqual([["a", 'b"c']]);
  });
});
