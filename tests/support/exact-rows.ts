/**
 * Rows as plain values that compare exactly, from Arrow (what our client gives) and from DuckDB's own result (what an independent
 * process says). Reads Arrow's buffers itself: what the client does for its users is under test as well.
 */
import { DataType, DateUnit, Type, Vector, type Data, type Table } from "apache-arrow";
import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  DuckDBTypeId,
  type DuckDBArrayType,
  type DuckDBListType,
  type DuckDBMapType,
  type DuckDBResultReader,
  type DuckDBStructType,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";

/**
 * FLOAT and DOUBLE are numbers; every other scalar is text: integers and decimals without zeros at the end, dates in days, times and
 * timestamps in microseconds, bytes in hexadecimal. Lists and structs are arrays, maps arrays of pairs.
 */
export type ExactValue = null | number | string | ExactValue[];
export type ExactRow = ExactValue[];

/** The rows of all batches, in order. */
export function rowsOfArrow(table: Table): ExactRow[] {
  const rows: ExactRow[] = [];
  for (const batch of table.batches) {
    const readers = batch.data.children.map(arrowReader);
    for (let index = 0; index < batch.numRows; index++) rows.push(readers.map((read) => read(index)));
  }
  return rows;
}

type Reader = (index: number) => ExactValue;

function arrowReader(data: Data): Reader {
  const read = presentReader(data);
  return (index) => (data.getValid(index) ? read(index) : null);
}

function presentReader(data: Data): Reader {
  const type: DataType = data.type;
  const values = data.values as ArrayLike<number | bigint>;
  if (DataType.isFloat(type)) {
    const vector = new Vector([data]);
    return (index) => Number(vector.get(index));
  }
  if (DataType.isDecimal(type)) {
    const words = type.bitWidth / 32;
    return (index) => decimalText(twosComplement(values as ArrayLike<number>, index, words), type.scale);
  }
  if (DataType.isDate(type)) {
    const perDay = type.unit === DateUnit.DAY ? 1 : 86_400_000;
    return (index) => String(Number(values[index]) / perDay);
  }
  if (DataType.isTimestamp(type) || DataType.isTime(type)) {
    const perMicrosecond = [1_000_000n, 1_000n, 1n][type.unit];
    if (perMicrosecond === undefined) throw new Error(`no exact value of ${String(type)}`);
    return (index) => String(BigInt(values[index] ?? 0) * perMicrosecond);
  }
  if (DataType.isBinary(type)) {
    const vector = new Vector([data]);
    return (index) => Buffer.from(vector.get(index) as Uint8Array).toString("hex");
  }
  if (DataType.isInterval(type) || DataType.isDuration(type)) throw new Error(`no exact value of ${String(type)}`);
  if (DataType.isList(type) || DataType.isMap(type) || DataType.isFixedSizeList(type)) {
    // A batch in which every list is empty may come without data for elements.
    const [child] = data.children as readonly (Data | undefined)[];
    const element: Reader = child === undefined ? () => null : arrowReader(child);
    const size = DataType.isFixedSizeList(type) ? type.listSize : undefined;
    const offsets = data.valueOffsets as Int32Array;
    return (index) => {
      const from = size === undefined ? offsets[index]! : index * size;
      const to = size === undefined ? offsets[index + 1]! : from + size;
      return Array.from({ length: to - from }, (_, position) => element(from + position));
    };
  }
  if (DataType.isStruct(type)) {
    const fields = data.children.map(arrowReader);
    return (index) => fields.map((read) => read(index));
  }
  if (type.typeId === Type.Null) return () => null;
  if (DataType.isUtf8(type)) {
    const bytes = data.values as unknown as Uint8Array;
    const offsets = data.valueOffsets as Int32Array;
    return (index) => Buffer.from(bytes.subarray(offsets[index], offsets[index + 1])).toString("utf8");
  }
  const vector = new Vector([data]);
  return (index) => String(vector.get(index));
}

function twosComplement(words: ArrayLike<number>, index: number, wordsPerValue: number): bigint {
  let value = 0n;
  for (let word = wordsPerValue - 1; word >= 0; word--) {
    value = (value << 32n) | BigInt(words[index * wordsPerValue + word]! >>> 0);
  }
  return BigInt.asIntN(wordsPerValue * 32, value);
}

/** The rows of DuckDB's result. */
export function rowsOfDuckDB(reader: DuckDBResultReader): ExactRow[] {
  const types = reader.columnTypes();
  return reader.getRows().map((row) => row.map((value, column) => duckdbValue(value, types[column]!)));
}

function duckdbValue(value: DuckDBValue, type: DuckDBType): ExactValue {
  if (value === null) return null;
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) {
    const { valueType } = type as DuckDBListType | DuckDBArrayType;
    return value.items.map((item) => duckdbValue(item, valueType));
  }
  if (value instanceof DuckDBStructValue) {
    const { entryNames, entryTypes } = type as DuckDBStructType;
    return entryNames.map((name, index) => duckdbValue(value.entries[name] ?? null, entryTypes[index]!));
  }
  if (value instanceof DuckDBMapValue) {
    const { keyType, valueType } = type as DuckDBMapType;
    return value.entries.map((entry) => [duckdbValue(entry.key, keyType), duckdbValue(entry.value, valueType)]);
  }
  if (value instanceof DuckDBDecimalValue) return decimalText(value.value, value.scale);
  if (value instanceof DuckDBDateValue) return String(value.days);
  if (
    value instanceof DuckDBTimeValue ||
    value instanceof DuckDBTimestampValue ||
    value instanceof DuckDBTimestampTZValue
  ) {
    return String(value.micros);
  }
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString("hex");
  return type.typeId === DuckDBTypeId.FLOAT || type.typeId === DuckDBTypeId.DOUBLE ? Number(value) : String(value);
}

/** `-12.5` for -1250 of scale 2. */
function decimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? "-" : "";
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  if (scale === 0) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, "");
}
