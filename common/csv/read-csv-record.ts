/**
 * One CSV record as Spark reads it, whatever is wrong with its quotes. What the engine reads differently, or not at all, goes through
 * here; all else it reads itself.
 */
import type { CsvFormat } from "./csv-format.js";

export interface CsvField {
  readonly text: string;
  /** An empty text between quotes is one; without quotes it is NULL. */
  readonly quoted: boolean;
}

const space = 0x20;

/**
 * @param record  without the end of its last line
 * @returns undefined for a line that is none: blank, or a comment
 */
export function readCsvRecord(record: string, format: CsvFormat): CsvField[] | undefined {
  if (isBlank(record, format) || (format.comment !== "" && record.startsWith(format.comment))) return undefined;
  const reader = new RecordReader(record, format);
  const fields: CsvField[] = [];
  do fields.push(reader.field());
  while (reader.delimiter());
  return fields;
}

/** Spark's lines are blank without a character above a space. Its reader of `multiLine` leaves out empty ones, and spaces where it trims. */
function isBlank(record: string, { multiLine, trimsStart, delimiter }: CsvFormat): boolean {
  if (multiLine && (!trimsStart || record.includes(delimiter))) return record === "";
  return trimEnd(record) === "";
}

/** Whether a quote is open at the end: with multiLine the record goes on after this line. */
export function endsInQuotes(record: string, format: CsvFormat): boolean {
  const reader = new RecordReader(record, format);
  do reader.field();
  while (reader.delimiter());
  return reader.isOpen;
}

class RecordReader {
  isOpen = false;
  private at = 0;

  constructor(
    private readonly record: string,
    private readonly format: CsvFormat,
  ) {}

  /** Steps over a delimiter, if one is next. */
  delimiter(): boolean {
    if (!this.atDelimiter()) return false;
    this.at += this.format.delimiter.length;
    return true;
  }

  field(): CsvField {
    if (this.format.trimsStart) this.skipSpace();
    const { quote } = this.format;
    if (quote !== "" && this.record.startsWith(quote, this.at)) return this.quoted();
    const text = this.untilDelimiter();
    return { text: this.format.trimsEnd ? trimEnd(text) : text, quoted: false };
  }

  private quoted(): CsvField {
    const { quote, escape } = this.format;
    let text = "";
    for (this.at += 1; this.at < this.record.length;) {
      const character = this.record.charAt(this.at);
      const next = this.record.charAt(this.at + 1);
      if (character === escape && next !== "" && (next === quote || (next === escape && escape !== quote))) {
        text += next;
        this.at += 2;
      } else if (character === quote) {
        const closed = this.afterQuote(text);
        if (closed !== undefined) return closed;
        // Two quotes where another character escapes: the first is a text, the second may close.
        text += quote;
        this.at += 1;
      } else {
        text += character;
        this.at += 1;
      }
    }
    // Nothing closes it: the quote is gone, and the rest is the value; without any the quote is.
    this.isOpen = true;
    return { text: text === "" ? quote : text, quoted: true };
  }

  /** What a quote within a quoted value ends: the field, or its being quoted; undefined where it is a text itself. */
  private afterQuote(text: string): CsvField | undefined {
    const { quote } = this.format;
    const opened = this.at;
    this.at += 1;
    if (this.atEnd()) return { text, quoted: true };
    this.skipSpace();
    if (this.atEnd()) return { text, quoted: true };
    this.at = opened + 1;
    if (this.record.startsWith(quote, this.at) && this.closesAfter(this.at)) {
      this.at = opened;
      return undefined;
    }
    // A quote that ends nothing: all up to the next delimiter is the value, quotes and all.
    return { text: `${quote}${text}${quote}${this.untilDelimiter()}`, quoted: true };
  }

  /** Whether a run of quotes from here is followed by the end of the field. */
  private closesAfter(from: number): boolean {
    let at = from;
    while (this.record.startsWith(this.format.quote, at)) at += 1;
    return at >= this.record.length || this.record.startsWith(this.format.delimiter, at);
  }

  private untilDelimiter(): string {
    const end = this.record.indexOf(this.format.delimiter, this.at);
    const text = this.record.slice(this.at, end < 0 ? undefined : end);
    this.at = end < 0 ? this.record.length : end;
    return text;
  }

  private atDelimiter(): boolean {
    return this.record.startsWith(this.format.delimiter, this.at);
  }

  private atEnd(): boolean {
    return this.at >= this.record.length || this.atDelimiter();
  }

  private skipSpace(): void {
    while (this.at < this.record.length && this.record.charCodeAt(this.at) <= space && !this.atDelimiter())
      this.at += 1;
  }
}

function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) <= space) end -= 1;
  return text.slice(0, end);
}
