/** Code that makes dates and timestamps of texts: eight bytes are looked at at once, and pairs of digits become numbers together. */
import { byteIs } from "./byte-code.js";
import { addTo, length, nothing, one, putValue, read, write } from "./column-code.js";
import { places } from "./plain-places.js";
import { i32, i64, repeat, sequence, when, type Code } from "./wasm-module.js";

const at = (offset: number): Code => i32.add(read("start"), i32.of(offset));
const isOutside = (name: "month" | "day", most: Code): Code =>
  i32.greaterUnsigned(i32.subtract(read(name), one), i32.subtract(most, one));
/** The bytes of `value` that `mask` has, moved down by so many. */
const moved = (mask: bigint, bytes: number): Code =>
  i64.and(i64.shiftRight(read("value"), i64.of(BigInt(8 * bytes))), i64.of(mask));

/** @param bits  a byte each where `value` has to have that character */
const hasAll = (character: string, bits: bigint): Code => {
  const all = BigInt(character.charCodeAt(0)) * 0x0101_0101_0101_0101n;
  return i64.equal(i64.and(read("value"), i64.of(bits)), i64.of(all & bits));
};

/** Of `value`'s pairs of digits, the first one lowest, makes numbers of sixteen bits. @param digits  0xff for each byte that is one */
function joinPairs(digits: bigint): Code {
  const above = i64.add(read("value"), i64.of(0x7676_7676_7676_7676n & digits));
  const isOther = i64.differs(i64.and(i64.or(above, read("value")), i64.of(0x8080_8080_8080_8080n)), i64.of(0n));
  const joined = i64.multiply(i64.and(read("value"), i64.of(0x0f0f_0f0f_0f0f_0f0fn)), i64.of(10n * 2n ** 8n + 1n));
  return sequence(
    write("value", i64.xor(read("value"), i64.of(0x3030_3030_3030_3030n & digits))),
    when(isOther, nothing),
    write("value", i64.and(i64.shiftRight(joined, i64.of(8n)), i64.of(0x00ff_00ff_00ff_00ffn))),
  );
}

const pair = (index: number): Code =>
  i32.and(i32.wrap(i64.shiftRight(read("value"), i64.of(BigInt(16 * index)))), i32.of(0xff));

/** From the first of March of year 0 to the first of January 1970. */
const daysToEpoch = 719_468;

/**
 * `days` since 1970 of `2001-02-03`. Years are counted from March, so that a leap day is their last.
 * @see Howard Hinnant, chrono-Compatible Low-Level Date Algorithms, days_from_civil
 */
const dayOf = ((): Code => {
  const yearDigits = moved(0xffff_ffffn, 0);
  const monthDigits = moved(0xffff_0000_0000n, 1);
  const dayDigits = i64.shiftLeft(i64.loadPair(at(8)), i64.of(48n));
  // Of years that are multiples of four.
  const isCommon = i32.and(
    i32.isZero(i32.remainder(read("year"), i32.of(25))),
    i32.differs(i32.and(read("year"), i32.of(15)), i32.of(0)),
  );
  const isLeap = i32.and(i32.isZero(i32.and(read("year"), i32.of(3))), i32.isZero(isCommon));
  const isLeapDay = i32.and(isLeap, i32.equal(read("month"), i32.of(2)));
  const monthDays = i32.add(i32.loadByte(i32.add(i32.of(places.monthDays - 1), read("month"))), isLeapDay);
  const sinceMarch = i32.load(i32.add(i32.of(places.sinceMarch - 4), i32.shiftLeft(read("month"), i32.of(2))));
  const ofYears = i32.add(
    i32.multiply(read("year"), i32.of(365)),
    i32.subtract(i32.shiftRight(read("year"), i32.of(2)), read("century")),
  );
  const ofAll = i32.add(i32.add(ofYears, i32.shiftRight(read("century"), i32.of(2))), sinceMarch);
  return sequence(
    write("value", i64.load(read("start"))),
    when(i32.isZero(hasAll("-", 0xff00_00ff_0000_0000n)), nothing),
    write("value", i64.or(i64.or(yearDigits, monthDigits), dayDigits)),
    joinPairs(0xffff_ffff_ffff_ffffn),
    write("year", i32.add(i32.multiply(pair(0), i32.of(100)), pair(1))),
    write("month", pair(2)),
    write("day", pair(3)),
    when(i32.isZero(read("year")), nothing),
    when(isOutside("month", i32.of(12)), nothing),
    when(isOutside("day", monthDays), nothing),
    write("year", i32.subtract(read("year"), i32.less(read("month"), i32.of(3)))),
    write("century", i32.divide(read("year"), i32.of(100))),
    write("days", i32.subtract(i32.add(ofAll, read("day")), i32.of(daysToEpoch + 1))),
  );
})();

/** `2001-02-03`. */
export const date = sequence(
  when(i32.differs(length, i32.of(10)), nothing),
  dayOf,
  write("value", i64.extendSigned(read("days"))),
  putValue,
);

/** Digits behind the sixth are less than a microsecond. */
const fractionOfSecond = ((): Code => {
  const tenfold = write("fraction", i32.multiply(read("fraction"), i32.of(10)));
  const isKept = i32.less(read("count"), i32.of(6));
  const keep = sequence(tenfold, addTo("fraction", read("digit")), addTo("count", one));
  const oneDigit = sequence(
    write("digit", i32.subtract(i32.loadByte(read("from")), i32.of(0x30))),
    when(i32.greaterUnsigned(read("digit"), i32.of(9)), nothing),
    when(isKept, keep),
    addTo("from", one),
  );
  return sequence(
    when(i32.isZero(byteIs(at(19), ".")), nothing),
    write("count", i32.of(0)),
    write("from", at(20)),
    repeat(i32.less(read("from"), read("end")), oneDigit),
    repeat(isKept, sequence(tenfold, addTo("count", one))),
  );
})();

/** `2001-02-03 04:05:06` or with `T`, and perhaps a fraction. */
export const timestamp = ((): Code => {
  const isBeyond = (index: number, most: number): Code => i32.greater(pair(index), i32.of(most));
  const minutes = i32.add(i32.multiply(pair(0), i32.of(60)), pair(1));
  const second = i32.add(i32.multiply(minutes, i32.of(60)), pair(2));
  const seconds = i64.add(i64.multiply(i64.extendSigned(read("days")), i64.of(86_400n)), i64.extend(second));
  const microseconds = i64.multiply(read("value"), i64.of(1_000_000n));
  return sequence(
    when(i32.less(length, i32.of(19)), nothing),
    when(i32.isZero(i32.or(byteIs(at(10), " "), byteIs(at(10), "T"))), nothing),
    dayOf,
    write("value", i64.load(at(11))),
    when(i32.isZero(hasAll(":", 0x0000_ff00_00ff_0000n)), nothing),
    write("value", i64.or(i64.or(moved(0xffffn, 0), moved(0xffff_0000n, 1)), moved(0xffff_0000_0000n, 2))),
    joinPairs(0xffff_ffff_ffffn),
    when(i32.or(i32.or(isBeyond(0, 23), isBeyond(1, 59)), isBeyond(2, 59)), nothing),
    write("value", seconds),
    write("fraction", i32.of(0)),
    when(i32.greater(length, i32.of(19)), fractionOfSecond),
    write("value", i64.add(microseconds, i64.extend(read("fraction")))),
    putValue,
  );
})();
