/** Expectations: over each row, or over all rows together. */
import type { CallSite, Expect, Expression } from "../../../common/wire/types.js";
import type { BoundQuestion } from "../../planner/analysed-plan.js";
import { cast } from "../../planner/trees/tree.js";
import { parseType, typeTree } from "../../planner/types.js";
import { boundExpression, placeOf } from "../expressions/named-bound.js";
import { scriptError } from "../expressions/refusals.js";
import type { Scope } from "../expressions/scope.js";
import type { Binding } from "./binding.js";
import type { ExpectationNames } from "./expectation-names.js";
import { placeAt, required } from "./parts.js";

/** @throws PLAN_REFUSED for a name that is taken, EXPRESSION_REFUSED for a predicate that is not deterministic */
export async function bindExpect(
  binding: Binding,
  names: ExpectationNames,
  expect: Expect,
  callSite: CallSite | null,
): Promise<Scope> {
  const bound = await binding.bind(required(expect.input));
  // Quarantine keeps the rows by name.
  const scope = binding.projections.sealed(bound, callSite);
  names.add(expect, callSite);
  const { relation } = scope;
  const { name, action, nullsPass, helpers } = expect;
  return scope.over({
    kind: "expect",
    input: relation,
    schema: relation.schema,
    callSite,
    name,
    asks: await questionOf(binding, scope, expect, callSite),
    action,
    nullsPass,
    failAbove: failAboveOf(expect),
    helpers,
  });
}

async function questionOf(
  binding: Binding,
  scope: Scope,
  { together, rowBounds, freshness, predicate, action, name, failAbove }: Expect,
  callSite: CallSite | null,
): Promise<BoundQuestion> {
  if (together !== undefined && ((action !== "WARN" && action !== "FAIL") || failAbove !== undefined)) {
    const what = `'${name}' is asked of all rows together: there is no row to drop, to quarantine or to count`;
    throw scriptError("PLAN_REFUSED", placeAt(callSite), what, { hint: "use warn or fail" });
  }
  if (rowBounds) return { of: "count", min: rowBounds.min, max: rowBounds.max };
  if (freshness) {
    return {
      of: "newest",
      value: await momentOf(binding, scope, required(freshness.value)),
      ageMaxMs: freshness.ageMaxMs,
    };
  }
  const input = await binding.tables.of(scope);
  const { expression } = await binding.expressions.condition(required(predicate), input, "predicate");
  return { of: "row", predicate: expression };
}

/** A date or timestamp as a moment: without a time zone of its own it is in the session's. */
async function momentOf(binding: Binding, scope: Scope, value: Expression) {
  const input = await binding.tables.of(scope);
  const { tree, type } = await binding.expressions.one(value, input, "predicate");
  const place = placeOf(value, scope);
  if (type === "DATE" || type.startsWith("TIMESTAMP"))
    return boundExpression(cast(tree, typeTree(parseType("TIMESTAMP WITH TIME ZONE"))), place);
  throw scriptError("TYPE_MISMATCH", place, `${value.sql} is ${type}, which has no age`, {
    hint: "take a DATE or a timestamp; texts are converted by withColumn first",
  });
}

function failAboveOf({ failAbove, share = 0, rows = 0 }: Expect) {
  if (failAbove === undefined) return undefined;
  return failAbove === "share" ? { share } : { rows };
}
