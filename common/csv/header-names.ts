/** Names of columns from the first record of a CSV file, as Spark makes them. */
import type { CsvField } from "./read-csv-record.js";

/**
 * A name that is there several times gets its position at its end; a field without a name is called by its position.
 * @param fields  of the file's first record
 * @param header  whether they are names; else the columns are `_c0`, `_c1`, …
 */
export function headerNames(fields: readonly CsvField[], header: boolean): string[] {
  const times = new Map<string, number>();
  for (const { text } of fields) times.set(text, (times.get(text) ?? 0) + 1);
  return fields.map(({ text }, index) => {
    if (!header || text === "") return `_c${index}`;
    return (times.get(text) ?? 0) > 1 ? `${text}${index}` : text;
  });
}
