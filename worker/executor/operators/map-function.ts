/** Columns that row functions of the script make of the others, row by row. */
import type { MapFunctionOperator } from "../../../common/wire/types.js";
import { quoteIdentifier } from "../../../common/sql-text.js";
import type { FragmentContext } from "../fragment-context.js";
import { allColumns, type Relation } from "../relation.js";

export async function functionsMapped(
  context: FragmentContext,
  relation: Relation,
  { calls }: MapFunctionOperator,
): Promise<Relation> {
  const saved = await context.save(relation);
  const outputs = await context.tools.functionCalls.call(calls, saved);
  const joined = outputs.map(
    ({ table }, index) =>
      ` POSITIONAL JOIN (SELECT value AS ${resultName(index)} FROM ${quoteIdentifier(table)}) AS r${String(index)}`,
  );
  const results = outputs.map(({ name, sql }, index) => `${sql(resultName(index))} AS ${quoteIdentifier(name)}`);
  const list = [...allColumns(saved).map(quoteIdentifier), ...results].join(", ");
  return {
    ...saved,
    sql: `SELECT ${list} FROM ${quoteIdentifier(saved.table)}${joined.join("")}`,
    columns: [...saved.columns, ...outputs.map((output) => output.name)],
  };
}

function resultName(index: number): string {
  return quoteIdentifier(`__executor_result_${String(index)}`);
}
