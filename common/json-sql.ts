/** What DuckDB takes for JSON and is none, as SQL. */

/** Braces and brackets after a comma: DuckDB reads over the comma, JSON has none there, and Spark calls the record malformed. */
const trailing = "',\\s*[}\\]]'";
const strings = String.raw`'"(?:[^"\\]|\\.)*"'`;

/** @param text  SQL of a text that is otherwise JSON; looked at once more, without its strings, where the first look finds something */
export function hasTrailingComma(text: string): string {
  const outside = `regexp_replace(${text}, ${strings}, '""', 'g')`;
  return `(CASE WHEN regexp_matches(${text}, ${trailing}) THEN regexp_matches(${outside}, ${trailing}) ELSE false END)`;
}
