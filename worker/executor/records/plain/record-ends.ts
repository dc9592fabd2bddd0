/**
 * The function that finds the fields of plain records of CSV: (from, to, next, fields) → where the first record begins that is not plain,
 * or not whole. From `next` on it leaves where each field ends, in four bytes, and before them where the first record begins, less one. A
 * bit of a word for each of 64 bytes tells where quotes, delimiters and line ends are, and the exclusive or of all quotes so far which
 * bytes are between quotes.
 * @see Langdale and Lemire, Parsing Gigabytes of JSON per Second, VLDB Journal 28, 2019
 */
import type { CsvFormat } from "../../../../common/csv/csv-format.js";
import { isBlankByte } from "../csv-text.js";
import { byteIs, splat } from "./byte-code.js";
import { places } from "./plain-places.js";
import {
  bytes16,
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

export type CsvMarks = Pick<CsvFormat, "delimiter" | "quote" | "escape">;

const parameters = ["from", "to", "next", "fields"] as const;
const numbers = ["base", "record", "count", "wanted", "at", "end", "start", "more"] as const;
/** Of bytes, but for `carry`, `afterEnd` and `afterClose`, which also tell of the block before. */
const bits = [
  ...["quotes", "inside", "carry", "feeds", "returns", "ends", "valid", "bad", "afterEnd", "afterClose", "closes"],
  ...["recordEnds", "rest"],
] as const;
const parts = ["bytes0", "bytes1", "bytes2", "bytes3"] as const;
const names = [...parameters, ...numbers, ...bits, ...parts];
const { read, write } = namedLocals(names);
const types = (type: ValueType, of: readonly string[]): ValueType[] => of.map(() => type);

const zero = i64.of(0n);
const not = (word: Code): Code => i64.xor(word, i64.of(-1n));
const orAll = (...words: readonly Code[]): Code => words.reduce(i64.or);
const highest = (word: Code): Code => i64.shiftRight(word, i64.of(63n));
const before = (word: Code): Code => i64.shiftLeft(word, i64.of(1n));
const isAny = (word: Code): Code => i64.differs(word, zero);
const withoutLowest = (word: Code): Code => i64.and(word, i64.subtract(word, i64.of(1n)));
/** The bits below the lowest one; all where there is none. */
const belowLowest = (word: Code): Code => i64.and(not(word), i64.subtract(word, i64.of(1n)));
const lowestAt = (word: Code): Code => i32.add(read("base"), i32.wrap(i64.trailingZeros(word)));
const addTo = (name: (typeof parameters | typeof numbers)[number], by: Code): Code =>
  write(name, i32.add(read(name), by));
const bytesLeft = i32.subtract(read("to"), read("base"));

export function recordEnds(marks: CsvMarks): WasmFunction {
  return {
    name: "recordEnds",
    parameters: types("i32", parameters),
    locals: [...types("i32", numbers), ...types("i64", bits), ...types("v128", parts)],
    result: "i32",
    body: sequence(
      write("base", read("from")),
      write("record", read("from")),
      write("wanted", read("fields")),
      write("afterEnd", i64.of(1n)),
      i32.store(read("next"), i32.subtract(read("from"), i32.of(1))),
      addTo("next", i32.of(4)),
      repeat(i32.less(read("base"), read("to")), block(marks)),
      read("record"),
    ),
  };
}

function block(marks: CsvMarks): Code {
  return sequence(
    wordsOfBlock(marks),
    marks.quote === "" ? write("bad", orAll(read("bad"), read("quotes"))) : quoted(marks),
    write("afterEnd", highest(read("ends"))),
    write("ends", i64.and(read("ends"), not(read("returns")))),
    write("recordEnds", i64.and(i64.and(read("ends"), read("feeds")), belowLowest(read("bad")))),
    keepEnds(),
    repeat(isAny(read("recordEnds")), recordEnd(marks)),
    when(isAny(read("bad")), unsure),
    addTo("count", i32.wrap(i64.ones(read("ends")))),
    write("base", i32.add(read("base"), i32.of(64))),
  );
}

function wordsOfBlock({ delimiter, quote }: CsvMarks): Code {
  const nextIsFeed = i32.and(i32.greater(bytesLeft, i32.of(64)), byteIs(i32.add(read("base"), i32.of(64)), "\n"));
  const beforeFeed = i64.or(
    i64.shiftRight(read("feeds"), i64.of(1n)),
    i64.shiftLeft(i64.extend(nextIsFeed), i64.of(63n)),
  );
  return sequence(
    ...parts.map((part, index) => write(part, bytes16.load(read("base"), 16 * index))),
    write("valid", i64.of(-1n)),
    when(
      i32.less(bytesLeft, i32.of(64)),
      write("valid", i64.subtract(i64.shiftLeft(i64.of(1n), i64.extend(bytesLeft)), i64.of(1n))),
    ),
    write("quotes", wordOf(quote === "" ? '"' : quote)),
    write("feeds", wordOf("\n")),
    write("returns", wordOf("\r")),
    write("ends", orAll(wordOf(delimiter), read("feeds"), read("returns"))),
    // A line's end that is `\r` alone is not for this function.
    write("bad", i64.and(read("returns"), not(beforeFeed))),
  );
}

/** Which bytes of the block are a character. */
function wordOf(character: string): Code {
  const words = parts.map((part, index) => {
    const word = i64.extend(bytes16.bits(bytes16.equal(read(part), splat(character))));
    return i64.shiftLeft(word, i64.of(BigInt(16 * index)));
  });
  return i64.and(orAll(...words), read("valid"));
}

/** Ends between quotes are none; quotes, line ends and escapes where none should be are bad. */
function quoted({ quote, escape }: CsvMarks): Code {
  const doubling = [1, 2, 4, 8, 16, 32].map((by) =>
    write("inside", i64.xor(read("inside"), i64.shiftLeft(read("inside"), i64.of(BigInt(by))))),
  );
  const isTwice = escape === quote;
  const opens = i64.and(read("quotes"), read("inside"));
  const mayOpen = isTwice ? orAll(read("afterEnd"), read("afterClose")) : read("afterEnd");
  const mayFollowClose = isTwice ? orAll(read("ends"), read("quotes")) : read("ends");
  const escaped = isTwice || escape === "" ? zero : wordOf(escape);
  const bad = [
    i64.and(opens, not(mayOpen)),
    i64.and(i64.and(read("afterClose"), not(mayFollowClose)), read("valid")),
    i64.and(orAll(read("feeds"), read("returns"), escaped), read("inside")),
  ];
  const look = sequence(
    write("inside", read("quotes")),
    ...doubling,
    write("inside", i64.xor(read("inside"), read("carry"))),
    write("closes", i64.and(read("quotes"), not(read("inside")))),
    write("afterClose", i64.or(read("afterClose"), before(read("closes")))),
    write("ends", i64.and(read("ends"), not(read("inside")))),
    write("afterEnd", i64.or(read("afterEnd"), before(read("ends")))),
    write("bad", orAll(read("bad"), ...bad)),
    write("afterClose", highest(read("closes"))),
    write("carry", i64.subtract(zero, highest(read("inside")))),
  );
  return when(isAny(orAll(read("quotes"), read("carry"), read("afterClose"))), look);
}

/** Most blocks have no more. */
const endsAtOnce = 8;

/** Several without a question, as a loop would end at another turn in each block; those that are none are written over. */
function keepEnds(): Code {
  const keep = (offset: number): Code =>
    sequence(i32.store(read("next"), lowestAt(read("rest")), offset), write("rest", withoutLowest(read("rest"))));
  const afterMost = sequence(keep(4 * endsAtOnce), addTo("next", i32.of(4)), addTo("more", i32.of(-1)));
  return sequence(
    write("rest", read("ends")),
    write("more", i32.wrap(i64.ones(read("ends")))),
    ...Array.from({ length: endsAtOnce }, (_, index) => keep(4 * index)),
    repeat(isAny(read("rest")), afterMost),
    addTo("next", i32.shiftLeft(read("more"), i32.of(2))),
  );
}

const unsure = sequence(i32.store(i32.of(places.unsure), i32.of(1)), giveBack(read("record")));

/** The lowest of `recordEnds`. */
function recordEnd({ delimiter }: CsvMarks): Code {
  const add = (at: number, value: Code): Code => i32.store(i32.of(at), i32.add(i32.load(i32.of(at)), value));
  const upTo = i64.xor(read("recordEnds"), i64.subtract(read("recordEnds"), i64.of(1n)));
  const endsUpTo = i32.add(read("count"), i32.wrap(i64.ones(i64.and(read("ends"), upTo))));
  const isReturn = byteIs(i32.subtract(read("at"), i32.of(1)), "\r");
  const isReturned = i32.and(i32.greater(read("at"), read("record")), isReturn);
  const length = i32.subtract(read("end"), read("record"));
  const isSpace = i32.isZero(i32.greaterUnsigned(i32.loadByte(read("start")), i32.of(0x20)));
  const blank = sequence(
    write("start", read("record")),
    repeat(i32.and(i32.less(read("start"), read("end")), isSpace), addTo("start", i32.of(1))),
    when(i32.equal(read("start"), read("end")), unsure),
  );
  return sequence(
    when(i32.differs(endsUpTo, read("wanted")), unsure),
    addTo("wanted", read("fields")),
    write("at", lowestAt(read("recordEnds"))),
    write("recordEnds", withoutLowest(read("recordEnds"))),
    write("end", i32.subtract(read("at"), isReturned)),
    // A line of spaces alone may be blank.
    isBlankByte(delimiter) ? blank : [],
    add(places.found, i32.of(1)),
    add(places.returns, i32.subtract(read("at"), read("end"))),
    when(i32.greater(length, i32.load(i32.of(places.longest))), i32.store(i32.of(places.longest), length)),
    write("record", i32.add(read("at"), i32.of(1))),
  );
}
