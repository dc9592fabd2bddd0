import type { DuckDBConnection } from "@duckdb/node-api";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { literalSql, quoteIdentifier, type Literal } from "./literal.js";
import { evaluate, openDuckdb } from "../../../tests/support/duckdb-expressions.js";

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});

async function value(literal: Literal): Promise<unknown> {
  return (await evaluate(duckdb, literalSql(literal))).value;
}

async function type(literal: Literal): Promise<string> {
  return (await evaluate(duckdb, literalSql(literal))).type;
}

describe("literals mean in DuckDB what they are in JavaScript", () => {
  test("any text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), async (text) => {
        expect(await value(text)).toBe(text);
      }),
      { numRuns: 200 },
    );
    for (const text of ["", "it's", "''", '"', "\\", "a\0b", "\0", "--", "/*", "$$", "héllo 日本 👩‍👩‍👧", "\n\r\t"]) {
      expect(await value(text)).toBe(text);
    }
  });

  test("any number, without losing a bit", async () => {
    await fc.assert(
      fc.asyncProperty(fc.double(), async (number) => {
        expect(Number(await value(number))).toBe(number);
      }),
      { numRuns: 200 },
    );
    expect(await value(NaN)).toBe(NaN);
    expect(await value(-Infinity)).toBe(-Infinity);
    expect(Object.is(await value(-0), -0)).toBe(true);
  });

  test("numbers have Spark's types: an integer an integer type, anything else DOUBLE, never DECIMAL", async () => {
    expect(await type(15)).toBe("INTEGER");
    expect(await type(-15)).toBe("INTEGER");
    expect(await type(3_000_000_000)).toBe("BIGINT");
    expect(await type(1.5)).toBe("DOUBLE");
    expect(await type(-0.1)).toBe("DOUBLE");
    expect(await type(1e300)).toBe("DOUBLE");
    expect(await type(2 ** 60)).toBe("DOUBLE");
  });

  test("bigints to 128 bits", async () => {
    for (const number of [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n) + 1n]) {
      expect(await value(number)).toBe(number);
      expect(await type(number)).toBe("BIGINT");
    }
    for (const number of [2n ** 63n, -(2n ** 127n) + 1n, 2n ** 127n - 1n]) {
      expect(await value(number)).toBe(number);
      expect(await type(number)).toBe("HUGEINT");
    }
    expect(() => literalSql(2n ** 127n)).toThrow("does not fit into a HUGEINT");
  });

  test("instants, bytes, truth and nothing", async () => {
    const date = new Date("2001-02-03T04:05:06.789Z");
    expect(await value(date)).toEqual(date);
    expect(await type(date)).toBe("TIMESTAMP WITH TIME ZONE");
    for (const text of ["0000-03-15T00:00:00.000Z", "-000043-03-15T12:00:00.000Z", "+012345-01-01T00:00:00.001Z"]) {
      expect(await value(new Date(text))).toEqual(new Date(text));
    }
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    expect(Array.from((await value(bytes)) as Uint8Array)).toEqual(Array.from(bytes));
    expect(await value(Uint8Array.of())).toHaveLength(0);
    expect(await value(true)).toBe(true);
    expect(await value(null)).toBe(null);
  });

  test("lists and structs", async () => {
    expect(await value([1, null, 3])).toEqual([1, null, 3]);
    expect(await value({ "it's": 1, "a b": { 'c"': ["x"] } })).toEqual({ "it's": 1, "a b": { 'c"': ["x"] } });
    expect(await value([])).toEqual([]);
  });
});

test("what has no literal is refused, with what would do", () => {
  expect(() => literalSql(undefined as unknown as Literal)).toThrow("undefined has no SQL literal");
  expect(() => literalSql(new Date(NaN))).toThrow("an invalid Date has no SQL literal");
  expect(() => literalSql(new Map() as unknown as Literal)).toThrow("an instance of Map has no SQL literal");
  expect(() => literalSql({})).toThrow("an object without fields");
  expect(() => literalSql("\ud800")).toThrow("half a surrogate pair");
});

test("any name can be quoted", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", minLength: 1 }), async (name) => {
      fc.pre(!name.includes("\0"));
      const reader = await duckdb.runAndReadAll(`SELECT 1 AS ${quoteIdentifier(name)}`);
      expect(reader.columnNames()).toEqual([name]);
    }),
    { numRuns: 100 },
  );
  expect(() => quoteIdentifier("")).toThrow("cannot be a name");
});
