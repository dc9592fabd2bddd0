/** The values of a pivot's column: given by the script, or asked of the rows. */
import type { CallSite, NamedExpressionInput, RelationInput } from "../../common/wire/types.js";
import type { JobResult } from "../master-connection.js";
import { planRefused } from "./call-site.js";
import { Column, type ColumnOrLiteral } from "./column.js";
import { toExpression } from "./arguments/column-arguments.js";
import { literalSql, type Literal } from "./sql/literal.js";
import { toRows } from "./results/result-table.js";

/** Values that a pivot finds for itself, at most: each makes columns. */
export const pivotValuesMax = 10_000;

const valueName = "value";
const textName = "text";

/** Values that a script gave, each with the name of its columns. A Column names itself by `as`. */
export function givenValues(values: readonly ColumnOrLiteral[], at: CallSite | null): NamedExpressionInput[] {
  if (!Array.isArray(values) || values.length === 0) {
    throw planRefused(
      "pivot without values",
      at,
      'name them: pivot("year", [2000, 2001]); await pivot("year") finds them',
    );
  }
  return (values as readonly ColumnOrLiteral[]).map((value) => {
    if (value instanceof Column) {
      return { name: value.parts.alias ?? value.parts.sql, expression: toExpression(value, at) };
    }
    return { name: shownText(value), expression: { sql: literalSql(value), callSite: at } };
  });
}

function shownText(value: Literal): string {
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" && value !== null ? literalSql(value) : String(value);
}

/** The different values of a column, ascending, each with its text: one more than there may be. */
export function differentValues(input: RelationInput, column: Column, at: CallSite | null): RelationInput {
  const expression = toExpression(column, at);
  const text = { sql: `CAST(${column.operand()} AS VARCHAR)`, callSite: expression.callSite ?? null };
  const columns = [
    { name: valueName, expression },
    { name: textName, expression: text },
  ];
  const project = { callSite: at, project: { input, columns } };
  const deduplicate = { callSite: at, deduplicate: { input: project, keys: [], keep: [] } };
  const orders = [
    { expression: { sql: `"${valueName}"`, callSite: at }, descending: false, nulls: "NULLS_FIRST" as const },
  ];
  const sort = { callSite: at, sort: { input: deduplicate, orders, withinPartitions: false } };
  return { callSite: at, limit: { input: sort, count: pivotValuesMax + 1 } };
}

/** What `differentValues` gave, as constants. @throws PLAN_REFUSED for too many, and for nested values */
export async function foundValues(result: JobResult, at: CallSite | null): Promise<NamedExpressionInput[]> {
  const type = result.schema.columns[0]?.type ?? "VARCHAR";
  if (/[()[\]]/.test(type.replace(/^DECIMAL\(.*\)$/i, ""))) {
    throw planRefused(
      `pivot cannot find values of type ${type} by itself`,
      at,
      "pass the values: pivot(column, [...])",
    );
  }
  const rows = await toRows(result);
  if (rows.length > pivotValuesMax) {
    const what = `pivot found more than ${pivotValuesMax} different values`;
    throw planRefused(what, at, "each makes a column: pass the values that are meant, pivot(column, [...])");
  }
  return rows.map((row) => {
    const text = row[textName];
    if (typeof text !== "string") return { name: "null", expression: { sql: `CAST(NULL AS ${type})`, callSite: at } };
    return { name: text, expression: { sql: `CAST(${literalSql(text)} AS ${type})`, callSite: at } };
  });
}
