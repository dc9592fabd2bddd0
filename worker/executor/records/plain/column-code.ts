/**
 * The function that makes the values of a column, and what its code has in common: one for each kind of fields, as a call for each value
 * costs as much as the value. It gives 1 back, or 0 at the first text that is no value, or not sure to be the one that Spark takes it for.
 */
import { byteIs } from "./byte-code.js";
import { fieldPart, partPlace, type FieldPart } from "./field-code.js";
import {
  giveBack,
  i32,
  i64,
  namedLocals,
  repeat,
  sequence,
  when,
  type Code,
  type ValueType,
  type WasmFunction,
} from "./wasm-module.js";

/**
 * Of a function for a column: what is known of its field; where the end of the field before its first one is kept, and where that of its
 * last one is; bytes from one record's to the next one's; the first row; 1 where a `\r` at the end is none of the field.
 */
const parameters = ["field", "at", "last", "stride", "row", "trims"] as const;

const locals = {
  ...{ start: "i32", end: "i32", isQuoted: "i32", next: "i32", width: "i32", to: "i32", from: "i32" },
  ...{ isNegative: "i32", digit: "i32", digits: "i32", fraction: "i32", days: "i32", count: "i32" },
  ...{ year: "i32", month: "i32", day: "i32", century: "i32" },
  ...{ step: "i32", quote: "i32" },
  ...{ value: "i64", bound: "i64", lacking: "i64", point: "i64", result: "f64" },
} as const satisfies Record<string, ValueType>;

export type ColumnLocal = (typeof parameters)[number] | keyof typeof locals;
const names = [...parameters, ...Object.keys(locals)] as readonly ColumnLocal[];

export const { read, write } = namedLocals(names);

export const nothing = giveBack(i32.of(0));
export const addTo = (name: ColumnLocal, by: Code): Code => write(name, i32.add(read(name), by));
export const one = i32.of(1);
export const place = (part: FieldPart): Code => partPlace(read("field"), part);
export const known = (part: FieldPart): Code => fieldPart(read("field"), part);

/** Of what is left of the field. */
export const length = i32.subtract(read("end"), read("start"));

/** Keeps `value`, in four or eight bytes. */
export const putValue = sequence(
  when(
    i32.equal(read("width"), i32.of(8)),
    i64.store(read("next"), read("value")),
    i32.store(read("next"), i32.wrap(read("value"))),
  ),
  addTo("next", read("width")),
);

/**
 * (see above) → 1; 0 where nothing is kept of the column. Fields of nothing have no value.
 * @param value  code that keeps the value of a text of at least one byte, or of an empty one between quotes that is no NULL
 * @param quote  empty: nothing is quoted
 */
export function columnFunction(name: string, value: Code, quote: string): WasmFunction {
  const bit = i32.shiftLeft(one, i32.and(read("row"), i32.of(7)));
  const noValue = sequence(
    write("to", i32.add(known("valid"), i32.shiftRight(read("row"), i32.of(3)))),
    i32.storeByte(read("to"), i32.xor(i32.loadByte(read("to")), bit)),
  );
  const isNull = i32.and(i32.equal(read("start"), read("end")), i32.isZero(known("keepsEmpty")));
  const some = sequence(quote === "" ? [] : unquote(quote), when(isNull, noValue, value));
  const isReturn = byteIs(i32.subtract(read("end"), one), "\r");
  const row = sequence(
    write("start", i32.add(i32.load(read("at")), one)),
    write("end", i32.load(read("at"), 4)),
    when(read("trims"), write("end", i32.subtract(read("end"), isReturn))),
    when(i32.equal(read("start"), read("end")), noValue, some),
    addTo("at", read("stride")),
    addTo("row", one),
  );
  return {
    name,
    parameters: parameters.map(() => "i32"),
    locals: Object.values(locals),
    result: "i32",
    body: sequence(
      write("next", known("next")),
      write("width", known("width")),
      repeat(i32.less(read("at"), read("last")), row),
      i32.store(place("next"), read("next")),
      one,
    ),
  };
}

function unquote(quote: string): Code {
  return sequence(
    write("isQuoted", byteIs(read("start"), quote)),
    addTo("start", read("isQuoted")),
    write("end", i32.subtract(read("end"), read("isQuoted"))),
  );
}
