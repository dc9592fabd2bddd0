/** Code that tells whether the bytes of a field have a form, sixteen at once. */
import { fieldForms, type FieldForm } from "./field-forms.js";
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

/** Their places in a module. */
const allDigits = 0;
const allOfNumber = 1;

/** Of what is longer than sixteen bytes. */
export function formFunctions(): WasmFunction[] {
  return [all(digitBits), all(numberBits)];
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

/** A field that is not empty, in locals. */
export interface FieldPlace {
  readonly form: Code;
  readonly start: Code;
  readonly end: Code;
  readonly length: Code;
}

const every = (...conditions: readonly Code[]): Code => conditions.reduce(i32.and);
const lengthIs = ({ length }: FieldPlace, bytes: number): Code => i32.equal(length, i32.of(bytes));
const at = ({ start }: FieldPlace, offset: number): Code => i32.add(start, i32.of(offset));

/** Whether the field has its form. */
export function hasForm(field: FieldPlace): Code {
  const { form, start, end } = field;
  const minus = byteIs(start, "-");
  const begins = (lower: string): Code => i32.or(byteIs(start, lower), byteIs(start, lower.toUpperCase()));
  const forms: readonly (readonly [FieldForm, Code])[] = [
    [fieldForms.digits, allAre(field, i32.or(digitBits(start), minus), call(allDigits, i32.add(start, minus), end))],
    [fieldForms.number, allAre(field, numberBits(start), call(allOfNumber, start, end))],
    [fieldForms.date, every(lengthIs(field, 10), hasDate(field, 0x3ff))],
    [fieldForms.truth, i32.or(every(begins("t"), lengthIs(field, 4)), every(begins("f"), lengthIs(field, 5)))],
  ];
  return forms.reduceRight(
    (otherwise, [wanted, answer]) => choose(i32.equal(form, i32.of(wanted)), answer, otherwise),
    isTimestamp(field),
  );
}

/** @param bits  of the first sixteen bytes: which are of a kind @param whole  the answer for longer fields */
function allAre({ length }: FieldPlace, bits: Code, whole: Code): Code {
  const wanted = i32.subtract(i32.shiftLeft(i32.of(1), length), i32.of(1));
  return choose(i32.greater(length, i32.of(16)), whole, i32.isZero(i32.and(i32.xor(bits, i32.of(-1)), wanted)));
}

/** Where `2001-02-03 04:05` has digits; the lowest bit is the first byte. */
const minuteDigits = 0b1101_1011_0110_1111;

/** @param bits  of the bytes that are looked at */
function hasDate(field: FieldPlace, bits: number): Code {
  const found = i32.and(digitBits(field.start), i32.of(bits));
  return every(i32.equal(found, i32.of(bits & minuteDigits)), byteIs(at(field, 4), "-"), byteIs(at(field, 7), "-"));
}

function isTimestamp(field: FieldPlace): Code {
  const { length, end } = field;
  const fraction = every(byteIs(at(field, 19), "."), call(allDigits, at(field, 20), end));
  // The last two of the sixteen bytes from the fourth on.
  const seconds = i32.and(digitBits(at(field, 3)), i32.of(0xc000));
  return every(
    i32.greater(length, i32.of(18)),
    hasDate(field, 0xffff),
    i32.or(byteIs(at(field, 10), " "), byteIs(at(field, 10), "T")),
    byteIs(at(field, 13), ":"),
    byteIs(at(field, 16), ":"),
    i32.equal(seconds, i32.of(0xc000)),
    choose(lengthIs(field, 19), i32.of(1), choose(i32.greater(length, i32.of(19)), fraction, i32.of(0))),
  );
}
