import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../tests/support/temporary-folder.js";
import type { ValuesInput } from "../../../common/wire/types.js";
import type { InputRow } from "./named-rows.js";
import { valuesOf } from "./row-values.js";
import { openDuckdb } from "../../../tests/support/duckdb-expressions.js";
import type { SchemaLike } from "../sql/type-text.js";

const folder = temporaryFolder();
let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});

function values(rows: readonly InputRow[], schema?: SchemaLike): ValuesInput {
  return valuesOf(rows, schema, null);
}

function typesOf(rows: readonly InputRow[], schema?: SchemaLike): Record<string, string> {
  const columns = values(rows, schema).schema?.columns ?? [];
  return Object.fromEntries(columns.map(({ name = "", type = "" }) => [name, type]));
}

/** What DuckDB reads from the JSON with the schema's types. */
async function readBack(rows: readonly InputRow[], schema?: SchemaLike): Promise<unknown[]> {
  const { rowsJson } = values(rows, schema);
  const path = join(folder, "rows.json");
  writeFileSync(path, rowsJson as Uint8Array);
  const types = Object.entries(typesOf(rows, schema)).map(
    ([name, type]) => `'${name}': '${type.replaceAll("'", "''")}'`,
  );
  const reader = await duckdb.runAndReadAll(
    `FROM read_json('${path}', format = 'newline_delimited', columns = {${types.join(", ")}})`,
  );
  return reader.getRowObjectsJS();
}

describe("types of values", () => {
  test("one for each kind", () => {
    const row = { i: 1, d: 1.5, b: 5n, h: 2n ** 64n, s: "x", t: true, w: new Date(0), y: Uint8Array.of(1) };
    expect(typesOf([row])).toEqual({
      i: "BIGINT",
      d: "DOUBLE",
      b: "BIGINT",
      h: "HUGEINT",
      s: "VARCHAR",
      t: "BOOLEAN",
      w: "TIMESTAMPTZ",
      y: "BLOB",
    });
  });

  test("all rows count; numbers widen", () => {
    expect(typesOf([{ a: 1 }, { a: null, b: "x" }, { a: 2.5 }])).toEqual({ a: "DOUBLE", b: "VARCHAR" });
    expect(typesOf([{ a: 1 }, { a: 2n ** 64n }])).toEqual({ a: "HUGEINT" });
    expect(typesOf([{ a: -0 }])).toEqual({ a: "DOUBLE" });
  });

  test("lists and structs", () => {
    expect(typesOf([{ a: [] }, { a: [1, null] }, { a: [0.5] }])).toEqual({ a: "DOUBLE[]" });
    expect(typesOf([{ a: { x: 1 } }, { a: { x: null, "y z": ["t"] } }])).toEqual({
      a: 'STRUCT("x" BIGINT, "y z" VARCHAR[])',
    });
  });

  test("what cannot be told is refused", () => {
    expect(() => values([])).toThrow("no rows to infer columns from");
    expect(() => values([{ a: null }])).toThrow("the type of column 'a' cannot be inferred");
    expect(() => values([{ a: [] }])).toThrow("the type of column 'a' cannot be inferred");
    expect(() => values([{ a: 1 }, { a: "x" }])).toThrow("row 1, column 'a': VARCHAR where rows before have BIGINT");
    expect(() => values([{ a: { b: () => 1 } }])).toThrow("row 0, column 'a.b': a function");
    expect(() => values([{ a: new Map() }])).toThrow("an instance of Map");
    expect(() => values([{ A: 1, a: 1 }])).toThrow("column a is in the schema twice");
  });
});

