/** Functions that tell whether the bytes of a field have a form, sixteen at once. */
import { fieldForms, type FieldForm } from "./field-forms.js";
import {
  bytes16,
  call,
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

/** Their places in a module. */
const allDigits = 0;
const allOfNumber = 1;
export const hasForm = 2;

export function formFunctions(): WasmFunction[] {
  return [all(digitBits), all(numberBits), hasFormFunction()];
}

const ascii = (character: string): Code => i32.of(character.charCodeAt(0));

export const byteIs = (at: Code, character: string): Code => i32.equal(i32.loadByte(at), ascii(character));

export const splat = (character: string): Code => bytes16.splat(ascii(character));

/** Which of sixteen bytes are digits. */
function digitBits(at: Code): Code {
  return bytes16.bits(digits(at));
}

/** Which of sixteen bytes are characters of numbers. */
function numberBits(at: Code): Code {
  const others = Array.from(".eE+-", (character) => bytes16.equal(bytes16.load(at), splat(character)));
  return bytes16.bits(others.reduce(bytes16.or, digits(at)));
}

function digits(at: Code): Code {
  return bytes16.atMost(bytes16.subtract(bytes16.load(at), splat("0")), bytes16.splat(i32.of(9)));
}

/** (start, end) → whether all bytes are of a kind. */
function all(bitsOf: (at: Code) => Code): WasmFunction {
  const [start, end, wanted] = [0, 1, 2] as const;
  const length = i32.subtract(get(end), get(start));
  const nextBytes = sequence(
    when(i32.differs(bitsOf(get(start)), i32.of(0xffff)), giveBack(i32.of(0))),
    set(start, i32.add(get(start), i32.of(16))),
  );
  return {
    parameters: ["i32", "i32"],
    locals: ["i32"],
    result: "i32",
    body: sequence(
      repeat(i32.greater(length, i32.of(16)), nextBytes),
      set(wanted, i32.subtract(i32.shiftLeft(i32.of(1), length), i32.of(1))),
      i32.equal(i32.and(bitsOf(get(start)), get(wanted)), get(wanted)),
    ),
  };
}

const [form, start, end, length] = [0, 1, 2, 3] as const;
const at = (offset: number): Code => i32.add(get(start), i32.of(offset));
const lengthIs = (bytes: number): Code => i32.equal(get(length), i32.of(bytes));
const every = (...conditions: readonly Code[]): Code => conditions.reduce(i32.and);

/** (form, start, end) → whether a text that is not empty has the form. */
function hasFormFunction(): WasmFunction {
  const isForm = (wanted: FieldForm, answer: Code): Code =>
    when(i32.equal(get(form), i32.of(wanted)), giveBack(answer));
  const unsigned = i32.add(get(start), byteIs(get(start), "-"));
  const begins = (lower: string): Code => i32.or(byteIs(at(0), lower), byteIs(at(0), lower.toUpperCase()));
  const isTruth = i32.or(every(begins("t"), lengthIs(4)), every(begins("f"), lengthIs(5)));
  return {
    parameters: ["i32", "i32", "i32"],
    locals: ["i32"],
    result: "i32",
    body: sequence(
      set(length, i32.subtract(get(end), get(start))),
      isForm(fieldForms.digits, call(allDigits, unsigned, get(end))),
      isForm(fieldForms.number, call(allOfNumber, get(start), get(end))),
      isForm(fieldForms.truth, isTruth),
      isForm(fieldForms.date, every(lengthIs(10), hasDate(0x3ff))),
      isTimestamp(),
    ),
  };
}

/** Where `2001-02-03 04:05` has digits; the lowest bit is the first byte. */
const minuteDigits = 0b1101_1011_0110_1111;

/** @param bits  of the bytes that are looked at */
function hasDate(bits: number): Code {
  const found = i32.and(digitBits(at(0)), i32.of(bits));
  return every(i32.equal(found, i32.of(bits & minuteDigits)), byteIs(at(4), "-"), byteIs(at(7), "-"));
}

function isTimestamp(): Code {
  const fraction = every(i32.greater(get(length), i32.of(19)), byteIs(at(19), "."), call(allDigits, at(20), get(end)));
  return every(
    i32.greater(get(length), i32.of(18)),
    hasDate(0xffff),
    i32.or(byteIs(at(10), " "), byteIs(at(10), "T")),
    byteIs(at(13), ":"),
    byteIs(at(16), ":"),
    call(allDigits, at(17), at(19)),
    i32.or(lengthIs(19), fraction),
  );
}
