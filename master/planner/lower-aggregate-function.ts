/** Aggregate functions of the script: states per task and group, which change place, and then values. */
import type { JoinOperator, RowFunction } from "../../common/wire/types.js";
import type { AggregateCall } from "./aggregate-calls.js";
import type { Grouping } from "./aggregate-steps.js";
import { filterOf, ordersOf } from "./aggregates.js";
import type { BoundColumn } from "./analysed-plan.js";
import type { LoweringContext } from "./lowering-context.js";
import { aggregateFunctionOperator, namedTree, passedOn, projectOperator, wireColumns, wireTree } from "./operators.js";
import { partitionCount } from "./partition-count.js";
import {
  append,
  appendProjection,
  attachSide,
  estimateOf,
  isSingleTask,
  keepPartitions,
  type Pipeline,
} from "./pipeline.js";
import { isReadTwice } from "./range-exchange.js";
import { planRefused } from "./plan-refused.js";
import { helperPrefix } from "./row-functions.js";
import { columnKeys, readMaps } from "./stages.js";
import { cast, columnReference, trees } from "./trees/tree.js";
import { parseType, typeTree } from "./types.js";

interface FunctionCall extends AggregateCall {
  readonly rowFunction: RowFunction;
}

/**
 * @param groupOthers  groups by SQL's own aggregates
 * @throws PLAN_REFUSED for what such a function cannot have
 */
export function lowerAggregateFunctions(
  lowering: LoweringContext,
  grouping: Grouping,
  groupOthers: (grouping: Grouping) => Pipeline[],
): Pipeline {
  const calls = grouping.calls.filter((call): call is FunctionCall => call.rowFunction !== undefined);
  for (const call of calls) assertPlain(call);
  const [first] = calls;
  if (grouping.totals.length > 0 && first !== undefined) throw withRollup(first);
  const others = grouping.calls.filter(({ rowFunction }) => rowFunction === undefined);
  if (others.length === 0) return ofFunctions(lowering, grouping, calls);
  const pipelines = readTwice(lowering, grouping);
  const main = ofFunctions(lowering, { ...grouping, pipelines }, calls);
  return besideEachOther(lowering, grouping, main, groupOthers({ ...grouping, pipelines, calls: others }));
}

/** The rows for two readers: as they are where that is cheap and counts nothing twice, else kept in between. */
function readTwice({ stages }: LoweringContext, { pipelines }: Grouping): readonly Pipeline[] {
  if (pipelines.every(isReadTwice)) return pipelines;
  return [readMaps(stages.materialize(pipelines, pipelines[0]?.columns ?? []))];
}

/** Two results with one row per group each, as one: every group is in both. */
function besideEachOther(
  { stages, rules }: LoweringContext,
  { keys, callSite }: Grouping,
  main: Pipeline,
  others: readonly Pipeline[],
): Pipeline {
  const keyColumns = keys.map(({ column }) => column);
  const renamed = keyColumns.map(({ name, type }) => ({ name: `${name}_beside`, type }));
  const values = (others[0]?.columns ?? []).filter(({ name }) => !keyColumns.some((key) => key.name === name));
  const rightColumns = [...renamed, ...values];
  const right = others.map((pipeline) => {
    const named = renamed.map((column, index) =>
      namedTree(column, columnReference(keyColumns[index]?.name ?? ""), null),
    );
    return appendProjection(pipeline, [...named, ...values.map(passedOn)], callSite, undefined, {
      partitioning: undefined,
    });
  });
  const partitions = partitionCount(estimateOf([main], "bytes"), rules);
  const exchanged = (pipelines: readonly Pipeline[], columns: readonly BoundColumn[], by: readonly BoundColumn[]) =>
    by.length === 0
      ? stages.gather(pipelines, columns)
      : stages.exchange(pipelines, { kind: "hash", keys: columnKeys(by.map(({ name }) => name)), partitions }, columns);
  const left = exchanged([main], main.columns, keyColumns);
  const side = attachSide(left, exchanged(right, rightColumns, renamed));
  const join: JoinOperator = {
    kind: keys.length === 0 ? "CROSS" : "INNER",
    right: side.right,
    keys: keyColumns.map(({ name }) => ({
      left: wireTree(columnReference(name), null),
      right: wireTree(columnReference(`${name}_beside`), null),
      nullSafe: true,
    })),
    residual: null,
    rightColumns: { columns: wireColumns(rightColumns) },
  };
  const columns = [...left.columns, ...rightColumns];
  return append({ ...keepPartitions(left), inputs: side.inputs }, [{ callSite, operator: "join", join }], "join", {
    columns,
  });
}

