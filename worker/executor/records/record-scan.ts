/** Where the records of CSV end that comes in blocks, and which of them the engine would not read as Spark does. */
import type { CsvFormat } from "../../../common/csv/csv-format.js";
import {
  afterDelimiter,
  byteTransitions,
  carriageReturn,
  firstState,
  isEnd,
  isField,
  isInQuotes,
  isOdd,
  lineFeed,
  stateMask,
  stateShift,
} from "./csv-states.js";
import { isPlainByte } from "./csv-text.js";
import { LongDelimiter } from "./long-delimiter.js";
import type { PlainRecords } from "./plain/plain-records.js";

/** Bytes of a record, without its line's end. */
export interface RecordRange {
  readonly start: number;
  readonly end: number;
  /** Where the next one begins. */
  readonly next: number;
}

export interface ExaminedCsv {
  /** With blank lines, comments and the header. */
  readonly records: number;
  /** In order: those to be looked at, and written anew or left out. */
  readonly odd: readonly RecordRange[];
  /** The first one that is not odd. */
  readonly firstPlain: RecordRange | undefined;
  readonly longestRecordBytes: number;
  /** Of records; the engine reads those within quotes as they are. */
  readonly ends: "\n" | "\r\n" | "mixed";
  /** The first byte that is no UTF-8. */
  readonly invalidAt: number | undefined;
  /** What fields are; undefined where they were not looked at. */
  readonly fields: ExaminedFields | undefined;
}

export interface ExaminedFields {
  /** By field: 1 where the text of a plain record is no value of its type, or not surely. */
  readonly doubts: Uint8Array;
  /** In order: plain records whose fields were not looked at; a few. */
  readonly unseen: readonly RecordRange[];
  /** All records but a header were taken apart, and are not too many: without doubts, they are in the file of values. */
  readonly areAll: boolean;
}

/** A first line of so many bytes may be a mark alone, which is no record of one field. */
const byteOrderMarkBytes = 3;
/** The first of them. */
const byteOrderMark = 0xef;
/** Of plain records whose fields were not looked at: where there are more, types are not known. */
const unseenMax = 100;

export class RecordScan {
  private readonly transitions: Uint8Array;
  private readonly odd: RecordRange[] = [];
  /** Of the next block. */
  private position = 0;
  private state = firstState;
  private fields = 1;
  private flags = 0;
  private start = 0;
  private records = 0;
  private longest = 0;
  private returns = 0;
  private pairs = 0;
  private ended = 0;
  /** A record that ended with `\r` at the end of a block, which a `\n` may follow. */
  private open: { readonly end: number; readonly odd: boolean } | undefined;
  private readonly alwaysOdd: boolean;
  /** Where quotes decide which line end is a record's. */
  private readonly delimiter: LongDelimiter | undefined;
  private firstPlain: RecordRange | undefined;

  private readonly unseen: RecordRange[] = [];
  /** Whether no record but a header was looked at byte by byte, and values may be kept. */
  areAll = true;

  constructor(
    private readonly format: CsvFormat,
    private readonly onRecord: ((range: RecordRange, odd: boolean) => void) | undefined,
    private readonly plain: PlainRecords | undefined,
    /** Of which the first record is the header, if there is a plain one. */
    private readonly hasHeader: boolean,
  ) {
    const { delimiter, quote, escape, comment } = format;
    this.alwaysOdd = !isPlainByte(delimiter) || (quote !== "" && !isPlainByte(quote)) || !isAscii(escape + comment);
    this.transitions = byteTransitions(format);
    this.delimiter = format.multiLine && !isPlainByte(delimiter) ? new LongDelimiter(delimiter) : undefined;
  }

  /** @returns how many bytes at the end are left: a record's that is not whole */
  add(block: Uint8Array, isLast: boolean): number {
    if (this.open !== undefined && block.length > 0) this.close(block[0] === lineFeed ? 1 : 0);
    let index = this.start > this.position ? this.start - this.position : 0;
    // To be left out, which only the look at each byte does.
    if (this.position === 0 && !this.hasHeader && block[0] === byteOrderMark) this.areAll = false;
    while (index < block.length) {
      if (this.plain !== undefined && this.state === firstState && (!this.hasHeader || this.firstPlain !== undefined)) {
        index = this.skip(this.plain, index, block, isLast);
        const left = block.length - index;
        if (!this.plain.unsure && !isLast && left <= block.length / 2) {
          this.position += index;
          return left;
        }
      }
      index = this.look(block, index);
    }
    this.position += block.length;
    return 0;
  }

