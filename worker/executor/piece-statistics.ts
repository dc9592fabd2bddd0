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
/** Values are listed where there are no more than that, and looked for among no more rows. */
const valuesMax = 100;
const valueRowsMax = 50_000;

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
  const pieces = `read_parquet(${quoteText(files)}, hive_partitioning = false)`;
  const row = await engine.object(`SELECT count(*) AS rows, ${list.join(", ")} FROM ${pieces}`);
  const statistics: ColumnStatistics[] = [];
  for (const [index, column] of asked.entries()) {
    const [min, max] = [row[`min${String(index)}`], row[`max${String(index)}`]];
    const reported: ColumnStatistics = { column: column.name, nulls: Number(row[`nulls${String(index)}`]) };
    if (typeof min !== "string" || typeof max !== "string") statistics.push(reported);
    else {
      const valuesJson = Number(row["rows"]) > valueRowsMax ? undefined : await fewValues(engine, pieces, column);
      statistics.push({ ...reported, min, max, ...(valuesJson === undefined ? {} : { valuesJson }) });
    }
  }
  return statistics;
}

async function fewValues(engine: Engine, pieces: string, { name, type }: Column): Promise<string | undefined> {
  const value = fromPiece(type, quoteIdentifier(name));
  const distinct = `SELECT DISTINCT ${value} AS value FROM ${pieces} WHERE (${value}) IS NOT NULL`;
  const texts = `list(${boundText(type, "value")} ORDER BY value)`;
  const row = await engine.object(
    `SELECT CASE WHEN count(*) <= ${String(valuesMax)} THEN CAST(to_json(${texts}) AS VARCHAR) END AS texts FROM (${distinct})`,
  );
  return typeof row["texts"] === "string" ? row["texts"] : undefined;
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
