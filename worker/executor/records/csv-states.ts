/**
 * The form of CSV as a table: what each kind of byte does in each state. It tells plain records from odd ones, which are those that the
 * engine would read otherwise than Spark, or whose form is in doubt.
 */
import type { CsvFormat } from "../../../common/csv/csv-format.js";
import { isBlankByte, isPlainByte } from "./csv-text.js";

const kinds = {
  ordinary: 0,
  lineFeed: 1,
  carriageReturn: 2,
  delimiter: 3,
  quote: 4,
  escape: 5,
  comment: 6,
  space: 7,
} as const;

type Kind = (typeof kinds)[keyof typeof kinds];

/** The first of eight kinds in each. */
const states = {
  record: 0,
  field: 8,
  plain: 16,
  quoted: 24,
  closed: 32,
  escaped: 40,
  comment: 48,
  spaced: 56,
} as const;

type State = (typeof states)[keyof typeof states];

export const firstState: number = states.record;
/** A transition is the next state, with what it tells. Flags do not fit a byte beside the state: states come in eights. */
export const stateMask = 0b11_1000;
export const isOdd = 0b001;
export const isField = 0b010;
export const isEnd = 0b100;

export const lineFeed = 0x0a;
export const carriageReturn = 0x0d;
/** Where a delimiter leads that has several bytes, which the table does not know. */
export const afterDelimiter: number = states.field;

export function isInQuotes(state: number): boolean {
  return state === states.quoted || state === states.escaped;
}

const doubleQuote = 0x22;
/** With all before it: Spark trims these, and a line of nothing else is blank. */
const lastBlank = 0x20;

/** By state, then by byte: 256 for each of the eight states. */
export function byteTransitions(format: CsvFormat): Uint8Array {
  const kindOf = byteKinds(format);
  return Uint8Array.from({ length: 8 * 256 }, (_, index) =>
    transition(((index >> 8) * 8) as State, (kindOf[index & 0xff] ?? kinds.ordinary) as Kind, format),
  );
}

/** States come in eights, their transitions in 256s. */
export const stateShift = 5;

function byteKinds({ delimiter, quote, escape, comment, trimsStart, trimsEnd, fields }: CsvFormat): Uint8Array {
  const kindOf = new Uint8Array(256);
  const set = (character: string, kind: Kind): void => {
    if (isPlainByte(character)) kindOf[character.charCodeAt(0)] = kind;
  };
  // A line of spaces is none to Spark. To the engine it is a record, of one field or of those that spaces delimit.
  if (trimsStart || trimsEnd || fields.length === 1 || isBlankByte(delimiter))
    kindOf.fill(kinds.space, 0, lastBlank + 1);
  set(comment, kinds.comment);
  if (quote !== "" && escape !== quote) set(escape, kinds.escape);
  // Where nothing is quoted, the engine must not take a quote for one.
  if (quote === "") kindOf[doubleQuote] = kinds.quote;
  else set(quote, kinds.quote);
  set(delimiter, kinds.delimiter);
  kindOf[lineFeed] = kinds.lineFeed;
  kindOf[carriageReturn] = kinds.carriageReturn;
  return kindOf;
}

function transition(state: State, kind: Kind, format: CsvFormat): number {
  if (state === states.comment && kind !== kinds.lineFeed && kind !== kinds.carriageReturn) return state;
  switch (kind) {
    case kinds.lineFeed:
    case kinds.carriageReturn:
      return lineEnd(state, format);
    case kinds.delimiter:
      if (state === states.quoted || state === states.escaped) return states.quoted;
      return states.field | isField | (state === states.spaced || mayBeBlank(state, format) ? isOdd : 0);
    case kinds.quote:
      return format.quote === "" ? text(state) | isOdd : quote(state, format);
    case kinds.escape:
      return state === states.quoted ? states.escaped | isOdd : text(state);
    case kinds.comment:
      return state === states.record ? states.comment | isOdd : text(state);
    case kinds.space:
      return space(state, format);
    default:
      return text(state);
  }
}

/** Whether a record that begins with a delimiter may be a line of spaces. */
function mayBeBlank(state: State, { delimiter }: CsvFormat): boolean {
  return state === states.record && isBlankByte(delimiter);
}

/** Any character that is no part of the form. */
function text(state: State): number {
  if (state === states.quoted || state === states.escaped) return states.quoted;
  // Something after the quote that closes.
  return states.plain | (state === states.closed ? isOdd : 0);
}

function quote(state: State, { quote: character, escape }: CsvFormat): number {
  switch (state) {
    case states.record:
    case states.field:
      return states.quoted;
    case states.quoted:
      return states.closed;
    case states.closed:
      // Twice, it is one in quotes; where another character escapes, it means something else to Spark.
      return escape === character ? states.quoted : states.plain | isOdd;
    case states.escaped:
      return states.quoted;
    default:
      return states.plain | isOdd;
  }
}

function space(state: State, { trimsStart, trimsEnd }: CsvFormat): number {
  if (state === states.quoted || state === states.escaped) return states.quoted;
  if (state === states.record) return states.plain | isOdd;
  if (state === states.field && trimsStart) return states.plain | isOdd;
  if (state === states.closed) return states.plain | isOdd;
  return trimsEnd ? states.spaced : states.plain;
}

function lineEnd(state: State, { multiLine }: CsvFormat): number {
  const inQuotes = state === states.quoted || state === states.escaped;
  if (inQuotes && multiLine) return states.quoted;
  return states.record | isEnd | (inQuotes || state === states.spaced ? isOdd : 0);
}
