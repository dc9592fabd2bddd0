/**
 * Thrift's compact protocol without a schema: a struct is read as the places of its fields in the original bytes, and written
 * from those bytes again, so that whatever a writer put there passes unchanged. Nothing is decoded before it is asked for.
 * @see https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */

export const thriftType = {
  true: 1,
  false: 2,
  i8: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  map: 11,
  struct: 12,
  uuid: 13,
} as const;

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

/** The bytes are no compact protocol, or end too early. */
export class DamagedThriftError extends Error {
  override readonly name = "DamagedThriftError";
}

const depthMax = 64;

/** Reads one message. Positions are offsets into `bytes`. */
export class ThriftReader {
  private position = 0;

  constructor(readonly bytes: Uint8Array) {}

  struct(start: number): ThriftStruct {
    this.position = start;
    const fields: ThriftField[] = [];
    let id = 0;
    for (;;) {
      const header = this.byte();
      if (header === 0) return { fields, start, end: this.position };
      const delta = header >> 4;
      id = delta === 0 ? this.zigzag() : id + delta;
      const type = header & 0x0f;
      const valueStart = this.position;
      this.skip(type, 0);
      fields.push({ id, type, start: valueStart, end: this.position });
    }
  }

  list(start: number): ThriftList {
    this.position = start;
    const { elementType, count } = this.listHeader();
    const bounds = [this.position];
    for (let index = 0; index < count; index += 1) {
      this.skipElement(elementType, 0);
      bounds.push(this.position);
    }
    return { elementType, bounds };
  }

  /** i16, i32 and i64. @throws DamagedThriftError beyond 2^53 */
  integer(field: ThriftField): number {
    this.position = field.start;
    return this.zigzag();
  }

  boolean(field: ThriftField): boolean {
    return field.type === thriftType.true;
  }

  /** A view, no copy. */
  binary(start: number): Uint8Array {
    this.position = start;
    const length = this.varint();
    this.need(length);
    return this.bytes.subarray(this.position, this.position + length);
  }

  text(start: number): string {
    const { buffer, byteOffset, byteLength } = this.binary(start);
    return Buffer.from(buffer, byteOffset, byteLength).toString("utf8");
  }

  private byte(): number {
    const byte = this.bytes[this.position];
    if (byte === undefined) throw new DamagedThriftError(`it ends at byte ${this.position}`);
    this.position += 1;
    return byte;
  }

  private varint(): number {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < 10; count += 1) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        if (!Number.isSafeInteger(value)) break;
        return value;
      }
      factor *= 128;
    }
    throw new DamagedThriftError(`a number is too large before byte ${this.position}`);
  }

  private zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  private need(bytes: number): void {
    if (this.position + bytes > this.bytes.length) {
      throw new DamagedThriftError(`${bytes} bytes at ${this.position} reach beyond the end`);
    }
  }

  private listHeader(): { elementType: number; count: number } {
    const header = this.byte();
    const short = header >> 4;
    const count = short === 15 ? this.varint() : short;
    this.need(count); // every element takes a byte at least
    return { elementType: header & 0x0f, count };
  }

  private skipVarint(): void {
    while (this.byte() >= 0x80);
  }

  /** An element of a collection: its bools take a byte each. */
  private skipElement(type: number, depth: number): void {
    if (type === thriftType.true || type === thriftType.false) this.byte();
    else this.skip(type, depth);
  }

  private skip(type: number, depth: number): void {
    if (depth > depthMax) throw new DamagedThriftError(`it is nested more than ${depthMax} deep`);
    switch (type) {
      case thriftType.true:
      case thriftType.false:
        return;
      case thriftType.i8:
        return this.advance(1);
      case thriftType.i16:
      case thriftType.i32:
      case thriftType.i64:
        return this.skipVarint();
      case thriftType.double:
        return this.advance(8);
      case thriftType.binary:
        return this.advance(this.varint());
      case thriftType.uuid:
        return this.advance(16);
      case thriftType.list:
      case thriftType.set: {
        const { elementType, count } = this.listHeader();
        for (let index = 0; index < count; index += 1) this.skipElement(elementType, depth + 1);
        return;
      }
      case thriftType.map:
        return this.skipMap(depth);
      case thriftType.struct:
        return this.skipStruct(depth);
      default:
        throw new DamagedThriftError(`there is no type ${type}, before byte ${this.position}`);
    }
  }

  private advance(bytes: number): void {
    this.need(bytes);
    this.position += bytes;
  }

  private skipStruct(depth: number): void {
    for (;;) {
      const header = this.byte();
      if (header === 0) return;
      if (header < 0x10) this.skipVarint();
      this.skip(header & 0x0f, depth + 1);
    }
  }

  private skipMap(depth: number): void {
    const count = this.varint();
    if (count === 0) return;
    this.need(count);
    const types = this.byte();
    for (let index = 0; index < count; index += 1) {
      this.skipElement(types >> 4, depth + 1);
      this.skipElement(types & 0x0f, depth + 1);
    }
  }
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
    pieces.push(...field.value);
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
  return Uint8Array.from(varintBytes(value < 0 ? -2 * value - 1 : 2 * value));
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
