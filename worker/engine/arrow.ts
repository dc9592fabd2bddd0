/** DuckDB's chunks as Arrow record batches: what `collect` gives to the user. Types without an Arrow form come cast by resultCarrier. */
import {
  DuckDBBlobValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTypeId,
  type DuckDBArrayType,
  type DuckDBDecimalValue,
  type DuckDBListType,
  type DuckDBMapType,
  type DuckDBStructType,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";
import * as arrow from "apache-arrow";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { NamedType, Rows } from "./engine.js";
import { notSupported } from "./types.js";

type Values = readonly (DuckDBValue | undefined)[];

/** The schema of a query's rows. @throws TYPE_NOT_SUPPORTED naming the column */
export function arrowSchema(columns: readonly NamedType[]): arrow.Schema {
  return new arrow.Schema(columns.map(({ name, type }) => new arrow.Field(name, arrowType(name, type), true)));
}

/** @throws DATA_ERROR for a HUGEINT beyond 38 digits */
export function recordBatch(schema: arrow.Schema, rows: Rows): arrow.RecordBatch {
  const children = rows.columns.map(({ name, type }, index) => {
    const values = rows.chunks.flatMap((chunk) => chunk.getColumnValues(index));
    return encode(name, type, values);
  });
  const data = arrow.makeData({
    type: new arrow.Struct(schema.fields),
    length: rows.rowCount,
    nullCount: 0,
    children,
  });
  return new arrow.RecordBatch(schema, data);
}

function arrowType(column: string, type: DuckDBType): arrow.DataType {
  switch (type.typeId) {
    case DuckDBTypeId.SQLNULL:
      return new arrow.Null();
    case DuckDBTypeId.BOOLEAN:
      return new arrow.Bool();
    case DuckDBTypeId.TINYINT:
      return new arrow.Int8();
    case DuckDBTypeId.SMALLINT:
      return new arrow.Int16();
    case DuckDBTypeId.INTEGER:
      return new arrow.Int32();
    case DuckDBTypeId.BIGINT:
      return new arrow.Int64();
    case DuckDBTypeId.UTINYINT:
      return new arrow.Uint8();
    case DuckDBTypeId.USMALLINT:
      return new arrow.Uint16();
    case DuckDBTypeId.UINTEGER:
      return new arrow.Uint32();
    case DuckDBTypeId.UBIGINT:
      return new arrow.Uint64();
    case DuckDBTypeId.FLOAT:
      return new arrow.Float32();
    case DuckDBTypeId.DOUBLE:
      return new arrow.Float64();
    case DuckDBTypeId.DECIMAL: {
      const { scale, width } = type;
      return new arrow.Decimal(scale, width, 128);
    }
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
      return new arrow.Decimal(0, hugeDigits, 128);
    case DuckDBTypeId.DATE:
      return new arrow.DateDay();
    case DuckDBTypeId.TIME:
      return new arrow.TimeMicrosecond();
    case DuckDBTypeId.TIMESTAMP:
      return new arrow.TimestampMicrosecond();
    case DuckDBTypeId.TIMESTAMP_S:
      return new arrow.TimestampSecond();
    case DuckDBTypeId.TIMESTAMP_MS:
      return new arrow.TimestampMillisecond();
    case DuckDBTypeId.TIMESTAMP_NS:
      return new arrow.TimestampNanosecond();
    case DuckDBTypeId.TIMESTAMP_TZ:
      return new arrow.TimestampMicrosecond("UTC");
    case DuckDBTypeId.VARCHAR:
      return new arrow.Utf8();
    case DuckDBTypeId.BLOB:
      return new arrow.Binary();
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return new arrow.List(itemField(column, type.valueType));
    case DuckDBTypeId.STRUCT:
      return new arrow.Struct(structFields(column, type));
    case DuckDBTypeId.MAP:
      return new arrow.Map_(entriesField(column, type));
    default:
      throw notSupported(column, type);
  }
}

const hugeDigits = 38;

function itemField(column: string, type: DuckDBType): arrow.Field {
  return new arrow.Field("item", arrowType(column, type), true);
}

function structFields(column: string, { entryNames, entryTypes }: DuckDBStructType): arrow.Field[] {
  return entryTypes.map((type, index) => new arrow.Field(entryNames[index] ?? "", arrowType(column, type), true));
}

function entriesField(
  column: string,
  { keyType, valueType }: DuckDBMapType,
): arrow.Field<arrow.Struct<{ key: arrow.DataType; value: arrow.DataType }>> {
  const entries = new arrow.Struct<{ key: arrow.DataType; value: arrow.DataType }>([
    new arrow.Field("key", arrowType(column, keyType), false),
    new arrow.Field("value", arrowType(column, valueType), true),
  ]);
  return new arrow.Field("entries", entries, false);
}

function encode(column: string, type: DuckDBType, values: Values): arrow.Data {
  const common: Common = { length: values.length, ...validity(values) };
  const target = arrowType(column, type);
  // One union for Arrow's many generic overloads: which buffers a type has is decided here, by DuckDB's type.
  const make = (buffers: Buffers): arrow.Data => arrow.makeData({ ...common, ...buffers, type: target } as never);
  switch (type.typeId) {
    case DuckDBTypeId.SQLNULL:
      return make({});
    case DuckDBTypeId.BOOLEAN:
      return make({ data: bits(values, (value) => value === true) });
    case DuckDBTypeId.VARCHAR:
      return make(packBytes(values, (value) => Buffer.from(String(value), "utf8")));
    case DuckDBTypeId.BLOB:
      return make(packBytes(values, bytesOf));
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return make(listBuffers(column, type, values));
    case DuckDBTypeId.STRUCT:
      return make({ children: structChildren(column, type, values) });
    case DuckDBTypeId.MAP:
      return make(mapBuffers(column, type, values));
    case DuckDBTypeId.DECIMAL:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
      return make({ data: decimals(column, values) });
    default:
      return make({ data: fixed(type, values) });
  }
}

/** What makes up a column beside its validity. */
interface Buffers {
  readonly data?: ArrayBufferView;
  readonly valueOffsets?: Int32Array;
  readonly child?: arrow.Data;
  readonly children?: arrow.Data[];
}

interface Common {
  readonly length: number;
  readonly nullCount: number;
  readonly nullBitmap: Uint8Array | undefined;
}

function listBuffers(column: string, type: DuckDBListType | DuckDBArrayType, values: Values): Buffers {
  const lists = values.map((value) => (isNull(value) ? [] : (value as { readonly items: Values }).items));
  const child = encode(column, type.valueType, lists.flat());
  return { valueOffsets: offsets(lists.map((list) => list.length)), child };
}

function structChildren(column: string, { entryNames, entryTypes }: DuckDBStructType, values: Values): arrow.Data[] {
  return entryTypes.map((type, index) => {
    const name = entryNames[index] ?? "";
    const entries = values.map((value) => (value instanceof DuckDBStructValue ? (value.entries[name] ?? null) : null));
    return encode(column, type, entries);
  });
}

function mapBuffers(column: string, type: DuckDBMapType, values: Values): Buffers {
  const maps = values.map((value) => (value instanceof DuckDBMapValue ? value.entries : []));
  const entries = maps.flat();
  const keys = entries.map((entry) => entry.key);
  const mapped = entries.map((entry) => entry.value);
  const child = arrow.makeData({
    type: entriesField(column, type).type,
    length: entries.length,
    nullCount: 0,
    children: [encode(column, type.keyType, keys), encode(column, type.valueType, mapped)],
  });
  return { valueOffsets: offsets(maps.map((map) => map.length)), child };
}

function bytesOf(value: DuckDBValue): Uint8Array {
  return value instanceof DuckDBBlobValue ? value.bytes : new Uint8Array(0);
}

function isNull(value: DuckDBValue | undefined): value is null | undefined {
  return value === null || value === undefined;
}

function validity(values: Values): { nullBitmap: Uint8Array | undefined; nullCount: number } {
  const nullCount = values.reduce<number>((sum, value) => sum + (isNull(value) ? 1 : 0), 0);
  if (nullCount === 0) return { nullBitmap: undefined, nullCount };
  return { nullBitmap: bits(values, (value) => !isNull(value)), nullCount };
}

function bits(values: Values, isSet: (value: DuckDBValue | undefined) => boolean): Uint8Array {
  const bitmap = new Uint8Array(Math.ceil(values.length / 8));
  values.forEach((value, index) => {
    if (isSet(value)) bitmap[index >> 3] = (bitmap[index >> 3] ?? 0) | (1 << (index & 7));
  });
  return bitmap;
}

/** Offsets are 32-bit: a page of rows stays far below. */
function offsets(lengths: readonly number[]): Int32Array {
  const starts = new Int32Array(lengths.length + 1);
  let end = 0;
  lengths.forEach((length, index) => {
    end += length;
    starts[index + 1] = end;
  });
  return starts;
}

function packBytes(
  values: Values,
  toBytes: (value: DuckDBValue) => Uint8Array,
): { valueOffsets: Int32Array; data: Uint8Array } {
  const empty = new Uint8Array(0);
  const parts = values.map((value) => (isNull(value) ? empty : toBytes(value)));
  return { valueOffsets: offsets(parts.map((part) => part.length)), data: Buffer.concat(parts) };
}

const digitsLimit = 10n ** BigInt(hugeDigits);
const mask64 = (1n << 64n) - 1n;

/** 128-bit two's complement, low half first. */
function decimals(column: string, values: Values): Uint32Array {
  const halves = new BigUint64Array(values.length * 2);
  values.forEach((value, index) => {
    if (isNull(value)) return;
    const unscaled = typeof value === "bigint" ? value : (value as DuckDBDecimalValue).value;
    if (unscaled >= digitsLimit || unscaled <= -digitsLimit) {
      throw new GoldpanError("DATA_ERROR", `column '${column}' has ${String(unscaled)}, more than 38 digits`, {
        details: { column, value: String(unscaled), rowGroup: -1, row: -1 },
        hint: "cast it to VARCHAR or DOUBLE first",
      });
    }
    halves[index * 2] = unscaled & mask64;
    halves[index * 2 + 1] = (unscaled >> 64n) & mask64;
  });
  return new Uint32Array(halves.buffer);
}

type FixedArray =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

function fixed(type: DuckDBType, values: Values): FixedArray {
  const length = values.length;
  switch (type.typeId) {
    case DuckDBTypeId.TINYINT:
      return numbers(new Int8Array(length), values);
    case DuckDBTypeId.SMALLINT:
      return numbers(new Int16Array(length), values);
    case DuckDBTypeId.INTEGER:
      return numbers(new Int32Array(length), values);
    case DuckDBTypeId.UTINYINT:
      return numbers(new Uint8Array(length), values);
    case DuckDBTypeId.USMALLINT:
      return numbers(new Uint16Array(length), values);
    case DuckDBTypeId.UINTEGER:
      return numbers(new Uint32Array(length), values);
    case DuckDBTypeId.FLOAT:
      return numbers(new Float32Array(length), values);
    case DuckDBTypeId.DOUBLE:
      return numbers(new Float64Array(length), values);
    case DuckDBTypeId.DATE:
      return numbers(
        new Int32Array(length),
        values.map((value) => (value as { days: number } | null)?.days ?? null),
      );
    case DuckDBTypeId.UBIGINT:
      return bigints(new BigUint64Array(length), values);
    case DuckDBTypeId.BIGINT:
      return bigints(new BigInt64Array(length), values);
    default:
      return bigints(new BigInt64Array(length), values.map(ticks));
  }
}

/** TIME and the TIMESTAMPs count in the unit of their Arrow type. */
function ticks(value: DuckDBValue | undefined): bigint | null {
  if (isNull(value)) return null;
  if (value instanceof DuckDBTimestampSecondsValue) return value.seconds;
  if (value instanceof DuckDBTimestampMillisecondsValue) return value.millis;
  if (value instanceof DuckDBTimestampNanosecondsValue) return value.nanos;
  return (value as { readonly micros: bigint }).micros;
}

function numbers<T extends { [index: number]: number }>(target: T, values: Values): T {
  values.forEach((value, index) => {
    if (typeof value === "number") target[index] = value;
  });
  return target;
}

function bigints<T extends { [index: number]: bigint }>(target: T, values: Values): T {
  values.forEach((value, index) => {
    if (typeof value === "bigint") target[index] = value;
  });
  return target;
}