function ofFunctions(lowering: LoweringContext, grouping: Grouping, calls: readonly FunctionCall[]): Pipeline {
  const { pipelines, keys, callSite } = grouping;
  const keyColumns = keys.map(({ column }) => column);
  const keyNames = keyColumns.map(({ name }) => name);
  const prepared = pipelines.map((pipeline) => withArguments(pipeline, grouping, calls));
  const whole = calls.map(({ rowFunction, column }, call) => ({
    function: rowFunction,
    arguments: rowFunction.argumentTypes.map((_, index) => argumentName(call, index)),
    output: column.name,
  }));
  const outputs = [...keyColumns, ...calls.map(({ column }) => column)];
  const [only] = prepared;
  if (only !== undefined && isSingleTask(prepared)) {
    return append(only, [aggregateFunctionOperator(keyNames, whole, "WHOLE", callSite)], "aggregate", {
      columns: outputs,
    });
  }
  const states = calls.map(({ rowFunction }, call): BoundColumn => ({
    name: `${helperPrefix}state_${call}`,
    type: rowFunction.stateType,
  }));
  const partial = whole.map((call, index) => ({ ...call, output: states[index]?.name ?? "" }));
  const columns = [...keyColumns, ...states];
  const partials = prepared.map((pipeline) =>
    append(pipeline, [aggregateFunctionOperator(keyNames, partial, "PARTIAL", callSite)], "aggregate", { columns }),
  );
  const partitions = partitionCount(estimateOf(partials, "bytes"), lowering.rules);
  const exchanged =
    keys.length === 0
      ? lowering.stages.gather(partials, columns)
      : keepPartitions(
          lowering.stages.exchange(partials, { kind: "hash", keys: columnKeys(keyNames), partitions }, columns),
        );
  const final = whole.map((call, index) => ({ ...call, arguments: [states[index]?.name ?? ""] }));
  const operator = aggregateFunctionOperator(keyNames, final, "FINAL", callSite);
  return append(exchanged, [operator], "aggregate", { columns: outputs });
}

/** Keys, and each argument as a column of its declared type. */
function withArguments(pipeline: Pipeline, { keys, callSite }: Grouping, calls: readonly FunctionCall[]): Pipeline {
  const named = calls.flatMap(({ rowFunction, tree, callSite: at }, call) =>
    trees(tree, "children").map((argument, index) => {
      const type = rowFunction.argumentTypes[index] ?? "";
      const column = { name: argumentName(call, index), type };
      return namedTree(column, cast(argument, typeTree(parseType(type))), at);
    }),
  );
  const keyTrees = keys.map(({ column, tree, callSite: at }) => namedTree(column, tree, at));
  const all = [...keyTrees, ...named];
  const columns = all.map(({ name, type }) => ({ name, type }));
  if (all.length === 0) return pipeline;
  return append(pipeline, [projectOperator(all, callSite)], undefined, { columns, partitioning: undefined });
}

function argumentName(call: number, index: number): string {
  return `${helperPrefix}argument_${call}_${index}`;
}

function assertPlain({ tree, callSite, rowFunction }: FunctionCall): void {
  if (tree["distinct"] !== true && filterOf(tree) === null && ordersOf(tree).length === 0) return;
  throw planRefused(
    callSite,
    `the aggregate function '${rowFunction.name}' of the script takes neither DISTINCT nor FILTER nor ORDER BY`,
    "filter or deduplicate the rows before they are grouped",
  );
}

function withRollup({ callSite, rowFunction }: FunctionCall): Error {
  return planRefused(
    callSite,
    `the aggregate function '${rowFunction.name}' of the script has no totals over no rows, which rollup and cube ask for`,
    "group by each set of keys by itself, and union the results",
  );
}
