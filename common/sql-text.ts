/** Names and texts as SQL spells them. */

/** `"a ""b"""`: any name, whatever it holds. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `'it''s'`. SQL text ends at a NUL, so that character is made by a function: `('a' || chr(0) || 'b')`. */
export function quoteText(text: string): string {
  const quoted = text.split("\0").map((part) => `'${part.replaceAll("'", "''")}'`);
  return quoted.length === 1 ? (quoted[0] ?? "") : `(${quoted.join(" || chr(0) || ")})`;
}

/** SQL in which `value` stands at many places, and is computed once: in a branch that few rows take, the others don't pay for setting it up. */
export function apart(value: string, use: (value: string) => string): string {
  return `list_transform([${value}], lambda goldpan_value: ${use("goldpan_value")})[1]`;
}
