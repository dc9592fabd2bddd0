/** Records of CSV that are stepped over, and what is known of their fields, against a look at each byte. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvFormatOf } from "../../../common/csv/csv-format.js";
import { temporaryFolder } from "../../../tests/support/temporary-folder.js";
import { examineCsv } from "./examine-csv.js";
import { fieldFormsOf } from "./field-forms.js";
import { storedFields } from "./plain/stored-fields.js";

const folder = temporaryFolder();
const isCancelled = () => false;
let files = 0;

const usual = { sep: ",", quote: '"', escape: "\\", nullValue: "", emptyValue: "", enforceSchema: "true" };

type Options = Readonly<Record<string, string>>;

const formatOf = (options: Options, fields: number) =>
  csvFormatOf({
    fields: { columns: Array.from({ length: fields }, (_, index) => ({ name: `f${index}`, type: "VARCHAR" })) },
    options: { ...usual, ...options },
  });

function fieldsOfTypes(path: string, types: readonly string[]) {
  const columns = types.map((type, index) => ({ name: `f${index}`, type }));
  return { stored: storedFields(columns, fieldFormsOf(columns, {}), {}, undefined), path: `${path}.values` };
}

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
    const examined = await examineCsv(path, format, isCancelled, {
      fields: fieldsOfTypes(
        path,
        Array.from({ length: fields }, () => "INTEGER"),
      ),
      hasHeader: format.header,
    });
    const slow = await examineCsv(path, format, isCancelled);
    const { fields: found, ...fast } = examined;
    rmSync(path);
    return { slow, fast: { ...fast, fields: undefined }, found };
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
    ...[1, 15, 16, 17, 19].map((length) => ({ type: "BIGINT", text: digits.slice(0, length) })),
    ...[2, 16, 17, 20].map((length) => ({ type: "BIGINT", text: `-${digits.slice(0, length - 1)}` })),
    ...[1, 15, 16, 17, 20, 33].map((length) => ({ type: "DOUBLE", text: digits.slice(0, length) })),
    ...[2, 15, 16, 17, 20, 33].map((length) => ({ type: "DOUBLE", text: `-.${digits}`.slice(0, length + 1) })),
    ...["1.5e3", "-1E-300", "17.25e+0001"].map((text) => ({ type: "DOUBLE", text })),
    ...["1", "-12345678.12", ".5", "12345678.1"].map((text) => ({ type: "DECIMAL(10,2)", text })),
    ...["true", "False", "TRUE"].map((text) => ({ type: "BOOLEAN", text })),
    { type: "DATE", text: "2001-02-03" },
    ...[19, 20, 21, 36, 37].map((length) => ({ type: "TIMESTAMP", text: `${second}.${digits}`.slice(0, length) })),
  ])("$text is a $type, and with another byte anywhere is none", async ({ type, text }) => {
    const format = formatOf({}, 2);
    const path = join(folder, `${files++}.csv`);
    const doubt = async (field: string) => {
      writeFileSync(path, `${field},x\n"${field}",x\n`);
      const fields = fieldsOfTypes(path, [type, "VARCHAR"]);
      return (await examineCsv(path, format, isCancelled, { fields })).fields?.doubts[0];
    };
    expect(await doubt(text)).toBe(0);
    for (let at = 0; at < text.length; at++) expect(await doubt(`${text.slice(0, at)}!${text.slice(at + 1)}`)).toBe(1);
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
