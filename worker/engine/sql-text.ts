/** Names and texts as SQL spells them. */

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `['a', 'b']` */
export function textList(texts: readonly string[]): string {
  return `[${texts.map(quoteText).join(", ")}]`;
}

/** A select list. One of no column still selects rows, as count(*) needs them. */
export function selectList(items: readonly string[]): string {
  return items.length === 0 ? "1 AS __executor_row" : items.join(", ");
}
