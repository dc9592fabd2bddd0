import type { DuckDBConnection } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDuckdb } from "../../tests/support/duckdb-expressions.js";
import { tableColumns } from "./sink-types.js";
import { formatJson, isObject, parseJson } from "./trees/lossless-json.js";
import { formatType, parseType, typeTree } from "./types.js";

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});
afterAll(() => duckdb.closeSync());

const value = async (query: string, ...parameters: string[]): Promise<string> =>
  String((await duckdb.runAndReadAll(query, parameters)).getRows()[0]?.[0]);

/** As DESCRIBE prints it. */
async function described(type: string): Promise<string> {
  const rows = (await duckdb.runAndReadAll(`DESCRIBE SELECT CAST(NULL AS ${type}) AS x`)).getRowsJson();
  return rows[0]?.[1] as string;
}

const types = [
  "BOOLEAN",
  "TINYINT",
  "HUGEINT",
  "UBIGINT",
  "FLOAT",
  "DOUBLE",
  "VARCHAR",
  "BLOB",
  "DATE",
  "TIME",
  "TIMESTAMP",
  "TIMESTAMPTZ",
  "TIMETZ",
  "TIMESTAMP_NS",
  "TIMESTAMP_S",
  "INTERVAL",
  "UUID",
  "BIT",
  "BIGNUM",
  "JSON",
  "DECIMAL(18,3)",
  "INTEGER[]",
  "INTEGER[3]",
  "VARCHAR[][2][]",
  'MAP(VARCHAR, STRUCT(a INTEGER[], "b ""c)" DECIMAL(4,1)))',
  'STRUCT("x y" HUGEINT, z MAP(DATE, TIMESTAMPTZ))',
  "ENUM('a', 'it''s')",
  "UNION(n INTEGER, t VARCHAR)",
];

describe("types", () => {
  test.each(types)("%s is read and written as DuckDB does", async (type) => {
    const text = await described(type);
    expect(await described(formatType(parseType(text)))).toBe(text);
  });

  test.each(types)("%s as a tree is what DuckDB's parser makes", async (type) => {
    const text = await described(type);
    const parsed = await value("SELECT json_serialize_sql('SELECT CAST(x AS ' || $1 || ')')", text);
    const castType = /"cast_type":(.*),"try_cast"/s.exec(parsed)?.[1] ?? "";
    const own = typeTree(parseType(text));
    // Unbound types may be spelled several ways; what counts is that DuckDB takes ours.
    if (castType.includes("UNBOUND")) {
      const select = parsed.replace(castType, formatJson(own));
      const sql = await value("SELECT json_deserialize_sql($1::JSON)", select);
      expect(await described(/ AS (.*)\)$/s.exec(sql)?.[1] ?? "")).toBe(text);
    } else {
      expect(isObject(parseJson(castType))).toBe(true);
      expect(formatJson(own)).toBe(castType);
    }
  });
});

describe("types in tables", () => {
  const written = (type: string) => tableColumns([{ name: "c", type }], null);
  test.each([
    ["BIGINT", "BIGINT"],
    ["HUGEINT", "DECIMAL(38,0)"],
    ["ENUM('a', 'b')", "VARCHAR"],
    ["UUID", "VARCHAR"],
    ["TIMESTAMP_MS", "TIMESTAMP"],
    ["INTEGER[3]", "INTEGER[]"],
    ["STRUCT(a HUGEINT[2], b DATE)", 'STRUCT("a" DECIMAL(38,0)[], "b" DATE)'],
  ])("%s is written as %s, with a note when that differs", (type, expected) => {
    const { columns, notices } = written(type);
    expect(columns).toEqual([{ name: "c", type: expected }]);
    expect(notices.map(({ code }) => code)).toEqual(type === expected ? [] : ["TYPE_CHANGED"]);
  });

  test("a type that is only spelled otherwise is no change", () => {
    expect(written('STRUCT(a INTEGER, "b c" MAP(VARCHAR, INTEGER))').notices).toEqual([]);
  });

  test.each(["INTERVAL", "BIT", "UNION(a INTEGER)", "TIME WITH TIME ZONE", "STRUCT(a INTERVAL[])"])(
    "%s is refused by name",
    (type) => {
      expect(() => written(type)).toThrow(
        expect.objectContaining({
          code: "TYPE_NOT_SUPPORTED",
          message: expect.stringContaining("'c'") as string,
        }) as Error,
      );
    },
  );
});
