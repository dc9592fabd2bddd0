/** The functions that make Columns. */
import type { CallSite } from "../../common/wire/types.js";
import { captureCallSite, planRefused } from "./call-site.js";
import { Column, columnOfName, columnOfSql, derivedColumn, operandSql, type ColumnOrLiteral } from "./column.js";
import { literalSql } from "./literal.js";

/**
 * A column by name. Dots go into structs; a name that has dots itself goes between backquotes; `*` is all columns.
 *
 * @example
 * col("delay")
 * col("address.city")
 * col("`price.eur`")
 */
export function col(name: string): Column {
  return columnOfName(name, captureCallSite("col"));
}

/**
 * A constant. Strings are text; numbers with a fraction are DOUBLE; bigints BIGINT; a Date is an instant (TIMESTAMPTZ); a
 * Uint8Array is a BLOB; arrays are lists, objects structs. A Column is returned as it is.
 */
export function lit(value: ColumnOrLiteral): Column {
  if (value instanceof Column) return value;
  return new Column({ sql: literalSql(value), callSite: captureCallSite("lit"), atomic: true });
}

/**
 * An expression in DuckDB's SQL, which may call row functions by name. Never build it from values: use `` sql`…` `` for that.
 *
 * @example
 * expr("upper(origin)").as("origin")
 */
export function expr(text: string): Column {
  return columnOfSql(text, captureCallSite("expr"));
}

/**
 * An expression in SQL with values in it, each quoted as `lit` does; Columns stand as they are.
 *
 * @example
 * flights.filter(sql`origin = ${airport} AND date >= ${since}`)
 */
export function sql(texts: TemplateStringsArray, ...values: readonly ColumnOrLiteral[]): Column {
  const at = captureCallSite("sql");
  const text = texts.reduce(
    (left, right, index) => `${left}${operandSql(values[index - 1] as ColumnOrLiteral)}${right}`,
  );
  return derivedColumn(columnOfSql(text, at).parts.sql, values, at);
}

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

/** The negation of a condition. */
export function not(condition: Column): Column {
  return condition.not();
}

/** For `agg`: how many rows have a value in `column`; `count("*")` counts all rows. A string is a name. */
export function count(column: Column | string): Column {
  const at = captureCallSite("count");
  if (column === "*") return aggregate("count(*)", "count(1)", at);
  return aggregateOf("count", column, at);
}

/** For `agg`: how many different values `column` has, NULL not counted. A string is a name. */
export function countDistinct(column: Column | string): Column {
  const at = captureCallSite("countDistinct");
  const operand = columnOfName(column, at);
  return aggregate(`count(DISTINCT ${operand.operand()})`, `count(DISTINCT ${shownName(operand)})`, at);
}

/**
 * For `agg`: the sum of a column, NULLs left out, NULL without values. A string is a name. As in Spark, integers add up to a
 * BIGINT (one that overflows fails the job) and floating-point numbers to a DOUBLE; a DECIMAL keeps its scale.
 */
export function sum(column: Column | string): Column {
  const summed = aggregateOf("sum", column, captureCallSite("sum"));
  return new Column({ ...summed.parts, hugeintAsBigint: true });
}

/** For `agg`: the mean as a DOUBLE, NULLs left out, NULL without values. A string is a name. */
export function avg(column: Column | string): Column {
  return aggregateOf("avg", column, captureCallSite("avg"));
}

/** For `agg`: the smallest value, NULLs left out. A string is a name. */
export function min(column: Column | string): Column {
  return aggregateOf("min", column, captureCallSite("min"));
}

/** For `agg`: the greatest value, NULLs left out; NaN is greater than any other number. A string is a name. */
export function max(column: Column | string): Column {
  return aggregateOf("max", column, captureCallSite("max"));
}

function aggregateOf(name: string, column: Column | string, at: CallSite | null): Column {
  const operand = columnOfName(column, at);
  return aggregate(`${name}(${operand.parts.sql})`, `${name}(${shownName(operand)})`, at);
}

function aggregate(text: string, defaultName: string, callSite: CallSite | null): Column {
  return new Column({ sql: text, callSite, atomic: true, defaultName });
}

function shownName(column: Column): string {
  return column.parts.defaultName ?? column.parts.sql;
}
