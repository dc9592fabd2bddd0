/** Types as users write them (`int`, `decimal(10,2)`) in DuckDB's spelling. */
import type { Engine } from "../engine.js";
import { parseSelect } from "./parse.js";
import { refusalToError, scriptError, type Place } from "./refusals.js";

/** @throws TYPE_MISMATCH when there is no such type */
export async function canonicalType(engine: Engine, type: string, place: Place): Promise<string> {
  const unknown = () =>
    scriptError("TYPE_MISMATCH", place, `'${type}' is not a type`, {
      hint: "types are DuckDB's, for instance BIGINT, DECIMAL(18,2), VARCHAR[]",
    });
  const parsed = await parseSelect(engine, `CAST(NULL AS ${type})`);
  if (parsed.kind !== "expression" || parsed.tree["class"] !== "CAST") throw unknown();
  try {
    const [column] = await engine.describe(`SELECT CAST(NULL AS ${type})`);
    if (column === undefined) throw unknown();
    return column.type;
  } catch (error) {
    throw refusalToError(error, { ...place, sql: type });
  }
}
