/** Tables of every type, and what each tool shall make of them: values written by hand, types as the tools name them. */

export interface TypedColumn {
  readonly name: string;
  /** DuckDB's type of the raw column. */
  readonly type: string;
  /** SQL of two values; a third row is NULL. */
  readonly values: readonly [string, string];
  /** What reader.py says of them. */
  readonly shown: readonly [unknown, unknown];
  /** The column's type in each tool. */
  readonly types: Readonly<Record<Tool, string>>;
}

export const tools = ["duckdb", "polars", "pandas", "spark"] as const;
export type Tool = (typeof tools)[number];

const types = (duckdb: string, polars: string, arrow: string, spark: string) => ({
  duckdb,
  polars,
  pandas: `${arrow}[pyarrow]`,
  spark,
});
const decimal = (width: number, scale: number) =>
  types(
    `DECIMAL(${width},${scale})`,
    `Decimal(precision=${width}, scale=${scale})`,
    `decimal128(${width}, ${scale})`,
    `decimal(${width},${scale})`,
  );
const date = types("DATE", "Date", "date32[day]", "date");
const text = types("VARCHAR", "String", "string", "string");
const timestamp = types("TIMESTAMP", "Datetime(time_unit='us', time_zone=None)", "timestamp[us]", "timestamp_ntz");
const zoned = types(
  "TIMESTAMP WITH TIME ZONE",
  "Datetime(time_unit='us', time_zone='UTC')",
  "timestamp[us, tz=UTC]",
  "timestamp",
);

export const typedColumns: readonly TypedColumn[] = [
  {
    name: "flag",
    type: "BOOLEAN",
    values: ["true", "false"],
    shown: [true, false],
    types: types("BOOLEAN", "Boolean", "bool", "boolean"),
  },
  {
    name: "small",
    type: "SMALLINT",
    values: ["7", "-32768"],
    shown: ["7", "-32768"],
    types: types("SMALLINT", "Int16", "int16", "smallint"),
  },
  {
    name: "big",
    type: "BIGINT",
    values: ["9007199254740993", "-9223372036854775808"],
    shown: ["9007199254740993", "-9223372036854775808"],
    types: types("BIGINT", "Int64", "int64", "bigint"),
  },
  {
    name: "unsigned",
    type: "UBIGINT",
    values: ["0", "18446744073709551615"],
    shown: ["0", "18446744073709551615"],
    types: types("UBIGINT", "UInt64", "uint64", "decimal(20,0)"),
  },
  {
    name: "single",
    type: "FLOAT",
    values: ["1.5", "'NaN'"],
    shown: ["1.5", "nan"],
    types: types("FLOAT", "Float32", "float", "float"),
  },
  {
    name: "double",
    type: "DOUBLE",
    values: ["0.1", "'-Infinity'"],
    shown: ["0.1", "-inf"],
    types: types("DOUBLE", "Float64", "double", "double"),
  },
  {
    name: "money",
    type: "DECIMAL(9,2)",
    values: ["0.05", "-1234567.89"],
    shown: ["0.05", "-1234567.89"],
    types: decimal(9, 2),
  },
  {
    name: "exact",
    type: "DECIMAL(38,10)",
    values: ["1.0000000001", "-9999999999999999999999999999.9999999999"],
    shown: ["1.0000000001", "-9999999999999999999999999999.9999999999"],
    types: decimal(38, 10),
  },
  {
    name: "huge",
    type: "HUGEINT",
    values: ["9223372036854775808", "-99999999999999999999999999999999999999"],
    shown: ["9223372036854775808", "-99999999999999999999999999999999999999"],
    types: decimal(38, 0),
  },
  {
    name: "größe in m",
    type: "VARCHAR",
    values: ["''", "'日本語 \"ß\" 😀'"],
    shown: ["", '日本語 "ß" 😀'],
    types: text,
  },
  {
    name: "bytes",
    type: "BLOB",
    values: ["'\\x00\\xFF'", "''"],
    shown: ["00ff", ""],
    types: types("BLOB", "Binary", "binary", "binary"),
  },
  {
    name: "code",
    type: "UUID",
    values: ["'00000000-0000-4000-8000-000000000001'", "'ffffffff-ffff-4fff-bfff-ffffffffffff'"],
    shown: ["00000000-0000-4000-8000-000000000001", "ffffffff-ffff-4fff-bfff-ffffffffffff"],
    types: text,
  },
  {
    name: "day",
    type: "DATE",
    values: ["'2024-02-29'", "'0001-01-01'"],
    shown: ["2024-02-29", "0001-01-01"],
    types: date,
  },
  {
    name: "at",
    type: "TIMESTAMP",
    values: ["'2024-03-31 02:30:00'", "'1969-12-31 23:59:59.999999'"],
    shown: ["2024-03-31T02:30:00.000000", "1969-12-31T23:59:59.999999"],
    types: timestamp,
  },
  {
    name: "seen",
    type: "TIMESTAMPTZ",
    values: ["'2024-03-31 02:30:00+02'", "'1969-12-31 23:59:59.999999+00'"],
    shown: ["2024-03-31T00:30:00.000000Z", "1969-12-31T23:59:59.999999Z"],
    types: zoned,
  },
  {
    name: "tags",
    type: "VARCHAR[]",
    values: ["['a', NULL, 'é']", "[]"],
    shown: [["a", null, "é"], []],
    types: types("VARCHAR[]", "List(String)", "list<element: string>", "array<string>"),
  },
  {
    name: "place",
    type: "STRUCT(x DOUBLE, label VARCHAR)",
    values: ["{'x': 1.5, 'label': 'here'}", "{'x': NULL, 'label': ''}"],
    shown: [
      { x: "1.5", label: "here" },
      { x: null, label: "" },
    ],
    types: types(
      'STRUCT(x DOUBLE, "label" VARCHAR)',
      "Struct({'x': Float64, 'label': String})",
      "struct<x: double, label: string>",
      "struct<x:double,label:string>",
    ),
  },
  {
    name: "counts",
    type: "MAP(VARCHAR, INTEGER)",
    values: ["MAP {'a': 1, 'ü': NULL}", "MAP {}"],
    shown: [
      [
        ["a", "1"],
        ["ü", null],
      ],
      [],
    ],
    types: types("MAP(VARCHAR, INTEGER)", "Map(String, Int32)", "map<string, int32 ('counts')>", "map<string,int>"),
  },
  {
    name: "deep",
    type: "STRUCT(a INTEGER, b VARCHAR[])[]",
    values: ["[{'a': 1, 'b': ['x']}, NULL]", "[{'a': NULL, 'b': []}]"],
    shown: [[{ a: "1", b: ["x"] }, null], [{ a: null, b: [] }]],
    types: types(
      "STRUCT(a INTEGER, b VARCHAR[])[]",
      "List(Struct({'a': Int32, 'b': List(String)}))",
      "list<element: struct<a: int32, b: list<element: string>>>",
      "array<struct<a:int,b:array<string>>>",
    ),
  },
];

