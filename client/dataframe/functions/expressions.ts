/** The functions that make Columns of names, values and SQL. */
import { captureCallSite } from "../call-site.js";
import { Column, derivedColumn, operandSql, type ColumnOrLiteral } from "../column.js";
import { columnOfName, columnOfSql } from "../arguments/column-arguments.js";
import { literalSql } from "../sql/literal.js";
import { call, type Name } from "./calls.js";

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

/** The same as `col`. */
export function column(name: string): Column {
  return columnOfName(name, captureCallSite("column"));
}

/** A function of DuckDB by name: for those that have no builder here. @example call_function("list_cosine_similarity", "a", "b") */
export function call_function(name: string, ...columns: readonly Name[]): Column {
  return call({ shown: name, columns }, captureCallSite("call_function"));
}

/** The path of the file that a row was read from, as it lies in the object store. */
export function input_file_name(): Column {
  return new Column({ sql: "input_file_name()", callSite: captureCallSite("input_file_name"), atomic: true });
}

/** A random UUID for each row, as text, the same at every run over the same files. */
export function uuid(): Column {
  return new Column({ sql: "CAST(uuid() AS VARCHAR)", callSite: captureCallSite("uuid"), atomic: true });
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

/** The negation of a condition. */
export function not(condition: Column): Column {
  return condition.not();
}
