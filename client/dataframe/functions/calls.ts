/** How functions make Columns that call DuckDB's functions. */
import type { CallSite } from "../../../common/wire/types.js";
import { planRefused } from "../call-site.js";
import { Column, derivedColumn, type ColumnOrLiteral } from "../column.js";
import { columnOfName } from "../arguments/column-arguments.js";
import { literalSql, textOfLiteral } from "../sql/literal.js";

/** A Column, or the name of one. */
export type Name = Column | string;

/** Where Spark takes a number beside a Column or its name. */
export type NameOrNumber = Name | number;

/** SQL of an argument between commas: no parentheses needed. */
export function argumentSql(value: ColumnOrLiteral): string {
  return value instanceof Column ? value.parts.sql : literalSql(value);
}

/** What a Column is called in the names of results. */
export function shownName(column: Column): string {
  return column.parts.defaultName ?? column.parts.sql;
}

export interface Call {
  /** Spark's name, for the name of the result. */
  readonly shown: string;
  /** Columns: a string is a name, a number itself. They come before `values`. */
  readonly columns: readonly NameOrNumber[];
  /** Further arguments: a string is text. */
  readonly values?: readonly ColumnOrLiteral[];
  /** DuckDB's name, where it differs. */
  readonly name?: string;
  /** SQL of the arguments, where it is no call of a function. */
  readonly sql?: (...parts: string[]) => string;
}

/** `upper("origin")`, called `upper(origin)`. */
export function call({ shown, columns, values = [], name = shown, sql }: Call, at: CallSite | null): Column {
  const operands = columns.map((column) => operandOf(column, at));
  const texts = [...operands, ...values].map(argumentSql);
  const text =
    sql === undefined ? `${name}(${texts.join(", ")})` : sql(...texts.map(inOperand([...operands, ...values])));
  return derivedColumn(text, [...operands, ...values], at, {
    atomic: true,
    defaultName: `${shown}(${[...operands.map(shownName), ...values.map(argumentSql)].join(", ")})`,
  });
}

/**
 * For arguments that Spark's function has and ours lacks: dropped they would give another answer.
 * @throws PLAN_REFUSED where there are some
 */
export function refuseMore(name: string, more: readonly unknown[], at: CallSite | null, hint: string): void {
  if (more.some((argument) => argument !== undefined)) {
    throw planRefused(
      `${name} has ${more.length === 1 ? "an argument" : "arguments"} more than it takes here`,
      at,
      hint,
    );
  }
}

/** A Column of a name, a number or a Column. */
export function operandOf(value: NameOrNumber, at: CallSite | null): Column {
  return typeof value === "number"
    ? new Column({ sql: literalSql(value), callSite: at, atomic: true })
    : columnOfName(value, at);
}

/** The text of a constant, which Spark's functions take as `lit("…")`. @throws PLAN_REFUSED for a column: it is the same for all rows */
export function constantText(value: string | Column, at: CallSite | null): string {
  const text = value instanceof Column ? textOfLiteral(value.parts.sql) : value;
  if (typeof text === "string") return text;
  throw planRefused(
    "a format is the same for all rows",
    at,
    'write it as text, as in "yyyy-MM-dd", or as lit("yyyy-MM-dd")',
  );
}

/** The numbers of a constant, `lit(0.5)` or `lit([0.1, 0.9])`; undefined for what is none. */
export function constantNumbers({ parts: { sql } }: Column): number | readonly number[] | undefined {
  // Numbers in SQL are those of JSON, a negative one in parentheses.
  const text = sql.replace(/^\((.*)\)$/, "$1");
  return /^[\d.e, [\]-]+$/.test(text) ? (JSON.parse(text) as number | number[]) : undefined;
}

/** SQL of operands that stand inside an expression. */
function inOperand(operands: readonly ColumnOrLiteral[]): (text: string, index: number) => string {
  return (text, index) => {
    const operand = operands[index];
    return operand instanceof Column ? operand.operand() : text;
  };
}

export interface AggregateCall {
  readonly shown: string;
  readonly columns: readonly Name[];
  /** SQL of the call, of SQL of the arguments; without it `window` over nothing. */
  readonly sql?: (...parts: string[]) => string;
  /** SQL over a window, where that is not `sql` with the window behind it: `over` goes behind each call. */
  readonly window?: (over: string, ...parts: string[]) => string;
}

/** An aggregate; its arguments stand between commas, or after DISTINCT. */
export function aggregate({ shown, columns, sql, window }: AggregateCall, callSite: CallSite | null): Column {
  const operands = columns.map((column) => columnOfName(column, callSite));
  const texts = operands.map(argumentSql);
  const made = derivedColumn(sql?.(...texts) ?? window?.("", ...texts) ?? "", operands, callSite, {
    atomic: true,
    defaultName: `${shown}(${operands.map(shownName).join(", ")})`,
  });
  return window === undefined ? made : new Column({ ...made.parts, windowCall: (over) => window(over, ...texts) });
}