export const partitionColumns: readonly (Omit<TypedColumn, "values" | "shown"> & {
  /** SQL of a value and what it is read as, by row. */
  readonly values: readonly (readonly [sql: string, shown: unknown])[];
})[] = [
  {
    name: "region",
    type: "VARCHAR",
    values: [
      ["'a'", "a"],
      // As everywhere in Hive's folders: an empty text is NULL.
      ["''", null],
      ["NULL", null],
      ["'日本 ü/=%20 a:b'", "日本 ü/=%20 a:b"],
      ["' it''s \"q\" '", ' it\'s "q" '],
      ["'NaN'", "NaN"],
    ],
    types: text,
  },
  {
    name: "code",
    type: "VARCHAR",
    values: [
      ["'001'", "001"],
      ["'1'", "1"],
      ["'1e3'", "1e3"],
      ["'2024-01-02'", "2024-01-02"],
      ["NULL", null],
      ["'true'", "true"],
    ],
    types: text,
  },
  {
    name: "day",
    type: "DATE",
    values: [
      ["'2024-02-29'", "2024-02-29"],
      ["'1969-12-31'", "1969-12-31"],
      ["'0001-01-01'", "0001-01-01"],
      ["NULL", null],
      ["'9999-12-31'", "9999-12-31"],
      ["'2024-02-29'", "2024-02-29"],
    ],
    types: date,
  },
  {
    name: "number",
    type: "BIGINT",
    values: [
      ["1", "1"],
      ["-5", "-5"],
      ["9007199254740993", "9007199254740993"],
      ["NULL", null],
      ["0", "0"],
      ["2", "2"],
    ],
    types: types("BIGINT", "Int64", "int64", "bigint"),
  },
  {
    name: "price",
    type: "DECIMAL(9,2)",
    values: [
      ["1.5", "1.50"],
      ["-0.01", "-0.01"],
      ["0", "0.00"],
      ["NULL", null],
      ["1234567.89", "1234567.89"],
      ["1.5", "1.50"],
    ],
    types: decimal(9, 2),
  },
  {
    name: "at",
    type: "TIMESTAMP",
    values: [
      ["'2024-03-31 02:30:00'", "2024-03-31T02:30:00.000000"],
      ["'1969-12-31 23:59:59.5'", "1969-12-31T23:59:59.500000"],
      ["NULL", null],
      ["'2024-01-01'", "2024-01-01T00:00:00.000000"],
      ["'2024-01-01 12:00:00.000001'", "2024-01-01T12:00:00.000001"],
      ["NULL", null],
    ],
    types: timestamp,
  },
  {
    name: "seen",
    type: "TIMESTAMPTZ",
    values: [
      ["'2024-03-31 02:30:00+02'", "2024-03-31T00:30:00.000000Z"],
      ["'2024-01-01 00:00:00-11:30'", "2024-01-01T11:30:00.000000Z"],
      ["NULL", null],
      ["'1969-12-31 23:59:59.5+00'", "1969-12-31T23:59:59.500000Z"],
      ["NULL", null],
      ["'2024-01-01 00:00:00+00'", "2024-01-01T00:00:00.000000Z"],
    ],
    types: zoned,
  },
];
