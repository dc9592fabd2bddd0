/** The schema of a Parquet file: its top-level columns, the leaves below each, and what a leaf's values mean. */
import type { ThriftReader } from "./thrift-compact.js";
import { DamagedThriftError, type ThriftField, type ThriftStruct } from "./thrift-compact.js";

/** How a leaf's statistics are to be read; undefined where their order is not to be trusted or nobody compares them. */
export type LeafMeaning =
  | { readonly kind: "boolean" }
  | { readonly kind: "integer"; readonly signed: boolean }
  | { readonly kind: "decimal"; readonly scale: number }
  | { readonly kind: "double" }
  | { readonly kind: "text" }
  | { readonly kind: "date" }
  | { readonly kind: "timestamp"; readonly nanosPerUnit: bigint; readonly utc: boolean };

export const physicalType = {
  boolean: 0,
  int32: 1,
  int64: 2,
  int96: 3,
  float: 4,
  double: 5,
  byteArray: 6,
  fixed: 7,
} as const;

export interface TopLevelColumn {
  readonly name: string;
  /** Leaves [leafStart, leafEnd) are its subtree; column chunks have their order. */
  readonly leafStart: number;
  readonly leafEnd: number;
  /** Schema elements [elementStart, elementEnd) are its subtree. */
  readonly elementStart: number;
  readonly elementEnd: number;
  /** Of a column that is a single leaf, not repeated. */
  readonly leaf: { readonly physical: number; readonly meaning: LeafMeaning | undefined } | undefined;
}

export interface ParquetSchema {
  readonly columns: readonly TopLevelColumn[];
  /** Of two columns of one name, the last. */
  readonly columnsByName: ReadonlyMap<string, TopLevelColumn>;
  readonly leafCount: number;
  /** Bounds of the schema elements in the footer's bytes, the root first. */
  readonly elementBounds: readonly number[];
}

/** Fields of parquet.thrift's SchemaElement. */
export const schemaField = {
  type: 1,
  repetition: 3,
  name: 4,
  childCount: 5,
  convertedType: 6,
  scale: 7,
  precision: 8,
  logicalType: 10,
} as const;

/** Some of parquet.thrift's ConvertedType. */
export const convertedType = { utf8: 0, decimal: 5, date: 6, timestampMillis: 9, timestampMicros: 10 } as const;

const repeated = 2;

interface Element {
  readonly name: string;
  readonly childCount: number;
  readonly repetition: number | undefined;
  readonly physical: number | undefined;
  readonly struct: ThriftStruct;
}

/** @throws DamagedThriftError when the elements do not form a tree */
export function readSchema(reader: ThriftReader, field: ThriftField): ParquetSchema {
  const { bounds } = reader.list(field.start);
  const elements = bounds.slice(0, -1).map((start) => readElement(reader, start));
  const [root] = elements;
  if (root === undefined) throw new DamagedThriftError("it has no schema");
  const columns: TopLevelColumn[] = [];
  const cursor = { element: 1, leaf: 0 };
  for (let child = 0; child < root.childCount; child += 1) {
    const elementStart = cursor.element;
    const leafStart = cursor.leaf;
    const top = elements[elementStart];
    walk(elements, cursor, 0);
    if (top === undefined) throw new DamagedThriftError("its schema has fewer columns than it says");
    const single = top.childCount === 0 && top.repetition !== repeated && top.physical !== undefined;
    columns.push({
      name: top.name,
      leafStart,
      leafEnd: cursor.leaf,
      elementStart,
      elementEnd: cursor.element,
      leaf: single ? { physical: top.physical, meaning: meaningOf(reader, top) } : undefined,
    });
  }
  if (cursor.element !== elements.length) throw new DamagedThriftError("its schema is no tree");
  const columnsByName = new Map(columns.map((column) => [column.name, column]));
  return { columns, columnsByName, leafCount: cursor.leaf, elementBounds: bounds };
}

function walk(elements: readonly Element[], cursor: { element: number; leaf: number }, depth: number): void {
  const element = elements[cursor.element];
  if (element === undefined || depth > 64) throw new DamagedThriftError("its schema is no tree");
  cursor.element += 1;
  // A group without children (an empty struct) has no leaf and no column chunk.
  if (element.childCount === 0 && element.physical !== undefined) cursor.leaf += 1;
  for (let child = 0; child < element.childCount; child += 1) walk(elements, cursor, depth + 1);
}

