/**
 * One pass over the bytes of a CSV file: where its records end, and which of them the engine would not read as Spark does. Most files
 * have none of those, and are left as they are.
 */
import { forEachBlock } from "../examine-text.js";
import type { CsvFormat } from "../../../common/csv/csv-format.js";
import {
  byteTransitions,
  carriageReturn,
  firstState,
  isEnd,
  isField,
  isOdd,
  isReturn,
  lineFeed,
  stateMask,
  stateShift,
} from "./csv-states.js";
import { isPlainByte } from "./csv-text.js";

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
  readonly ends: "\n" | "\r\n" | "mixed";
  /** The first byte that is no UTF-8. */
  readonly invalidAt: number | undefined;
}

/**
 * @param onRecord  called for each record in order
 * @throws ATTEMPT_CANCELLED
 */
export async function examineCsv(
  path: string,
  format: CsvFormat,
  isCancelled: () => boolean,
  onRecord?: (range: RecordRange, odd: boolean) => void,
): Promise<ExaminedCsv> {
  const scan = new RecordScan(format, onRecord);
  const invalidAt = await forEachBlock(path, isCancelled, (block) => scan.add(block));
  return { ...scan.result(), invalidAt };
}

class RecordScan {
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
  private firstPlain: RecordRange | undefined;

  constructor(
    private readonly format: CsvFormat,
    private readonly onRecord: ((range: RecordRange, odd: boolean) => void) | undefined,
  ) {
    const { delimiter, quote, escape, comment } = format;
    this.alwaysOdd = !isPlainByte(delimiter) || (quote !== "" && !isPlainByte(quote)) || !isAscii(escape + comment);
    this.transitions = byteTransitions(format);
  }

  add(block: Uint8Array): void {
    if (this.open !== undefined && block.length > 0) this.close(block[0] === lineFeed ? 1 : 0);
    const { transitions } = this;
    let { state, fields, flags } = this;
    for (let index = this.start > this.position ? this.start - this.position : 0; index < block.length; index++) {
      const code = transitions[(state << stateShift) | (block[index] ?? 0)] ?? 0;
      state = code & stateMask;
      if (code === state) continue;
      flags |= code;
      if ((code & isField) !== 0) fields++;
      if ((code & isEnd) === 0) continue;
      this.fields = fields;
      this.flags = flags;
      if (this.end(this.position + index, block[index], block[index + 1])) index++;
      fields = 1;
      flags = 0;
    }
    this.state = state;
    this.fields = fields;
    this.flags = flags;
    this.position += block.length;
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
    // Line ends within quotes, which the engine reads as they are.
    if ((this.flags & isReturn) !== 0) this.returns++;
    const miscounted = this.fields !== this.format.fields.length;
    return this.alwaysOdd || (this.flags & isOdd) !== 0 || at === this.start || miscounted;
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
    this.records++;
    this.start = next;
    if (end - start > this.longest) this.longest = end - start;
    if (odd) this.odd.push({ start, end, next });
    else this.firstPlain ??= { start, end, next };
    this.onRecord?.({ start, end, next }, odd);
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
    const { records, odd, firstPlain, longest, returns, pairs, ended } = this;
    const ends = returns === 0 ? "\n" : returns === pairs && pairs === ended ? "\r\n" : "mixed";
    return { records, odd, firstPlain, longestRecordBytes: longest, ends };
  }
}

function isAscii(text: string): boolean {
  return Array.from(text).every(isPlainByte);
}
