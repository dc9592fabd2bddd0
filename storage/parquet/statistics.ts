/** Bounds of a column within a row group, where they can be trusted. */
import { fieldOf, integerOf, physicalType, type LeafMeaning } from "./parquet-schema.js";
import type { ThriftReader } from "./thrift-compact.js";
import { type ThriftStruct } from "./thrift-compact.js";

export type StatisticValue =
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "integer"; readonly value: bigint }
  | { readonly kind: "decimal"; readonly unscaled: bigint; readonly scale: number }
  | { readonly kind: "double"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "date"; readonly daysSinceEpoch: bigint }
  | { readonly kind: "timestamp"; readonly nanosSinceEpoch: bigint; readonly utc: boolean };

/**
 * What is absent is unknown. `min` and `max` come together, inclusive, over the values that are neither NULL nor NaN: a NaN,
 * which DuckDB takes for greater than every number, may be there all the same.
 */
export interface ColumnBounds {
  readonly min?: StatisticValue;
  readonly max?: StatisticValue;
  readonly nulls?: number;
}

/** Fields of parquet.thrift's Statistics. The deprecated `max` (1) and `min` (2) have no defined order and are not read. */
const statisticsField = { nullCount: 3, maxValue: 5, minValue: 6, maxIsExact: 7, minIsExact: 8 } as const;

/**
 * @param ordered  the file declares the order of this column's values (`column_orders`)
 */
export function readBounds(
  reader: ThriftReader,
  statistics: ThriftStruct,
  leaf: { readonly physical: number; readonly meaning: LeafMeaning | undefined },
  ordered: boolean,
): ColumnBounds {
  const nulls = integerOf(reader, statistics, statisticsField.nullCount);
  const known = nulls === undefined ? {} : { nulls };
  const min = fieldOf(statistics, statisticsField.minValue);
  const max = fieldOf(statistics, statisticsField.maxValue);
  if (!ordered || leaf.meaning === undefined || min === undefined || max === undefined) return known;
  const truncated = [statisticsField.maxIsExact, statisticsField.minIsExact].some((id) => {
    const exact = fieldOf(statistics, id);
    return exact !== undefined && !reader.boolean(exact);
  });
  if (truncated) return known;
  const least = decodeValue(reader.binary(min.start), leaf.physical, leaf.meaning);
  const greatest = decodeValue(reader.binary(max.start), leaf.physical, leaf.meaning);
  return least === undefined || greatest === undefined ? known : { ...known, min: least, max: greatest };
}

function decodeValue(bytes: Uint8Array, physical: number, meaning: LeafMeaning): StatisticValue | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (meaning.kind) {
    case "boolean":
      return view.length === 1 ? { kind: "boolean", value: view[0] !== 0 } : undefined;
    case "text":
      return decodeText(view);
    case "double":
      return decodeDouble(view, physical);
    case "decimal": {
      const unscaled = physical >= physicalType.byteArray ? decodeBigEndian(view) : decodeInteger(view, physical, true);
      return unscaled === undefined ? undefined : { kind: "decimal", unscaled, scale: meaning.scale };
    }
    case "integer": {
      const value = decodeInteger(view, physical, meaning.signed);
      return value === undefined ? undefined : { kind: "integer", value };
    }
    case "date": {
      const days = decodeInteger(view, physical, true);
      return days === undefined ? undefined : { kind: "date", daysSinceEpoch: days };
    }
    case "timestamp": {
      const units = decodeInteger(view, physical, true);
      if (units === undefined) return undefined;
      return { kind: "timestamp", nanosSinceEpoch: units * meaning.nanosPerUnit, utc: meaning.utc };
    }
  }
}

function decodeInteger(view: Buffer, physical: number, signed: boolean): bigint | undefined {
  if (physical === physicalType.int32 && view.length === 4) {
    return BigInt(signed ? view.readInt32LE(0) : view.readUInt32LE(0));
  }
  if (physical === physicalType.int64 && view.length === 8) {
    return signed ? view.readBigInt64LE(0) : view.readBigUInt64LE(0);
  }
  return undefined;
}

function decodeDouble(view: Buffer, physical: number): StatisticValue | undefined {
  const fits = physical === physicalType.float ? view.length === 4 : view.length === 8;
  if (!fits) return undefined;
  const value = physical === physicalType.float ? view.readFloatLE(0) : view.readDoubleLE(0);
  return Number.isNaN(value) ? undefined : { kind: "double", value };
}

/** Two's complement, as decimals are kept in byte arrays. */
function decodeBigEndian(view: Buffer): bigint | undefined {
  if (view.length === 0 || view.length > 32) return undefined;
  return BigInt.asIntN(view.length * 8, BigInt(`0x${view.toString("hex")}`));
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decodeText(view: Buffer): StatisticValue | undefined {
  try {
    return { kind: "text", value: strictUtf8.decode(view) };
  } catch {
    return undefined;
  }
}
