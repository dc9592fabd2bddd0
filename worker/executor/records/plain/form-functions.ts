/** Code that tells whether the bytes of a field have a form, sixteen at once. */
import {
  bytes16,
  call,
  choose,
  get,
  giveBack,
  i32,
  repeat,
  sequence,
  set,
  when,
  type Code,
  type WasmFunction,
} from "./wasm-module.js";

const ascii = (character: string): Code => i32.of(character.charCodeAt(0));

export const byteIs = (at: Code, character: string): Code => i32.equal(i32.loadByte(at), ascii(character));

export const splat = (character: string): Code => bytes16.splat(ascii(character));

/** Which of sixteen bytes are digits. */
function digitBits(at: Code): Code {
  const above = bytes16.subtract(bytes16.load(at), splat("0"));
  return bytes16.bits(bytes16.atMost(above, bytes16.splat(i32.of(9))));
}

/** (start, end) → whether all bytes are digits. */
export function allDigits(): WasmFunction {
  const [start, end, wanted] = [0, 1, 2] as const;
  const length = i32.subtract(get(end), get(start));
  const nextBytes = sequence(
    when(i32.differs(digitBits(get(start)), i32.of(0xffff)), giveBack(i32.of(0))),
    set(start, i32.add(get(start), i32.of(16))),
  );
  return {
    parameters: ["i32", "i32"],
    locals: ["i32"],
    result: "i32",
    body: sequence(
      repeat(i32.greater(length, i32.of(16)), nextBytes),
      set(wanted, i32.subtract(i32.shiftLeft(i32.of(1), length), i32.of(1))),
      i32.equal(i32.and(digitBits(get(start)), get(wanted)), get(wanted)),
    ),
  };
}

const every = (...conditions: readonly Code[]): Code => conditions.reduce(i32.and);
const isAt = (start: Code, offset: number, character: string): Code =>
  byteIs(i32.add(start, i32.of(offset)), character);

/** Where `2001-02-03 04:05` has digits; the lowest bit is the first byte. */
const minuteDigits = 0b1101_1011_0110_1111;

/** @param bits  of the bytes that are looked at */
function beginsWithDate(start: Code, bits: number): Code {
  const found = i32.and(digitBits(start), i32.of(bits));
  return every(i32.equal(found, i32.of(bits & minuteDigits)), isAt(start, 4, "-"), isAt(start, 7, "-"));
}

/** Whether a field is `2001-02-03`, whatever the digits. */
export function isDate(start: Code, end: Code): Code {
  return every(i32.equal(i32.subtract(end, start), i32.of(10)), beginsWithDate(start, 0x3ff));
}

/** Whether it is `2001-02-03 04:05:06` or with `T`, and perhaps a fraction. @param allDigits  the index of that function */
export function isTimestamp(start: Code, end: Code, allDigits: number): Code {
  const length = i32.subtract(end, start);
  const fraction = every(isAt(start, 19, "."), call(allDigits, i32.add(start, i32.of(20)), end));
  // The last two of the sixteen bytes from the fourth on.
  const seconds = i32.and(digitBits(i32.add(start, i32.of(3))), i32.of(0xc000));
  return every(
    i32.greater(length, i32.of(18)),
    beginsWithDate(start, 0xffff),
    i32.or(isAt(start, 10, " "), isAt(start, 10, "T")),
    isAt(start, 13, ":"),
    isAt(start, 16, ":"),
    i32.equal(seconds, i32.of(0xc000)),
    choose(i32.equal(length, i32.of(19)), i32.of(1), choose(i32.greater(length, i32.of(19)), fraction, i32.of(0))),
  );
}
