/** Columns by the kinds of values that Spark's `na` functions tell apart, and SQL over one of them. */
import type { ColumnKind } from "../../../common/wire/types.js";
import { quoteIdentifier } from "../../../common/sql-text.js";
import { parseType } from "../../planner/types.js";

export interface TypedColumn {
  readonly name: string;
  readonly type: string;
}

const integers = new Set(
  "TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT UHUGEINT BIGNUM".split(" "),
);
const floats = new Set(["FLOAT", "DOUBLE"]);

/** `NUMBERS`, `TEXTS` and `BOOLEANS`; each other type is a kind of its own. */
export function kindOf(type: string): string {
  if (integers.has(type) || floats.has(type) || parseType(type).kind === "decimal") return "NUMBERS";
  if (type === "VARCHAR") return "TEXTS";
  return type === "BOOLEAN" ? "BOOLEANS" : type;
}

export function isOfKind(type: string, kind: ColumnKind): boolean {
  return kind === "ANY_KIND" || kindOf(type) === kind;
}

/** Neither NULL nor NaN. */
export function presentSql({ name, type }: TypedColumn): string {
  const column = quoteIdentifier(name);
  return floats.has(type) ? `${column} IS NOT NULL AND NOT isnan(${column})` : `${column} IS NOT NULL`;
}

/** A literal as a value of the column. Of a number the fraction is cut off where the column has none, as in Spark. */
export function castSql(literal: string, kind: ColumnKind, type: string): string {
  return kind === "NUMBERS" && integers.has(type)
    ? `CAST(trunc(${literal}) AS ${type})`
    : `CAST(${literal} AS ${type})`;
}
