/** CASE: `when`. */
import type { CallSite } from "../../../common/wire/types.js";
import { captureCallSite, planRefused } from "../call-site.js";
import { Column, derivedColumn, operandSql, type ColumnOrLiteral } from "../column.js";

/** A CASE that is not closed: rows that no condition takes are NULL, unless `otherwise` says what they are. */
export class CaseColumn extends Column {
  private readonly branches: readonly CaseBranch[];

  /** @internal  Use `when`. */
  constructor(branches: readonly CaseBranch[], callSite: CallSite | null) {
    super(derivedColumn(caseSql(branches), operandsOf(branches), callSite, { atomic: true }).parts);
    this.branches = branches;
  }

  /** The next condition, asked where those before were FALSE or NULL. @param value  a string is text, not a name */
  when(condition: Column, value: ColumnOrLiteral): CaseColumn {
    return new CaseColumn(
      [...this.branches, { condition: asCondition(condition, this.parts.callSite), value }],
      this.parts.callSite,
    );
  }

  /** The value where no condition is TRUE. @param value  a string is text, not a name */
  otherwise(value: ColumnOrLiteral): Column {
    const text = caseSql(this.branches, operandSql(value));
    return derivedColumn(text, [...operandsOf(this.branches), value], this.parts.callSite, { atomic: true });
  }
}

interface CaseBranch {
  readonly condition: Column;
  readonly value: ColumnOrLiteral;
}

/**
 * `value` where `condition` is TRUE.
 *
 * @example
 * when(col("delay").gt(60), "very late").when(col("delay").gt(15), "late").otherwise("on time")
 */
export function when(condition: Column, value: ColumnOrLiteral): CaseColumn {
  const at = captureCallSite("when");
  return new CaseColumn([{ condition: asCondition(condition, at), value }], at);
}

function asCondition(condition: Column, at: CallSite | null): Column {
  if (condition instanceof Column) return condition;
  throw planRefused(
    "the condition of when is not a Column",
    at,
    'write when(col("delay").gt(15), …) or when(expr("delay > 15"), …)',
  );
}

function caseSql(branches: readonly CaseBranch[], otherwise?: string): string {
  const texts = branches.map(({ condition, value }) => `WHEN ${condition.operand()} THEN ${operandSql(value)}`);
  return `CASE ${texts.join(" ")} ${otherwise === undefined ? "" : `ELSE ${otherwise} `}END`;
}

function operandsOf(branches: readonly CaseBranch[]): ColumnOrLiteral[] {
  return branches.flatMap(({ condition, value }) => [condition, value]);
}
