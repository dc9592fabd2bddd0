/** `coerce`: an expectation for each column that is cast, and then the casts. */
import type { CallSite, RelationInput } from "../../common/wire/types.js";
import { planRefused } from "./call-site.js";
import { castSql } from "./sql/cast-sql.js";
import { expectationOf, type ExpectOptions, type OnViolation } from "./arguments/expectations.js";
import { quoteIdentifier } from "./sql/literal.js";
import { duckdbType } from "./sql/spark-type.js";
import { schemaColumns, type SchemaLike } from "./sql/type-text.js";

export interface CoerceOptions {
  /** What happens to a row with a value that the type does not hold. @default "quarantine" */
  readonly action?: OnViolation;
  /** The most such values of a column that a write may have; more fail the job before anything is committed. */
  readonly failAbove?: NonNullable<ExpectOptions["failAbove"]>;
}

/** The expectation of a column is called `delay is INTEGER`. @throws PLAN_REFUSED for what has no meaning */
export function coerced(
  input: RelationInput,
  schema: SchemaLike,
  options: CoerceOptions,
  at: CallSite | null,
): RelationInput {
  const [unknown] = Object.keys(options).filter((key) => key !== "action" && key !== "failAbove");
  if (unknown !== undefined) {
    throw planRefused(`coerce has no option '${unknown}'`, at, "options are action and failAbove");
  }
  const { action = "quarantine", failAbove } = options;
  const columns = schemaColumns(schema, at).map(({ name, type }) => {
    const cast = castSql(quoteIdentifier(name), duckdbType(type, at), "TRY_CAST");
    return { name, type, cast, holds: `${quoteIdentifier(name)} IS NULL OR ${cast} IS NOT NULL` };
  });
  const expected = columns.reduce<RelationInput>((relation, { name, type, holds }) => {
    const limit = failAbove === undefined ? {} : { failAbove };
    const expectation = expectationOf(`${name} is ${type}`, action, limit, at);
    return { callSite: at, expect: { input: relation, predicate: { sql: holds, callSite: at }, ...expectation } };
  }, input);
  const casts = columns.map(({ name, cast }) => ({ name, expression: { sql: cast, callSite: at } }));
  return { withColumns: { input: expected, columns: casts } };
}
