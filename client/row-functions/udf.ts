/** `udf`: functions of the script that are called once per row. */
import { captureCallSite } from "../dataframe/call-site.js";
import { functionCaller, type RowFunctionCaller } from "./function-caller.js";
import { assertSpelled, register } from "./registry.js";
import type { RowArgument, RowResult } from "./row-value-types.js";

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
  assertSpelled(
    { name, options, option: "args" },
    'udf("name", (x) => …, { args: ["BIGINT"], returns: "BIGINT" })',
    at,
  );
  register(
    {
      kind: "scalar",
      name,
      call,
      argumentTypes: [...options.args],
      returnType: options.returns,
      callOnNull: options.onNull === "call",
      bigint: options.bigint === true,
      callSite: at,
    },
    { "": call },
  );
  return functionCaller(name, options.args);
}