describe("rows arrive in DuckDB as they were", () => {
  test("inferred", async () => {
    const rows = [
      { n: 1, d: NaN, h: 2n ** 100n, s: 'it\'s "q" \0', w: new Date("2001-02-03T04:05:06.789Z"), l: ["a", null] },
      { n: 2 ** 53 - 1, d: -Infinity, h: -1n, s: "日本", w: new Date("-000043-03-15T12:00:00Z"), l: [] },
      { n: null, d: -0, h: 0n },
    ];
    const [first, second, third] = (await readBack(rows)) as Record<string, unknown>[];
    expect(first).toEqual({ ...rows[0], n: 1n });
    expect(second).toEqual({ ...rows[1], n: 2n ** 53n - 1n });
    expect(third).toEqual({ n: null, d: -0, h: 0n, s: null, w: null, l: null });
  });

  test("by a schema", async () => {
    const schema =
      'day DATE, at TIMESTAMP, price DECIMAL(20,3), big BIGINT, s STRUCT(a INTEGER, "b c" DATE), m MAP(VARCHAR, INTEGER)';
    const rows = [
      {
        day: new Date("2001-02-03T23:00:00Z"),
        at: new Date("2001-02-03T23:00:00.5Z"),
        price: "12345678901234567.891",
        big: 2n ** 63n - 1n,
        s: { a: 1, "b c": "1999-12-31" },
        m: new Map([["k", 1]]),
      },
      { price: 0.1, m: { x: 2 } },
    ];
    const reader = await readBack(rows, schema);
    expect(reader).toMatchObject([
      { day: new Date("2001-02-03"), at: new Date("2001-02-03T23:00:00.5Z"), big: 2n ** 63n - 1n },
      { day: null, s: null },
    ]);
    const text = JSON.stringify(reader, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));
    expect(text).toContain('"b c":"1999-12-31T00:00:00.000Z"');
    const { rowsJson } = values(rows, schema);
    expect(String(rowsJson)).toContain('"price":"12345678901234567.891"');
    expect(String(rowsJson)).toContain('"price":"0.1"');
  });

  test("bytes are base64", () => {
    expect(String(values([{ a: Uint8Array.of(0, 255) }]).rowsJson)).toBe('{"a":"AP8="}\n');
    expect(String(values([{ a: "é" }], { a: "BLOB" }).rowsJson)).toBe('{"a":"w6k="}\n');
  });
});

