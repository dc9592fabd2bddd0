/**
 * Writes WebAssembly modules of a few functions over one imported memory, for loops over bytes that need vectors and 64-bit words:
 * expressions are built from operations, operands first, as the binary format has them.
 * @see WebAssembly Core Specification 2.0, chapter 5
 */

/** Encoded instructions that leave one value, or none. */
export type Code = readonly number[];

export type ValueType = "i32" | "i64" | "f64" | "v128";

interface Signature {
  readonly parameters: readonly ValueType[];
  readonly result: ValueType;
}

export interface WasmFunction extends Signature {
  /** Exported by it, where it has one. */
  readonly name?: string;
  readonly locals: readonly ValueType[];
  readonly body: Code;
}

/** A function of `env`. Imported ones have the first indexes. */
export interface WasmImport extends Signature {
  readonly name: string;
}

const valueTypes: Readonly<Record<ValueType, number>> = { i32: 0x7f, i64: 0x7e, f64: 0x7c, v128: 0x7b };
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
const get = (local: number): Code => [0x20, ...unsigned(local)];
const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];
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
/** Locals, parameters first, by name. */
export function namedLocals<Name extends string>(
  names: readonly Name[],
): { readonly read: (name: Name) => Code; readonly write: (name: Name, value: Code) => Code } {
  return { read: (name) => get(names.indexOf(name)), write: (name, value) => set(names.indexOf(name), value) };
}

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
  load: (at: Code, offset = 0): Code => [...at, 0x28, 0, ...unsigned(offset)],
  store: (at: Code, value: Code, offset = 0): Code => [...at, ...value, 0x36, 0, ...unsigned(offset)],
  storeByte: (at: Code, value: Code): Code => [...at, ...value, 0x3a, ...unaligned],
  isZero: one(0x45),
  trailingZeros: one(0x68),
  equal: two(0x46),
  differs: two(0x47),
  less: two(0x48),
  greater: two(0x4a),
  greaterUnsigned: two(0x4b),
  add: two(0x6a),
  subtract: two(0x6b),
  multiply: two(0x6c),
  divide: two(0x6d),
  remainder: two(0x6f),
  and: two(0x71),
  or: two(0x72),
  xor: two(0x73),
  shiftLeft: two(0x74),
  shiftRight: two(0x76),
  wrap: one(0xa7),
};

export const i64 = {
  of: (value: bigint): Code => [0x42, ...signed(BigInt.asIntN(64, value))],
  load: (at: Code): Code => [...at, 0x29, ...unaligned],
  /** Two bytes. */
  loadPair: (at: Code): Code => [...at, 0x33, ...unaligned],
  store: (at: Code, value: Code): Code => [...at, ...value, 0x37, ...unaligned],
  equal: two(0x51),
  differs: two(0x52),
  greaterUnsigned: two(0x56),
  trailingZeros: one(0x7a),
  ones: one(0x7b),
  add: two(0x7c),
  subtract: two(0x7d),
  multiply: two(0x7e),
  and: two(0x83),
  or: two(0x84),
  xor: two(0x85),
  shiftLeft: two(0x86),
  shiftRight: two(0x88),
  extend: one(0xad),
  extendSigned: one(0xac),
  bitsOf: one(0xbd),
};

export const f64 = {
  of: (value: number): Code => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    return [0x44, ...bytes];
  },
  load: (at: Code): Code => [...at, 0x2b, ...unaligned],
  store: (at: Code, value: Code): Code => [...at, ...value, 0x39, ...unaligned],
  /** As a number of 32 bits. */
  storeFloat: (at: Code, value: Code): Code => [...at, ...value, 0xb6, 0x38, ...unaligned],
  differs: two(0x62),
  less: two(0x63),
  absolute: one(0x99),
  negative: one(0x9a),
  divide: two(0xa3),
  convert: one(0xba),
};

export const bytes16 = {
  load: (at: Code, offset = 0): Code => [...at, ...vector(0x00), 0, ...unsigned(offset)],
  store: (at: Code, value: Code): Code => [...at, ...value, ...vector(0x0b), 0, 0],
  splat: (value: Code): Code => [...value, ...vector(0x0f)],
  equal: (a: Code, b: Code): Code => [...a, ...b, ...vector(0x23)],
  /** The highest bit of each, as an i32. */
  bits: (a: Code): Code => [...a, ...vector(0x64)],
};

const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const text = (value: string): Code => list(Array.from(Buffer.from(value), (byte) => [byte]));
const types = (values: readonly ValueType[]): Code => list(values.map((value) => [valueTypes[value]]));

/** @returns a module that imports `env.memory` and `imports`, and exports the functions that have names */
export function wasmModule(
  functions: readonly WasmFunction[],
  imports: readonly WasmImport[] = [],
): Uint8Array<ArrayBuffer> {
  const code = functions.map(({ locals, body }) => {
    const content = [...list(locals.map((local) => [1, valueTypes[local]])), ...body, end];
    return [...unsigned(content.length), ...content];
  });
  const signatures = [...imports, ...functions].map(({ parameters, result }) => {
    return [0x60, ...types(parameters), ...types([result])];
  });
  const imported = imports.map(({ name }, index) => [...text("env"), ...text(name), 0x00, ...unsigned(index)]);
  const exported = functions.flatMap(({ name }, index) =>
    name === undefined ? [] : [[...text(name), 0x00, ...unsigned(imports.length + index)]],
  );
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, list(signatures)),
    ...section(2, list([[...text("env"), ...text("memory"), 0x02, 0x00, 0x01], ...imported])),
    ...section(3, list(functions.map((_, index) => unsigned(imports.length + index)))),
    ...section(7, list(exported)),
    ...section(10, list(code)),
  ]);
}
