/**
 * Thrift's compact protocol without a schema: a struct is read as the places of its fields in the original bytes, and written
 * from those bytes again, so that whatever a writer put there passes unchanged. Nothing is decoded before it is asked for.
 * @see https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */

import {
  DamagedThriftError,
  lengthAt,
  listHeader,
  skipElement,
  skipField,
  skipVarint,
  thriftType,
  within,
} from "./thrift-skip.js";

export { DamagedThriftError, thriftType } from "./thrift-skip.js";

/** Where a field's value lies: bytes [start, end), without the field's header. Empty for a bool: its type is its value. */
export interface ThriftField {
  readonly id: number;
  readonly type: number;
  readonly start: number;
  readonly end: number;
}

export interface ThriftStruct {
  /** In the order written. */
  readonly fields: readonly ThriftField[];
  readonly start: number;
  readonly end: number;
}

export interface ThriftList {
  readonly elementType: number;
  /** Start of each element, and the end of the last: one more than there are elements. */
  readonly bounds: readonly number[];
}

/** Reads one message. Positions are offsets into `bytes`. Every method throws DamagedThriftError where the bytes end too early. */
export class ThriftReader {
  constructor(readonly bytes: Uint8Array) {}

  /**
   * @param visit  may read a field's value itself, from its start, and return its end; a value not visited is stepped over
   */
  struct(start: number, visit?: (id: number, start: number) => number | undefined): ThriftStruct {
    const { bytes } = this;
    const fields: ThriftField[] = [];
    let at = start;
    let id = 0;
    for (;;) {
      const header = bytes[at++] ?? 0;
      if (header === 0) return { fields, start, end: within(bytes, at) };
      if (header >= 0x10) id += header >> 4;
      else {
        id = unzigzag(lengthAt(bytes, at));
        at = skipVarint(bytes, at);
      }
      const type = header & 0x0f;
      const valueStart = at;
      at = visit?.(id, at) ?? skipField(bytes, type, at, 0);
      fields.push({ id, type, start: valueStart, end: at });
    }
  }

  list(start: number): ThriftList {
    const { elementType, count, first } = listHeader(this.bytes, start);
    const bounds = [first];
    let at = first;
    for (let index = 0; index < count; index += 1) {
      at = skipElement(this.bytes, elementType, at, 0);
      bounds.push(at);
    }
    return { elementType, bounds };
  }

  /** The structs of a list, each read in the same pass. */
  structs(start: number): { structs: ThriftStruct[]; end: number } {
    const { elementType, count, first } = listHeader(this.bytes, start);
    if (elementType !== thriftType.struct) throw new DamagedThriftError(`a list at byte ${start} has no structs`);
    const structs: ThriftStruct[] = [];
    let at = first;
    for (let index = 0; index < count; index += 1) {
      const struct = this.struct(at);
      structs.push(struct);
      at = struct.end;
    }
    return { structs, end: at };
  }

  /** i16, i32 and i64. @throws DamagedThriftError beyond 2^53 */
  integer(field: ThriftField): number {
    return unzigzag(lengthAt(this.bytes, field.start));
  }

  boolean(field: ThriftField): boolean {
    return field.type === thriftType.true;
  }

  /** A view, no copy. */
  binary(start: number): Uint8Array {
    const first = skipVarint(this.bytes, start);
    return this.bytes.subarray(first, within(this.bytes, first + lengthAt(this.bytes, start)));
  }

  text(start: number): string {
    const { buffer, byteOffset, byteLength } = this.binary(start);
    return Buffer.from(buffer, byteOffset, byteLength).toString("utf8");
  }
}

function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

/** A field to write: its value's bytes, new or from a reader. */
export interface ThriftValue {
  readonly id: number;
  readonly type: number;
  /** Pieces that follow each other. */
  readonly value: readonly Uint8Array[];
}

/** @param fields  in ascending order of their ids */
export function encodeStruct(fields: readonly ThriftValue[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let last = 0;
  for (const field of fields) {
    const delta = field.id - last;
    if (delta > 0 && delta <= 15) pieces.push(Uint8Array.of((delta << 4) | field.type));
    else pieces.push(Uint8Array.of(field.type), encodeInteger(field.id));
    // Of a whole file's row groups there are too many for a call.
    for (const piece of field.value) pieces.push(piece);
    last = field.id;
  }
  pieces.push(Uint8Array.of(0));
  return pieces;
}

export function encodeList(elementType: number, elements: readonly (readonly Uint8Array[])[]): Uint8Array[] {
  const count = elements.length;
  const header = count < 15 ? Uint8Array.of((count << 4) | elementType) : [0xf0 | elementType, ...varintBytes(count)];
  return [Uint8Array.from(header), ...elements.flat()];
}

/** i16, i32 and i64 alike. */
export function encodeInteger(value: number): Uint8Array {
  return encodeVarint(value < 0 ? -2 * value - 1 : 2 * value);
}

/** Of lengths and the like. @param value  not negative */
export function encodeVarint(value: number): Uint8Array {
  return Uint8Array.from(varintBytes(value));
}

function varintBytes(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}
