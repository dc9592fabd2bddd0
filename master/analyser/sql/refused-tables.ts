/** What may stand in DuckDB's FROM and has no plan: why, and what to write instead. */
import type { GoldpanError } from "../../../common/errors/goldpan-error.js";
import type { WireRelations } from "./wire-relations.js";

export function pivotRefused(make: WireRelations, name: "PIVOT" | "UNPIVOT"): GoldpanError {
  const hint =
    name === "PIVOT"
      ? "call groupBy(…).pivot(…) on the DataFrame, or write sum(x) FILTER (WHERE k = 'a') AS a for each value"
      : "call unpivot(…) on the DataFrame: goldpan.table('t').unpivot('id', ['a', 'b'], 'name', 'value')";
  return make.refused(`${name} has no plan in SQL`, hint);
}

/** DESCRIBE, SHOW and SUMMARIZE. */
export function showRefused(make: WireRelations): GoldpanError {
  return make.refused(
    "DESCRIBE, SHOW and SUMMARIZE have no plan",
    "call printSchema(), describe() or summary() on the DataFrame: goldpan.table('name')",
  );
}

export function tableFunctionRefused(make: WireRelations, name: string): GoldpanError {
  return make.refused(`the table function ${name} has no plan`, functionHints.get(name) ?? pathHint);
}

const pathHint = "name a view or a path: FROM 's3a://bucket/folder/', or read_parquet('…') without options";
const rangeHint = "make a view of numbers: goldpan.range(…).createOrReplaceTempView('numbers')";
const functionHints = new Map([
  ["unnest", "unnest in the SELECT list: SELECT id, unnest(list) AS element FROM t"],
  ["range", rangeHint],
  ["generate_series", rangeHint],
]);