describe("a value that its type does not take is refused with row and column", () => {
  test.each<[unknown, string, string]>([
    [1.5, "BIGINT", "row 0, column 'a': the number 1.5 for BIGINT"],
    ["1", "INTEGER", "row 0, column 'a': the string \"1\" for INTEGER"],
    [1, "VARCHAR", "row 0, column 'a': the number 1 for VARCHAR"],
    [new Date(NaN), "DATE", "row 0, column 'a': a value of class Date for DATE"],
    [{ b: 1 }, "STRUCT(c INTEGER)", "a field 'b' that STRUCT"],
    [[Uint8Array.of(1)], "BLOB[]", "bytes within another value"],
    ["x", "VARCHAR[]", "for VARCHAR[]"],
  ])("%s for %s", (value, type, message) => {
    expect(() => values([{ a: value }], { a: type })).toThrow(message);
  });

  test.each<[unknown, string]>([
    [300, "TINYINT"],
    [-1, "UINTEGER"],
    [2 ** 53, "BIGINT"],
    [2n ** 63n, "BIGINT"],
    [2n ** 127n, "HUGEINT"],
    [2n ** 60n + 1n, "DOUBLE"],
    [1e39, "FLOAT"],
    ["1.25", "DECIMAL(4,1)"],
    [0.1 + 0.2, "DECIMAL(10,2)"],
    [1000, "DECIMAL(4,1)"],
    ["1e17", "DECIMAL"],
    ["ten", "DECIMAL(4,1)"],
    ["", "DECIMAL(4,1)"],
    [NaN, "DECIMAL(4,1)"],
    ["not a date", "DATE"],
    ["2001-02-29", "DATE"],
    ["2001-02-03 04:05:06", "DATE"],
    ["5881580-07-11", "DATE"],
    ["2001-01-31 24:00:00", "TIMESTAMP"],
    ["2001-01-31 23:59:59.1234567", "TIMESTAMP"],
    ["294248-01-01", "TIMESTAMP"],
    ["2001-01-31 23:59:00 Europe/Berlin", "TIMESTAMPTZ"],
    ["2001-01-31 23:59:59+02", "TIMESTAMP"],
    [new Date("2001-01-31T00:00:00.5Z"), "TIMESTAMP_S"],
    [new Date("1600-01-01"), "TIMESTAMP_NS"],
    ["23:60:00", "TIME"],
    ["123", "UUID"],
    ["\ud800x", "VARCHAR"],
    ["\udc00", "BLOB"],
    [{ k: 1 }, "MAP(VARCHAR, TINYINT)[]"],
  ])("%s for %s, by the type's range", (value, type) => {
    const refused = { code: "PLAN_REFUSED", message: expect.stringContaining("row 1, column 'a': ") as string };
    expect(() => values([{ a: null }, { a: value }], { a: type })).toThrow(expect.objectContaining(refused) as Error);
  });

  /** Within the ranges DuckDB agrees, to the last digit. */
  test.each<[unknown, string, string]>([
    [-128, "TINYINT", "-128"],
    [255, "UTINYINT", "255"],
    [-(2n ** 63n), "BIGINT", "-9223372036854775808"],
    [2n ** 128n - 1n, "UHUGEINT", "340282366920938463463374607431768211455"],
    [2n ** 60n, "DOUBLE", "1.152921504606847e+18"],
    ["1.250", "DECIMAL(4,2)", "1.25"],
    ["-.5e1", "DECIMAL(4,1)", "-5.0"],
    [1e-7, "DECIMAL(18,7)", "0.0000001"],
    [1e21, "DECIMAL(38,2)", "1000000000000000000000.00"],
    ["5881580-07-10", "DATE", "5881580-07-10"],
    ["5877642-06-25 (BC)", "DATE", "5877642-06-25 (BC)"],
    ["0001-02-29 (BC)", "DATE", "0001-02-29 (BC)"],
    ["2000-2-29", "DATE", "2000-02-29"],
    ["infinity", "DATE", "infinity"],
    ["2001-01-31", "TIMESTAMP", "2001-01-31 00:00:00"],
    ["2001-01-31T23:59:59.123456Z", "TIMESTAMP", "2001-01-31 23:59:59.123456"],
    ["2001-01-31T23:59:59.123456+02:00", "TIMESTAMPTZ", "2001-01-31 21:59:59.123456+00"],
    ["2001-01-31 23:59:59.1230", "TIMESTAMP_MS", "2001-01-31 23:59:59.123"],
    ["2262-04-11 12:00:00.123456789", "TIMESTAMP_NS", "2262-04-11 12:00:00.123456789"],
    ["23:59:59.5", "TIME", "23:59:59.5"],
    ["00000000-0000-0000-0000-00000000000A", "UUID", "00000000-0000-0000-0000-00000000000a"],
  ])("%s for %s is taken", async (value, type, text) => {
    await duckdb.run("SET TimeZone = 'UTC'");
    const { rowsJson } = values([{ a: value }], { a: type });
    const path = join(folder, "one.json");
    writeFileSync(path, rowsJson as Uint8Array);
    // As executors read it: JSON has neither exact decimals nor times of a day.
    const form = /^(DECIMAL|TIME$)/.test(type) ? "VARCHAR" : type;
    const from = `read_json('${path}', format = 'newline_delimited', columns = {a: '${form}'})`;
    const reader = await duckdb.runAndReadAll(`SELECT CAST(CAST(a AS ${type}) AS VARCHAR) FROM ${from}`);
    expect(reader.getRows()).toEqual([[text]]);
  });

  test("a column that the schema has not", () => {
    expect(() => values([{ a: 1 }, { dely: 1 }], "delay BIGINT, a BIGINT")).toThrow("row 1 has a column 'dely'");
  });

  test("rows beyond a message", () => {
    const rows = Array.from({ length: 25 }, () => ({ a: "x".repeat(2 ** 20) }));
    expect(() => values(rows)).toThrow(expect.objectContaining({ code: "LIMIT_EXCEEDED" }) as Error);
  });
});

test("schemas as text", () => {
  const text = 'id BIGINT, `a b` DECIMAL(10, 2), "c""d" STRUCT(x INTEGER, y VARCHAR[])[], t TIMESTAMP WITH TIME ZONE';
  expect(typesOf([], text)).toEqual({
    id: "BIGINT",
    "a b": "DECIMAL(10, 2)",
    'c"d': 'STRUCT("x" INTEGER, "y" VARCHAR[])[]',
    t: "TIMESTAMP WITH TIME ZONE",
  });
  expect(typesOf([], { n: "long", l: "array<struct<p: int>>" })).toEqual({ n: "BIGINT", l: 'STRUCT("p" INTEGER)[]' });
  expect(() => values([], "id")).toThrow("'id' is not a column of a schema");
  expect(() => values([], {})).toThrow("a schema without columns");
});
