/** How the records of a CSV file are written, as the planner resolved the script's options. */
import type { RecordFormat } from "../wire/types.js";

export interface CsvFormat {
  readonly delimiter: string;
  /** Empty: nothing is quoted. */
  readonly quote: string;
  /** Before a quote within quotes; the quote itself in RFC 4180. */
  readonly escape: string;
  /** Lines that begin with it are none of the records; empty: there are no such lines. */
  readonly comment: string;
  readonly header: boolean;
  /** Headers must name the fields in their order. */
  readonly checksHeader: boolean;
  /** Line ends within quotes belong to values. */
  readonly multiLine: boolean;
  readonly trimsStart: boolean;
  readonly trimsEnd: boolean;
  readonly fields: readonly string[];
}

export function csvFormatOf({ fields, options }: Pick<RecordFormat, "fields" | "options">): CsvFormat {
  const option = (name: string): string => options[name] ?? "";
  const on = (name: string): boolean => option(name) === "true";
  return {
    delimiter: option("sep"),
    quote: option("quote"),
    escape: option("escape"),
    comment: option("comment"),
    header: on("header"),
    checksHeader: !on("enforceSchema"),
    multiLine: on("multiLine"),
    trimsStart: on("ignoreLeadingWhiteSpace"),
    trimsEnd: on("ignoreTrailingWhiteSpace"),
    fields: (fields?.columns ?? []).map(({ name }) => name),
  };
}
