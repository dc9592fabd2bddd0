/**
 * Code that makes the value of a field of its text, and keeps it: for one function, as a call for each value costs as much as the value.
 * It gives 0 back for what is no value, or not sure to be the one that Spark takes it for.
 */
import { decimalDigitsMax } from "./value-fields.js";
import { byteIs, isDate, isTimestamp, splat } from "./form-functions.js";
import { fieldPart, partPlace, type FieldPart } from "./field-code.js";
import { places, powersOfTen } from "./plain-places.js";
import {
  bytes16,
  call,
  choose,
  f64,
  giveBack,
  i32,
  i64,
  namedLocals,
  repeat,
  sequence,
  when,
  type Code,
  type ValueType,
} from "./wasm-module.js";

/** Where functions are in the module. */
export const indexes = { number: 0, allDigits: 1, eightDigits: 2, days: 3, take: 4 } as const;

/** Of `eightDigits` and `days`. */
export const noDigits = -1n;
export const noDay = -(2 ** 31);

export const takeParameters = ["start", "end", "field", "isQuoted"] as const;

export const takeLocals = {
  ...{ kind: "i32", row: "i32", to: "i32", width: "i32", from: "i32", isNegative: "i32", digit: "i32" },
  ...{ digits: "i32", fraction: "i32", days: "i32", count: "i32", step: "i32", quote: "i32" },
  ...{ value: "i64", bound: "i64", result: "f64" },
} as const satisfies Record<string, ValueType>;

type TakeLocal = (typeof takeParameters)[number] | keyof typeof takeLocals;
export const takeNames = [...takeParameters, ...Object.keys(takeLocals)] as readonly TakeLocal[];

const { read, write } = namedLocals(takeNames);

const nothing = giveBack(i32.of(0));
const addTo = (name: TakeLocal, by: Code): Code => write(name, i32.add(read(name), by));
const one = i32.of(1);
const place = (part: FieldPart): Code => partPlace(read("field"), part);
const known = (part: FieldPart): Code => fieldPart(read("field"), part);

/** Keeps `value`, in four or eight bytes. */
const putValue = sequence(
  write("to", known("next")),
  write("width", known("width")),
  when(
    i32.equal(read("width"), i32.of(8)),
    i64.store(read("to"), read("value")),
    i32.store(read("to"), i32.wrap(read("value"))),
  ),
  i32.store(place("next"), i32.add(read("to"), read("width"))),
);

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
    write("to", known("next")),
    write("width", known("width")),
    when(
      i32.equal(read("width"), i32.of(8)),
      f64.store(read("to"), read("result")),
      sequence(when(i32.or(i32.or(isSmall, isBeyond), isTie), nothing), f64.storeFloat(read("to"), read("result"))),
    ),
    i32.store(place("next"), i32.add(read("to"), read("width"))),
  );
}

/** Steps over a minus. */
const sign = sequence(write("isNegative", byteIs(read("start"), "-")), addTo("start", read("isNegative")));
const length = i32.subtract(read("end"), read("start"));

/** Adds the digit at `start` to `value`. @param otherwise  for a byte that is none */
function addDigit(otherwise: Code): Code {
  return sequence(
    write("digit", i32.subtract(i32.loadByte(read("start")), i32.of(0x30))),
    when(i32.greaterUnsigned(read("digit"), i32.of(9)), otherwise),
    write("value", i64.add(i64.multiply(read("value"), i64.of(10n)), i64.extend(read("digit")))),
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
    sequence(
      write("value", call(indexes.eightDigits, read("end"), read("digits"))),
      when(i64.equal(read("value"), i64.of(noDigits)), nothing),
    ),
    repeat(i32.less(read("start"), read("end")), sequence(addDigit(nothing), addTo("start", one))),
  ),
  putBounded,
);

/**
 * Digits with at most one point: `value`, its `digits`, and those behind the point, `fraction`, −1 without one.
 * @param otherwise  for another byte, and for no digit: ends all, or the loop, by `start`; then `value` is of no use
 */
