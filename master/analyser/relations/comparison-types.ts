/** The one type that DuckDB compares two expressions in: `DATE = TIMESTAMP` is a comparison of TIMESTAMPs. */
import { isArray, isObject, parseJson, type Json, type JsonObject } from "../../planner/trees/lossless-json.js";
import { cast, nullConstant, type Tree } from "../../planner/trees/tree.js";
import { quoteText } from "../../../common/sql-text.js";
import { scriptError, type Place } from "../expressions/refusals.js";
import type { Input } from "../expressions/expression-binder.js";
import { hasCast } from "../expressions/casts.js";
import type { Binding } from "./binding.js";

export interface Comparison {
  readonly left: Tree;
  readonly right: Tree;
  readonly place: Place;
}

/** Types of the sides, and of the comparison. */
export interface ComparisonTypes {
  readonly left: string;
  readonly right: string;
  readonly common: string;
}

/** @throws TYPE_MISMATCH where one side cannot become the other's type */
export async function comparisonTypes(
  binding: Binding,
  comparisons: readonly Comparison[],
  input: Input,
): Promise<ComparisonTypes[]> {
  const [first] = comparisons;
  if (first === undefined) return [];
  const sides = comparisons.flatMap(({ left, right }) => [left, right]);
  const types = await binding.expressions.typesOf(sides, input, first.place);
  const result: ComparisonTypes[] = [];
  for (const [index, comparison] of comparisons.entries()) {
    const [left = "", right = ""] = types.slice(2 * index, 2 * index + 2);
    const common = left === right ? left : await commonType(binding, comparison, { left, right }, input);
    for (const type of new Set([left, right])) {
      if (await hasCast(binding.engine, type, common)) continue;
      throw scriptError("TYPE_MISMATCH", comparison.place, `${type} cannot be compared with ${common}`, {
        hint: "cast one side, for instance CAST(x AS BIGINT)",
      });
    }
    result.push({ left, right, common });
  }
  return result;
}

async function commonType(
  binding: Binding,
  { left, right, place }: Comparison,
  types: { left: string; right: string },
  input: Input,
): Promise<string> {
  const [leftSql = "", rightSql = ""] = await binding.expressions.sqlOf([left, right]);
  const query = `SELECT (${leftSql}) = (${rightSql}) FROM ${input.table}`;
  // Refused comparisons are told in DuckDB's words.
  await binding.expressions.describe(place, query);
  const [[json] = []] = await binding.engine.rows(`SELECT json_serialize_plan(${quoteText(query)})`);
  const side = leftOfComparison(parseJson(json ?? "null"));
  const castType = side?.["expression_class"] === "BOUND_CAST" ? side["return_type"] : undefined;
  if (!isObject(castType)) return types.left;
  return binding.expressions.typeOf(cast(nullConstant(), castType), input, place);
}

/** In the plan of a query whose only column is a comparison. */
function leftOfComparison(answer: Json): JsonObject | undefined {
  const plans = isObject(answer) ? answer["plans"] : undefined;
  const plan = isArray(plans) ? plans[0] : undefined;
  const expressions = isObject(plan) ? plan["expressions"] : undefined;
  const comparison = isArray(expressions) ? expressions[0] : undefined;
  const left = isObject(comparison) ? comparison["left"] : undefined;
  return isObject(left) ? left : undefined;
}
