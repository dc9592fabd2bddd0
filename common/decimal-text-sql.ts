/** Texts as DECIMALs, which DuckDB rounds by their digits alone where they have an exponent, `6e-4` to 0.01; and DECIMALs as texts. */
import { apart } from "./sql-text.js";

const parts = "^\\s*([+-]?)(\\d*)\\.?(\\d*)[eE]([+-]?\\d+)\\s*$";
/** More zeros than a DECIMAL has digits change nothing. */
const zerosMax = 80;

/** SQL of a text without its exponent, for a text that has one: `6e-4` as `.0006`. What is no number stays. @param text  SQL of a VARCHAR */
export function withoutExponentSql(text: string): string {
  return apart(text, movedSql);
}

function movedSql(text: string): string {
  const part = (group: number): string => `regexp_extract(${text}, '${parts}', ${group})`;
  const zeros = `repeat('0', ${zerosMax})`;
  const digits = `(${zeros} || ${part(2)} || ${part(3)} || ${zeros})`;
  const exponent = `greatest(least(coalesce(TRY_CAST(${part(4)} AS INTEGER), 0), ${zerosMax}), -${zerosMax})`;
  const point = `(${zerosMax} + length(${part(2)}) + ${exponent})`;
  const moved = `${part(1)} || ltrim(left(${digits}, ${point}), '0') || '.' || substr(${digits}, ${point} + 1)`;
  return `CASE WHEN regexp_matches(${text}, '${parts}') AND ${part(2)} || ${part(3)} <> '' THEN ${moved} ELSE ${text} END`;
}

/** SQL of a DECIMAL's text, with the zero before the point that DuckDB leaves out where no digit may stand there: `0.60`. */
export function decimalTextSql(value: string): string {
  return `regexp_replace(CAST(${value} AS VARCHAR), '^(-?)[.]', '\\10.')`;
}
