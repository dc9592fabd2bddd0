/** DuckDB's types and values as other tools spell them, for the snippets of `goldpan table --for`. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { RecordedColumn } from "../../storage/table/commit-record.js";
import { parseType, type TypeTree } from "../dataframe/sql/type-text.js";

/** How one tool spells types. */
interface Spelling {
  readonly tool: string;
  readonly plain: Readonly<Record<string, string>>;
  readonly decimal: (width: string, scale: string) => string;
  readonly list: (element: string) => string;
  readonly map: (key: string, value: string) => string;
  readonly struct: (fields: readonly { readonly name: string; readonly type: string }[]) => string;
}

const spark: Spelling = {
  tool: "Spark",
  // Parquet's unsigned integers come to Spark as the next larger type.
  plain: {
    BOOLEAN: "BOOLEAN",
    TINYINT: "TINYINT",
    SMALLINT: "SMALLINT",
    INTEGER: "INT",
    BIGINT: "BIGINT",
    UTINYINT: "SMALLINT",
    USMALLINT: "INT",
    UINTEGER: "BIGINT",
    UBIGINT: "DECIMAL(20,0)",
    FLOAT: "FLOAT",
    DOUBLE: "DOUBLE",
    VARCHAR: "STRING",
    JSON: "STRING",
    BLOB: "BINARY",
    DATE: "DATE",
    TIMESTAMP: "TIMESTAMP_NTZ",
    "TIMESTAMP WITH TIME ZONE": "TIMESTAMP",
  },
  decimal: (width, scale) => `DECIMAL(${width},${scale})`,
  list: (element) => `ARRAY<${element}>`,
  map: (key, value) => `MAP<${key},${value}>`,
  struct: (fields) =>
    `STRUCT<${fields.map(({ name, type }) => `\`${name.replaceAll("`", "``")}\`: ${type}`).join(", ")}>`,
};

const polars: Spelling = {
  tool: "Polars",
  plain: {
    BOOLEAN: "pl.Boolean",
    TINYINT: "pl.Int8",
    SMALLINT: "pl.Int16",
    INTEGER: "pl.Int32",
    BIGINT: "pl.Int64",
    UTINYINT: "pl.UInt8",
    USMALLINT: "pl.UInt16",
    UINTEGER: "pl.UInt32",
    UBIGINT: "pl.UInt64",
    FLOAT: "pl.Float32",
    DOUBLE: "pl.Float64",
    VARCHAR: "pl.String",
    JSON: "pl.String",
    BLOB: "pl.Binary",
    DATE: "pl.Date",
    TIME: "pl.Time",
    TIMESTAMP: 'pl.Datetime("us")',
    TIMESTAMP_NS: 'pl.Datetime("ns")',
    "TIMESTAMP WITH TIME ZONE": 'pl.Datetime("us", "UTC")',
  },
  decimal: (width, scale) => `pl.Decimal(${width}, ${scale})`,
  list: (element) => `pl.List(${element})`,
  map: (key, value) => `pl.List(pl.Struct({"key": ${key}, "value": ${value}}))`,
  struct: (fields) => `pl.Struct({${fields.map(({ name, type }) => `${JSON.stringify(name)}: ${type}`).join(", ")}})`,
};

const arrow: Spelling = {
  tool: "pyarrow",
  plain: {
    BOOLEAN: "pa.bool_()",
    TINYINT: "pa.int8()",
    SMALLINT: "pa.int16()",
    INTEGER: "pa.int32()",
    BIGINT: "pa.int64()",
    UTINYINT: "pa.uint8()",
    USMALLINT: "pa.uint16()",
    UINTEGER: "pa.uint32()",
    UBIGINT: "pa.uint64()",
    FLOAT: "pa.float32()",
    DOUBLE: "pa.float64()",
    VARCHAR: "pa.string()",
    JSON: "pa.string()",
    BLOB: "pa.binary()",
    DATE: "pa.date32()",
    TIME: 'pa.time64("us")',
    TIMESTAMP: 'pa.timestamp("us")',
    TIMESTAMP_NS: 'pa.timestamp("ns")',
    "TIMESTAMP WITH TIME ZONE": 'pa.timestamp("us", "UTC")',
  },
  decimal: (width, scale) => `pa.decimal128(${width}, ${scale})`,
  list: (element) => `pa.list_(${element})`,
  map: (key, value) => `pa.map_(${key}, ${value})`,
  struct: (fields) => `pa.struct([${fields.map(({ name, type }) => `(${JSON.stringify(name)}, ${type})`).join(", ")}])`,
};

/** @throws TYPE_NOT_SUPPORTED naming the column */
export function sparkTypeText(column: RecordedColumn): string {
  return spell(spark, parseType(column.type), column);
}

/** @throws TYPE_NOT_SUPPORTED naming the column */
export function polarsTypeText(column: RecordedColumn): string {
  return spell(polars, parseType(column.type), column);
}

/** @throws TYPE_NOT_SUPPORTED naming the column */
export function arrowTypeText(column: RecordedColumn): string {
  return spell(arrow, parseType(column.type), column);
}

function spell(spelling: Spelling, type: TypeTree, column: RecordedColumn): string {
  switch (type.kind) {
    case "list":
      return spelling.list(spell(spelling, type.element, column));
    case "map":
      return spelling.map(spell(spelling, type.key, column), spell(spelling, type.value, column));
    case "struct":
      return spelling.struct(
        type.fields.map(({ name, type: field }) => ({ name, type: spell(spelling, field, column) })),
      );
    case "plain": {
      const [, width, scale] = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(type.name) ?? [];
      if (width !== undefined && scale !== undefined) return spelling.decimal(width, scale);
      const known = spelling.plain[type.name];
      if (known !== undefined) return known;
      throw new GoldpanError(
        "TYPE_NOT_SUPPORTED",
        `column '${column.name}' has type ${column.type}, for which ${spelling.tool} has no type`,
        { hint: "read it with DuckDB, or write the column as another type", details: { expression: column.name } },
      );
    }
  }
}

/**
 * A partition column's value as a literal of Python.
 * @param text  as DuckDB casts the value to text; null is NULL
 */
export function pythonValue(text: string | null, type: string): string {
  if (text === null) return "None";
  if (type === "BOOLEAN") return text === "true" ? "True" : "False";
  if (/^U?(TINY|SMALL|BIG)?INT(EGER)?$/.test(type)) return text;
  if (type === "FLOAT" || type === "DOUBLE") return `float(${JSON.stringify(text)})`;
  if (type.startsWith("DECIMAL")) return `decimal.Decimal(${JSON.stringify(text)})`;
  if (type === "DATE") return `datetime.date.fromisoformat(${JSON.stringify(text)})`;
  if (type === "TIME") return `datetime.time.fromisoformat(${JSON.stringify(microseconds(text))})`;
  if (type === "TIMESTAMP WITH TIME ZONE") {
    const offset = text.replace(/([+-]\d{2})$/, "$1:00");
    return `datetime.datetime.fromisoformat(${JSON.stringify(microseconds(offset))}).astimezone(datetime.timezone.utc)`;
  }
  if (type.startsWith("TIMESTAMP")) return `datetime.datetime.fromisoformat(${JSON.stringify(microseconds(text))})`;
  return JSON.stringify(text);
}

/** DuckDB leaves zeros at the end of a fraction out, which Python before 3.11 does not read. */
function microseconds(text: string): string {
  return text.replace(/\.(\d{1,6})/, (_, digits: string) => `.${digits.padEnd(6, "0")}`);
}
