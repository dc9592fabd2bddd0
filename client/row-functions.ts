/**
 * Row functions: functions of the script that are called once per row, inside executors. `udf` declares one while its module
 * loads, in the driver as in every executor, so the declaration belongs at module level; what only `main` sets is not there.
 */
import type { CallSite } from "../common/wire/types.js";
import { captureCallSite, planRefused, scriptError } from "./dataframe/call-site.js";
import { derivedColumn, type Column } from "./dataframe/column.js";
import { columnOfName } from "./dataframe/column-arguments.js";

/** What a value of a DuckDB type is in a row function. `unknown` for types of which TypeScript is told nothing. */
export type RowValue<Type extends string, Big extends boolean> = ValueOf<Uppercase<Type>, Big>;

type ValueOf<Type extends string, Big extends boolean> = Type extends keyof ScalarValues
  ? ScalarValues[Type]
  : Type extends "BIGINT" | "LONG" | "UBIGINT" | "HUGEINT" | "UHUGEINT"
    ? Big extends true
      ? bigint
      : number
    : Type extends `DECIMAL${string}`
      ? string
      : unknown;

interface ScalarValues {
  VARCHAR: string;
  TEXT: string;
  STRING: string;
  UUID: string;
  TIME: string;
  BOOLEAN: boolean;
  BOOL: boolean;
  TINYINT: number;
  SMALLINT: number;
  INTEGER: number;
  INT: number;
  UTINYINT: number;
  USMALLINT: number;
  UINTEGER: number;
  FLOAT: number;
  REAL: number;
  DOUBLE: number;
  /** Midnight in UTC. */
  DATE: Date;
  /** Its UTC fields are the value's. */
  TIMESTAMP: Date;
  TIMESTAMPTZ: Date;
  BLOB: Uint8Array;
}

/** An argument of a row function. Of types that TypeScript knows nothing of the function may say what it likes. */
export type RowArgument<Type extends string, Big extends boolean, OnNull extends "null" | "call"> =
  unknown extends RowValue<Type, Big> ? never : RowValue<Type, Big> | (OnNull extends "call" ? null : never);

/** What a row function returns: null and undefined give NULL. */
export type RowResult<Type extends string, Big extends boolean> =
  RowValue<Type, Big> | NumberBeside<Type> | null | undefined;

/** A DECIMAL may be returned as a number, too, and a BIGINT as either kind. */
type NumberBeside<Type extends string> =
  Uppercase<Type> extends `DECIMAL${string}` | "BIGINT" | "LONG" | `${string}HUGEINT` | "UBIGINT"
    ? number | bigint
    : never;

export interface RowFunctionOptions<
  Args extends readonly string[],
  Returns extends string,
  Big extends boolean,
  OnNull extends "null" | "call",
> {
  /**
   * DuckDB types of the arguments, in order. What it is called with is cast to them where SQL does so by itself.
   *
   * DATE and TIMESTAMP come as Date, which has milliseconds: a value between them, or an infinite one, fails the job rather than
   * come out changed. Take a VARCHAR to keep microseconds, or pass `date_trunc('milliseconds', …)`. DECIMAL comes as string, in
   * lists, structs and maps too, where times are strings as well.
   */
  readonly args: Args;
  /** DuckDB type of the result. */
  readonly returns: Returns;
  /**
   * `null`: a NULL argument gives NULL and the function is not called. `call`: it is called with null.
   * @default "null"
   */
  readonly onNull?: OnNull;
  /**
   * BIGINTs, also those in lists, structs and maps, come and go as bigint. Otherwise as number, and one beyond 2^53 fails the job.
   * @default false
   */
  readonly bigint?: Big;
}

/** Calls a row function on columns: a string is a column's name, a constant is `lit(…)`. */
export type RowFunctionCaller<Args extends readonly string[]> = (
  ...columns: { readonly [K in keyof Args]: Column | string }
) => Column;

/** A declared row function, as executors find it. */
export interface RegisteredRowFunction {
  readonly name: string;
  /** Synchronous; takes one value per argument type. */
  readonly call: (...values: never[]) => unknown;
  readonly argumentTypes: readonly string[];
  readonly returnType: string;
  readonly callOnNull: boolean;
  readonly bigint: boolean;
  readonly callSite: CallSite | null;
}

const registry = new Map<string, RegisteredRowFunction>();

/**
 * All row functions declared so far, by name.
 * @internal  For executors, after they loaded a script's bundle, and for the driver.
 */
export function registeredRowFunctions(): ReadonlyMap<string, RegisteredRowFunction> {
  return registry;
}

