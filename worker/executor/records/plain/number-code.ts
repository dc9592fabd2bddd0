/** Code that makes numbers of texts. */
import { byteIs } from "./byte-code.js";
import { addTo, known, length, nothing, one, place, putValue, read, write } from "./column-code.js";
import { places, powersOfTen } from "./plain-places.js";
import { decimalDigitsMax } from "./value-fields.js";
import { call, f64, i32, i64, repeat, sequence, when, type Code, type WasmImport } from "./wasm-module.js";

/** (start, end) → what a text is as a DOUBLE, NaN if it is none: for the few that take more than a division. */
export const numberImport: WasmImport = { name: "number", parameters: ["i32", "i32"], result: "f64" };
const numberIndex = 0;

const one64 = i64.of(1n);

/** Halfway between two numbers of 32 bits: where it has been rounded once, another rounding may go wrong. */
const tieBits = 0x1000_0000n;
const bitsBeyondFloat = 0x1fff_ffffn;
const floatMin = 2 ** -126;
const floatBound = 2 ** 128 - 2 ** 103;

/** Keeps `result`, in 32 or 64 bits. */
function putResult(): Code {
  const absolute = f64.absolute(read("result"));
  const low = i64.and(i64.bitsOf(read("result")), i64.of(bitsBeyondFloat));
  const isSmall = i32.and(f64.less(absolute, f64.of(floatMin)), f64.differs(read("result"), f64.of(0)));
  const isBeyond = i32.isZero(f64.less(absolute, f64.of(floatBound)));
  const isTie = i64.equal(low, i64.of(tieBits));
  return sequence(
    when(
      i32.equal(read("width"), i32.of(8)),
      f64.store(read("next"), read("result")),
      sequence(when(i32.or(i32.or(isSmall, isBeyond), isTie), nothing), f64.storeFloat(read("next"), read("result"))),
    ),
    addTo("next", read("width")),
  );
}

/** Steps over a minus. */
const sign = sequence(write("isNegative", byteIs(read("start"), "-")), addTo("start", read("isNegative")));

/** Adds the digit at `start` to `value`. @param otherwise  for a byte that is none */
function addDigit(otherwise: Code): Code {
  return sequence(
    write("digit", i32.subtract(i32.loadByte(read("start")), i32.of(0x30))),
    when(i32.greaterUnsigned(read("digit"), i32.of(9)), otherwise),
    write("value", i64.add(i64.multiply(read("value"), i64.of(10n)), i64.extend(read("digit")))),
  );
}

/** The eight bytes before `end`, each less the code of `0`; what stands before `start` is 0. */
const lastEight = sequence(
  write("lacking", i64.extend(i32.subtract(i32.of(64), i32.shiftLeft(length, i32.of(3))))),
  write("value", i64.load(i32.subtract(read("end"), i32.of(8)))),
  write("value", i64.xor(read("value"), i64.of(0x3030_3030_3030_3030n))),
  write("value", i64.shiftLeft(i64.shiftRight(read("value"), read("lacking")), read("lacking"))),
);

/**
 * `value`, of eight digits, the first one lowest. All of them at once: pairs become numbers of two digits, then of four, then of eight.
 * @param otherwise  for another byte than a digit
 * @see Daniel Lemire, Quickly parsing eight digits, 2022
 */
function joinEight(otherwise: Code): Code {
  const joined = (mask: bigint, factor: bigint, bits: bigint): Code =>
    i64.shiftRight(i64.multiply(i64.and(read("value"), i64.of(mask)), i64.of(factor)), i64.of(bits));
  const above = i64.add(read("value"), i64.of(0x7676_7676_7676_7676n));
  const isOther = i64.differs(i64.and(i64.or(above, read("value")), i64.of(0x8080_8080_8080_8080n)), i64.of(0n));
  return sequence(
    when(isOther, otherwise),
    write("value", joined(0x0f0f_0f0f_0f0f_0f0fn, 10n * 2n ** 8n + 1n, 8n)),
    write("value", joined(0x00ff_00ff_00ff_00ffn, 100n * 2n ** 16n + 1n, 16n)),
    write("value", joined(0x0000_ffff_0000_ffffn, 10_000n * 2n ** 32n + 1n, 32n)),
  );
}

/** `value`, between the field's bounds as an unsigned number, with its sign. */
const putBounded = sequence(
  write("bound", i64.load(place("most"))),
  when(read("isNegative"), write("bound", i64.subtract(i64.of(0n), i64.load(place("least"))))),
  when(i64.greaterUnsigned(read("value"), read("bound")), nothing),
  when(read("isNegative"), write("value", i64.subtract(i64.of(0n), read("value")))),
  putValue,
);

/** What 64 bits hold whatever the digits. */
const wholeDigitsMax = 19;

