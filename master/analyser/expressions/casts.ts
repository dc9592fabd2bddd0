/** Whether one type can become another at all: binding lets casts pass that no value survives. */
import { quoteText } from "../../../common/sql-text.js";
import type { Engine } from "../engine.js";

/** Values of most types, as texts. */
const samples = ["0", "2000-01-01", "00:00:00", "1 day", "00000000-0000-0000-0000-000000000000", "[]", "{}"];

/** What they hold decides whether it can be cast. */
const holdsAnything = /^(VARCHAR|BLOB|BIT|ENUM|JSON|UNION)/;

/** DuckDB finds out that there is no cast between two types when it sees the first value. */
export async function hasCast(engine: Engine, from: string, to: string): Promise<boolean> {
  if (from === to || holdsAnything.test(from)) return true;
  const value = `coalesce(${samples.map((sample) => `TRY_CAST(${quoteText(sample)} AS ${from})`).join(", ")})`;
  const [[lost] = []] = await engine.rows(
    `SELECT value IS NOT NULL AND TRY_CAST(value AS ${to}) IS NULL FROM (SELECT ${value} AS value)`,
  );
  return lost !== "true";
}