function digitsAndPoint(otherwise: Code): Code {
  const digit = sequence(
    addDigit(otherwise),
    addTo("digits", one),
    when(i32.greater(read("fraction"), i32.of(-1)), addTo("fraction", one)),
  );
  const isPoint = i32.and(byteIs(read("start"), "."), i32.equal(read("fraction"), i32.of(-1)));
  return sequence(
    write("fraction", i32.of(-1)),
    repeat(
      i32.less(read("start"), read("end")),
      sequence(when(isPoint, write("fraction", i32.of(0)), digit), addTo("start", one)),
    ),
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
  write("result", call(indexes.number, read("from"), read("end"))),
  when(i32.isZero(f64.less(f64.absolute(read("result")), f64.of(Infinity))), nothing),
);

/**
 * A number of few digits is one division of two numbers that are exact: rounded once, it is the nearest.
 * @see Clinger, How to Read Floating Point Numbers Accurately, PLDI 1990
 */
export function fraction(): Code {
  const isHard = write("count", one);
  const power = f64.load(i32.add(i32.of(places.powers), i32.shiftLeft(read("fraction"), i32.of(3))));
  const divided = sequence(
    write("result", f64.convert(read("value"))),
    when(i32.greater(read("fraction"), i32.of(0)), write("result", f64.divide(read("result"), power))),
    when(read("isNegative"), write("result", f64.negative(read("result")))),
  );
  return sequence(
    write("from", read("start")),
    sign,
    when(i32.greater(length, i32.of(wholeDigitsMax)), write("start", read("end"))),
    digitsAndPoint(sequence(isHard, write("start", read("end")))),
    when(i64.greaterUnsigned(read("value"), i64.of(wholeDoubles)), isHard),
    when(i32.greater(read("fraction"), i32.of(powersOfTen - 1)), isHard),
    when(read("count"), byHand, divided),
    putResult(),
  );
}

/** `true` or `false`, in capitals or not. */
export function truth(): Code {
  const lower = (word: string): Code => i32.of(Buffer.from(word).readInt32LE());
  const four = i32.or(i32.load(read("start")), i32.of(0x2020_2020));
  const fifth = i32.or(i32.loadByte(i32.add(read("start"), i32.of(4))), i32.of(0x20));
  const isTrue = i32.and(i32.equal(read("digits"), i32.of(4)), i32.equal(four, lower("true")));
  const endsFalse = i32.and(i32.equal(read("digits"), i32.of(5)), i32.equal(fifth, i32.of(0x65)));
  const isFalse = i32.and(i32.equal(four, lower("fals")), endsFalse);
  return sequence(
    write("digits", length),
    when(isTrue, write("value", i64.of(1n)), when(i32.isZero(isFalse), nothing)),
    putValue,
  );
}

const putDays = sequence(
  write("days", call(indexes.days, read("start"))),
  when(i32.equal(read("days"), i32.of(noDay)), nothing),
);

export const date = sequence(
  when(i32.isZero(isDate(read("start"), read("end"))), nothing),
  putDays,
  write("value", i64.extendSigned(read("days"))),
  putValue,
);

export function timestamp(): Code {
  const digit = (at: Code): Code => i32.subtract(i32.loadByte(at), i32.of(0x30));
  const digitOf = (offset: number): Code => digit(i32.add(read("start"), i32.of(offset)));
  const pair = (offset: number): Code => i32.add(i32.multiply(digitOf(offset), i32.of(10)), digitOf(offset + 1));
  const isBeyond = (offset: number, most: number): Code => i32.greater(pair(offset), i32.of(most));
  const minutes = i32.add(i32.multiply(pair(11), i32.of(60)), pair(14));
  const seconds = i64.add(
    i64.multiply(i64.extendSigned(read("days")), i64.of(86_400n)),
    i64.extend(i32.add(i32.multiply(minutes, i32.of(60)), pair(17))),
  );
  // Digits behind the sixth are less than a microsecond.
  const oneDigit = sequence(
    write("fraction", i32.multiply(read("fraction"), i32.of(10))),
    when(i32.less(read("from"), read("end")), addTo("fraction", digit(read("from")))),
    addTo("from", one),
    addTo("count", one),
  );
  return sequence(
    when(i32.isZero(isTimestamp(read("start"), read("end"), indexes.allDigits)), nothing),
    putDays,
    when(i32.or(i32.or(isBeyond(11, 23), isBeyond(14, 59)), isBeyond(17, 59)), nothing),
    write("from", i32.add(read("start"), i32.of(20))),
    when(i32.less(read("from"), read("end")), repeat(i32.less(read("count"), i32.of(6)), oneDigit)),
    write("value", i64.add(i64.multiply(seconds, i64.of(1_000_000n)), i64.extend(read("fraction")))),
    putValue,
  );
}

const move = (by: Code, more: number): Code => sequence(addTo("to", by), addTo("start", i32.add(by, i32.of(more))));

/** Up to the first quote of a pair, if there is one among sixteen bytes. */
function unquoted(doubled: string): Code {
  const quotes = bytes16.bits(bytes16.equal(bytes16.load(read("start")), splat(doubled)));
  return sequence(
    write("quote", i32.add(i32.trailingZeros(quotes), one)),
    when(i32.greater(read("quote"), read("step")), move(read("step"), 0), move(read("quote"), 1)),
  );
}

/** Length and bytes. @param doubled  of two such quotes one is kept */
export function text(doubled: string | undefined): Code {
  const sixteen = sequence(
    bytes16.store(read("to"), bytes16.load(read("start"))),
    write("step", choose(i32.less(length, i32.of(16)), length, i32.of(16))),
  );
  return sequence(
    write("from", known("next")),
    write("to", i32.add(read("from"), i32.of(4))),
    repeat(
      i32.less(read("start"), read("end")),
      sequence(sixteen, doubled === undefined ? move(read("step"), 0) : unquoted(doubled)),
    ),
    i32.store(read("from"), i32.subtract(i32.subtract(read("to"), read("from")), i32.of(4))),
    i32.store(place("latest"), read("from")),
    i32.store(place("next"), read("to")),
  );
}
