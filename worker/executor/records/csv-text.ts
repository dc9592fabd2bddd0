/** Records as the engine reads them without doubt: every value in quotes, a quote in it twice. */
import type { CsvFormat } from "../../../common/csv/csv-format.js";
import type { CsvDialect } from "../local-slice.js";
import type { CsvField } from "../../../common/csv/read-csv-record.js";

const asciiEnd = 0x7f;
const otherDelimiter = "\u001f";

export function dialectOf({ delimiter, quote }: CsvFormat): CsvDialect {
  return {
    delimiter: isPlainByte(delimiter) ? delimiter : otherDelimiter,
    quote: isPlainByte(quote) ? quote : '"',
  };
}

/** One character of ASCII: where the bytes of a file have it, it is meant. */
export function isPlainByte(character: string): boolean {
  return character.length === 1 && character.charCodeAt(0) <= asciiEnd;
}

/**
 * As many fields as the file is to have, and with `malformed` one more, which has that text. What is missing is NULL, what is too much
 * is left out.
 */
export function csvText(
  fields: readonly CsvField[],
  count: number,
  { delimiter, quote }: CsvDialect,
  malformed: string | undefined,
): string {
  const quoted = (text: string): string => `${quote}${text.replaceAll(quote, quote + quote)}${quote}`;
  const texts = Array.from({ length: count }, (_, index) => {
    const field = fields[index];
    return field === undefined || (field.text === "" && !field.quoted) ? "" : quoted(field.text);
  });
  // A line without a character is none to the engine.
  if (count === 1 && texts[0] === "" && malformed === undefined) return quoted("");
  if (malformed !== undefined) texts.push(quoted(malformed));
  return texts.join(delimiter);
}

/** @param start  of the text in its file, which may begin with a mark of its encoding */
export function withoutMark(text: string, start: number): string {
  return start === 0 && text.startsWith("\ufeff") ? text.slice(1) : text;
}

/** A malformed record as Spark shows it: where quotes are open to the end of the file, without the last line's end. */
export function shownRecord(text: string): string {
  return text.replace(/(\r\n|\n|\r)$/, "");
}

/** One that Spark trims. */
export function isBlankByte(character: string): boolean {
  return character.length === 1 && character <= " ";
}
