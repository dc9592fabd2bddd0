/** Functions that make values of the texts of fields. */
import { allDigits } from "./form-functions.js";
import { fieldPart, type FieldPart } from "./field-code.js";
import { places } from "./plain-places.js";
import { fieldKinds, type FieldKind } from "./value-fields.js";
import {
  date,
  decimal,
  fraction,
  indexes,
  noDay,
  noDigits,
  takeLocals,
  takeNames,
  takeParameters,
  text,
  timestamp,
  truth,
  whole,
} from "./value-code.js";
import {
  choose,
  giveBack,
  i32,
  i64,
  namedLocals,
  sequence,
  when,
  type Code,
  type WasmFunction,
  type WasmImport,
} from "./wasm-module.js";

/** (start, end) → what a text is as a DOUBLE, NaN if it is none: for the few that take more than a division. */
export const numberImport: WasmImport = { name: "number", parameters: ["i32", "i32"], result: "f64" };

/**
 * The last one, (start, end, field, isQuoted) → 1, or 0 for what is no value or not sure to be one, keeps what a field is to be.
 * @param doubled  the quote that stands twice for itself between quotes, if one does
 */
export function valueFunctions(doubled: string | undefined): WasmFunction[] {
  return [allDigits(), eightDigits(), days(), take(doubled)];
}

export const takeIndex = indexes.take;

/**
 * (end, count) → the value of the one to eight digits that end there, or none. All of them at once: pairs become numbers of two digits,
 * then of four, then of eight.
 * @see Daniel Lemire, Quickly parsing eight digits, 2022
 */
function eightDigits(): WasmFunction {
  const { read, write } = namedLocals(["end", "count", "lacking", "value"]);
  const joined = (mask: bigint, factor: bigint, bits: bigint): Code =>
    i64.shiftRight(i64.multiply(i64.and(read("value"), i64.of(mask)), i64.of(factor)), i64.of(bits));
  const above = i64.add(read("value"), i64.of(0x7676_7676_7676_7676n));
  const isOther = i64.differs(i64.and(i64.or(above, read("value")), i64.of(0x8080_8080_8080_8080n)), i64.of(0n));
  return {
    parameters: ["i32", "i32"],
    locals: ["i64", "i64"],
    result: "i64",
    body: sequence(
      write("lacking", i64.extend(i32.subtract(i32.of(64), i32.shiftLeft(read("count"), i32.of(3))))),
      write("value", i64.load(i32.subtract(read("end"), i32.of(8)))),
      write("value", i64.xor(read("value"), i64.of(0x3030_3030_3030_3030n))),
      // What stands before them is no part of it.
      write("value", i64.shiftLeft(i64.shiftRight(read("value"), read("lacking")), read("lacking"))),
      when(isOther, giveBack(i64.of(noDigits))),
      write("value", joined(0x0f0f_0f0f_0f0f_0f0fn, 10n * 2n ** 8n + 1n, 8n)),
      write("value", joined(0x00ff_00ff_00ff_00ffn, 100n * 2n ** 16n + 1n, 16n)),
      write("value", joined(0x0000_ffff_0000_ffffn, 10_000n * 2n ** 32n + 1n, 32n)),
      read("value"),
    ),
  };
}

/** From the first of March of year 0 to the first of January 1970. */
const daysToEpoch = 719_468;

/**
 * (start) → days since 1970 of `2001-02-03`, or none. Years are counted from March, so that a leap day is their last.
 * @see Howard Hinnant, chrono-Compatible Low-Level Date Algorithms, days_from_civil
 */
function days(): WasmFunction {
  const { read, write } = namedLocals(["start", "year", "month", "day", "isLeap"]);
  const digit = (offset: number): Code =>
    i32.subtract(i32.loadByte(i32.add(read("start"), i32.of(offset))), i32.of(0x30));
  const pair = (offset: number): Code => i32.add(i32.multiply(digit(offset), i32.of(10)), digit(offset + 1));
  const by = (divisor: number): Code => i32.divide(read("year"), i32.of(divisor));
  const isMultiple = (of: number): Code => i32.isZero(i32.remainder(read("year"), i32.of(of)));
  const none = giveBack(i32.of(noDay));
  const isOutside = (name: "month" | "day", most: Code): Code =>
    i32.greaterUnsigned(i32.subtract(read(name), i32.of(1)), i32.subtract(most, i32.of(1)));
  const isLeapDay = i32.and(read("isLeap"), i32.equal(read("month"), i32.of(2)));
  const monthDays = i32.add(i32.loadByte(i32.add(i32.of(places.monthDays - 1), read("month"))), isLeapDay);
  const sinceMarch = choose(
    i32.greater(read("month"), i32.of(2)),
    i32.subtract(read("month"), i32.of(3)),
    i32.add(read("month"), i32.of(9)),
  );
  const ofYears = i32.add(i32.multiply(read("year"), i32.of(365)), i32.add(i32.subtract(by(4), by(100)), by(400)));
  const ofMonths = i32.divide(i32.add(i32.multiply(i32.of(153), read("month")), i32.of(2)), i32.of(5));
  return {
    parameters: ["i32"],
    locals: ["i32", "i32", "i32", "i32"],
    result: "i32",
    body: sequence(
      write("year", i32.add(i32.multiply(pair(0), i32.of(100)), pair(2))),
      write("month", pair(5)),
      write("day", pair(8)),
      write("isLeap", i32.and(isMultiple(4), i32.or(i32.isZero(isMultiple(100)), isMultiple(400)))),
      when(i32.isZero(read("year")), none),
      when(isOutside("month", i32.of(12)), none),
      when(isOutside("day", monthDays), none),
      write("year", i32.subtract(read("year"), i32.less(read("month"), i32.of(3)))),
      write("month", sinceMarch),
      i32.subtract(i32.add(i32.add(ofYears, ofMonths), read("day")), i32.of(daysToEpoch + 1)),
    ),
  };
}

function take(doubled: string | undefined): WasmFunction {
  const { read, write } = namedLocals(takeNames);
  const known = (part: FieldPart): Code => fieldPart(read("field"), part);
  const values: readonly (readonly [FieldKind, Code])[] = [
    [fieldKinds.text, doubled === undefined ? text(undefined) : when(read("isQuoted"), text(doubled), text(undefined))],
    [fieldKinds.whole, whole],
    [fieldKinds.fraction, fraction()],
    [fieldKinds.date, date],
    [fieldKinds.timestamp, timestamp()],
    [fieldKinds.truth, truth()],
  ];
  const value = values.reduceRight(
    (otherwise, [kind, code]) => when(i32.equal(read("kind"), i32.of(kind)), code, otherwise),
    decimal,
  );
  const isNull = i32.and(i32.equal(read("start"), read("end")), i32.isZero(known("keepsEmpty")));
  const bit = i32.shiftLeft(i32.of(1), i32.and(read("row"), i32.of(7)));
  return {
    parameters: takeParameters.map(() => "i32"),
    locals: Object.values(takeLocals),
    result: "i32",
    body: sequence(
      when(isNull, giveBack(i32.of(1))),
      write("kind", known("kind")),
      value,
      write("row", i32.load(i32.of(places.rows))),
      write("to", i32.add(known("valid"), i32.shiftRight(read("row"), i32.of(3)))),
      i32.storeByte(read("to"), i32.or(i32.loadByte(read("to")), bit)),
      i32.of(1),
    ),
  };
}
