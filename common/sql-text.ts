/** Names and texts as SQL spells them. */

/** `"a ""b"""`: any name, whatever it holds. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `'it''s'` */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
