/** `udaf`: aggregates of the script. */
import { captureCallSite } from "../dataframe/call-site.js";
import { functionCaller, type RowFunctionCaller } from "./function-caller.js";
import { assertSpelled, register, type RegisteredAggregate } from "./registry.js";
import type { RowArgument, RowResult } from "./row-value-types.js";

/** An aggregate: from no rows (`init`) row by row (`add`) to a value (`finish`), with states of different rows put together (`merge`). */
export interface AggregateFunctionOptions<
  Args extends readonly string[],
  State,
  Returns extends string,
  Big extends boolean,
  OnNull extends "null" | "call",
> {
  /** DuckDB types of the arguments, in order, as for `udf`. */
  readonly args: Args;
  /** DuckDB type of a state: it crosses between workers. Several values are a STRUCT, which is an object here. */
  readonly state: string;
  /** DuckDB type of the result. */
  readonly returns: Returns;
  /** The state of no rows: a new one at every call. */
  readonly init: () => State;
  /** The state with one row more. It may change `state` and return it. */
  readonly add: (
    state: State,
    ...values: { readonly [K in keyof Args]: RowArgument<Args[K], NoInfer<Big>, NoInfer<OnNull>> }
  ) => State;
  /** Two states of different rows as one: as if the rows of `other` came after those of `state`. It may change `state` and return it. */
  readonly merge: (state: State, other: State) => State;
  /** The result of a group; null and undefined give NULL. */
  readonly finish: (state: State) => RowResult<NoInfer<Returns>, NoInfer<Big>>;
  /**
   * `null`: a row with a NULL argument is left out, as SQL's aggregates do. `call`: `add` is called with null.
   * @default "null"
   */
  readonly onNull?: OnNull;
  /**
   * BIGINTs, in states, too, come and go as bigint. Otherwise as number, and one beyond 2^53 fails the job.
   * @default false
   */
  readonly bigint?: Big;
}

/**
 * Declares an aggregate of the script: each task adds its own rows, states cross the exchange, and those of a group are merged. Declare
 * it at module level; its functions must be synchronous.
 *
 * @param name  an SQL identifier, once per script; case does not count
 * @throws PLAN_REFUSED when the name is no identifier or declared already, or a type or function is missing
 *
 * @example
 * const geometricMean = udaf("geometric_mean", {
 *   args: ["DOUBLE"],
 *   state: "STRUCT(logs DOUBLE, count BIGINT)",
 *   returns: "DOUBLE",
 *   init: () => ({ logs: 0, count: 0 }),
 *   add: (state, value) => ({ logs: state.logs + Math.log(value), count: state.count + 1 }),
 *   merge: (state, other) => ({ logs: state.logs + other.logs, count: state.count + other.count }),
 *   finish: ({ logs, count }) => (count === 0 ? null : Math.exp(logs / count)),
 * });
 * flights.groupBy("origin").agg(geometricMean("distance").as("distance"));
 */
export function udaf<
  const Args extends readonly string[],
  State,
  const Returns extends string,
  const Big extends boolean = false,
  const OnNull extends "null" | "call" = "null",
>(name: string, options: AggregateFunctionOptions<Args, State, Returns, Big, OnNull>): RowFunctionCaller<Args> {
  const at = captureCallSite("udaf");
  assertSpelled(
    { name, options, option: "args" },
    'udaf("name", { args: ["DOUBLE"], state, returns, init, add, merge, finish })',
    at,
  );
  const { init, add, merge, finish } = options;
  register(
    {
      kind: "aggregate",
      name,
      argumentTypes: [...options.args],
      stateType: options.state,
      returnType: options.returns,
      callOnNull: options.onNull === "call",
      bigint: options.bigint === true,
      callSite: at,
      init,
      add: add as RegisteredAggregate["add"],
      merge,
      finish,
    },
    { init, add, merge, finish },
  );
  return functionCaller(name, options.args);
}