/**
 * Declares a function of the script that executors call once per row, and that expressions call by name, in methods and in SQL
 * text alike. Declare it at module level. It must be synchronous; a throw fails the job, naming row, file and function.
 *
 * @param name  an SQL identifier, once per script; case does not count
 * @param call  gets a value per argument, `null` never unless `onNull: "call"`
 * @throws PLAN_REFUSED when the name is no identifier or declared already, or a type is missing
 *
 * @example
 * const route = udf("route", (from: string, to: string) => [from, to].sort().join("-"), {
 *   args: ["VARCHAR", "VARCHAR"],
 *   returns: "VARCHAR",
 * });
 * flights.withColumn("route", route(col("origin"), "destination")).filter("route(origin, 'JFK') <> 'JFK-LAX'");
 */
export function udf<
  const Args extends readonly string[],
  const Returns extends string,
  const Big extends boolean = false,
  const OnNull extends "null" | "call" = "null",
>(
  name: string,
  call: (
    ...values: { readonly [K in keyof Args]: RowArgument<Args[K], NoInfer<Big>, NoInfer<OnNull>> }
  ) => RowResult<NoInfer<Returns>, NoInfer<Big>>,
  options: RowFunctionOptions<Args, Returns, Big, OnNull>,
): RowFunctionCaller<Args> {
  const at = captureCallSite("udf");
  register({
    name,
    call,
    argumentTypes: [...options.args],
    returnType: options.returns,
    callOnNull: options.onNull === "call",
    bigint: options.bigint === true,
    callSite: at,
  });
  const caller = (...columns: readonly (Column | string)[]): Column => {
    const calledAt = captureCallSite(name);
    if (columns.length !== options.args.length) {
      const takes = `row function ${name} takes ${options.args.length} arguments (${options.args.join(", ")})`;
      throw planRefused(`${takes}, not ${columns.length}`, calledAt, "pass one Column or column name per argument");
    }
    const operands = columns.map((column) => columnOfName(column, calledAt));
    const text = `${name}(${operands.map((operand) => operand.parts.sql).join(", ")})`;
    const shown = operands.map((operand) => operand.parts.defaultName ?? operand.parts.sql);
    return derivedColumn(text, operands, calledAt, { atomic: true, defaultName: `${name}(${shown.join(", ")})` });
  };
  return caller;
}

function register(declared: RegisteredRowFunction): void {
  assertDeclarable(declared);
  const clash = [...registry.values()].find(({ name }) => name.toLowerCase() === declared.name.toLowerCase());
  // A module that is loaded a second time declares its functions a second time, at the same places.
  if (clash !== undefined && clash.call !== declared.call && !samePlace(clash.callSite, declared.callSite)) {
    const where = clash.callSite === null ? "" : ` at ${clash.callSite.file}:${clash.callSite.line}`;
    throw planRefused(
      `row function ${declared.name} is declared already${where}`,
      declared.callSite,
      "give each row function a name of its own (case does not count)",
    );
  }
  if (clash !== undefined) registry.delete(clash.name);
  registry.set(declared.name, declared);
}

function assertDeclarable({ name, call, argumentTypes, returnType, callSite }: RegisteredRowFunction): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || reservedWords.has(name.toLowerCase())) {
    throw planRefused(
      `'${name}' cannot name a row function`,
      callSite,
      "use letters, digits and underscores, and no reserved word of SQL",
    );
  }
  if (typeof call !== "function")
    throw planRefused(`row function ${name} is not a function`, callSite, "pass a function");
  if ([...argumentTypes, returnType].some((type) => typeof type !== "string" || type.trim() === "")) {
    throw planRefused(
      `row function ${name} has an empty type`,
      callSite,
      'name DuckDB types, e.g. { args: ["VARCHAR"], returns: "BIGINT" }',
    );
  }
  if (call.constructor.name === "AsyncFunction") {
    throw scriptError(
      "TYPE_NOT_SUPPORTED",
      `row function ${name} is async`,
      callSite,
      "row functions are synchronous: they are called once per row",
    );
  }
}

function samePlace(a: CallSite | null, b: CallSite | null): boolean {
  return a !== null && b !== null && a.file === b.file && a.line === b.line && a.column === b.column;
}

/** DuckDB's reserved words (`duckdb_keywords()`): they cannot be called without quotes. */
const reservedWords = new Set(
  (
    "all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default " +
    "deferrable desc describe distinct do else end except false fetch for foreign from group having in initially intersect " +
    "into lambda lateral leading limit not null offset on only or order pivot pivot_longer pivot_wider placing primary " +
    "qualify references returning select show some summarize symmetric table then to trailing true union unique unpivot " +
    "using variadic when where window with"
  ).split(" "),
);
