/** How values of each type are kept for the engine: the types that a Parquet file has. */
import { convertedType, physicalType } from "../../../../storage/parquet/parquet-schema.js";

/** What is done with a field: nothing, its text is kept, or a value is made of it. */
export type FieldKind = "none" | "text" | "whole" | "decimal" | "fraction" | "truth" | "date" | "timestamp";

export interface StoredField {
  readonly kind: FieldKind;
  readonly physical: number;
  readonly converted?: number;
  readonly precision?: number;
  readonly scale?: number;
  /** Bounds of whole numbers, and of decimals as numbers of their last digit. */
  readonly least?: bigint;
  readonly most?: bigint;
  /** Of texts: nothing between quotes is an empty text, and NULL otherwise. */
  readonly keepsEmpty?: boolean;
}

export const textField: StoredField = {
  kind: "text",
  physical: physicalType.byteArray,
  converted: convertedType.utf8,
};
const whole = (physical: number, least: bigint, most: bigint): StoredField => {
  return { kind: "whole", physical, least, most };
};
const signed = (bits: bigint): StoredField => {
  const most = 2n ** (bits - 1n) - 1n;
  return whole(bits > 32n ? physicalType.int64 : physicalType.int32, -most - 1n, most);
};
const unsigned = (bits: bigint): StoredField => {
  return whole(bits > 31n ? physicalType.int64 : physicalType.int32, 0n, 2n ** (bits > 63n ? 63n : bits) - 1n);
};

const instant: StoredField = {
  ...{ kind: "timestamp", physical: physicalType.int64, converted: convertedType.timestampMicros },
};

const byType: Readonly<Record<string, StoredField>> = {
  TINYINT: signed(8n),
  SMALLINT: signed(16n),
  INTEGER: signed(32n),
  BIGINT: signed(64n),
  UTINYINT: unsigned(8n),
  USMALLINT: unsigned(16n),
  UINTEGER: unsigned(32n),
  UBIGINT: unsigned(64n),
  DOUBLE: { kind: "fraction", physical: physicalType.double },
  FLOAT: { kind: "fraction", physical: physicalType.float },
  BOOLEAN: { kind: "truth", physical: physicalType.int32 },
  DATE: { kind: "date", physical: physicalType.int32, converted: convertedType.date },
  TIMESTAMP: instant,
  "TIMESTAMP WITH TIME ZONE": instant,
};

/** What 64 bits hold. */
export const decimalDigitsMax = 18;

function decimal(type: string): StoredField | undefined {
  const [, precision = NaN, scale = NaN] = (/^DECIMAL\((\d+),\s*(\d+)\)$/.exec(type) ?? []).map(Number);
  if (!(precision <= decimalDigitsMax)) return undefined;
  const most = 10n ** BigInt(precision) - 1n;
  const { physical, converted } = { physical: physicalType.int64, converted: convertedType.decimal };
  return { kind: "decimal", physical, converted, precision, scale, least: -most, most };
}

/** How values of a type are kept; undefined of types that are read as text, DECIMALs of more digits among them. */
export function valueField(type: string): StoredField | undefined {
  return byType[type] ?? decimal(type);
}
