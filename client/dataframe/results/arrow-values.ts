/**
 * Values of Arrow data, exactly, and then as JavaScript values (`toArray`) or as text (`show`). Arrow's own getters round
 * timestamps to milliseconds and fail on infinite ones, so 64-bit leaves are read from the buffers, and texts as well.
 */
import type * as arrowModule from "apache-arrow";
import type { Data, DataType, Decimal, Field, Timestamp, Time } from "apache-arrow";

export type Arrow = typeof arrowModule;

/**
 * A value without loss: 64-bit integers, unscaled decimals, timestamps and times (microseconds) as bigint, dates as days, lists and
 * structs as arrays, maps as arrays of pairs.
 */
export type Exact = string | number | bigint | boolean | null | Uint8Array | Exact[];

/** Reads by index. */
export type Reader = (index: number) => Exact;

/** @param data  as IPC gives it: not sliced */
export function exactReader(arrow: Arrow, data: Data): Reader {
  const read = presentReader(arrow, data);
  return (index) => (data.getValid(index) ? read(index) : null);
}

function presentReader(arrow: Arrow, data: Data): Reader {
  const { Type, DataType } = arrow;
  const type: DataType = data.type;
  const values = data.values as ArrayLike<number | bigint>;
  if (DataType.isDecimal(type)) return decimalReader(values as ArrayLike<number>, type.bitWidth / 32);
  if (DataType.isTimestamp(type) || DataType.isTime(type)) {
    const toMicroseconds = microsecondsPer(arrow, type);
    return (index) => toMicroseconds(BigInt(values[index] ?? 0));
  }
  if (DataType.isDate(type)) {
    const perDay = type.unit === arrow.DateUnit.DAY ? 1 : 86_400_000;
    return (index) => Number(values[index] ?? 0) / perDay;
  }
  if (DataType.isList(type))
    return listReader(arrow, data, (index) => [offsetAt(data, index), offsetAt(data, index + 1)]);
  if (DataType.isFixedSizeList(type)) {
    const { listSize } = type;
    return listReader(arrow, data, (index) => [index * listSize, (index + 1) * listSize]);
  }
  if (DataType.isMap(type))
    return listReader(arrow, data, (index) => [offsetAt(data, index), offsetAt(data, index + 1)]);
  if (DataType.isStruct(type)) {
    const fields = data.children.map((child) => exactReader(arrow, child));
    return (index) => fields.map((read) => read(index));
  }
  if (DataType.isUtf8(type)) {
    const bytes = data.values as Uint8Array;
    return (index) => utf8.decode(bytes.subarray(offsetAt(data, index), offsetAt(data, index + 1)));
  }
  const vector = new arrow.Vector([data]);
  if (type.typeId === Type.Binary) return (index) => Uint8Array.from(vector.get(index) as Uint8Array);
  return (index) => vector.get(index) as Exact;
}

/** Arrow's own leaves out a U+FEFF that a text begins with. */
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

function offsetAt(data: Data, index: number): number {
  return (data.valueOffsets as Int32Array)[index] ?? 0;
}

function listReader(arrow: Arrow, data: Data, range: (index: number) => readonly [number, number]): Reader {
  const [child] = data.children;
  if (child === undefined) return () => [];
  const element = exactReader(arrow, child);
  return (index) => {
    const [start, end] = range(index);
    return Array.from({ length: end - start }, (_, position) => element(start + position));
  };
}

/** Little-endian words of a two's complement number. */
function decimalReader(words: ArrayLike<number>, wordsPerValue: number): Reader {
  return (index) => {
    let value = 0n;
    for (let word = wordsPerValue - 1; word >= 0; word--)
      value = (value << 32n) | BigInt(words[index * wordsPerValue + word] ?? 0);
    return BigInt.asIntN(wordsPerValue * 32, value);
  };
}

function microsecondsPer(arrow: Arrow, type: Timestamp | Time): (value: bigint) => bigint {
  switch (type.unit) {
    case arrow.TimeUnit.SECOND:
      return (value) => value * 1_000_000n;
    case arrow.TimeUnit.MILLISECOND:
      return (value) => value * 1_000n;
    case arrow.TimeUnit.MICROSECOND:
      return (value) => value;
    case arrow.TimeUnit.NANOSECOND:
      return thousandth;
  }
}

/** Rounded down, also before 1970: the division of bigints rounds toward zero. */
function thousandth(value: bigint): bigint {
  const quotient = value / 1_000n;
  return value < 0n && quotient * 1_000n !== value ? quotient - 1n : quotient;
}

export interface ValueOptions {
  /** A DECIMAL without fraction stands for a HUGEINT: an integer. */
  readonly hugeint: boolean;
}

/** What `toArray` gives, see `Cell`. */
export function javascriptValue(arrow: Arrow, type: DataType, value: Exact, options: ValueOptions): Cell {
  const { DataType } = arrow;
  if (value === null) return null;
  if (DataType.isDecimal(type))
    return options.hugeint ? integerValue(value as bigint) : decimalText(value as bigint, type);
  if (DataType.isTimestamp(type)) return new Date(Number(thousandth(value as bigint)));
  if (DataType.isDate(type)) return new Date((value as number) * 86_400_000);
  if (DataType.isTime(type)) return timeText(value as bigint);
  if (Array.isArray(value)) return nestedValue(arrow, type, value, options);
  return typeof value === "bigint" ? integerValue(value) : value;
}

function nestedValue(arrow: Arrow, type: DataType, value: Exact[], options: ValueOptions): Cell {
  const convert = (field: Field | undefined, item: Exact | undefined): Cell =>
    field === undefined ? null : javascriptValue(arrow, field.type as DataType, item ?? null, options);
  const children = type.children;
  if (arrow.DataType.isStruct(type)) {
    return Object.fromEntries(children.map((field, index) => [field.name, convert(field, value[index])]));
  }
  if (arrow.DataType.isMap(type)) {
    const [keyField, valueField] = (children[0]?.type as DataType).children;
    return new Map(
      value.map((entry) => entryOf(entry)).map(([key, item]) => [convert(keyField, key), convert(valueField, item)]),
    );
  }
  return value.map((item) => convert(children[0], item));
}

function entryOf(entry: Exact): [Exact, Exact] {
  const [key = null, item = null] = Array.isArray(entry) ? entry : [];
  return [key, item];
}

/** A value of a row in the script: see `DataFrame.toArray` for which type gives which. */
export type Cell =
  string | number | bigint | boolean | null | Date | Uint8Array | Cell[] | Map<Cell, Cell> | { [name: string]: Cell };

/** As a number while that is exact, as a bigint beyond 2^53. */
function integerValue(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** `-12.50` for -1250 of scale 2. */
export function decimalText(unscaled: bigint, { scale }: Decimal): string {
  const sign = unscaled < 0n ? "-" : "";
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** `23:59:59.5`: microseconds of a day, no zeros at the end of the fraction. */
export function timeText(microseconds: bigint): string {
  const seconds = Number(microseconds / 1_000_000n);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}${fractionText(microseconds)}`;
}

/** `.5`, or nothing. */
export function fractionText(microseconds: bigint): string {
  const fraction = ((microseconds % 1_000_000n) + 1_000_000n) % 1_000_000n;
  return fraction === 0n ? "" : `.${String(fraction).padStart(6, "0").replace(/0+$/, "")}`;
}
