/** Arrow's types for DuckDB's, for a result that has no partition and so brought no schema of Arrow's. */
import type { DataType, Field } from "apache-arrow";
import type { Column as SchemaColumn } from "../../../common/wire/types.js";
import type { Arrow } from "./arrow-values.js";
import { parseType, type TypeTree } from "../sql/type-text.js";

export function arrowFields(arrow: Arrow, columns: readonly SchemaColumn[]): Field[] {
  return columns.map(({ name, type }) => new arrow.Field(name, arrowType(arrow, parseType(type)), true));
}

function arrowType(arrow: Arrow, type: TypeTree): DataType {
  switch (type.kind) {
    case "list":
      return new arrow.List(new arrow.Field("element", arrowType(arrow, type.element), true));
    case "struct":
      return new arrow.Struct(
        type.fields.map((field) => new arrow.Field(field.name, arrowType(arrow, field.type), true)),
      );
    case "map": {
      const entries = new arrow.Struct<{ key: DataType; value: DataType }>([
        new arrow.Field("key", arrowType(arrow, type.key), false),
        new arrow.Field("value", arrowType(arrow, type.value), true),
      ]);
      return new arrow.Map_(new arrow.Field("entries", entries, false));
    }
    case "plain":
      return plainType(arrow, type.name.toUpperCase());
  }
}

function plainType(arrow: Arrow, name: string): DataType {
  const [, precision, scale] = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(name) ?? [];
  if (precision !== undefined) return new arrow.Decimal(Number(scale), Number(precision));
  return plainTypes[name]?.(arrow) ?? new arrow.Utf8();
}

/** What is not here comes as text. */
const plainTypes: Readonly<Record<string, (arrow: Arrow) => DataType>> = {
  BOOLEAN: (arrow) => new arrow.Bool(),
  TINYINT: (arrow) => new arrow.Int8(),
  SMALLINT: (arrow) => new arrow.Int16(),
  INTEGER: (arrow) => new arrow.Int32(),
  BIGINT: (arrow) => new arrow.Int64(),
  UTINYINT: (arrow) => new arrow.Uint8(),
  USMALLINT: (arrow) => new arrow.Uint16(),
  UINTEGER: (arrow) => new arrow.Uint32(),
  UBIGINT: (arrow) => new arrow.Uint64(),
  HUGEINT: (arrow) => new arrow.Decimal(0, 38),
  FLOAT: (arrow) => new arrow.Float32(),
  DOUBLE: (arrow) => new arrow.Float64(),
  BLOB: (arrow) => new arrow.Binary(),
  DATE: (arrow) => new arrow.DateDay(),
  TIME: (arrow) => new arrow.TimeMicrosecond(),
  TIMESTAMP: (arrow) => new arrow.TimestampMicrosecond(),
  TIMESTAMP_S: (arrow) => new arrow.TimestampSecond(),
  TIMESTAMP_MS: (arrow) => new arrow.TimestampMillisecond(),
  TIMESTAMP_NS: (arrow) => new arrow.TimestampNanosecond(),
  "TIMESTAMP WITH TIME ZONE": (arrow) => new arrow.TimestampMicrosecond("UTC"),
};
