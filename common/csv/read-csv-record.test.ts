/** What real PySpark made of single records (tests/spark/reading-answers.json), read as text. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packageRoot } from "../package-root.js";
import { csvFormatOf } from "./csv-format.js";
import { readCsvRecord } from "./read-csv-record.js";

interface Answer {
  readonly format: string;
  readonly text: string;
  readonly options: Readonly<Record<string, string>>;
  readonly schema: string | null;
  readonly rows: readonly (readonly (string | null)[])[];
}

const answers = JSON.parse(readFileSync(join(packageRoot, "tests/spark/reading-answers.json"), "utf8")) as Answer[];
const allText = "a STRING, b STRING, c STRING, _corrupt_record STRING";
/** Those of lines, all of which are rows, with values as they stand. */
const cases = answers.filter(
  ({ format, schema, options }) =>
    format === "csv" &&
    schema === allText &&
    ["multiLine", "nullValue", "emptyValue", "mode"].every((name) => !(name in options)),
);

const formatOf = (options: Readonly<Record<string, string>>) =>
  csvFormatOf({ fields: null, options: { sep: ",", quote: '"', escape: "\\", ...options } });

describe("readCsvRecord", () => {
  test.each(cases.map(({ text, options, rows }) => [text, options, rows] as const))(
    "%j as Spark",
    (text, options, rows) => {
      const records = text
        .replace(/^\ufeff/, "")
        .split(/\r\n|\n|\r/)
        .map((line) => readCsvRecord(line, formatOf(options)))
        .filter((fields) => fields !== undefined);
      const shown = records.map((fields) =>
        [0, 1, 2].map((index) => fields[index]?.text ?? "").map((value) => (value === "" ? null : value)),
      );
      expect(shown).toEqual(rows.map((row) => row.slice(0, 3)));
      // The last column is the text of records with too few or too many fields.
      expect(records.map(({ length }) => length !== 3)).toEqual(rows.map((row) => row[3] !== null));
    },
  );

  test("tells an empty text in quotes from none", () => {
    expect(readCsvRecord('"",,"a"', formatOf({}))).toEqual([
      { text: "", quoted: true },
      { text: "", quoted: false },
      { text: "a", quoted: true },
    ]);
  });

  test("has no record in a blank line and in a comment", () => {
    expect(readCsvRecord(" \t", formatOf({}))).toBeUndefined();
    expect(readCsvRecord("#a,b", formatOf({ comment: "#" }))).toBeUndefined();
    expect(readCsvRecord("#a", formatOf({}))).toEqual([{ text: "#a", quoted: false }]);
  });
});
