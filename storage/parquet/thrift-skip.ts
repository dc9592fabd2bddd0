/**
 * Steps over values of Thrift's compact protocol. A footer is mostly stepped over, so this is the hot loop of reading one:
 * positions are local numbers, and a read beyond the end gives 0, found out where a value ends.
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

/** The bytes are no compact protocol, or end too early. */
export class DamagedThriftError extends Error {
  override readonly name = "DamagedThriftError";
}

const depthMax = 64;

/**
 * @returns the position after the value of a field that begins at `start`
 * @throws DamagedThriftError
 */
export function skipField(bytes: Uint8Array, type: number, start: number, depth: number): number {
  switch (type) {
    case thriftType.true:
    case thriftType.false:
      return start;
    case thriftType.i8:
      return within(bytes, start + 1);
    case thriftType.i16:
    case thriftType.i32:
    case thriftType.i64:
      return within(bytes, skipVarint(bytes, start));
    case thriftType.double:
      return within(bytes, start + 8);
    case thriftType.binary:
      return within(bytes, skipVarint(bytes, start) + lengthAt(bytes, start));
    case thriftType.uuid:
      return within(bytes, start + 16);
    case thriftType.list:
    case thriftType.set:
      return skipList(bytes, start, depth + 1);
    case thriftType.map:
      return skipMap(bytes, start, depth + 1);
    case thriftType.struct:
      return skipStruct(bytes, start, depth + 1);
    default:
      throw new DamagedThriftError(`there is no type ${type}, at byte ${start}`);
  }
}

/** An element of a collection: its bools take a byte each. */
export function skipElement(bytes: Uint8Array, type: number, start: number, depth: number): number {
  if (type === thriftType.true || type === thriftType.false) return within(bytes, start + 1);
  return skipField(bytes, type, start, depth);
}

function skipStruct(bytes: Uint8Array, start: number, depth: number): number {
  if (depth > depthMax) throw new DamagedThriftError(`it is nested more than ${depthMax} deep`);
  let at = start;
  for (;;) {
    const header = bytes[at++] ?? 0;
    if (header === 0) return within(bytes, at);
    if (header < 0x10) at = skipVarint(bytes, at);
    const type = header & 0x0f;
    // The most frequent types, without a call.
    if (type === thriftType.i32 || type === thriftType.i64) while ((bytes[at++] ?? 0) >= 0x80);
    else at = skipField(bytes, type, at, depth);
  }
}

function skipList(bytes: Uint8Array, start: number, depth: number): number {
  const { elementType, count, first } = listHeader(bytes, start);
  let at = first;
  for (let index = 0; index < count; index += 1) at = skipElement(bytes, elementType, at, depth);
  return at;
}

export function listHeader(bytes: Uint8Array, start: number): { elementType: number; count: number; first: number } {
  const header = bytes[start] ?? 0;
  const short = header >> 4;
  const count = short === 15 ? lengthAt(bytes, start + 1) : short;
  const first = short === 15 ? skipVarint(bytes, start + 1) : start + 1;
  within(bytes, first + count); // every element takes a byte at least
  return { elementType: header & 0x0f, count, first };
}

function skipMap(bytes: Uint8Array, start: number, depth: number): number {
  const count = lengthAt(bytes, start);
  let at = skipVarint(bytes, start);
  if (count === 0) return within(bytes, at);
  within(bytes, at + count);
  const types = bytes[at++] ?? 0;
  for (let index = 0; index < count; index += 1) {
    at = skipElement(bytes, types >> 4, at, depth);
    at = skipElement(bytes, types & 0x0f, at, depth);
  }
  return at;
}

export function skipVarint(bytes: Uint8Array, start: number): number {
  let at = start;
  while ((bytes[at++] ?? 0) >= 0x80);
  return at;
}

/** An unsigned number. @throws DamagedThriftError beyond 2^53 */
export function lengthAt(bytes: Uint8Array, start: number): number {
  let value = 0;
  let factor = 1;
  for (let at = start; at < start + 10; at += 1) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) {
      within(bytes, at + 1);
      if (Number.isSafeInteger(value)) return value;
      break;
    }
    factor *= 128;
  }
  throw new DamagedThriftError(`a number is too large at byte ${start}`);
}

export function within(bytes: Uint8Array, end: number): number {
  if (end <= bytes.length) return end;
  throw new DamagedThriftError(`a value reaches ${end - bytes.length} bytes beyond its end`);
}
