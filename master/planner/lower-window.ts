/** Window functions: rows of one PARTITION BY meet in one task. Without one, all rows do, where a setting allows that. */
import type { BoundWindow } from "./analysed-plan.js";
import { locate, readBy, tellStrategy, union, wantAll, type LoweringContext, type Wanted } from "./lowering-context.js";
import { namedTree, windowOperator } from "./operators.js";
import { partitionCount } from "./partition-count.js";
import { alreadyTogether } from "./partitioning.js";
import { append, estimateOf, isSingleTask, keepPartitions, narrow, type Pipeline } from "./pipeline.js";
import { planRefused } from "./plan-refused.js";
import { filtered, filtersOver } from "./push-filters.js";
import { cutRowFunctions, type LocatedTree } from "./row-functions.js";
import { columnsOf } from "./trees/tree-columns.js";
import { plainColumn } from "./trees/tree.js";

/** @throws PLAN_REFUSED without PARTITION BY, unless goldpan.sql.singleTask.enabled */
export function lowerWindow(lowering: LoweringContext, relation: BoundWindow, wanted: Wanted): Pipeline[] {
  const { input, callSite } = relation;
  const kept = relation.columns.filter(({ name }) => wanted.columns.has(name));
  const own = new Set(relation.columns.map(({ name }) => name));
  const passed = new Set([...wanted.columns].filter((name) => !own.has(name)));
  if (kept.length === 0)
    return lowering.lower(input, { ...wanted, columns: passed, filters: [], firstRows: undefined });
  const partitions = relation.partitionBy.map((expression) => locate(expression));
  const calls = kept.map(({ expression }) => locate(expression));
  const columns = union(passed, readBy([...partitions, ...calls], input.schema));
  const plain = partitions.flatMap(({ tree }) => plainColumn(tree) ?? []);
  const filters = filtersOver(lowering, wanted.filters, plain);
  const below = lowering.lower(input, { ...wantAll(columns, wanted.origins), filters });
  const prepared = prepare(lowering, relation, filtered(below, filters, callSite), [...partitions, ...calls], columns);
  const keys = prepared.trees.slice(0, partitions.length);
  const windows = kept.map((column, index) => {
    const located = calls[index] as LocatedTree;
    return namedTree(column, prepared.trees[partitions.length + index] ?? located.tree, located.callSite);
  });
  const together = meet(lowering, relation, prepared.pipelines, keys, wanted.origins);
  const result = [...together.columns, ...kept.map(({ name, type }) => ({ name, type }))];
  return [append(together, [windowOperator(windows, callSite)], "window", { columns: result })];
}

/** Row functions in the expressions done, and exactly the columns that go on. */
function prepare(
  { functions }: LoweringContext,
  { input }: BoundWindow,
  below: readonly Pipeline[],
  located: readonly LocatedTree[],
  columns: ReadonlySet<string>,
) {
  const exact = input.schema.filter(({ name }) => columns.has(name));
  const cuts = below.map((pipeline) => {
    const narrowed = narrow(pipeline, exact);
    const cut = cutRowFunctions(located, narrowed.columns, functions);
    return { trees: cut.trees, pipeline: append(narrowed, cut.operators, undefined, { columns: cut.columns }) };
  });
  return { pipelines: cuts.map(({ pipeline }) => pipeline), trees: cuts[0]?.trees ?? [] };
}

function meet(
  lowering: LoweringContext,
  { callSite }: BoundWindow,
  pipelines: readonly Pipeline[],
  keys: readonly LocatedTree["tree"][],
  origins: boolean,
): Pipeline {
  const [only] = pipelines;
  if (isSingleTask(pipelines) && only !== undefined) return keepPartitions(only);
  const columns = only?.columns ?? [];
  // A constant parts nothing.
  const parting = keys.filter(
    (key) => columnsOf(key, (name) => columns.some((column) => column.name === name)).size > 0,
  );
  if (parting.length === 0) {
    if (!lowering.rules.singleTaskEnabled) throw withoutPartition(callSite);
    lowering.notices.push({
      code: "SINGLE_TASK",
      text: "a window without PARTITION BY needs all rows in one task: they are gathered there",
    });
    tellStrategy(lowering, "window", callSite, "all rows in one task");
    return lowering.stages.gather(pipelines, columns, origins);
  }
  const names = parting.map(plainColumn).filter((name) => name !== undefined);
  const together = names.length === 0 ? undefined : alreadyTogether(pipelines, names);
  if (together !== undefined) return together;
  const partitions = partitionCount(estimateOf(pipelines, "bytes"), lowering.rules);
  tellStrategy(lowering, "window", callSite, `by hash, ${partitions} partitions`);
  return keepPartitions(
    lowering.stages.exchange(pipelines, { kind: "hash", keys: parting, partitions }, columns, { origins }),
  );
}

function withoutPartition(callSite: BoundWindow["callSite"]): Error {
  return planRefused(
    callSite,
    "a window without PARTITION BY would send all rows to one task",
    "give it a partition, for instance Window.partitionBy(…), or set goldpan.sql.singleTask.enabled=true",
  );
}