function readElement(reader: ThriftReader, start: number): Element {
  const struct = reader.struct(start);
  const name = fieldOf(struct, schemaField.name);
  return {
    name: name === undefined ? "" : reader.text(name.start),
    childCount: integerOf(reader, struct, schemaField.childCount) ?? 0,
    repetition: integerOf(reader, struct, schemaField.repetition),
    physical: integerOf(reader, struct, schemaField.type),
    struct,
  };
}

export function fieldOf(struct: ThriftStruct, id: number): ThriftField | undefined {
  return struct.fields.find((field) => field.id === id);
}

/** @throws DamagedThriftError when the field is missing */
export function requiredField(struct: ThriftStruct, id: number): ThriftField {
  const field = fieldOf(struct, id);
  if (field === undefined) throw new DamagedThriftError(`it lacks field ${id}`);
  return field;
}

export function integerOf(reader: ThriftReader, struct: ThriftStruct, id: number): number | undefined {
  const field = fieldOf(struct, id);
  return field === undefined ? undefined : reader.integer(field);
}

/** LogicalType where there is one, else the older ConvertedType, else what the physical type says alone. */
function meaningOf(reader: ThriftReader, element: Element): LeafMeaning | undefined {
  const logical = fieldOf(element.struct, schemaField.logicalType);
  if (logical !== undefined) return logicalMeaning(reader, reader.struct(logical.start));
  const converted = integerOf(reader, element.struct, schemaField.convertedType);
  if (converted !== undefined) {
    return convertedMeaning(converted, integerOf(reader, element.struct, schemaField.scale) ?? 0);
  }
  switch (element.physical) {
    case physicalType.boolean:
      return { kind: "boolean" };
    case physicalType.int32:
    case physicalType.int64:
      return { kind: "integer", signed: true };
    case physicalType.float:
    case physicalType.double:
      return { kind: "double" };
    default:
      return undefined;
  }
}

/** The member of the LogicalType union. */
const logicalKind = { string: 1, decimal: 5, date: 6, timestamp: 8, integer: 10 } as const;

function logicalMeaning(reader: ThriftReader, union: ThriftStruct): LeafMeaning | undefined {
  const [member] = union.fields;
  if (member === undefined) return undefined;
  const inner = reader.struct(member.start);
  switch (member.id) {
    case logicalKind.string:
      return { kind: "text" };
    case logicalKind.date:
      return { kind: "date" };
    case logicalKind.decimal:
      return { kind: "decimal", scale: integerOf(reader, inner, 1) ?? 0 };
    case logicalKind.integer: {
      const signed = fieldOf(inner, 2);
      return { kind: "integer", signed: signed === undefined || reader.boolean(signed) };
    }
    case logicalKind.timestamp: {
      const utc = fieldOf(inner, 1);
      const unit = fieldOf(inner, 2);
      const member = unit === undefined ? undefined : reader.struct(unit.start).fields[0]?.id;
      const nanosPerUnit = member === 1 ? 1_000_000n : member === 2 ? 1_000n : member === 3 ? 1n : undefined;
      if (nanosPerUnit === undefined) return undefined;
      return { kind: "timestamp", nanosPerUnit, utc: utc !== undefined && reader.boolean(utc) };
    }
    default:
      return undefined;
  }
}

function convertedMeaning(converted: number, scale: number): LeafMeaning | undefined {
  switch (converted) {
    case convertedType.utf8:
      return { kind: "text" };
    case convertedType.decimal:
      return { kind: "decimal", scale };
    case convertedType.date:
      return { kind: "date" };
    case convertedType.timestampMillis:
      return { kind: "timestamp", nanosPerUnit: 1_000_000n, utc: true };
    case convertedType.timestampMicros:
      return { kind: "timestamp", nanosPerUnit: 1_000n, utc: true };
    case 11:
    case 12:
    case 13:
    case 14:
      return { kind: "integer", signed: false };
    case 15:
    case 16:
    case 17:
    case 18:
      return { kind: "integer", signed: true };
    default:
      return undefined;
  }
}
