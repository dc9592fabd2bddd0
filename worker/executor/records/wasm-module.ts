/**
 * Writes WebAssembly modules of a few functions over one imported memory, for loops that need vectors of bytes: expressions are built from
 * operations, operands first, as the binary format has them.
 * @see WebAssembly Core Specification 2.0, chapter 5
 */

/** Encoded instructions that leave one value, or none. */
export type Code = readonly number[];

export type ValueType = "i32" | "i64" | "v128";

export interface WasmFunction {
  /** Exported by it, where it has one. */
  readonly name?: string;
  readonly parameters: readonly ValueType[];
  readonly locals: readonly ValueType[];
  readonly result: ValueType;
  readonly body: Code;
}

const valueTypes: Readonly<Record<ValueType, number>> = { i32: 0x7f, i64: 0x7e, v128: 0x7b };
const emptyBlock = 0x40;
const end = 0x0b;

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

function signed(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = value; ;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    const isLast = (rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40);
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return bytes;
  }
}

const one = (code: number) => (a: Code) => [...a, code];
const two = (code: number) => (a: Code, b: Code) => [...a, ...b, code];
const vector = (code: number) => [0xfd, ...unsigned(code)];
/** Aligned to one byte, from its address on. */
const unaligned = [0, 0];

export const sequence = (...parts: readonly Code[]): Code => parts.flat();
export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];
export const call = (index: number, ...operands: readonly Code[]): Code => [
  ...operands.flat(),
  0x10,
  ...unsigned(index),
];
export const giveBack = (value: Code): Code => [...value, 0x0f];
export const when = (condition: Code, then: Code, otherwise: Code = []): Code => [
  ...[...condition, 0x04, emptyBlock, ...then],
  ...(otherwise.length === 0 ? [] : [0x05, ...otherwise]),
  end,
];
/** One of two values of 32 bits; only that one is computed. */
export const choose = (condition: Code, then: Code, otherwise: Code): Code => [
  ...[...condition, 0x04, valueTypes.i32, ...then],
  ...[0x05, ...otherwise, end],
];
/** Goes on as long as the condition is not zero. */
export const repeat = (condition: Code, body: Code): Code => [
  ...[0x02, emptyBlock, 0x03, emptyBlock],
  ...[...condition, 0x45, 0x0d, 1],
  ...[...body, 0x0c, 0, end, end],
];

export const i32 = {
  of: (value: number): Code => [0x41, ...signed(BigInt(value))],
  loadByte: (at: Code): Code => [...at, 0x2d, ...unaligned],
  load: (at: Code): Code => [...at, 0x28, ...unaligned],
  store: (at: Code, value: Code): Code => [...at, ...value, 0x36, ...unaligned],
  storeByte: (at: Code, value: Code): Code => [...at, ...value, 0x3a, ...unaligned],
  isZero: one(0x45),
  equal: two(0x46),
  differs: two(0x47),
  less: two(0x48),
  greater: two(0x4a),
  add: two(0x6a),
  subtract: two(0x6b),
  and: two(0x71),
  or: two(0x72),
  xor: two(0x73),
  shiftLeft: two(0x74),
  wrap: one(0xa7),
};

export const i64 = {
  of: (value: bigint): Code => [0x42, ...signed(BigInt.asIntN(64, value))],
  isZero: one(0x50),
  differs: two(0x52),
  trailingZeros: one(0x7a),
  add: two(0x7c),
  subtract: two(0x7d),
  and: two(0x83),
  or: two(0x84),
  xor: two(0x85),
  shiftLeft: two(0x86),
  shiftRight: two(0x88),
  extend: one(0xad),
};

export const bytes16 = {
  load: (at: Code, offset = 0): Code => [...at, ...vector(0x00), 0, ...unsigned(offset)],
  splat: (value: Code): Code => [...value, ...vector(0x0f)],
  equal: (a: Code, b: Code): Code => [...a, ...b, ...vector(0x23)],
  atMost: (a: Code, b: Code): Code => [...a, ...b, ...vector(0x2a)],
  or: (a: Code, b: Code): Code => [...a, ...b, ...vector(0x50)],
  subtract: (a: Code, b: Code): Code => [...a, ...b, ...vector(0x71)],
  /** The highest bit of each, as an i32. */
  bits: (a: Code): Code => [...a, ...vector(0x64)],
};

const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const text = (value: string): Code => list(Array.from(Buffer.from(value), (byte) => [byte]));
const types = (values: readonly ValueType[]): Code => list(values.map((value) => [valueTypes[value]]));

/** @returns a module that imports `env.memory` and exports the functions that have names */
export function wasmModule(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const code = functions.map(({ locals, body }) => {
    const content = [...list(locals.map((local) => [1, valueTypes[local]])), ...body, end];
    return [...unsigned(content.length), ...content];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, list(functions.map(({ parameters, result }) => [0x60, ...types(parameters), ...types([result])]))),
    ...section(2, list([[...text("env"), ...text("memory"), 0x02, 0x00, 0x01]])),
    ...section(3, list(functions.map((_, index) => unsigned(index)))),
    ...section(
      7,
      list(
        functions.flatMap(({ name }, index) => (name === undefined ? [] : [[...text(name), 0x00, ...unsigned(index)]])),
      ),
    ),
    ...section(10, list(code)),
  ]);
}
