/** Code that takes texts as they are, and truths. */
import { splat } from "./byte-code.js";
import { addTo, length, nothing, one, putValue, read, write } from "./column-code.js";
import { bytes16, choose, i32, i64, repeat, sequence, when, type Code } from "./wasm-module.js";

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
function copied(doubled: string | undefined): Code {
  const sixteen = sequence(
    bytes16.store(read("to"), bytes16.load(read("start"))),
    write("step", choose(i32.less(length, i32.of(16)), length, i32.of(16))),
  );
  return sequence(
    write("to", i32.add(read("next"), i32.of(4))),
    repeat(
      i32.less(read("start"), read("end")),
      sequence(sixteen, doubled === undefined ? move(read("step"), 0) : unquoted(doubled)),
    ),
    i32.store(read("next"), i32.subtract(i32.subtract(read("to"), read("next")), i32.of(4))),
    write("next", read("to")),
  );
}

/** @param doubled  the quote that stands twice for itself between quotes, if one does */
export function text(doubled: string | undefined): Code {
  return doubled === undefined ? copied(undefined) : when(read("isQuoted"), copied(doubled), copied(undefined));
}

/** `true` or `false`, in capitals or not. */
export const truth = ((): Code => {
  const lower = (word: string): Code => i32.of(Buffer.from(word).readInt32LE());
  const four = i32.or(i32.load(read("start")), i32.of(0x2020_2020));
  const fifth = i32.or(i32.loadByte(i32.add(read("start"), i32.of(4))), i32.of(0x20));
  const isTrue = i32.and(i32.equal(read("digits"), i32.of(4)), i32.equal(four, lower("true")));
  const endsFalse = i32.and(i32.equal(read("digits"), i32.of(5)), i32.equal(fifth, i32.of(0x65)));
  const isFalse = i32.and(i32.equal(four, lower("fals")), endsFalse);
  return sequence(
    write("digits", length),
    when(i32.isZero(i32.or(isTrue, isFalse)), nothing),
    write("value", i64.extend(isTrue)),
    putValue,
  );
})();
