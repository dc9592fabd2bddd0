import { afterAll, beforeAll, expect, test } from "vitest";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { join } from "node:path";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { parquetVersion } from "./parquet-version.js";

const folder = temporaryFolder();
let duckdb: DuckDBConnection;

beforeAll(async () => {
  duckdb = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
});

afterAll(() => duckdb.closeSync());

test.each([
  ["VARCHAR[]", "['a', 'b', NULL]"],
  ["STRUCT(q BLOB[])", "{'q': ['a'::BLOB, NULL, 'b'::BLOB]}"],
  ["MAP(VARCHAR, INTEGER)", "MAP {'a': 1, 'b': 2}"],
])("%s that rows share is written", async (type, value) => {
  const version = parquetVersion("v2", [{ name: "x", type }]);
  for (const rows of [1, 2, 5, 100]) {
    const path = join(folder, `${rows}.parquet`);
    await duckdb.run(
      `COPY (SELECT ${value} AS x FROM range(${rows})) TO '${path}' (FORMAT parquet, PARQUET_VERSION ${version})`,
    );
    const same = await duckdb.runAndReadAll(
      `SELECT count(*) FROM '${path}' WHERE x IS NOT DISTINCT FROM CAST(${value} AS ${type})`,
    );
    expect(same.getRowsJson()).toEqual([[String(rows)]]);
  }
});

test("columns without lists get what is wanted", () => {
  expect(parquetVersion("v2", [{ name: "x", type: "STRUCT(a VARCHAR)" }])).toBe("v2");
  expect(parquetVersion("v1", [{ name: "x", type: "VARCHAR" }])).toBe("v1");
});
