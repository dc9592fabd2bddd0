/** Calls of declared functions on columns. */
import { captureCallSite, planRefused } from "../dataframe/call-site.js";
import { derivedColumn, type Column } from "../dataframe/column.js";
import { columnOfName } from "../dataframe/arguments/column-arguments.js";

/** Calls a function on columns: a string is a column's name, a constant is `lit(…)`. */
export type RowFunctionCaller<Args extends readonly string[]> = (
  ...columns: { readonly [K in keyof Args]: Column | string }
) => Column;

/** @param types  of the arguments */
export function functionCaller<Args extends readonly string[]>(name: string, types: Args): RowFunctionCaller<Args> {
  const caller = (...columns: readonly (Column | string)[]): Column => {
    const calledAt = captureCallSite(name);
    if (columns.length !== types.length) {
      const takes = `row function ${name} takes ${types.length} arguments (${types.join(", ")})`;
      throw planRefused(`${takes}, not ${columns.length}`, calledAt, "pass one Column or column name per argument");
    }
    const operands = columns.map((column) => columnOfName(column, calledAt));
    const text = `${name}(${operands.map((operand) => operand.parts.sql).join(", ")})`;
    const shown = operands.map((operand) => operand.parts.defaultName ?? operand.parts.sql);
    return derivedColumn(text, operands, calledAt, { atomic: true, defaultName: `${name}(${shown.join(", ")})` });
  };
  return caller;
}
