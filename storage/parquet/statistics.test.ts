/** Bounds written by hand as parquet.thrift lays them out: Statistics { 3 null_count, 5 max_value, 6 min_value, 7/8 exact }. */
import { describe, expect, test } from "vitest";
import { physicalType, type LeafMeaning } from "./parquet-schema.js";
import { readBounds } from "./statistics.js";
import { encodeInteger, encodeStruct, ThriftReader, thriftType, type ThriftValue } from "./thrift-compact.js";

function binary(id: number, bytes: Uint8Array): ThriftValue {
  return { id, type: thriftType.binary, value: [Uint8Array.of(bytes.length), bytes] };
}

interface Written {
  readonly min?: Uint8Array;
  readonly max?: Uint8Array;
  readonly deprecatedMin?: Uint8Array;
  readonly deprecatedMax?: Uint8Array;
  readonly exact?: boolean;
  readonly ordered?: boolean;
}

function bounds(physical: number, meaning: LeafMeaning | undefined, written: Written): ReturnType<typeof readBounds> {
  const exact = written.exact === true ? thriftType.true : thriftType.false;
  const fields: ThriftValue[] = [
    ...(written.deprecatedMax === undefined ? [] : [binary(1, written.deprecatedMax)]),
    ...(written.deprecatedMin === undefined ? [] : [binary(2, written.deprecatedMin)]),
    { id: 3, type: thriftType.i64, value: [encodeInteger(7)] },
    ...(written.max === undefined ? [] : [binary(5, written.max)]),
    ...(written.min === undefined ? [] : [binary(6, written.min)]),
    ...(written.exact === undefined ? [] : [{ id: 7, type: exact, value: [] }]),
  ];
  const reader = new ThriftReader(Buffer.concat(encodeStruct(fields)));
  return readBounds(reader, reader.struct(0), { physical, meaning }, written.ordered ?? true);
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

const text = { kind: "text" } as const;
const onlyNulls = { nulls: 7 };

describe("bounds that are trusted", () => {
  test("texts as they are, and exact ones that say so", () => {
    const expected = { nulls: 7, min: { kind: "text", value: "a" }, max: { kind: "text", value: "é" } };
    const written = { min: Buffer.from("a"), max: Buffer.from("é") };
    expect(bounds(physicalType.byteArray, text, written)).toEqual(expected);
    expect(bounds(physicalType.byteArray, text, { ...written, exact: true })).toEqual(expected);
  });

  test("integers by their sign", () => {
    const written = { min: Buffer.from([1, 0, 0, 0]), max: Buffer.from([0xff, 0xff, 0xff, 0xff]) };
    const unsigned = bounds(physicalType.int32, { kind: "integer", signed: false }, written);
    expect(unsigned.max).toEqual({ kind: "integer", value: 4_294_967_295n });
    const signed = bounds(physicalType.int32, { kind: "integer", signed: true }, written);
    expect(signed.max).toEqual({ kind: "integer", value: -1n });
  });

  test("decimals in byte arrays, negative ones too", () => {
    const written = { min: Buffer.from([0xff, 0x38]), max: Buffer.from([0x00, 0xc8]) };
    expect(bounds(physicalType.fixed, { kind: "decimal", scale: 2 }, written)).toEqual({
      nulls: 7,
      min: { kind: "decimal", unscaled: -200n, scale: 2 },
      max: { kind: "decimal", unscaled: 200n, scale: 2 },
    });
  });

  test("timestamps in nanoseconds, whatever their unit", () => {
    const one = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
    const meaning = { kind: "timestamp", nanosPerUnit: 1_000_000n, utc: true } as const;
    expect(bounds(physicalType.int64, meaning, { min: one, max: one }).max).toEqual({
      kind: "timestamp",
      nanosSinceEpoch: 1_000_000n,
      utc: true,
    });
  });
});

describe("bounds that are not", () => {
  test("those without a declared order", () => {
    expect(
      bounds(physicalType.byteArray, text, { min: Buffer.from("a"), max: Buffer.from("b"), ordered: false }),
    ).toEqual(onlyNulls);
  });

  test("truncated ones", () => {
    expect(
      bounds(physicalType.byteArray, text, { min: Buffer.from("a"), max: Buffer.from("b"), exact: false }),
    ).toEqual(onlyNulls);
  });

  test("the deprecated pair, and half a pair", () => {
    const old = { deprecatedMin: Buffer.from("a"), deprecatedMax: Buffer.from("b") };
    expect(bounds(physicalType.byteArray, text, old)).toEqual(onlyNulls);
    expect(bounds(physicalType.byteArray, text, { min: Buffer.from("a") })).toEqual(onlyNulls);
  });

  test("NaN, INT96, texts that are no UTF-8, values of the wrong length", () => {
    const number = { kind: "double" } as const;
    expect(bounds(physicalType.double, number, { min: double(1), max: double(Number.NaN) })).toEqual(onlyNulls);
    expect(bounds(physicalType.int96, undefined, { min: Buffer.alloc(12), max: Buffer.alloc(12) })).toEqual(onlyNulls);
    expect(bounds(physicalType.byteArray, text, { min: Buffer.from([0xff]), max: Buffer.from("b") })).toEqual(
      onlyNulls,
    );
    expect(bounds(physicalType.int64, { kind: "date" }, { min: Buffer.alloc(4), max: Buffer.alloc(4) })).toEqual(
      onlyNulls,
    );
  });
});
