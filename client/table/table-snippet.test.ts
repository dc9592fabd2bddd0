import { describe, expect, test } from "vitest";
import type { RecordedColumn } from "../../storage/table/commit-record.js";
import type { TableSnapshot } from "../../storage/table/table-log.js";
import { snippetTools, tableSnippet } from "./table-snippet.js";
import { pythonValue, sparkTypeText } from "./tool-types.js";

function snapshot(
  paths: readonly string[],
  schema: readonly RecordedColumn[],
  partitionBy: readonly string[],
): TableSnapshot {
  const files = paths.map((path) => ({ path, rows: 1 }));
  return { table: "s3a://gold/t/", record: { commit: 3, schema, partitionBy }, files } as unknown as TableSnapshot;
}

const parted = snapshot(
  ["day=2024-01-01/code=001/part.parquet", "day=__HIVE_DEFAULT_PARTITION__/code=a%2Fb/part.parquet"],
  [
    { name: "id", type: "BIGINT" },
    { name: "day", type: "DATE" },
    { name: "code", type: "VARCHAR" },
  ],
  ["day", "code"],
);

describe("a snippet", () => {
  test("names the files of the commit and no others, and the commit", () => {
    for (const tool of snippetTools) {
      const text = tableSnippet(tool, parted, "http://127.0.0.1:9000");
      expect(text).toMatch(/^(--|#) s3a:\/\/gold\/t\/ at commit 3: 2 rows in 2 files\n/);
      expect(text.match(/part\.parquet/g)).toHaveLength(2);
    }
  });

  test("gives partition values as the tool's own, with the table's types", () => {
    expect(tableSnippet("duckdb", parted, undefined)).toContain('CAST("day" AS DATE) AS "day"');
    expect(tableSnippet("duckdb", parted, undefined)).toContain("hive_types = {'day': VARCHAR, 'code': VARCHAR}");
    const polars = tableSnippet("polars", parted, undefined);
    expect(polars).toContain('types = {"day": pl.Date, "code": pl.String}');
    expect(polars).toContain('datetime.date.fromisoformat("2024-01-01"), "001"),');
    expect(polars).toContain('None, "a/b"),');
    expect(tableSnippet("pandas", parted, undefined)).toContain(
      'types = [("day", pa.date32()), ("code", pa.string())]',
    );
    expect(tableSnippet("spark", parted, undefined)).toContain('"CAST(`day` AS DATE) AS `day`"');
  });

  test("says where the store is, and never its keys", () => {
    expect(tableSnippet("duckdb", parted, "http://127.0.0.1:9000")).toContain("ENDPOINT '127.0.0.1:9000'");
    expect(tableSnippet("polars", parted, "http://127.0.0.1:9000")).toContain(
      '"aws_endpoint_url": "http://127.0.0.1:9000"',
    );
    expect(tableSnippet("pandas", parted, "https://store")).toContain('endpoint_override="store", scheme="https"');
  });

  test("of a table of text is refused, with how its files are read", () => {
    const record = { ...parted.record, dataFormat: { format: "csv", options: { sep: ";" } } };
    expect(() => tableSnippet("duckdb", { ...parted, record }, undefined)).toThrow(
      expect.objectContaining({ code: "USAGE", hint: expect.stringContaining('sep ";"') as string }) as Error,
    );
  });

  test("of an empty table has its columns", () => {
    const empty = snapshot([], parted.record.schema, ["day", "code"]);
    expect(tableSnippet("duckdb", empty, undefined)).toContain('CAST(NULL AS DATE) AS "day"');
    expect(tableSnippet("spark", empty, undefined)).toContain("createDataFrame([], ");
  });
});

test.each([
  [null, "BIGINT", "None"],
  ["007", "VARCHAR", '"007"'],
  ['a"b', "VARCHAR", '"a\\"b"'],
  ["-5", "BIGINT", "-5"],
  ["255", "UTINYINT", "255"],
  ["true", "BOOLEAN", "True"],
  ["inf", "DOUBLE", 'float("inf")'],
  ["1.50", "DECIMAL(5,2)", 'decimal.Decimal("1.50")'],
  ["2024-01-01 10:00:00.25", "TIMESTAMP", 'datetime.datetime.fromisoformat("2024-01-01 10:00:00.250000")'],
  [
    "2024-01-01 10:00:00+02",
    "TIMESTAMP WITH TIME ZONE",
    'datetime.datetime.fromisoformat("2024-01-01 10:00:00+02:00").astimezone(datetime.timezone.utc)',
  ],
])("%s as %s is %s in Python", (text, type, literal) => {
  expect(pythonValue(text, type)).toBe(literal);
});

test("a nested type in Spark's words, and one that it lacks", () => {
  const type = (text: string) => sparkTypeText({ name: "c", type: text });
  expect(type("STRUCT(a INTEGER, b VARCHAR[])[]")).toBe("ARRAY<STRUCT<`a`: INT, `b`: ARRAY<STRING>>>");
  expect(type("MAP(VARCHAR, DECIMAL(10,2))")).toBe("MAP<STRING,DECIMAL(10,2)>");
  expect(() => type("TIME")).toThrow(/'c' has type TIME, for which Spark has no type/);
});
