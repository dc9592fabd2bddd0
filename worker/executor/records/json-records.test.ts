import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../tests/support/temporary-folder.js";
import { Engine } from "../../engine/engine.js";
import { jsonRecords } from "./json-records.js";

const folder = temporaryFolder();
const limits = { memoryBytes: 256 * 2 ** 20, threads: 1, spillBytesMax: 2 ** 30 };
let engine: Engine;

beforeAll(async () => {
  engine = await Engine.open({ folder, files: [], ...limits, timeZone: "UTC", seed: 1, nowMs: 0, keepOrder: true });
});

afterAll(() => {
  engine.close();
});

/** Values as text, and whether the record is malformed. */
async function read(
  records: readonly string[],
  types: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>[]> {
  const path = join(folder, "records.json");
  writeFileSync(path, records.join("\n"));
  const columns = Object.entries(types).map(([name, type]) => ({ name, type }));
  const slice = {
    slice: {
      ...{ uri: "file:///records.json", etag: "", bytes: 0, footerBytes: 0, rowGroups: [], range: null, problem: "" },
      ...{ partitionValues: {}, nullPartitions: [] },
    },
    ...{ path, columns: ["value"], int96Columns: [] },
    text: { lines: records.length, longestLineBytes: 10_000, ends: "\n" as const, delimiter: "\u0001", start: 0 },
  };
  const { sql } = await jsonRecords(engine, slice, { fields: { columns }, options: {}, malformedColumn: "" });
  const list = columns.map(({ name }, index) => `CAST(v${index} AS VARCHAR) AS "${name}"`);
  return await engine.objects(`SELECT ${[...list, "malformed", "text"].join(", ")} FROM (${sql})`);
}

describe("numbers", () => {
  test("keep all digits at the top, in structs, lists and maps", async () => {
    const number = "12345678901234567890.10";
    const record = `{"d":${number},"s":{"d":[${number},null],"e":{"f":-${number}}},"m":{"a":${number}}}`;
    const types = {
      d: "DECIMAL(22,2)",
      s: "STRUCT(d DECIMAL(22,2)[], e STRUCT(f DECIMAL(22,2)))",
      m: "MAP(VARCHAR, DECIMAL(22,2))",
    };
    expect(await read([record], types)).toEqual([
      {
        d: number,
        s: `{'d': [${number}, NULL], 'e': {'f': -${number}}}`,
        m: `{a=${number}}`,
        malformed: false,
        text: null,
      },
    ]);
  });

  test("beyond 2^53 and 2^63 are whole; in quotes they are none", async () => {
    const huge = "170141183460469231731687303715884105727";
    const rows = await read(
      [`{"b":9007199254740993,"h":-${huge}}`, `{"b":9223372036854775808,"h":${huge}}`, `{"b":"1","h":"${huge}"}`],
      { b: "BIGINT", h: "HUGEINT" },
    );
    expect(rows).toMatchObject([
      { b: "9007199254740993", h: `-${huge}`, malformed: false },
      { b: null, h: huge, malformed: true },
      { b: null, h: null, malformed: true },
    ]);
  });

  test("are texts as they are written, also within what is shown as JSON", async () => {
    const texts = ["1.10", "-0.50", "1E5", "1e+05", "2.5E-3", "12345678901234567.125", "0.10e-07", "7"];
    const rows = await read(
      texts.map((text) => `{"v":${text},"o":{"a":[${text},"${text}"]}}`),
      { v: "VARCHAR", o: "VARCHAR" },
    );
    expect(rows.map(({ v, o }) => [v, o])).toEqual(texts.map((text) => [text, `{"a":[${text},"${text}"]}`]));
  });

  test("are the DOUBLEs that they are, whatever stands beside them", async () => {
    const texts = [
      "0.1",
      "1E5",
      "-0.0",
      "0.8444218515250481",
      "12345678901234567890.5",
      "9007199254740993",
      "12345678901234567891",
    ];
    texts.push(
      "4.9e-324",
      "2.2250738585072011e-308",
      "1.7976931348623157e308",
      "1e400",
      "-1e400",
      "123456789012345678901234567890e-20",
    );
    for (const beside of ['"a"', "1.50"]) {
      const rows = await read(
        texts.map((text) => `{"v":${text},"s":${beside}}`),
        { v: "DOUBLE", s: "VARCHAR" },
      );
      const numbers = rows.map(({ v }) => Number(String(v).replace("inf", "Infinity")));
      expect(numbers).toEqual(texts.map(Number));
      expect(rows.every(({ s }) => s === beside.replaceAll('"', ""))).toBe(true);
    }
  });

  test("in strings are left alone", async () => {
    const text = 'a \\" 1.50, {12345678901234567.125} \\\\';
    const [row] = await read([`{"v":"${text}","d":12345678901234567.125}`], { v: "VARCHAR", d: "DECIMAL(20,3)" });
    expect(row).toMatchObject({ v: JSON.parse(`"${text}"`) as string, d: "12345678901234567.125" });
  });

  test("with the engine's own mark are refused, and nothing else that looks like it", async () => {
    const rows = await read(['{"v":5.5e+0999990}', '{"v":"+0999991 5.5"}'], { v: "VARCHAR" });
    expect(rows).toMatchObject([
      { v: null, malformed: true, text: '{"v":5.5e+0999990}' },
      { v: "+0999991 5.5", malformed: false },
    ]);
  });

  test("of any kind come back", async () => {
    const digits = (min: number, max: number) =>
      fc.string({ unit: fc.constantFrom(...Array.from("0123456789")), minLength: min, maxLength: max });
    const number = fc
      .tuple(fc.constantFrom("", "-"), fc.constantFrom("", "1", "90071992"), digits(1, 18), digits(1, 10))
      .map(([sign, first, whole, fraction]) => `${sign}${`${first}${whole}`.replace(/^0+(?=\d)/, "")}.${fraction}`);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(number, fc.string()), { minLength: 1, maxLength: 50 }), async (pairs) => {
        const rows = await read(
          pairs.map(([value, text]) => `{ "t": ${JSON.stringify(text)}, "d" : ${value}, "v":[${value} ] }`),
          { d: "DECIMAL(38,10)", v: "VARCHAR[]", t: "VARCHAR" },
        );
        const expected = pairs.map(([value, text]) => ({ d: tenDigits(value), v: `[${value}]`, t: text }));
        expect(rows.map(({ d, v, t }) => ({ d, v, t }))).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });
});

/** As DECIMAL(38,10) shows it. */
function tenDigits(number: string): string {
  const [whole = "", fraction = ""] = number.split(".");
  const padded = fraction.padEnd(10, "0");
  return /^-0+$/.test(whole) && /^0+$/.test(padded) ? `0.${padded}` : `${whole}.${padded}`;
}
