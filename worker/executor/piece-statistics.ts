/** The smallest and greatest values of columns in pieces that were just written, for the runtime filters of other stages. */
import { quoteIdentifier, quoteText } from "../../common/sql-text.js";
import type { Column, ColumnStatistics } from "../../common/wire/types.js";
import type { Engine } from "../engine/engine.js";
import { fromPiece } from "../engine/types.js";

/** Types with one order for everybody, and a text that is read back as the same value. */
const ordered =
  /^(BOOLEAN|U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(\d+,\s*\d+\)|DATE|TIME|TIMESTAMP(_S|_MS|_NS)?|TIMESTAMP WITH TIME ZONE|TIMESTAMPTZ|UUID|VARCHAR)$/;
/** Longer ones say less than they cost. */
const textBytesMax = 256;

/**
 * @param files  a path, or a pattern of paths, of pieces
 * @returns one per name that is a column of an ordered type; `min` and `max` are absent where there is no value, where one is NaN or
 *   a long text. Timestamps with a time zone are told in UTC.
 * @throws EngineError
 */
export async function pieceStatistics(
  engine: Engine,
  files: string,
  columns: readonly Column[],
  names: readonly string[],
): Promise<ColumnStatistics[]> {
  const asked = columns.filter(({ name, type }) => names.includes(name) && ordered.test(type));
  if (asked.length === 0) return [];
  const list = asked.flatMap(({ name, type }, index) => {
    const value = fromPiece(type, quoteIdentifier(name));
    const bound = (aggregate: string) => boundText(type, `${aggregate}(${value})`);
    return [
      `${bound("min")} AS min${String(index)}`,
      `${bound("max")} AS max${String(index)}`,
      `count(*) FILTER (WHERE (${value}) IS NULL) AS nulls${String(index)}`,
    ];
  });
  const row = await engine.object(
    `SELECT ${list.join(", ")} FROM read_parquet(${quoteText(files)}, hive_partitioning = false)`,
  );
  return asked.map(({ name }, index) => {
    const [min, max] = [row[`min${String(index)}`], row[`max${String(index)}`]];
    const known = typeof min === "string" && typeof max === "string";
    return { column: name, ...(known ? { min, max } : {}), nulls: Number(row[`nulls${String(index)}`]) };
  });
}

function boundText(type: string, bound: string): string {
  if (type === "FLOAT" || type === "DOUBLE")
    return `CASE WHEN isnan(${bound}) THEN NULL ELSE CAST(${bound} AS VARCHAR) END`;
  if (type === "VARCHAR") return `CASE WHEN strlen(${bound}) <= ${String(textBytesMax)} THEN ${bound} END`;
  if (type === "TIMESTAMPTZ" || type === "TIMESTAMP WITH TIME ZONE") {
    return `CASE WHEN isfinite(${bound}) THEN CAST(timezone('UTC', ${bound}) AS VARCHAR) || '+00' ELSE CAST(${bound} AS VARCHAR) END`;
  }
  return `CAST(${bound} AS VARCHAR)`;
}