  /** @returns where the first record begins that was not stepped over */
  private skip(plain: PlainRecords, from: number, block: Uint8Array, isLast: boolean): number {
    const { records, returns } = plain;
    // What follows a `\r` at the end of a block tells whether it is one.
    const isOpen = !isLast && block.at(-1) === carriageReturn;
    let index = plain.skip(from, isOpen ? block.length - 1 : block.length);
    this.ended += plain.records - records;
    if (isLast && index < block.length && block.at(-1) !== carriageReturn && plain.skipLast(index, block.length)) {
      index = block.length;
    }
    this.records += plain.records - records;
    this.returns += plain.returns - returns;
    this.pairs += plain.returns - returns;
    this.start = this.position + index;
    return index;
  }

  /** Byte by byte, all of it, or one record where the next may be stepped over. @returns where it ended */
  private look(block: Uint8Array, from: number): number {
    const { transitions, plain, delimiter } = this;
    let { state, fields, flags } = this;
    let index = from;
    while (index < block.length) {
      const code = transitions[(state << stateShift) | (block[index] ?? 0)] ?? 0;
      index++;
      state = code & stateMask;
      if (delimiter !== undefined && this.isDelimiter(delimiter, block[index - 1], state)) {
        state = afterDelimiter;
        continue;
      }
      if (code === state) continue;
      flags |= code;
      if ((code & isField) !== 0) fields++;
      if ((code & isEnd) === 0) continue;
      this.fields = fields;
      this.flags = flags;
      if (this.end(this.position + index - 1, block[index - 1], block[index])) index++;
      fields = 1;
      flags = 0;
      if (plain !== undefined) break;
    }
    this.state = state;
    this.fields = fields;
    this.flags = flags;
    return index;
  }

  /** Whether a long delimiter ends with this byte, which led to `state`. */
  private isDelimiter(delimiter: LongDelimiter, byte: number | undefined, state: number): boolean {
    if (!isInQuotes(state)) return delimiter.endsWith(byte);
    delimiter.forget();
    return false;
  }

  /** @returns whether the next byte is part of the line's end, too */
  private end(at: number, byte: number | undefined, next: number | undefined): boolean {
    const odd = this.endsOdd(at);
    this.ended++;
    if (byte === carriageReturn) {
      this.returns++;
      this.open = { end: at, odd };
      if (next === undefined) return false;
      this.close(next === lineFeed ? 1 : 0);
      return next === lineFeed;
    }
    this.push(at, at + 1, odd);
    return false;
  }

  private endsOdd(at: number): boolean {
    const miscounted = this.fields !== this.format.fields.length;
    const isMark = this.format.fields.length === 1 && this.start === 0 && at === byteOrderMarkBytes;
    const isBlank = at === this.start || isMark;
    return this.alwaysOdd || (this.flags & isOdd) !== 0 || isBlank || miscounted;
  }

  /** @param more  bytes that the line's end has after `\r` */
  private close(more: 0 | 1): void {
    if (this.open === undefined) return;
    const { end, odd } = this.open;
    this.open = undefined;
    this.pairs += more;
    this.push(end, end + 1 + more, odd);
  }

  private push(end: number, next: number, odd: boolean): void {
    const { start } = this;
    if (this.records > 0 || !this.hasHeader) this.areAll = false;
    this.records++;
    this.start = next;
    if (end - start > this.longest) this.longest = end - start;
    if (odd) this.odd.push({ start, end, next });
    else {
      this.firstPlain ??= { start, end, next };
      if (this.plain !== undefined && this.unseen.length <= unseenMax) this.unseen.push({ start, end, next });
    }
    this.onRecord?.({ start, end, next }, odd);
  }

  /** Whether there is nothing yet but a plain header and records that were taken apart. */
  get isPlain(): boolean {
    return this.areAll && this.odd.length === 0;
  }

  result(): Omit<ExaminedCsv, "invalidAt"> {
    const end = this.position;
    this.close(0);
    if (end > this.start) {
      const ending = this.transitions[(this.state << stateShift) | lineFeed] ?? 0;
      this.flags |= ending;
      // What is open in quotes is so for good.
      if ((ending & isEnd) === 0) this.flags |= isOdd;
      this.push(end, end, this.endsOdd(end));
    }
    const { records, odd, firstPlain, returns, pairs, ended, plain, unseen } = this;
    const ends = returns === 0 ? "\n" : returns === pairs && pairs === ended ? "\r\n" : "mixed";
    const longestRecordBytes = Math.max(this.longest, plain?.longest ?? 0);
    const areSeen = plain !== undefined && unseen.length <= unseenMax;
    const seen = areSeen ? { doubts: plain.doubts, unseen, areAll: this.areAll } : undefined;
    return { records, odd, firstPlain, longestRecordBytes, ends, fields: seen };
  }
}

function isAscii(text: string): boolean {
  return Array.from(text).every(isPlainByte);
}
