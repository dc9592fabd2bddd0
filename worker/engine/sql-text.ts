/** Lists as SQL spells them. */
import { quoteText } from "../../common/sql-text.js";

/** `['a', 'b']` */
export function textList(texts: readonly string[]): string {
  return `[${texts.map(quoteText).join(", ")}]`;
}

/** A select list. One of no column still selects rows, as count(*) needs them. */
export function selectList(items: readonly string[]): string {
  return items.length === 0 ? "1 AS __executor_row" : items.join(", ");
}