export const whole = sequence(
  sign,
  write("digits", length),
  when(i32.greaterUnsigned(i32.subtract(read("digits"), one), i32.of(wholeDigitsMax - 1)), nothing),
  when(
    i32.less(read("digits"), i32.of(9)),
    sequence(lastEight, joinEight(nothing)),
    sequence(
      write("value", i64.of(0n)),
      repeat(i32.less(read("start"), read("end")), sequence(addDigit(nothing), addTo("start", one))),
    ),
  ),
  putBounded,
);

/** Of eight bytes, each less the code of `0`: the highest bit of the first one that is a point, at least. */
const firstPoint = (): Code => {
  const points = i64.xor(read("value"), i64.of(0x1e1e_1e1e_1e1e_1e1en));
  const lessOne = i64.subtract(points, i64.of(0x0101_0101_0101_0101n));
  return i64.and(i64.and(lessOne, i64.xor(points, i64.of(-1n))), i64.of(0x8080_8080_8080_8080n));
};

/**
 * Digits with at most one point: `value`, its `digits`, and those behind the point, `fraction`, −1 without one.
 * @param otherwise  for another byte, and for no digit: ends all, or the loop, by `start`; then `value` is of no use
 */
function digitsAndPoint(otherwise: Code): Code {
  const bit = i64.trailingZeros(read("point"));
  const behind = i64.and(read("value"), i64.shiftLeft(i64.xor(read("point"), i64.of(-1n)), i64.of(8n)));
  const closeUp = sequence(
    write("fraction", i32.subtract(i32.of(7), i32.shiftRight(i32.wrap(bit), i32.of(3)))),
    addTo("digits", i32.of(-1)),
    // Those before it move to its place.
    write("point", i64.subtract(i64.shiftLeft(one64, i64.subtract(bit, i64.of(7n))), one64)),
    write("value", i64.or(i64.shiftLeft(i64.and(read("value"), read("point")), i64.of(8n)), behind)),
  );
  const few = sequence(
    lastEight,
    write("digits", length),
    write("point", firstPoint()),
    when(i64.differs(read("point"), i64.of(0n)), closeUp),
    joinEight(otherwise),
  );
  const digit = sequence(
    addDigit(otherwise),
    addTo("digits", one),
    when(i32.greater(read("fraction"), i32.of(-1)), addTo("fraction", one)),
  );
  const isPoint = i32.and(byteIs(read("start"), "."), i32.equal(read("fraction"), i32.of(-1)));
  const many = sequence(
    write("value", i64.of(0n)),
    write("digits", i32.of(0)),
    repeat(
      i32.less(read("start"), read("end")),
      sequence(when(isPoint, write("fraction", i32.of(0)), digit), addTo("start", one)),
    ),
  );
  return sequence(
    write("fraction", i32.of(-1)),
    when(i32.greaterUnsigned(i32.subtract(length, one), i32.of(7)), many, few),
    when(i32.isZero(read("digits")), otherwise),
  );
}

export const decimal = sequence(
  sign,
  // More than its digits and a point.
  when(i32.greater(length, i32.of(decimalDigitsMax + 1)), nothing),
  digitsAndPoint(nothing),
  when(i32.equal(read("fraction"), i32.of(-1)), write("fraction", i32.of(0))),
  write("count", i32.subtract(known("scale"), read("fraction"))),
  when(i32.less(read("count"), i32.of(0)), nothing),
  when(i32.greater(i32.add(read("digits"), read("count")), i32.of(decimalDigitsMax)), nothing),
  repeat(read("count"), sequence(write("value", i64.multiply(read("value"), i64.of(10n))), addTo("count", i32.of(-1)))),
  putBounded,
);

/** Up to it every whole number is a DOUBLE. */
const wholeDoubles = 2n ** 53n;

/** From `from` to `end`, by JavaScript. */
const byHand = sequence(
  write("result", call(numberIndex, read("from"), read("end"))),
  when(i32.isZero(f64.less(f64.absolute(read("result")), f64.of(Infinity))), nothing),
);

/**
 * A number of few digits is one division of two numbers that are exact: rounded once, it is the nearest.
 * @see Clinger, How to Read Floating Point Numbers Accurately, PLDI 1990
 */
export const fraction = ((): Code => {
  const isHard = write("count", one);
  const power = f64.load(i32.add(i32.of(places.powers), i32.shiftLeft(read("fraction"), i32.of(3))));
  const divided = sequence(
    write("result", f64.convert(read("value"))),
    when(i32.greater(read("fraction"), i32.of(0)), write("result", f64.divide(read("result"), power))),
    when(read("isNegative"), write("result", f64.negative(read("result")))),
  );
  return sequence(
    write("from", read("start")),
    write("count", i32.of(0)),
    sign,
    when(
      i32.greater(length, i32.of(wholeDigitsMax)),
      isHard,
      digitsAndPoint(sequence(isHard, write("start", read("end")))),
    ),
    when(i64.greaterUnsigned(read("value"), i64.of(wholeDoubles)), isHard),
    when(i32.greater(read("fraction"), i32.of(powersOfTen - 1)), isHard),
    when(read("count"), byHand, divided),
    putResult(),
  );
})();
