/** One row per key. Rows of a key meet in one task; where rows differ in nothing else, each task leaves out its own doubles before. */
import type { BoundDeduplicate } from "./analysed-plan.js";
import { locate, readBy, tellStrategy, union, wantAll, type LoweringContext, type Wanted } from "./lowering-context.js";
import { aggregateOperator, deduplicateOperator, passedOn, sortKey } from "./operators.js";
import { partitionCount } from "./partition-count.js";
import { alreadyTogether } from "./partitioning.js";
import { append, estimateOf, keepPartitions, narrow, type Pipeline } from "./pipeline.js";
import { filtered, filtersOver } from "./push-filters.js";
import { columnKeys } from "./stages.js";

export function lowerDeduplicate(lowering: LoweringContext, relation: BoundDeduplicate, wanted: Wanted): Pipeline[] {
  const { input, keys, keep, mark, callSite } = relation;
  if (mark !== undefined && !wanted.columns.has(mark)) return lowering.lower(input, wanted);
  const orders = keep.map((order) => sortKey(order, locate(order.expression).tree));
  const read = readBy(
    keep.map(({ expression }) => locate(expression)),
    input.schema,
  );
  const names = union(union(wanted.columns, new Set(keys)), read);
  const filters = filtersOver(lowering, wanted.filters, keys);
  const below = lowering.lower(input, { ...wantAll(names, wanted.origins), filters });
  const columns = input.schema.filter(({ name }) => names.has(name));
  const exact = filtered(below, filters, callSite).map((pipeline) => narrow(pipeline, columns));
  // A row of which all columns are keys is any of its doubles.
  const isAnyDouble = columns.length === keys.length && !wanted.origins && mark === undefined;
  const once = (pipeline: Pipeline): Pipeline => {
    if (isAnyDouble) return append(pipeline, [aggregateOperator(columns.map(passedOn), [], callSite)], "deduplicate");
    const operator = deduplicateOperator(keys, orders, callSite, mark);
    if (mark === undefined) return append(pipeline, [operator], "deduplicate");
    return append(pipeline, [operator], "mark doubles", { columns: [...columns, { name: mark, type: "BOOLEAN" }] });
  };
  const together = alreadyTogether(exact, keys);
  if (together !== undefined) return [once(together)];
  const before = columns.length > keys.length || mark !== undefined ? exact : exact.map(once);
  const partitions = partitionCount(estimateOf(before, "bytes"), lowering.rules);
  const division = { kind: "hash", keys: columnKeys(keys), partitions } as const;
  tellStrategy(lowering, "deduplicate", callSite, `by hash, ${partitions} partitions`);
  const exchanged = lowering.stages.exchange(before, division, columns, { origins: wanted.origins });
  return [once(keepPartitions(exchanged))];
}
