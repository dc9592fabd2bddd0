import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../tests/support/temporary-folder.js";
import { Engine } from "../../engine/engine.js";
import { engineMemoryBytes } from "../engine-options.js";
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
  return await engine.objects(await rowsSql(records, types));
}

async function rowsSql(records: readonly string[], types: Readonly<Record<string, string>>): Promise<string> {
  const path = join(folder, "records.json");
  writeFileSync(path, records.join("\n"));
  const columns = Object.entries(types).map(([name, type]) => ({ name, type }));
  const longestLineBytes = Math.max(...records.map((record) => Buffer.byteLength(record)));
  const slice = {
    slice: {
      ...{ uri: "file:///records.json", etag: "", bytes: 0, footerBytes: 0, rowGroups: [], range: null, problem: "" },
      ...{ partitionValues: {}, nullPartitions: [] },
    },
    ...{ path, columns: ["value"], int96Columns: [] },
    text: { lines: records.length, longestLineBytes, ends: "\n" as const, delimiter: "\u0001", start: 0 },
  };
  const { sql } = await jsonRecords(engine, slice, { fields: { columns }, options: {}, malformedColumn: "" });
  const list = columns.map(({ name }, index) => `CAST(v${index} AS VARCHAR) AS "${name}"`);
  return `SELECT ${[...list, "malformed", "text"].join(", ")} FROM (${sql})`;
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

describe("as much memory as an executor of 192 MB has is enough for", () => {
  const day = '"2024-01-02"';
  const kinds: [what: string, type: string, value: (i: number) => string, columns: number, records: number][] = [
    ["fractions", "DOUBLE", (i) => `${i}.5`, 30, 5000],
    ["times", "TIMESTAMP", (i) => (i % 7 === 0 ? String(i) : day), 20, 5000],
    ["structs in lists", "STRUCT(a BIGINT, b VARCHAR, c DATE)[]", (i) => `[{"a":${i},"b":"x","c":${day}}]`, 4, 5000],
    ["maps of lists", "MAP(VARCHAR, DOUBLE[])", (i) => `{"a":[${i},0.5],"b":[1]}`, 4, 5000],
    ["records of a KB", "VARCHAR", (i) => `"${"x".repeat(500)}${i}"`, 2, 10_000],
    ["records of 10 KB", "VARCHAR", (i) => `"${"x".repeat(5000)}${i}"`, 2, 5000],
    ["records of 100 KB", "VARCHAR", (i) => `"${"x".repeat(50_000)}${i}"`, 2, 500],
  ];
  test.each(kinds)("%s", async (_, type, value, columns, records) => {
    const small = await Engine.open({
      ...{ folder, files: [], ...limits, timeZone: "UTC", seed: 1, nowMs: 0, keepOrder: true },
      memoryBytes: engineMemoryBytes(192 * 2 ** 20),
    });
    const names = Array.from({ length: columns }, (_, column) => `c${column}`);
    const sql = await rowsSql(
      Array.from({ length: records }, (_, i) => `{${names.map((name) => `"${name}":${value(i)}`).join(",")}}`),
      Object.fromEntries(names.map((name) => [name, type])),
    );
    const counts = names.map((name) => `count(${name}) AS ${name}`);
    const row = await small.object(`SELECT count_if(malformed) AS malformed, ${counts.join(", ")} FROM (${sql})`);
    small.close();
    expect(row).toEqual({ malformed: "0", ...Object.fromEntries(names.map((name) => [name, String(records)])) });
  });
});

/** As DECIMAL(38,10) shows it. */
function tenDigits(number: string): string {
  const [whole = "", fraction = ""] = number.split(".");
  const padded = fraction.padEnd(10, "0");
  return /^-0+$/.test(whole) && /^0+$/.test(padded) ? `0.${padded}` : `${whole}.${padded}`;
}
