/** Aggregate operators over pipelines: all of a group's rows at once, or partial rows and then the whole of them. */
import type { CallSite } from "../../common/wire/types.js";
import type { AggregateCall } from "./aggregate-calls.js";
import type { SplitAggregate } from "./split-aggregate.js";
import type { BoundColumn } from "./analysed-plan.js";
import { aggregateOperator, namedTree, passedOn, projectOperator } from "./operators.js";
import { projected } from "./partitioning.js";
import { append, type Pipeline } from "./pipeline.js";
import { helperPrefix } from "./row-functions.js";
import { call as makeCall, columnReference, plainColumn, type Tree } from "./trees/tree.js";

export interface GroupingKey {
  readonly column: BoundColumn;
  readonly tree: Tree;
  readonly callSite: CallSite | null;
}

/** Rows, what they are grouped by, and what is computed of each group. */
export interface Grouping {
  readonly pipelines: readonly Pipeline[];
  /** Over the pipelines' columns. */
  readonly keys: readonly GroupingKey[];
  readonly calls: readonly AggregateCall[];
  readonly callSite: CallSite | null;
  /** Numbers of the grouping sets without a key: each has a row even where there are no rows. */
  readonly totals: readonly number[];
}

export interface AggregateSteps {
  /** Keys and partials. */
  readonly columns: readonly BoundColumn[];
  readonly partial: (pipeline: Pipeline) => Pipeline;
  /** Over rows of `columns`; the outcome has the keys and the calls' columns. */
  readonly final: (pipeline: Pipeline) => Pipeline;
}

const rowCount: BoundColumn = { name: `${helperPrefix}rows`, type: "BIGINT" };
/** Without an aggregate call there is still one row. */
const countAll = namedTree(rowCount, makeCall("count_star", []), null);

/** One row per group of each task: right where groups do not cross tasks. */
export function aggregateInFull(pipeline: Pipeline, { keys, calls, callSite }: Grouping): Pipeline {
  const named = calls.map(({ column, tree, callSite: at }) => namedTree(column, tree, at));
  const columns = [...keys.map(({ column }) => column), ...calls.map(({ column }) => column)];
  const partitioning = projected(
    pipeline.partitioning,
    keys.map(({ column, tree }) => ({ name: column.name, tree })),
  );
  const operator = aggregateOperator(keyTrees(keys), atLeastOne(keys, named), callSite);
  const outputs = columns.length > 0 ? columns : [rowCount];
  return append(pipeline, [operator], "aggregate", { columns: outputs, partitioning });
}

export function aggregateInSteps(
  { keys, calls, callSite }: Grouping,
  split: readonly SplitAggregate[],
): AggregateSteps {
  const partials = split.map(({ partials: parts }, call) =>
    parts.map(({ type, tree }, part) => ({
      column: { name: `${helperPrefix}partial_${call}_${part}`, type },
      tree,
      callSite: calls[call]?.callSite ?? null,
    })),
  );
  const flat = partials.flat();
  const keyColumns = keys.map(({ column }) => column);
  const columns = [...keyColumns, ...flat.map(({ column }) => column)];
  const outputs = columns.length > 0 ? columns : [rowCount];
  return {
    columns: outputs,
    partial: (pipeline) => {
      const named = flat.map(({ column, tree, callSite: at }) => namedTree(column, tree, at));
      const operator = aggregateOperator(keyTrees(keys), atLeastOne(keys, named), callSite);
      return append(pipeline, [operator], "aggregate", { columns: outputs, partitioning: undefined });
    },
    final: (pipeline) => {
      const ends = split.map((part, call) => finalOf(part, call, calls, names(partials[call] ?? [])));
      const named = ends.flatMap((end) =>
        end.finals.map(({ column, tree, callSite: at }) => namedTree(column, tree, at)),
      );
      const operator = aggregateOperator(keyColumns.map(passedOn), atLeastOne(keys, named), callSite);
      const held = [...keyColumns, ...ends.flatMap((end) => end.finals.map(({ column }) => column))];
      const aggregated = append(pipeline, [operator], "aggregate", { columns: held.length > 0 ? held : [rowCount] });
      if (ends.every(({ result }) => result === undefined)) return aggregated;
      const results = ends.map(({ result }, call) => {
        const { column, callSite: at } = calls[call] as AggregateCall;
        return result === undefined ? passedOn(column) : namedTree(column, result, at);
      });
      const project = projectOperator([...keyColumns.map(passedOn), ...results], callSite);
      return append(aggregated, [project], undefined, {
        columns: [...keyColumns, ...calls.map(({ column }) => column)],
      });
    },
  };
}

interface Part {
  readonly column: BoundColumn;
  readonly tree: Tree;
  readonly callSite: CallSite | null;
}

/** The last aggregates of a call, and its value over them; the value is undefined where it is the one last aggregate. */
function finalOf(
  split: SplitAggregate,
  index: number,
  calls: readonly AggregateCall[],
  partials: readonly string[],
): { finals: Part[]; result: Tree | undefined } {
  const { column, callSite } = calls[index] as AggregateCall;
  const finals = split.finals(partials).map(({ type, tree }, part) => ({
    column: { name: `${helperPrefix}final_${index}_${part}`, type },
    tree,
    callSite,
  }));
  const [first] = finals;
  const result = split.result(finals.map((final) => final.column.name));
  if (finals.length === 1 && first !== undefined && plainColumn(result) === first.column.name) {
    return { finals: [{ ...first, column }], result: undefined };
  }
  return { finals, result };
}

function names(parts: readonly { readonly column: BoundColumn }[]): string[] {
  return parts.map(({ column }) => column.name);
}

function keyTrees(keys: readonly GroupingKey[]) {
  return keys.map(({ column, tree, callSite }) => namedTree(column, tree, callSite));
}

function atLeastOne<T>(keys: readonly unknown[], named: readonly T[]): readonly (T | typeof countAll)[] {
  return keys.length > 0 || named.length > 0 ? named : [countAll];
}

/** Keys by their columns, for what comes after they were computed. */
export function keysAsColumns(keys: readonly GroupingKey[]): GroupingKey[] {
  return keys.map((key) => ({ ...key, tree: columnReference(key.column.name) }));
}
